"""``flask import incidents``: each row of a CSV file is an incident, known again by its reference."""

from pathlib import Path

import msgspec

from fieldapp import staff
from fieldapp.imports.incidents import NotTaken, Told, take
from fieldapp.imports.report import Line, Report
from fieldapp.imports.table import Row, Table, plain, table_of
from fieldapp.imports.text import Unreadable, content_of, text_of
from fieldapp.sync.incoming import Actor
from fieldapp.sync.submit import OPERATOR

FIELDS = {plain(name): name for name in Told.__struct_fields__}


def run(path: Path, encoding: str | None = None) -> Report:
    """Open what is new of it. Raises :class:`Unreadable`."""
    text, notes = text_of(content_of(path), encoding)
    table = table_of(text, set(FIELDS))
    _check(table)
    actor = Actor(id=OPERATOR.id, name=OPERATOR.name, roles=OPERATOR.roles, sites=sorted(staff.sites_by_key()))
    report = Report(notes=[*notes, *table.notes])
    report.lines = [_line(row, actor) for row in table.rows()]
    return report


def _check(table: Table) -> None:
    missing = [name for name in ("reference", "problem") if name not in table.names]
    if missing:
        told = ", ".join(f"“{name}”" for name in missing)
        raise Unreadable(f"A file of incidents needs the columns {told}. Others: {', '.join(FIELDS.values())}.")


def _line(row: Row, actor: Actor) -> Line:
    said = {FIELDS[name]: cell for name, cell in row.cells.items() if name in FIELDS and cell}
    name = said.get("reference", "")[:60]
    if row.fault is not None:
        return Line(row.line, "error", "incident", name, row.fault.why, row.fault.column)
    try:
        opened, is_new = take(msgspec.convert(said, Told), actor, "csv")
    except msgspec.ValidationError as error:
        return Line(row.line, "error", "incident", name, f"The row can't be read: {error}.")
    except NotTaken as problem:
        return Line(row.line, "error", "incident", name, str(problem))
    return Line(row.line, "created" if is_new else "unchanged", "incident", opened.number)
