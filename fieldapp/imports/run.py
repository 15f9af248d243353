"""An import: each row's wish compared with the books, and the operations that make up the difference."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from uuid_utils import uuid7

from fieldapp.documents import Asset, Document, decode, key_of
from fieldapp.imports import table
from fieldapp.imports.values import BadCell, Dates
from fieldapp.imports.wanted import DATE_HEADINGS, NEEDED, READERS, Cells, Record
from fieldapp.models import reading
from fieldapp.operations.records import moved_by_work
from fieldapp.staff import next_key
from fieldapp.sync.messages import Operation
from fieldapp.sync.store import DatabaseStore
from fieldapp.sync.submit import operation, submit

CHUNK = 300


@dataclass
class Line:
    """What became of a row, or of something that it named: created, changed, unchanged,
    skipped, or error."""

    line: int
    what: str
    kind: str
    name: str
    why: str = ""
    column: str | None = None


@dataclass
class Options:
    """``site`` is for rows that name none; new sites get ``zone`` and ``contract``."""

    dry_run: bool = False
    site: str | None = None
    zone: str | None = None
    contract: str | None = None
    dates: str | None = None


@dataclass
class Report:
    """Every line, and how the file was read."""

    lines: list[Line] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)

    def counts(self) -> dict[str, int]:
        found = {"created": 0, "changed": 0, "unchanged": 0, "skipped": 0, "error": 0}
        for line in self.lines:
            found[line.what] += 1
        return found

    def plain(self) -> dict[str, Any]:
        return {
            "lines": [asdict(line) for line in self.lines],
            "notes": self.notes,
            "summary": self.counts(),
        }


def run(
    what: str,
    path: Path,
    options: Options,
    progress: Callable[[int, int], None] = lambda done, of: None,
) -> Report:
    """Import a CSV file of sites, models, people or assets. Raises :class:`table.Unreadable`."""
    found = table.read(path)
    _check_headings(what, found)
    texts = [row.cells.get(one, "") for row in found.rows for one in DATE_HEADINGS]
    dates = Dates.of(texts, options.dates)
    ledger = Books(options)
    report = Report(notes=found.notes)
    for start in range(0, len(found.rows), CHUNK):
        rows = found.rows[start : start + CHUNK]
        ledger.take(list(_records(what, rows, dates, options, report)), report)
        progress(min(start + CHUNK, len(found.rows)), len(found.rows))
    report.lines.sort(key=lambda line: line.line)
    return report


def _check_headings(what: str, found: table.Table) -> None:
    there = {one.lower() for one in found.headings}
    for names in NEEDED[what]:
        if not there & set(names):
            wanted = " or ".join(f"“{name}”" for name in names)
            raise table.Unreadable(
                f"A file of {what} needs a column {wanted}; this one has: {', '.join(found.headings[:12])}."
            )


def _records(
    what: str, rows: list[table.Row], dates: Dates, options: Options, report: Report
) -> Iterator[tuple[int, Record]]:
    kind = {"sites": "site", "models": "model", "people": "person", "assets": "asset"}[what]
    for row in rows:
        if row.fault:
            report.lines.append(Line(row.line, "error", kind, "", row.fault))
            continue
        try:
            yield row.line, READERS[what](Cells(row, dates, options.site))
        except BadCell as bad:
            report.lines.append(
                Line(row.line, "error", kind, "", f"{bad.column}: {bad}", bad.column)
            )


class Twice(BadCell):
    """The file has this already. Of two machines with one tag, one is wrong; a place is just named again."""


@dataclass
class Known:
    """A document by its id, as the books have it or will once the operations so far are merged."""

    id: str
    fields: dict[str, Any]
    moved: bool = False


class Books:
    """What the books have of the things that rows name, looked up a chunk at a time."""

    def __init__(self, options: Options):
        self.options = options
        self.known: dict[str, Known] = {}
        self.asked: set[str] = set()
        self.seen: dict[str, int] = {}

    def take(self, wished: list[tuple[int, Record]], report: Report) -> None:
        """Compare a chunk of rows with the books, and merge what is to change."""
        self._look_up(key for _, record in wished for key in _all_keys(record))
        made: list[tuple[Operation, Line]] = []
        for line, record in wished:
            try:
                self._settle(line, record, made, report)
            except BadCell as bad:
                what = "skipped" if isinstance(bad, Twice) and record.kind != "asset" else "error"
                report.lines.append(
                    Line(line, what, record.kind, record.name, f"{bad.column}: {bad}", bad.column)
                )
        results = [] if self.options.dry_run else submit([one for one, _ in made])
        for (_, line), result in zip(made, results, strict=False):
            if result.outcome not in ("applied", "already"):
                line.what, line.why = "error", result.message or result.code

    def _look_up(self, keys: Iterable[str]) -> None:
        wanted = sorted(set(keys) - self.asked)
        self.asked |= set(wanted)
        with reading() as connection:
            store = DatabaseStore(connection)
            found = store.find(wanted) if wanted else {}
            texts = store.load(sorted(set(found.values()))) if found else {}
        for key, id_ in found.items():
            self.known[key] = _as_known(decode(id_, texts[id_].body))

    def _settle(self, line: int, record: Record, made: list, report: Report) -> Known:
        """The record as the books have it afterwards."""
        found = self._find(record)
        if not record.weak:
            self._once(line, record)
        links = {name: self._settle(line, one, made, report) for name, one in record.links.items()}
        fields = {name: value for name, value in record.fields.items() if value is not None}
        fields |= {name: key_of(one.id) for name, one in links.items()}
        if found is None:
            return self._create(line, record, fields, made, report)
        more = {
            name: value
            for name, value in record.fills.items()
            if value and not found.fields.get(name)
        }
        changes = more if record.weak else {**fields, **more}
        if found.moved:
            changes.pop("person", None)
        differing = [name for name, value in changes.items() if found.fields.get(name) != value]
        if differing:
            why = ", ".join(
                f"{name}: {_said(found.fields.get(name))} → {_said(changes[name])}"
                for name in differing
            )
            needed = {
                name: found.fields[name]
                for name in ("name", "number", "site", "tag")
                if name in found.fields
            }
            self._operate(
                line,
                "changed",
                record,
                found.id,
                {**needed, **{n: changes[n] for n in differing}},
                why,
                made,
                report,
            )
            found.fields.update({name: changes[name] for name in differing})
        elif not record.weak:
            report.lines.append(Line(line, "unchanged", record.kind, record.name))
        return found

    def _find(self, record: Record) -> Known | None:
        found = [self.known[key] for key in record.keys if key in self.known]
        if len({one.id for one in found}) > 1:
            raise BadCell(
                "serial",
                f"{record.keys[1].partition(':')[2]} is the serial of another machine in the books",
            )
        if found and record.keys[0] not in self.known:
            tag = found[0].fields.get("tag")
            raise BadCell(
                "serial",
                f"{record.keys[1].partition(':')[2]} is in the books already, with the tag {tag}",
            )
        return found[0] if found else None

    def _once(self, line: int, record: Record) -> None:
        for key in record.keys:
            if key in self.seen:
                column, _, value = key.partition(":")
                raise Twice(
                    column.removesuffix("-name"),
                    f"“{value.strip('|')}” stands on line {self.seen[key]} already",
                )
        self.seen.update(dict.fromkeys(record.keys, line))

    def _create(
        self, line: int, record: Record, fields: dict[str, Any], made: list, report: Report
    ) -> Known:
        fields |= {name: value for name, value in record.fills.items() if value}
        why = "named in this row" if record.weak else ""
        if record.kind == "site":
            fields |= {
                name: value
                for name, value in (
                    ("zone", self.options.zone),
                    ("contract", self.options.contract),
                )
                if value
            }
        new = Known(f"{record.kind}:{self._key(record.kind)}", fields)
        self._operate(line, "created", record, new.id, dict(fields), why, made, report)
        self.known.update(dict.fromkeys(record.keys, new))
        return new

    def _key(self, kind: str) -> str:
        if kind == "site":
            return "new" if self.options.dry_run else next_key("site")
        return str(uuid7())

    def _operate(self, line, what, record, target, args, why, made, report) -> None:
        told = Line(line, what, record.kind, record.name, why)
        report.lines.append(told)
        made.append((operation(f"{record.kind}.record", target, args), told))


def _all_keys(record: Record) -> Iterator[str]:
    yield from record.keys
    for one in record.links.values():
        yield from _all_keys(one)


def _said(value: Any) -> str:
    return "nothing" if value is None else str(value)


def _as_known(document: Document) -> Known:
    """The document's fields as a record's arguments have them."""
    fields = {name: getattr(document, name) for name in document.__struct_fields__}
    for name in ("site", "person"):
        if fields.get(name) is not None:
            fields[name] = fields[name].id
    if isinstance(document, Asset):
        fields["model"] = document.model_id
    return Known(document.id, fields, isinstance(document, Asset) and moved_by_work(document))
