"""How money, transactions, months and days are said to people. Files that machines read keep their own form (``month.plain``, ISO 8601)."""

import re
from decimal import Decimal

from fieldapp.screens.filters import date_words

FULL = ("January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November", "December")

# What sentences of the ledger have in them for machines. A year or a number of a job is no amount, so that only what can be nothing
# else gets its thousands apart.
TOLD = re.compile(
    r"(?<![\w/-])(?:(?P<day>\d{4}-(?:0[1-9]|1[0-2])-\d\d)|(?P<month>\d{4}-(?:0[1-9]|1[0-2]))|(?P<number>\d{4,}(?:\.\d{1,4}|(?= (?:transactions|bought|minutes|are left)))))(?![\w-])"
)
REVERSES = re.compile(r"^Reverses .+?: ")


def amount(value: Decimal) -> str:
    """``1.5``, ``1,200``: as few digits as say it."""
    return f"{value.normalize():,f}"


def money(value: Decimal, currency: str) -> str:
    """``1,234.50 USD``."""
    return f"{value:,.2f} {currency}"


def month_words(period: str) -> str:
    """``2026-10`` → ``October 2026``."""
    return f"{FULL[int(period[5:]) - 1]} {period[:4]}"


def span_words(starts: str, ends: str) -> str:
    """``1 Jan 2026 to 31 Dec 2026``."""
    return f"{date_words(starts)} to {date_words(ends)}"


def prose(text: str) -> str:
    """A sentence as the ledger keeps it, its dates, months and amounts as people say them, and without the name of the fact that it takes back."""
    return TOLD.sub(_said, REVERSES.sub("Taken back: ", text))


def _said(found: re.Match[str]) -> str:
    if found["day"]:
        return date_words(found["day"])
    if found["month"]:
        return month_words(found["month"])
    whole, point, rest = found["number"].partition(".")
    return f"{int(whole):,}{point}{rest}"


FILTERS = {"amount": amount, "month_words": month_words, "prose": prose, "span_words": span_words}
