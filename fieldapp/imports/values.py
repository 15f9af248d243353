"""Cells: what a text means as a date, a yes, a number. A :class:`BadCell` names its column."""

import re
from dataclasses import dataclass
from datetime import date

YES = {"1", "yes", "y", "true", "t", "x", "vip", "on"}
NO = {"", "0", "no", "n", "false", "f", "off", "-", "none", "null"}
MONTHS = {
    name: at for at, name in enumerate("jan feb mar apr may jun jul aug sep oct nov dec".split(), 1)
}
PIVOT = 69  # As POSIX has it: 69 is 1969, 68 is 2068.


class BadCell(ValueError):
    """What is wrong with a cell, and in which column."""

    def __init__(self, column: str, words: str):
        super().__init__(words)
        self.column = column


def yes(column: str, text: str) -> bool:
    if text.lower() in YES:
        return True
    if text.lower() in NO:
        return False
    raise BadCell(column, f"“{text}” is neither yes nor no; write true or false")


def short(column: str, text: str, most: int = 200) -> str | None:
    """A text of at most so many characters; None where there is none."""
    if len(text) > most:
        raise BadCell(column, f"has {len(text)} characters; at most {most} are kept")
    return text or None


def number(column: str, text: str) -> int | None:
    """The number that the text begins with: ``36`` and ``36 months``."""
    found = re.match(r"\d{1,4}", text)
    if text and not found:
        raise BadCell(column, f"“{text}” is not a number of months")
    return int(found[0]) if found else None


@dataclass
class Dates:
    """How a file writes its dates. Where day and month could be either, the file's other dates decide."""

    day_first: bool = False

    @classmethod
    def of(cls, texts: list[str], told: str | None = None) -> "Dates":
        if told:
            return cls(told == "dmy")
        pairs = [
            found.groups()
            for text in texts
            if (found := re.match(r"(\d{1,2})[/.\-](\d{1,2})[/.\-]\d", text))
        ]
        first = sum(int(one) > 12 for one, _ in pairs)
        second = sum(int(two) > 12 for _, two in pairs)
        return cls(first > second)

    def read(self, column: str, text: str) -> str | None:
        """``2023-01-23``, ``1/23/23``, ``23.1.2023``, ``23 Jan 2023`` → an ISO date; None for none."""
        plain = re.sub(r"[T ]\d{1,2}:\d{2}.*$", "", text.strip())
        if not plain or plain.lower() in NO:
            return None
        try:
            return date(*self._parts(plain)).isoformat()
        except ValueError as error:
            raise BadCell(column, f"“{text}” is not a date; write it as 2023-01-31") from error

    def _parts(self, text: str) -> tuple[int, int, int]:
        if found := re.fullmatch(r"(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})", text):
            year, month, day = map(int, found.groups())
            return year, month, day
        if found := re.fullmatch(r"(\d{1,2})[-/. ]([A-Za-z]{3})[a-z]*[-/. ](\d{4}|\d{2})", text):
            return (
                _year(found[3]),
                MONTHS[found[2].lower()] if found[2].lower() in MONTHS else 0,
                int(found[1]),
            )
        found = re.fullmatch(r"(\d{1,2})([/.\-])(\d{1,2})\2(\d{4}|\d{2})", text)
        if not found:
            raise ValueError
        one, two = int(found[1]), int(found[3])
        day_first = self.day_first or found[2] == "."
        return _year(found[4]), two if day_first else one, one if day_first else two


def _year(text: str) -> int:
    number = int(text)
    if len(text) == 4:
        return number
    return number + (1900 if number >= PIVOT else 2000)
