"""What a row wants to stand in the books."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from fieldapp.imports import values
from fieldapp.imports.headings import HEADINGS
from fieldapp.imports.table import Row
from fieldapp.imports.values import BadCell, Dates

NOWHERE = "Unassigned"
_ELSE_THAN_PEOPLE = {"location", "asset", "component", "accessory"}


@dataclass
class Record:
    """One thing: its kind, the keys that it is found by (the first one names it), and its fields.

    ``links`` maps fields to other records that the row names; ``defaults`` are links that only
    what is new gets; ``fills`` are fields for what is new or lacks them; ``also`` are things that
    the row names and this does not point to. ``weak`` records are made where they lack, and
    otherwise left alone. ``columns`` says by which column a key (``tag``) came.
    """

    kind: str
    keys: list[str]
    name: str
    fields: dict[str, Any]
    links: dict[str, "Record"] = field(default_factory=dict)
    defaults: dict[str, "Record"] = field(default_factory=dict)
    fills: dict[str, Any] = field(default_factory=dict)
    also: list["Record"] = field(default_factory=list)
    weak: bool = False
    columns: dict[str, str] = field(default_factory=dict)
    remark: str = ""


@dataclass
class Sheet:
    """What holds for all rows of a file: its columns by field, how it writes them, dates, and today."""

    what: str
    columns: dict[str, tuple[str, ...]]
    written: dict[str, str]
    dates: Dates
    site: str | None
    today: date


class Cells:
    """A row's cells by what they mean."""

    def __init__(self, row: Row, sheet: Sheet):
        self.row, self.sheet = row, sheet

    def raw(self, field: str) -> tuple[str, str]:
        """The column, as the file writes it, and what it says there."""
        columns = self.sheet.columns[field]
        for one in columns:
            if self.row.cells.get(one):
                return self.sheet.written[one], self.row.cells[one]
        return self.column(field), ""

    def column(self, field: str) -> str:
        columns = self.sheet.columns[field]
        return self.sheet.written[columns[0]] if columns else HEADINGS[self.sheet.what][field][0]

    def text(self, field: str, most: int = 200) -> str | None:
        return values.text(*self.raw(field), most)

    def read(self, field: str, reader: Callable[[str, str], Any]) -> Any:
        """The cell as ``reader`` understands it."""
        return reader(*self.raw(field))

    def empty(self, field: str, words: str) -> BadCell:
        return BadCell(self.column(field), f"is empty: {words}")


def place(name: str) -> Record:
    """A site that a row names."""
    return Record("site", [f"site-name:{name.lower()}"], name, {"name": name}, weak=True)


def sites(cells: Cells) -> Record:
    """A row of a locations file."""
    name = cells.text("name")
    if name is None:
        raise cells.empty("name", "a place needs a name")
    parts = [cells.text(one) for one in ("address", "address2", "city", "state", "zip", "country")]
    fields = {
        "name": name,
        "address": ", ".join(part for part in parts if part) or None,
        "zone": cells.read("zone", zone),
        "client": cells.text("client"),
    }
    return Record(
        "site",
        [f"site-name:{name.lower()}"],
        name,
        fields,
        columns={"site-name": cells.column("name")},
    )


def zone(column: str, cell: str) -> str | None:
    """An IANA time zone."""
    try:
        return ZoneInfo(cell).key if cell else None
    except (ZoneInfoNotFoundError, ValueError, OSError):
        raise BadCell(
            column, f"“{cell[:60]}” is no time zone; write it like America/New_York"
        ) from None


def model_of(cells: Cells) -> Record | None:
    """The model that a row names, by its number where it has no name."""
    number = cells.text("number")
    name = cells.text("model") or number
    if name is None:
        return None
    fields = {
        "name": name,
        "number": number,
        "manufacturer": cells.text("manufacturer"),
        "category": cells.text("category"),
    }
    key = f"model:{name.lower()}|{(number or '').lower()}"
    return Record("model", [key], name, fields, weak=True, columns={"model": cells.column("model")})


def models(cells: Cells) -> Record:
    """A row of a models file; ``EOL`` is the model's life in months."""
    found = model_of(cells)
    if found is None:
        raise cells.empty("model", "a model needs a name")
    found.fields["months"] = cells.read("months", values.months)
    found.weak = False
    return found


def people(cells: Cells) -> Record:
    """A row of a users file."""
    found = _person(cells)
    if found is None:
        raise cells.empty("username", "a person needs a user name, an e-mail address or a name")
    more = {
        "phone": cells.text("phone"),
        "vip": cells.read("vip", values.yes),
        "job_title": cells.text("job_title"),
        **personal(cells),
    }
    found.fields |= more
    location = cells.text("location")
    if location:
        found.links["site"] = place(location)
    else:
        found.defaults["site"] = somewhere(cells)
    return found


def somewhere(cells: Cells) -> Record:
    """The site of what names none: the one that was told, or the unassigned."""
    return place(cells.sheet.site or NOWHERE)


def _person(cells: Cells) -> Record | None:
    """Whoever the row's name columns name."""
    username, email = cells.text("username"), cells.text("email")
    parts = [one for one in (cells.text("first"), cells.text("last")) if one]
    name = " ".join(parts) or cells.text("full") or username or email
    if name is None:
        return None
    fields = {"name": name, "username": username, "email": email}
    keys = [f"person:{username.lower()}"] if username else []
    columns = {one: cells.column(one) for one in ("username", "email")} | {
        "person": cells.column("username")
    }
    return Record("person", keys, name, fields, columns=columns)


def personal(cells: Cells) -> dict[str, Any]:
    """What people and asset files may say of a person."""
    return {one: cells.text(one) for one in ("cost_centre", "line_of_business", "floor", "desk")}


def assets(cells: Cells) -> Record:
    """A row of an assets file. A serial may be missing."""
    tag, serial = cells.read("tag", tag_of), cells.read("serial", values.serial)
    bought, ends = _dates(cells)
    fields = {
        "tag": tag,
        "serial": serial,
        "category": cells.text("category"),
        "name": cells.text("name"),
        "purchased": bought,
        "end_of_life": ends,
        "place": cells.text("room"),
    }
    found = Record("asset", [f"tag:{tag}"] + ([f"serial:{serial}"] if serial else []), tag, fields)
    found.columns = {"tag": cells.column("tag"), "serial": cells.column("serial")}
    _links(cells, found)
    status = cells.text("status")
    if status:
        found.remark = f"status in the file: {status}"
    return found


def tag_of(column: str, cell: str) -> str:
    """A tag that a label can bear and an address can hold."""
    tag = values.code(column, cell)
    if tag is None:
        raise BadCell(column, "is empty: a machine needs a tag")
    if len(tag) > 64 or any(one.isspace() or one in "/?#%\\" for one in tag):
        words = f"“{tag[:70]}” is no tag: 1 to 64 characters, without blanks and none of / ? # % \\"
        raise BadCell(column, words)
    return tag


def _dates(cells: Cells) -> tuple[str | None, str | None]:
    """The purchase, and the end of life; a life in months belongs to the model, and is not one."""
    today, dates = cells.sheet.today, cells.sheet.dates
    column, cell = cells.raw("purchased")
    bought = values.plausible(column, dates.read(column, cell), values.a_year_from(today))
    column, cell = cells.raw("end_of_life")
    if values.SPAN.fullmatch(cell):
        return bought, None
    ends = values.plausible(column, dates.read(column, cell), date(2100, 1, 1))
    if bought and ends and ends < bought:
        raise BadCell(column, f"{ends} is before the purchase, {bought}; correct one of them")
    return bought, ends


def _links(cells: Cells, asset: Record) -> None:
    """Its site, model and holder. What is checked out to a place is there, and with nobody."""
    location, elsewhere = cells.text("location"), cells.text("place")
    kind = (cells.text("type") or "").lower()
    holder = None if kind in _ELSE_THAN_PEOPLE else holder_of(cells)
    if location and elsewhere:
        asset.also.append(place(location))
    named = (elsewhere or location) if holder is None else location
    if named:
        asset.links["site"] = place(named)
    else:
        asset.defaults["site"] = somewhere(cells)
    model = model_of(cells)
    if model is not None:
        asset.links["model"] = model
    if holder is not None:
        asset.links["person"] = holder
        if elsewhere:
            holder.links["site"] = place(elsewhere)
        else:
            holder.defaults["site"] = place(named) if named else somewhere(cells)


def holder_of(cells: Cells) -> Record | None:
    """Whoever the asset file says has the machine. Of people whom the books have, it adds what lacks."""
    found = _person(cells)
    if found is None or found.name.casefold() in values.YES | values.NO:
        return None
    found.fills = {
        "username": found.fields["username"],
        "email": found.fields["email"],
        **personal(cells),
    }
    found.weak = True
    return found


READERS: dict[str, Callable[[Cells], Record]] = {
    "sites": sites,
    "models": models,
    "people": people,
    "assets": assets,
}
KINDS = {"sites": "site", "models": "model", "people": "person", "assets": "asset"}
