"""Months and days of a contract, as moments: all by the contract's zone."""

from datetime import date, timedelta

from fieldapp.billing.terms import month_after
from fieldapp.documents import Allotment, Contract
from fieldapp.portable.natives import from_local


def starts_at(contract: Contract, day: str) -> str:
    """The moment at which a date begins; where a clock that is put forward skips its midnight, the first that there is."""
    return from_local(f"{day}T00:00", contract.zone)


def bounds(contract: Contract, starts: str, ends: str) -> tuple[str, str]:
    """From the first moment of a date until the first one after another date, which is not part of the span any more."""
    return starts_at(contract, starts), starts_at(contract, day_after(ends))


def month_bounds(contract: Contract, month: str) -> tuple[str, str]:
    """The moments between which a month (``2026-10``) lies."""
    return bounds(contract, f"{month}-01", last_day(month))


def day_after(day: str) -> str:
    return str(date.fromisoformat(day) + timedelta(days=1))


def last_day(month: str) -> str:
    """``2028-02`` → ``2028-02-29``."""
    return str(date.fromisoformat(f"{month_after(month)}-01") - timedelta(days=1))


def is_month(text: str) -> bool:
    """Whether it is a month of the calendar, as ``2026-10``."""
    try:
        return len(text) == 7 and str(date.fromisoformat(f"{text}-01")) == f"{text}-01"
    except ValueError:
        return False


def months_between(first: str, last: str) -> list[str]:
    """Both included."""
    found = []
    while first <= last:
        found.append(first)
        first = month_after(first)
    return found


def allotments_of(terms: Contract) -> list[Allotment]:
    """The allotments by their first days; where none is named all that was bought is one, for the whole term."""
    whole = [Allotment(starts=terms.starts, ends=terms.ends, bought=terms.bought)]
    return sorted(terms.allotments, key=lambda one: one.starts) or whole
