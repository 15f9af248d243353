"""Orders from a purchasing system's CSV file: a row is a line, and rows with one number are one order.

An order with a row that can't be read is left out as a whole: half of it would look complete.
"""

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

import sqlalchemy as sa
from uuid_utils import uuid7

from fieldapp.documents import Order, decode, key_of
from fieldapp.imports.report import Line, Options, Report
from fieldapp.imports.table import Row
from fieldapp.imports.values import BadCell
from fieldapp.imports.wanted import Cells, Sheet
from fieldapp.models import document, reading
from fieldapp.operations.receiving.counting import short
from fieldapp.operations.receiving.purchasing import MOST_LINES, MOST_PIECES
from fieldapp.sync.store import DatabaseStore
from fieldapp.sync.submit import operation, submit

CHUNK = 200
# What all rows of an order must agree on.
SHARED = ("site", "job", "due", "supplier", "tracking", "placed")


@dataclass
class Wish:
    """An order as the file has it: its first row's number, its rows, and what is wrong with any of them."""

    line: int
    number: str
    shared: dict[str, str] = field(default_factory=dict)
    lines: dict[str, dict[str, Any]] = field(default_factory=dict)
    faults: int = 0

    def add(self, told: dict[str, Any], cells: Cells) -> None:
        """One more row; where it contradicts those before, that is a fault of its own."""
        for name in SHARED:
            said, before = told.get(name), self.shared.get(name)
            if said and before and said != before:
                raise BadCell(
                    cells.column(name), f"“{said}” here, and “{before}” in a row before it"
                )
            if said:
                self.shared[name] = said
        model = told["model"]
        line = self.lines.setdefault(model.lower(), {"model": model, "quantity": 0})
        line["quantity"] += told["quantity"]
        if line["quantity"] > MOST_PIECES:
            raise BadCell(cells.column("quantity"), f"more than {MOST_PIECES} of {model} in all")
        if len(self.lines) > MOST_LINES:
            raise BadCell(cells.column("model"), f"an order has at most {MOST_LINES} lines")


def take(
    rows: Iterator[Row],
    sheet: Sheet,
    options: Options,
    report: Report,
    progress: Callable[[int], None],
) -> None:
    """Read all rows, and take the orders into the books, a chunk in one transaction."""
    wishes = list(_wishes(rows, sheet, report).values())
    places = Places()
    for at in range(0, len(wishes), CHUNK):
        _take(wishes[at : at + CHUNK], places, options, report)
        progress(wishes[min(at + CHUNK, len(wishes)) - 1].line)


def _wishes(rows: Iterator[Row], sheet: Sheet, report: Report) -> dict[str, Wish]:
    found: dict[str, Wish] = {}
    for row in rows:
        if row.fault:
            report.lines.append(
                Line(row.line, "error", "order", "", row.fault.why, row.fault.column)
            )
            continue
        cells, wish = Cells(row, sheet), None
        try:
            number = cells.text("number", 60)
            if number is None:
                raise cells.empty("number", "an order needs a number")
            wish = found.setdefault(number.upper(), Wish(row.line, number))
            wish.add(_told(cells), cells)
        except BadCell as bad:
            if wish is not None:
                wish.faults += 1
            name = wish.number if wish else ""
            report.lines.append(
                Line(row.line, "error", "order", name, f"{bad.column}: {bad}", bad.column)
            )
    return found


def _told(cells: Cells) -> dict[str, Any]:
    model = cells.text("model")
    if model is None:
        raise cells.empty("model", "say what is ordered")
    dates = cells.sheet.dates
    return {
        "model": model,
        "quantity": cells.read("quantity", pieces),
        "site": cells.text("site"),
        "job": cells.text("job"),
        "supplier": cells.text("supplier"),
        "tracking": cells.text("tracking"),
        "due": dates.read(*cells.raw("due")),
        "placed": dates.read(*cells.raw("placed")),
    }


def pieces(column: str, cell: str) -> int:
    """How many; one where the file does not say."""
    said = cell.removesuffix(".0").removesuffix(".00")
    if not said:
        return 1
    if not (
        said.isascii() and said.isdigit() and 0 < int(said[:9]) <= MOST_PIECES and len(said) < 9
    ):
        raise BadCell(column, f"“{cell[:40]}” is no number of pieces; write one such as 3")
    return int(said)


class Places:
    """Sites by name, and jobs by number, as the books have them."""

    def __init__(self) -> None:
        with reading() as connection:
            sites = connection.execute(
                sa.select(document.c.id, document.c.body).where(document.c.type == "site")
            )
            self.sites = {
                json.loads(body)["name"].strip().lower(): key_of(id_) for id_, body in sites
            }
            going = sa.select(document.c.id, document.c.body).where(
                document.c.type == "job", document.c.state.in_(("open", "held"))
            )
            bodies = ((id_, json.loads(body)) for id_, body in connection.execute(going))
            self.jobs = {body["number"].upper(): (key_of(id_), body) for id_, body in bodies}

    def job(self, number: str | None) -> tuple[str, dict] | None:
        if not number:
            return None
        if number.upper() not in self.jobs:
            raise BadCell("Job", f"there is no open job {number}")
        return self.jobs[number.upper()]

    def site(self, name: str | None, job: tuple[str, dict] | None, options: Options) -> str:
        """Where it goes: as the file says, where the job is, as the command says, or the only site there is."""
        if job is not None and not name:
            return job[1]["site"]["id"]
        wanted = name or options.site
        if wanted is None and len(self.sites) == 1:
            return next(iter(self.sites.values()))
        if wanted is None:
            raise BadCell("Site", "is empty: name a site in the file, or say --site")
        if wanted.strip().lower() not in self.sites:
            raise BadCell("Site", f"there is no site “{wanted}”; import or make it first")
        return self.sites[wanted.strip().lower()]


def _take(wishes: list[Wish], places: Places, options: Options, report: Report) -> None:
    with reading() as connection:
        store = DatabaseStore(connection)
        known = store.find([f"order:{wish.number.upper()}" for wish in wishes])
        bodies = store.load(sorted(set(known.values()))) if known else {}
    made = []
    for wish in wishes:
        id_ = known.get(f"order:{wish.number.upper()}")
        found = decode(id_, bodies[id_].body) if id_ else None
        line, args = _compare(wish, found, places, options)
        report.lines.append(line)
        if args is not None and not options.dry_run:
            made.append((operation("order.record", id_ or f"order:{uuid7()}", args), line))
    results = submit([one for one, _ in made]) if made else []
    for (_, line), result in zip(made, results, strict=True):
        if result.outcome != "applied":
            line.what, line.why = "error", result.message or result.code


def _compare(
    wish: Wish, found: Order | None, places: Places, options: Options
) -> tuple[Line, dict | None]:
    """What becomes of the order, and the arguments that bring it about."""
    if wish.faults:
        why = "left out as a whole: correct its rows, and import the file again"
        return Line(wish.line, "skipped", "order", wish.number, why), None
    try:
        job = places.job(wish.shared.get("job"))
        site = (
            found.site.id
            if found and not wish.shared.get("site")
            else places.site(wish.shared.get("site"), job, options)
        )
        if found and found.site.id != site:
            raise BadCell(
                "Site", f"the order is for {found.site.name} in the books; it does not move"
            )
    except BadCell as bad:
        return Line(
            wish.line, "error", "order", wish.number, f"{bad.column}: {bad}", bad.column
        ), None
    args = {"number": wish.number, "site": site, "lines": list(wish.lines.values())}
    args |= {
        name: wish.shared[name]
        for name in ("due", "supplier", "tracking", "placed")
        if wish.shared.get(name)
    }
    if job is not None:
        args["job"] = job[0]
    if found is None:
        many = sum(one["quantity"] for one in args["lines"])
        return Line(
            wish.line, "created", "order", wish.number, f"{len(args['lines'])} lines, {many} pieces"
        ), args
    changes = list(_changes(found, args))
    what = "changed" if changes else "unchanged"
    return Line(
        wish.line, what, "order", wish.number, "; ".join(changes)
    ), args if changes else None


def _changes(found: Order, args: dict[str, Any]) -> Iterator[str]:
    """What the file says otherwise than the books; a line is never less than what came of it."""
    lines = {line.model.lower(): line for line in found.lines}
    for told in args["lines"]:
        line = lines.get(told["model"].lower())
        if line is None:
            yield f"{told['quantity']} × {told['model']} is new"
        elif (wanted := max(told["quantity"], line.received + short(line))) != line.quantity:
            yield f"{line.model}: {line.quantity} → {wanted}"
    for name in ("due", "supplier"):
        if name in args and args[name] != getattr(found, name):
            yield f"{name}: {getattr(found, name) or 'nothing'} → {args[name]}"
    if "tracking" in args and args["tracking"].upper() != found.tracking:
        yield f"tracking: {found.tracking or 'nothing'} → {args['tracking'].upper()}"
    if "job" in args and found.job is None:
        yield "for a job"
