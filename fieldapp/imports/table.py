"""A CSV file as rows: encodings, line ends, delimiters and quoted newlines as they come."""

import csv
import io
from dataclasses import dataclass, field
from pathlib import Path

csv.field_size_limit(1024 * 1024)

BOMS = [(b"\xef\xbb\xbf", "utf-8-sig"), (b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16")]
DELIMITERS = {",": "commas", ";": "semicolons", "\t": "tabs", "|": "bars"}


class Unreadable(Exception):
    """The file as a whole can't be read: a sentence that says what to do."""


@dataclass
class Row:
    """``line`` is where the row begins; ``cells`` maps headings, in small letters, to what stands there."""

    line: int
    cells: dict[str, str]
    fault: str | None = None


@dataclass
class Table:
    """Headings as they stand in the file, rows, and how it was read where that was a guess."""

    headings: list[str]
    rows: list[Row]
    notes: list[str] = field(default_factory=list)


def read(path: Path) -> Table:
    """The file as a table. Raises :class:`Unreadable`."""
    text, notes = decode(content_of(path))
    delimiter = _delimiter(text)
    if delimiter != ",":
        notes.append(f"Read with {DELIMITERS[delimiter]} between the columns.")
    lines = csv.reader(io.StringIO(text, newline=None), delimiter=delimiter)
    try:
        headings = [one.strip() for one in next(lines, [])]
        if not any(headings):
            raise Unreadable("The file is empty. Its first line must name the columns.")
        return Table(headings, list(_rows(lines, headings)), notes)
    except csv.Error as error:
        raise Unreadable(
            f"Line {lines.line_num} is no CSV: {error}. Export the file again."
        ) from error


def _rows(lines, headings: list[str]):
    names = [one.lower() for one in headings]
    begins = lines.line_num + 1
    for cells in lines:
        line, begins = begins, lines.line_num + 1
        if not any(cell.strip() for cell in cells):
            continue
        fault = None
        if len(cells) != len(names):
            fault = f"has {len(cells)} columns, the heading has {len(names)}: is a quote or a delimiter missing?"
        stripped = (cell.strip() for cell in cells)
        yield Row(line, dict(zip(names, stripped, strict=False)), fault)


def content_of(path: Path) -> bytes:
    if path.is_dir():
        raise Unreadable(f"{path} is a folder. Name the file in it.")
    try:
        return path.read_bytes()
    except OSError as error:
        raise Unreadable(f"{path} can't be read: {error.strerror}.") from error


def decode(content: bytes) -> tuple[str, list[str]]:
    """The text, and a note where its encoding is a guess."""
    for bom, encoding in BOMS:
        if content.startswith(bom):
            return _strictly(content, encoding), []
    if content[:4] == b"PK\x03\x04":
        raise Unreadable("This is a spreadsheet or an archive. Save it as CSV, and import that.")
    if content[:1000].count(0) > len(content[:1000]) // 4:
        encoding = "utf-16-le" if content[1:2] == b"\0" else "utf-16-be"
        return _strictly(content, encoding), [
            f"Read as {encoding}: it does not say which encoding it is in."
        ]
    if b"\0" in content[:4000]:
        raise Unreadable("This is no text. Export the table as CSV, and import that.")
    try:
        return content.decode("utf-8"), []
    except UnicodeDecodeError:
        note = "Read as Windows-1252, for it is not UTF-8. Check the names with accents."
        return content.decode("cp1252", errors="replace"), [note]


def _strictly(content: bytes, encoding: str) -> str:
    try:
        return content.decode(encoding)
    except UnicodeDecodeError as error:
        raise Unreadable(
            f"The file says that it is {encoding}, and is not. Export it again as UTF-8."
        ) from error


def _delimiter(text: str) -> str:
    """Whichever stands most often in the first line, outside quotes."""
    first = text.lstrip().splitlines()[0] if text.strip() else ""
    if first[:1] in ("{", "["):
        raise Unreadable(
            "This is JSON, not CSV. An agent's inventory is read by: flask import inventory FILE.json"
        )
    outside = "".join(first.split('"')[::2])
    return max(DELIMITERS, key=outside.count)
