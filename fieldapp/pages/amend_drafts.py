"""A contract's terms as a form has them: single fields, and rows that can be added and removed. What is typed is kept as it was typed.

A row whose telling fields are empty is none, so that each list may end in an empty one; a list that nobody has touched comes back as it was.
"""

import re
from collections.abc import Iterator
from decimal import Decimal, InvalidOperation
from typing import Any, NamedTuple

import msgspec

from fieldapp.documents import Calendar, Contract, ServiceTerms
from fieldapp.operations.clocks.calendars import CLOCKS, DAYS
from fieldapp.operations.guards import is_date
from fieldapp.operations.money.naming import COUNTED
from fieldapp.operations.work.holds import HOLDS
from fieldapp.pages.typed_hours import holidays_in, holidays_written, spans_in, spans_written

# More rows than any contract has.
MOST = 200
Row = dict[str, Any]


class Rows(NamedTuple):
    """A list of the form: ``fields`` are its columns, and a row is one where one of ``telling`` says something."""

    fields: tuple[str, ...]
    telling: tuple[str, ...]


SCOPE = ("kind", "priority", "line", "vip")
LISTS = {
    "allotments": Rows(("starts", "ends", "bought"), ("starts", "ends", "bought")),
    "types": Rows(("name", "per", "quantity", "kinds", "bands"), ("name", "quantity", "kinds", "bands")),
    "rates": Rows(("skill", "hourly", "round", "least"), ("skill", "hourly")),
    "cancels": Rows(("step", "units"), ("step", "units")),
    "penalties": Rows(("clock", "amount", "per", "target", *SCOPE), ("amount", "target", *SCOPE)),
    "targets": Rows(("clock", "length", "unit", *SCOPE, "calendar"), ("length", *SCOPE, "calendar")),
    "priorities": Rows(("impact", "priority"), ("impact", "priority")),
    "lines": Rows(("line", "calendar"), ("line", "calendar")),
    "calendars": Rows(("name", "zone", *DAYS, "holidays"), ("name", *DAYS, "holidays")),
}  # fmt: skip
SINGLE = ("price", "overage_price", "buy_back_price", "bought", "penalty_cap", "queues", "reopen_days", "unreachable_attempts", "warn_minutes")  # fmt: skip
TICKED = {"paid": ("in_advance",), "pausing": tuple(HOLDS), "children": COUNTED}
SEVERAL = ("kinds",)
UNITS = {"minutes": 1, "hours": 60, "days": 24 * 60}
# What the form says nothing of stays as it is; the file of terms has it.
UNSAID = ("wiping",)


class Draft(msgspec.Struct, kw_only=True):
    """``one`` are the single fields, ``ticked`` the boxes, ``rows`` the lists."""

    one: dict[str, str] = {}
    ticked: dict[str, list[str]] = {}
    rows: dict[str, list[Row]] = {}

    def act(self, action: str) -> None:
        """``drop types 2`` removes a row; ``add types`` needs nothing, for a list always ends in an empty row."""
        verb, _, rest = action.partition(" ")
        name, _, number = rest.partition(" ")
        if verb == "drop" and name in self.rows and number.isdecimal() and int(number) < len(self.rows[name]):
            del self.rows[name][int(number)]

    def shown(self, name: str) -> list[Row]:
        """The rows, and an empty one."""
        return [*self.rows.get(name, []), {}]


def draft_from_form(form) -> Draft:
    """What was typed; rows are numbered anew, without the empty ones."""
    draft = Draft(one={name: form.get(name, "").strip() for name in SINGLE})
    draft.ticked = {name: [one for one in known if one in form.getlist(name)] for name, known in TICKED.items()}
    for name, rows in LISTS.items():
        typed = [_row(form, f"{name}.{at}", rows.fields) for at in range(MOST) if _is_there(form, f"{name}.{at}.")]
        draft.rows[name] = [one for one in typed if any(one[field] for field in rows.telling)]
    return draft


def _is_there(form, prefix: str) -> bool:
    return any(name.startswith(prefix) for name in form)


def _row(form, prefix: str, fields: tuple[str, ...]) -> Row:
    row: Row = {name: form.get(f"{prefix}.{name}", "").strip() for name in fields}
    for name in SEVERAL:
        if name in row:
            row[name] = form.getlist(f"{prefix}.{name}")
    if "bands" in row:
        bands = [(form.get(f"{prefix}.up_to.{at}", "").strip(), form.get(f"{prefix}.takes.{at}", "").strip()) for at in range(MOST) if f"{prefix}.takes.{at}" in form]
        row["bands"] = [one for one in bands if any(one)]
    return row  # fmt: skip


def draft_of(terms: Contract) -> Draft:
    """The terms as one would type them."""
    service = terms.service or ServiceTerms()
    one = {name: _digits(getattr(terms, name)) for name in ("price", "overage_price", "buy_back_price", "bought", "penalty_cap")}
    one |= {name: str(getattr(service, name)) for name in ("reopen_days", "unreachable_attempts", "warn_minutes")}
    one["queues"] = ", ".join(service.queues)
    rows: dict[str, list[Row]] = {
        "allotments": [{"starts": each.starts, "ends": each.ends, "bought": _digits(each.bought)} for each in terms.allotments],
        "types": [
            {
                "name": name, "per": each.per, "quantity": "" if each.per == "time" else _digits(each.quantity), "kinds": list(each.kinds),
                "bands": [("" if band.up_to is None else str(band.up_to), _digits(band.quantity)) for band in each.bands],
            }
            for name, each in terms.types.items()
        ],
        "rates": [
            {"skill": skill, "hourly": _digits(each.hourly), "round": str(each.round_minutes), "least": str(each.minimum_minutes)}
            for skill, each in terms.rates.items()
        ],
        "cancels": [{"step": f"{kind}/{step}", "units": _digits(units)} for kind, steps in terms.cancels.items() for step, units in steps.items()],
        "penalties": [
            {"clock": each.clock, "amount": _digits(each.amount), "per": each.per, "target": _digits(each.target), **_scope_of(each)}
            for each in terms.penalties
        ],
        "targets": [{"clock": each.clock, **_length_of(each.minutes), **_scope_of(each), "calendar": each.calendar} for each in service.targets],
        "priorities": [{"impact": impact, "priority": priority} for impact, priority in service.priorities.items()],
        "lines": [{"line": line, "calendar": name} for line, name in service.lines.items()],
        "calendars": [_calendar_of(name, each) for name, each in service.calendars.items()],
    }  # fmt: skip
    return Draft(one=one, ticked={"paid": ["in_advance"] if terms.paid_in_advance else [], "pausing": list(service.pausing), "children": list(service.children)}, rows=rows)


def _digits(value: Decimal | None) -> str:
    return "" if value is None else f"{value.normalize():f}"


def _scope_of(one) -> Row:
    vip = "" if one.vip is None else "yes" if one.vip else "no"
    return {"kind": one.kind or "", "priority": one.priority or "", "line": one.line_of_business or "", "vip": vip}


def _length_of(minutes: int) -> Row:
    unit = "hours" if minutes % 60 == 0 else "minutes"
    return {"length": str(minutes // UNITS[unit]), "unit": unit}


def _calendar_of(name: str, one: Calendar) -> Row:
    days = {day: spans_written(one.hours.get(day, [])) for day in DAYS}
    return {"name": name, "zone": one.zone or "", **days, "holidays": holidays_written(one)}


class Problems(dict[str, str]):
    """What is wrong, by the name of the field, in sentences. Each reader answers with something that can be used, whatever it finds."""

    def amount(self, at: str, typed: str, needed: bool = True) -> str | None:
        """A number from 0 on, as text; None where nothing is said."""
        if not typed:
            if needed:
                self[at] = "Give a number."
            return None
        plain = typed.replace(",", "") if re.fullmatch(r"\d{1,3}(,\d{3})+(\.\d+)?", typed) else typed
        try:
            value = Decimal(plain)
        except InvalidOperation:
            value = Decimal("NaN")
        if not value.is_finite() or not 0 <= value < 10**9 or value != round(value, 4):
            self[at] = f"“{typed}” is no amount. Give a number from 0 on, like 1.5 or 1,200, with four places at most."
            return "0"
        return plain

    def whole(self, at: str, typed: str, low: int, high: int, what: str) -> int:
        """A whole number of something, between two."""
        if not re.fullmatch(r"[0-9]{1,9}", typed) or not low <= int(typed) <= high:
            self[at] = f"Give a whole number of {what}, from {low:,} to {high:,}."
            return low
        return int(typed)

    def date(self, at: str, typed: str, terms: Contract) -> str:
        """A day of the contract."""
        if not is_date(typed):
            self[at] = f"“{typed}” is no date. One is 2026-11-22." if typed else "Give a day."
        elif not terms.starts <= typed <= terms.ends:
            self[at] = "This day is not within the contract."
        return typed

    def name(self, at: str, typed: str, known: Any, what: str) -> str:
        """Something, and nothing that is there already."""
        if not typed:
            self[at] = f"Give {what}."
        elif typed in known:
            self[at] = f"“{typed}” is there twice: give each {what.partition(' ')[2]} once."
        return typed


def changes_of(draft: Draft, terms: Contract) -> tuple[dict[str, Any], Problems]:
    """All terms that the form speaks of, as an amendment carries them; and what can't be read."""
    wrong = Problems()
    one = draft.one
    told: dict[str, Any] = {
        "price": wrong.amount("price", one["price"]),
        "overage_price": wrong.amount("overage_price", one["overage_price"], needed=False),
        "buy_back_price": wrong.amount("buy_back_price", one["buy_back_price"]),
        "bought": wrong.amount("bought", one["bought"]),
        "penalty_cap": wrong.amount("penalty_cap", one["penalty_cap"], needed=False),
        "paid_in_advance": bool(draft.ticked["paid"]),
        "allotments": [_allotment(at, row, wrong, terms) for at, row in _each(draft, "allotments")],
        "types": _named(draft, "types", "name", "a name", _type, wrong),
        "rates": _rates(draft, wrong),
        "cancels": _cancels(draft, wrong),
        "penalties": [_penalty(at, row, wrong) for at, row in _each(draft, "penalties")],
        "service": _service(draft, terms.service, wrong),
    }
    return told, wrong


def _each(draft: Draft, name: str) -> Iterator[tuple[str, Row]]:
    return ((f"{name}.{at}", row) for at, row in enumerate(draft.rows.get(name, [])))


def _named(draft: Draft, name: str, field: str, what: str, read, wrong: Problems) -> dict[str, Any]:
    """Rows that are told apart by a field."""
    told: dict[str, Any] = {}
    for at, row in _each(draft, name):
        key = wrong.name(f"{at}.{field}", row[field], told, what)
        told[key] = read(at, row, wrong)
    return told


def _allotment(at: str, row: Row, wrong: Problems, terms: Contract) -> Row:
    starts, ends = (wrong.date(f"{at}.{name}", row[name], terms) for name in ("starts", "ends"))
    if f"{at}.starts" not in wrong and f"{at}.ends" not in wrong and starts > ends:
        wrong[f"{at}.ends"] = "It must not end before it starts."
    return {"starts": starts, "ends": ends, "bought": wrong.amount(f"{at}.bought", row["bought"])}


def _type(at: str, row: Row, wrong: Problems) -> Row:
    told: Row = {"per": row["per"] or "job", "kinds": row["kinds"]}
    if told["per"] != "time":
        return told | {"quantity": wrong.amount(f"{at}.quantity", row["quantity"])}
    bands = []
    for number, (up_to, takes) in enumerate(row["bands"]):
        end = wrong.whole(f"{at}.up_to.{number}", up_to, 1, 10**6, "minutes") if up_to else None
        bands.append({"up_to": end, "quantity": wrong.amount(f"{at}.takes.{number}", takes)})
    ends = [one["up_to"] for one in bands]
    closed = [one for one in ends if one is not None]
    if not bands:
        wrong[f"{at}.bands"] = "It goes by time: say at least once how much it takes."
    elif None in ends[:-1] or closed != sorted(set(closed)):
        wrong[f"{at}.bands"] = "Each must reach further than the one before, and only the last may have no end."
    return told | {"bands": bands}


def _rates(draft: Draft, wrong: Problems) -> dict[str, Row]:
    """By skill; an empty one is any."""
    told: dict[str, Row] = {}
    for at, row in _each(draft, "rates"):
        if row["skill"] in told:
            wrong[f"{at}.skill"] = f"{row['skill'] or 'Any skill'} is there twice: give each skill one rate."
        told[row["skill"]] = {
            "hourly": wrong.amount(f"{at}.hourly", row["hourly"]),
            "round_minutes": wrong.whole(f"{at}.round", row["round"] or "15", 1, 1440, "minutes"),
            "minimum_minutes": wrong.whole(f"{at}.least", row["least"] or "15", 0, 1440, "minutes"),
        }
    return told


def _cancels(draft: Draft, wrong: Problems) -> dict[str, dict[str, str | None]]:
    told: dict[str, dict[str, str | None]] = {}
    for at, row in _each(draft, "cancels"):
        kind, _, step = row["step"].partition("/")
        if not step:
            wrong[f"{at}.step"] = "Choose the step."
        elif step in told.get(kind, {}):
            wrong[f"{at}.step"] = "This step is there twice: give each one amount."
        told.setdefault(kind, {})[step] = wrong.amount(f"{at}.units", row["units"])
    return told


def _scope(row: Row) -> Row:
    told = {"kind": row["kind"], "priority": row["priority"], "line_of_business": row["line"]}
    vip = {"yes": True, "no": False}.get(row["vip"])
    return {name: value or None for name, value in told.items()} | {"vip": vip}


def _penalty(at: str, row: Row, wrong: Problems) -> Row:
    is_monthly = row["per"] == "month"
    target = wrong.amount(f"{at}.target", row["target"], needed=False)
    if is_monthly and not (target and 0 < Decimal(target) <= 100):
        wrong[f"{at}.target"] = "For a month, say the per cent of clocks to be kept: more than 0, up to 100."
    elif target and not is_monthly:
        wrong[f"{at}.target"] = "A target is for a month; for each missed clock leave it empty."
    told = {"clock": _clock(row), "amount": wrong.amount(f"{at}.amount", row["amount"]), "per": row["per"] or "breach"}
    return told | {"target": target if is_monthly else None} | _scope(row)


def _clock(row: Row) -> str:
    return row["clock"] or CLOCKS[0]


def _service(draft: Draft, was: ServiceTerms | None, wrong: Problems) -> dict[str, Any] | None:
    """None where there was none, and nothing is said."""
    one = draft.one
    told = {
        "targets": [_target(at, row, wrong) for at, row in _each(draft, "targets")],
        "calendars": _calendars(draft, was, wrong),
        "lines": _named(draft, "lines", "line", "a line of business", lambda at, row, _: row["calendar"], wrong),
        "priorities": _named(draft, "priorities", "impact", "an impact", _priority, wrong),
        "queues": [name.strip() for name in one["queues"].split(",") if name.strip()],
        "reopen_days": wrong.whole("reopen_days", one["reopen_days"], 0, 3650, "days"),
        "unreachable_attempts": wrong.whole("unreachable_attempts", one["unreachable_attempts"], 1, 100, "attempts"),
        "warn_minutes": wrong.whole("warn_minutes", one["warn_minutes"], 0, 366 * 1440, "minutes"),
        **{name: draft.ticked[name] for name in ("pausing", "children")},
    }
    return None if was is None and told == msgspec.to_builtins(ServiceTerms()) else told


def _priority(at: str, row: Row, wrong: Problems) -> str:
    if not row["priority"]:
        wrong[f"{at}.priority"] = "Give the priority."
    return row["priority"]


def _target(at: str, row: Row, wrong: Problems) -> Row:
    unit = UNITS.get(row["unit"], 1)
    length = wrong.whole(f"{at}.length", row["length"], 1, 366 * 1440 // unit, row["unit"] or "minutes")
    return {"clock": _clock(row), "minutes": length * unit, **_scope(row), "calendar": row["calendar"]}


def _calendars(draft: Draft, was: ServiceTerms | None, wrong: Problems) -> dict[str, Row]:
    """Closures are declared elsewhere, and stay with the calendar of that name."""
    told: dict[str, Row] = {}
    known = was.calendars if was else {}
    for at, row in _each(draft, "calendars"):
        name = wrong.name(f"{at}.name", row["name"], told, "a name")
        before = msgspec.to_builtins(known.get(name, Calendar()))
        days = holidays_in(row["holidays"])
        hours = {day: spans_in(row[day]) for day in DAYS if row[day]}
        told[name] = before | {
            "zone": row["zone"] or None, "hours": hours,
            "holidays": list(days), "names": {day: words for day, words in days.items() if words},
        }  # fmt: skip
        for day in days:
            if not is_date(day):
                wrong[f"{at}.holidays"] = f"“{day}” is no date. A holiday is a line like 2026-12-25 Christmas Day."
    return told

