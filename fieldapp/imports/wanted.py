"""What a row wants to stand in the books."""

from dataclasses import dataclass, field
from typing import Any

from fieldapp.imports.table import Row
from fieldapp.imports.values import BadCell, Dates, number, short, yes

NOWHERE = "Unassigned"


@dataclass
class Record:
    """One thing: its kind, the keys that it is found by (the first one names it), and its fields.

    ``links`` maps fields to other records that the row names; ``fills`` are fields that are given only to
    what is new or has none; ``weak`` records are made where they lack, and otherwise left alone.
    """

    kind: str
    keys: list[str]
    name: str
    fields: dict[str, Any]
    links: dict[str, "Record"] = field(default_factory=dict)
    fills: dict[str, Any] = field(default_factory=dict)
    weak: bool = False


class Cells:
    """A row's cells by what they mean: headings differ between exports and their ages."""

    def __init__(self, row: Row, dates: Dates, site: str | None):
        self.row, self.dates, self.site = row, dates, site

    def raw(self, *headings: str) -> tuple[str, str]:
        """The first of the headings that the file has and that says something, and what it says."""
        for heading in headings:
            text = self.row.cells.get(heading, "")
            if text:
                return heading, text
        return headings[0], ""

    def text(self, *headings: str) -> str | None:
        return short(*self.raw(*headings))

    def yes(self, *headings: str) -> bool | None:
        heading, text = self.raw(*headings)
        return yes(heading, text) if heading in self.row.cells else None

    def date(self, *headings: str) -> str | None:
        return self.dates.read(*self.raw(*headings))

    def number(self, *headings: str) -> int | None:
        return number(*self.raw(*headings))


LOCATION = ("location", "location name", "default location")
COST_CENTRE = ("cost centre", "cost center", "costcentre", "costcenter")
BUSINESS = ("line of business", "lob", "business unit")
DATE_HEADINGS = ("purchase date", "purchased", "asset eol date", "eol date")


def site_of(cells: Cells, *headings: str) -> Record:
    """The place that the row names; without one, the site that was told, or the unassigned."""
    name = cells.text(*(headings or LOCATION)) or cells.site or NOWHERE
    return Record("site", [f"site-name:{name.lower()}"], name, {"name": name}, weak=True)


def sites(cells: Cells) -> Record:
    """A row of a locations file."""
    heading, name = cells.raw("name", "location name", "location")
    if not name:
        raise BadCell(heading, "is empty: a place needs a name")
    parts = [
        cells.raw(one)[1] for one in ("address", "address2", "city", "state", "country", "zip")
    ]
    address = ", ".join(part for part in parts if part) or None
    name = short(heading, name)
    return Record("site", [f"site-name:{name.lower()}"], name, {"name": name, "address": address})


def model_of(cells: Cells, *names: str) -> Record | None:
    name = cells.text(*names)
    if name is None:
        return None
    number_ = cells.text("model number", "model no.", "model no")
    fields = {
        "name": name,
        "number": number_,
        "manufacturer": cells.text("manufacturer"),
        "category": cells.text("category"),
    }
    return Record(
        "model", [f"model:{name.lower()}|{(number_ or '').lower()}"], name, fields, weak=True
    )


def models(cells: Cells) -> Record:
    """A row of a models file; ``EOL`` is the model's life in months."""
    found = model_of(cells, "name", "model name", "model")
    if found is None:
        raise BadCell("name", "is empty: a model needs a name")
    months = cells.number("eol", "eol months", "eol rate")
    if months:
        found.fields["months"] = months
    found.weak = False
    return found


def people(cells: Cells) -> Record:
    """A row of a users file."""
    username = cells.text("username", "user name") or cells.text("email", "e-mail")
    if username is None:
        raise BadCell("username", "is empty: a person needs a user name or an e-mail address")
    full = " ".join(one for one in (cells.text("first name"), cells.text("last name")) if one)
    name = full or cells.text("full name", "name", "display name") or username
    fields = {
        "name": name,
        "username": username,
        "email": cells.text("email", "e-mail"),
        "phone": cells.text("phone", "telephone", "mobile"),
        "vip": cells.yes("vip"),
        "job_title": cells.text("job title", "title"),
        **personal(cells),
    }
    return Record("person", [f"person:{username.lower()}"], name, fields, {"site": site_of(cells)})


def personal(cells: Cells) -> dict[str, Any]:
    """What people and asset files may say of a person."""
    return {
        "cost_centre": cells.text(*COST_CENTRE),
        "line_of_business": cells.text(*BUSINESS),
        "floor": cells.text("floor"),
        "desk": cells.text("desk", "seat"),
    }


HOLDER = "checked out to: "


def holder_of(cells: Cells, site: Record) -> Record | None:
    """Whoever the asset file says has the machine; a place or another machine is nobody."""
    if cells.text("checkout type", "checked out to type") not in (None, "User", "user"):
        return None
    email = cells.text(HOLDER + "email", "email", "e-mail")
    username = cells.text(HOLDER + "username", "username", "checked out to") or email
    if username is None:
        return None
    names = (
        cells.text(HOLDER + "first name", "first name"),
        cells.text(HOLDER + "last name", "last name"),
    )
    name = " ".join(one for one in names if one) or cells.text("full name") or username
    fields = {"name": name, "username": username, "email": email}
    elsewhere = cells.text(HOLDER + "location")
    links = {"site": site_of(cells, HOLDER + "location") if elsewhere else site}
    return Record(
        "person",
        [f"person:{username.lower()}"],
        name,
        fields,
        links,
        fills=personal(cells),
        weak=True,
    )


def assets(cells: Cells) -> Record:
    """A row of an assets file. A serial may be missing."""
    heading, tag = cells.raw("asset tag", "tag")
    if not tag:
        raise BadCell(heading, "is empty: a machine needs a tag")
    if len(tag) > 64 or any(one.isspace() or one == "/" for one in tag):
        raise BadCell(
            heading, f"“{tag[:70]}” is no tag: 1 to 64 characters, without blanks and slashes"
        )
    serial = cells.text("serial", "serial number", "serial no.")
    keys = [f"tag:{tag.upper()}"] + ([f"serial:{serial.upper()}"] if serial else [])
    fields = {
        "tag": tag.upper(),
        "serial": serial.upper() if serial else None,
        "category": cells.text("category"),
        "name": cells.text("name", "item name", "asset name"),
        "purchased": cells.date("purchase date", "purchased"),
        "end_of_life": cells.date("asset eol date", "eol date"),
    }
    site = site_of(cells)
    links: dict[str, Record | None] = {
        "site": site,
        "model": model_of(cells, "model", "model name"),
        "person": holder_of(cells, site),
    }
    return Record(
        "asset", keys, tag.upper(), fields, {name: one for name, one in links.items() if one}
    )


READERS = {"sites": sites, "models": models, "people": people, "assets": assets}
NEEDED = {
    "sites": [("name", "location name", "location")],
    "models": [("name", "model name", "model")],
    "people": [("username", "user name", "email", "e-mail")],
    "assets": [("asset tag", "tag")],
}
