"""A CSV text as rows: delimiters, line ends, quoted newlines and broken quotes as they come."""

import csv
import io
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cache

from fieldapp.imports.text import UNREAD, Unreadable

csv.field_size_limit(256 * 1024)

DELIMITERS = {",": "commas", ";": "semicolons", "\t": "tabs", "|": "bars"}
_NEVER_CLOSED = "has a quotation mark that is never closed, or not where a column ends: repair it"


@dataclass
class Fault:
    """What is wrong with a row as such, and at which of its columns."""

    column: str
    why: str


@dataclass
class Row:
    """``line`` is the line of the file where it begins; ``cells`` maps plain headings to texts."""

    line: int
    cells: dict[str, str]
    fault: Fault | None = None


@cache
def plain(heading: str) -> str:
    """``Model No.``, ``model_no`` and ``MODEL NO`` are one heading."""
    return "".join(one for one in heading.casefold() if one.isalnum())


@dataclass
class Table:
    """``headings`` as they stand in the file; ``lines`` as the file has them, with their ends."""

    headings: list[str]
    lines: list[str]
    delimiter: str
    first: int
    notes: list[str] = field(default_factory=list)

    def __post_init__(self):
        self.names = [plain(one) for one in self.headings]
        self.written = dict(zip(reversed(self.names), reversed(self.headings), strict=True))
        twice = sorted({one for one in self.names if one and self.names.count(one) > 1})
        if twice:
            told = ", ".join(f"“{self.written[one]}”" for one in twice)
            self.notes.append(f"Named twice: {told}. The first one that says something counts.")
        self._plain = not twice

    def rows(self) -> Iterator[Row]:
        """Row by row, each from where it begins; what is wrong with one does not touch the next."""
        at = self.first
        while at < len(self.lines):
            cells, taken, fault = self._row(at)
            if fault is not None or any(cell.strip() for cell in cells):
                yield Row(at + 1, self._named(cells), fault)
            at += taken

    def _row(self, at: int) -> tuple[list[str], int, Fault | None]:
        line = self.lines[at]
        if '"' not in line:
            cells = line.rstrip("\r\n").split(self.delimiter)
            return cells, 1, self._fault(cells)
        try:
            cells, taken = _parsed(self.lines, at, self.delimiter)
        except csv.Error:
            return self._leniently(line)
        return cells, taken, self._fault(cells)

    def _leniently(self, line: str) -> tuple[list[str], int, Fault | None]:
        """A line with quotes in odd places is taken for what it says where its columns come out right."""
        try:
            cells = next(csv.reader([line], delimiter=self.delimiter), [])
        except csv.Error as error:
            return [], 1, Fault(self.headings[0], f"can't be read: {error}")
        if line.count('"') % 2 == 0 and self._fault(cells) is None:
            return cells, 1, None
        at = max(0, min(len(cells), len(self.headings)) - 1)
        return cells, 1, Fault(self.headings[at], _NEVER_CLOSED)

    def _fault(self, cells: list[str]) -> Fault | None:
        wanted, there = len(self.headings), len(cells)
        if there == wanted or not any(cell.strip() for cell in cells):
            return None
        if there > wanted:
            if not any(cell.strip() for cell in cells[wanted:]):
                return None
            column = str(wanted + 1)
        else:
            column = self.headings[there] or str(there + 1)
        why = f"has {there} columns, the heading has {wanted}: is a quote or a delimiter missing?"
        return Fault(column, why)

    def _named(self, cells: list[str]) -> dict[str, str]:
        if self._plain:
            return {name: cell.strip() for name, cell in zip(self.names, cells, strict=False)}
        named: dict[str, str] = {}
        for name, cell in zip(self.names, cells, strict=False):
            named[name] = named.get(name) or cell.strip()
        return named


def _parsed(lines: list[str], at: int, delimiter: str) -> tuple[list[str], int]:
    """The row that begins there, and how many lines it takes."""
    rest = (lines[one] for one in range(at, len(lines)))
    reader = csv.reader(rest, delimiter=delimiter, strict=True)
    return next(reader), reader.line_num


def table_of(text: str, known: set[str]) -> Table:
    """The text as a table. ``known`` are plain headings by which the delimiter is told."""
    lines = list(io.StringIO(text, newline=""))
    at = next(one for one, line in enumerate(lines) if line.strip())
    said = re.fullmatch(r'"?sep=(.)"?\s*', lines[at])
    if said:
        at += 1
        if at == len(lines):
            raise Unreadable("The file names no columns. Its first line must name them.")
    _check_start(lines[at])
    delimiter = said[1] if said else _delimiter(lines[at], known)
    try:
        headings, taken = _parsed(lines, at, delimiter)
    except csv.Error:
        headings, taken = lines[at].rstrip("\r\n").split(delimiter), 1
    notes = []
    if delimiter != ",":
        notes.append(f"Read with {DELIMITERS.get(delimiter, repr(delimiter))} between the columns.")
    stripped = [" ".join(UNREAD.sub("�", one).split()) for one in headings]
    return Table(stripped, lines, delimiter, at + taken, notes)


def _check_start(line: str) -> None:
    if line.lstrip()[:1] in ("{", "["):
        raise Unreadable(
            "This is JSON, not CSV. An agent's inventory is read by: flask import inventory FILE.json"
        )
    if line.lstrip().lower().startswith(("<!doctype", "<html", "<?xml")):
        raise Unreadable("This is a page or XML, not CSV. Download the export itself, as CSV.")


def _delimiter(line: str, known: set[str]) -> str:
    """The one that makes the most headings that we know; of equals, the one that stands there most."""
    outside = "".join(line.split('"')[::2])

    def fits(delimiter: str) -> tuple[int, int]:
        headings = next(csv.reader([line], delimiter=delimiter), [])
        return sum(plain(one) in known for one in headings), outside.count(delimiter)

    return max(DELIMITERS, key=fits)
