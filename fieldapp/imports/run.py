"""An import of a CSV file: read it, say how, and take it into the books a chunk at a time."""

from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from itertools import islice
from pathlib import Path

from fieldapp.imports import headings, orders
from fieldapp.imports.books import Books
from fieldapp.imports.report import Line, Options, Report
from fieldapp.imports.table import Row, Table, table_of
from fieldapp.imports.text import UNREAD, Unreadable, content_of, text_of
from fieldapp.imports.values import BadCell, Dates
from fieldapp.imports.wanted import KINDS, READERS, Cells, Record, Sheet

CHUNK = 400


def run(
    what: str,
    path: Path,
    options: Options,
    progress: Callable[[int, int], None] = lambda done, of: None,
) -> Report:
    """Import a CSV file of sites, models, people, assets or orders. Raises :class:`Unreadable`."""
    text, notes = text_of(content_of(path), options.encoding)
    table = table_of(text, headings.known())
    del text
    sheet = _sheet(what, table, options)
    report = Report(
        options.dry_run, notes=[*notes, *table.notes, *sheet.dates.notes(), *_unused(sheet, table)]
    )
    rows = table.rows()
    if what == "orders":
        orders.take(rows, sheet, options, report, lambda line: progress(line, len(table.lines)))
        report.lines.sort(key=lambda line: line.line)
        return report
    books = Books(options, report)
    while chunk := list(islice(rows, CHUNK)):
        books.take(list(_records(chunk, sheet, report)))
        progress(chunk[-1].line, len(table.lines))
    report.lines.sort(key=lambda line: line.line)
    return report


def _sheet(what: str, table: Table, options: Options) -> Sheet:
    columns = headings.columns_of(what, table.names)
    for group in headings.NEEDED[what]:
        if not any(columns[field] for field in group):
            raise Unreadable(_lacking(what, group, table))
    dated = [one for field in headings.DATES for one in columns.get(field, ())]
    cells = [row.cells.get(one, "") for row in table.rows() for one in dated] if dated else []
    dates = Dates.of(cells, options.dates)
    return Sheet(what, columns, table.written, dates, options.site, datetime.now(UTC).date())


def _lacking(what: str, group: tuple[str, ...], table: Table) -> str:
    wanted = " or ".join(f"“{headings.HEADINGS[what][field][0]}”" for field in group)
    there = ", ".join(one[:40] for one in table.headings[:12] if one)
    other = headings.looks_like(table.names)
    hint = f" It looks like a file for: flask import {other}" if other not in (None, what) else ""
    return f"A file of {what} needs a column {wanted}; this one has: {there}.{hint}"


def _unused(sheet: Sheet, table: Table) -> list[str]:
    used = {one for names in sheet.columns.values() for one in names}
    unused = [sheet.written[one] for one in dict.fromkeys(table.names) if one and one not in used]
    return [f"Columns that are not used: {', '.join(unused)}."] if unused else []


def _records(rows: list[Row], sheet: Sheet, report: Report) -> Iterator[tuple[int, Record]]:
    kind = KINDS[sheet.what]
    for row in rows:
        if row.fault:
            report.lines.append(Line(row.line, "error", kind, "", row.fault.why, row.fault.column))
            continue
        try:
            yield row.line, READERS[sheet.what](Cells(row, sheet))
        except BadCell as bad:
            why = f"{bad.column}: {bad}"
            report.lines.append(Line(row.line, "error", kind, _called(row, sheet), why, bad.column))


def _called(row: Row, sheet: Sheet) -> str:
    """What the row calls itself, for whoever looks for it."""
    fields = {"sites": "name", "models": "model", "people": "username", "assets": "tag"}
    return UNREAD.sub("�", Cells(row, sheet).raw(fields[sheet.what])[1][:60])
