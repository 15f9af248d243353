"""Cells: what a text means as a name, a date, a yes, a number. A :class:`BadCell` names its column."""

import html
import re
from dataclasses import dataclass
from datetime import date, timedelta

from fieldapp.imports.text import UNREAD
from fieldapp.portable.natives import normal

YES = {"1", "yes", "y", "true", "t", "x", "vip", "on", "oui", "ja", "si", "sí"}
NO = {"0", "no", "n", "false", "f", "off", "-", "none", "null", "non", "nein"}
NO_DATE = {"", "-", "n/a", "na", "none", "null", "0000-00-00", "0000-00-00 00:00:00"}
# What makers and people write where there is no serial.
NO_SERIAL = {
    "", "0", "-", "--", "?", "N/A", "NA", "NONE", "NULL", "UNKNOWN", "TBD", "NOT AVAILABLE",
    "NOT SPECIFIED", "NOT APPLICABLE", "SYSTEM SERIAL NUMBER", "TO BE FILLED BY O.E.M.",
    "DEFAULT STRING", "CHASSIS SERIAL NUMBER", "NO ASSET TAG", "NO ASSET INFORMATION",
}  # fmt: skip
MONTHS = {
    name: at for at, name in enumerate("jan feb mar apr may jun jul aug sep oct nov dec".split(), 1)
}
PIVOT = 69  # As POSIX has it: 69 is 1969, 68 is 2068.
# A life, where a date might stand: 36, 36 months, 3 years.
SPAN = re.compile(r"(\d{1,4})(?:\.0+)?\s*(years?|yrs?|y|months?|mos?|m)?\.?", re.IGNORECASE)
_ROUNDED = re.compile(r"\d(\.\d+)?E\+\d+", re.IGNORECASE)


class BadCell(ValueError):
    """What is wrong with a cell, and in which column."""

    def __init__(self, column: str, words: str):
        super().__init__(UNREAD.sub("�", words))
        self.column = column


def text(column: str, cell: str, most: int = 200) -> str | None:
    """A text of one line and at most so many characters; None where there is none.

    Older exports escape for HTML, newer ones put an apostrophe before what a spreadsheet would
    take for a formula.
    """
    if not cell:
        return None
    if not (cell.isascii() and cell.isalnum()):
        cell = _cleaned(column, cell)
    if len(cell) > most:
        raise BadCell(column, f"has {len(cell)} characters; shorten it to {most}")
    return cell or None


def _cleaned(column: str, cell: str) -> str:
    if UNREAD.search(cell):
        words = "has bytes that are no letters in the file's encoding; correct it and save as UTF-8"
        raise BadCell(column, words)
    if cell[0] == "'" and cell[1:2] in ("=", "+", "-", "@"):
        cell = cell[1:]
    if "&" in cell and ";" in cell:
        cell = html.unescape(cell)
    return " ".join((cell if cell.isprintable() and cell.isascii() else normal(cell)).split())


def code(column: str, cell: str, most: int = 200) -> str | None:
    """A tag or a serial, in capitals."""
    found = text(column, cell, most)
    if found and _ROUNDED.fullmatch(found):
        words = f"“{found}” is a number that a spreadsheet rounded; export it again, as text"
        raise BadCell(column, words)
    return found.upper() if found else None


def serial(column: str, cell: str) -> str | None:
    """A serial number; what only says that there is none is none."""
    found = code(column, cell)
    return None if found in NO_SERIAL else found


def yes(column: str, cell: str) -> bool | None:
    """Whether; None where the file does not say."""
    said = cell.casefold()
    if said in YES or said in NO:
        return said in YES
    if said:
        raise BadCell(column, f"“{cell[:40]}” is neither yes nor no; write true or false")
    return None


def months(column: str, cell: str) -> int | None:
    """A life in months: ``36``, ``36 months``, ``3 years``. None for none, or for zero."""
    if cell.casefold() in NO_DATE:
        return None
    found = SPAN.fullmatch(cell)
    count = int(found[1]) * (12 if (found[2] or "").lower().startswith("y") else 1) if found else -1
    if not 0 <= count <= 600:
        raise BadCell(column, f"“{cell[:40]}” is no life in months; write a number such as 36")
    return count or None


@dataclass
class Dates:
    """How a file writes its dates: where day and month could be either, its other dates decide.

    ``day_first`` is None where they contradict each other; ``unsure`` counts those that could be either.
    """

    day_first: bool | None = False
    unsure: int = 0
    proven: bool = True

    @classmethod
    def of(cls, cells: list[str], said: str | None = None) -> "Dates":
        """From all date cells of the file, or as ``--dates`` says (``mdy``, ``dmy``)."""
        pairs = [found.groups() for found in map(_PAIR.match, cells) if found]
        firsts = sum(int(one) > 12 >= int(two) for one, two in pairs)
        seconds = sum(int(two) > 12 >= int(one) for one, two in pairs)
        unsure = sum(int(one) <= 12 and int(two) <= 12 and one != two for one, two in pairs)
        if said is not None:
            return cls(said == "dmy", unsure)
        few, many = sorted((firsts, seconds))
        if few * 10 > many:
            return cls(None, unsure)
        return cls(firsts > seconds, unsure, proven=many > 0)

    def notes(self) -> list[str]:
        """How the doubtful ones were read."""
        if not self.unsure or self.day_first is None:
            return []
        order, other = ("day/month", "mdy") if self.day_first else ("month/day", "dmy")
        why = (
            "as the file's other dates are"
            if self.proven
            else "for nothing in the file says otherwise"
        )
        return [
            f"{self.unsure} dates like 1/2/23 were read as {order}, {why}; --dates {other} reads them otherwise."
        ]

    def read(self, column: str, cell: str) -> str | None:
        """``2023-01-23``, ``1/23/23``, ``23.1.2023``, ``23 Jan 2023`` → an ISO date; None for none."""
        if cell.casefold() in NO_DATE:
            return None
        try:
            return date(*self._parts(column, _TIME.sub("", cell))).isoformat()
        except BadCell:
            raise
        except ValueError:
            raise BadCell(column, f"“{cell[:40]}” is not a date; write it as 2023-01-31") from None

    def _parts(self, column: str, cell: str) -> tuple[int, int, int]:
        if found := _ISO.fullmatch(cell):
            return int(found[1]), int(found[2]), int(found[3])
        if found := _COMPACT.fullmatch(cell):
            return int(found[1]), int(found[2]), int(found[3])
        if found := _DAY_NAMED.fullmatch(cell):
            return _year(found[3]), MONTHS.get(found[2].lower(), 0), int(found[1])
        if found := _NAMED_DAY.fullmatch(cell):
            return _year(found[3]), MONTHS.get(found[1].lower(), 0), int(found[2])
        found = _NUMBERS.fullmatch(cell)
        if not found:
            raise ValueError
        one, two = int(found[1]), int(found[3])
        if self._starts_with_day(column, cell, found[2], one, two):
            one, two = two, one
        return _year(found[4]), one, two

    def _starts_with_day(self, column: str, cell: str, mark: str, one: int, two: int) -> bool:
        if mark == "." or self.day_first is not None:
            return mark == "." or bool(self.day_first)
        if one <= 12 and two <= 12 and one != two:
            words = f"“{cell}” could be two days, and the file writes dates both ways; say --dates mdy or dmy"
            raise BadCell(column, words)
        return one > 12


_PAIR = re.compile(r"(\d{1,2})[/-](\d{1,2})[/-]\d{2,4}(?!\d)")
_TIME = re.compile(
    r"[T ,]+\d{1,2}:\d{2}(:\d{2}(\.\d+)?)?\s*([AaPp]\.?[Mm]\.?)?\s*(Z|UTC|[+-]\d{2}:?\d{2})?$"
)
_ISO = re.compile(r"(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})")
_COMPACT = re.compile(r"((?:19|20)\d{2})(\d{2})(\d{2})")
_WEEKDAY = r"(?:[A-Za-z]{3,9}\.?,?\s+)?"
_DAY_NAMED = re.compile(
    _WEEKDAY + r"(\d{1,2})(?:st|nd|rd|th)?[-/. ]+([A-Za-z]{3})[a-z]*\.?[-/., ]+(\d{4}|\d{2})"
)
_NAMED_DAY = re.compile(
    _WEEKDAY + r"([A-Za-z]{3})[a-z]*\.?[- ]+(\d{1,2})(?:st|nd|rd|th)?[-, ]+(\d{4}|\d{2})"
)
_NUMBERS = re.compile(r"(\d{1,2})([/.\-])(\d{1,2})\2(\d{4}|\d{2})\.?")


def _year(cell: str) -> int:
    number = int(cell)
    if len(cell) == 4:
        return number
    return number + (1900 if number >= PIVOT else 2000)


def plausible(column: str, day: str | None, latest: date) -> str | None:
    """The day, where one of ours could have been bought or end on it."""
    if day and not "1970-01-01" <= day <= latest.isoformat():
        raise BadCell(column, f"{day} can't be right; correct it, or leave it empty")
    return day


def a_year_from(today: date) -> date:
    return today + timedelta(days=366)
