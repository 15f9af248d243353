"""Days and months, in the zone of the contract; and the terms that hold on them."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo


def moment(at: str) -> datetime:
    return datetime.fromisoformat(at.replace("Z", "+00:00"))


def text(when: datetime) -> str:
    return when.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.") + f"{when.microsecond // 1000:03d}Z"


def day_of(contract: dict, at: str) -> str:
    return moment(at).astimezone(ZoneInfo(contract.get("zone", "UTC"))).date().isoformat()


def terms_on(contract: dict, day: str) -> dict:
    """What the contract began with, and every amendment up to that day over it."""
    terms = {"types": {}, "rates": {}, "penalties": [], "allotments": []} | contract
    for begins, _, changes in sorted(contract["amendments"], key=lambda one: one[:2]):
        if begins <= day:
            terms = terms | changes
    return terms


def terms_at(contract: dict | None, at: str) -> dict | None:
    """The terms of that moment's day; none before the contract begins and after it ends."""
    if contract is None:
        return None
    day = day_of(contract, at)
    terms = terms_on(contract, day)
    return terms if terms["starts"] <= day <= terms["ends"] else None


def service_at(contract: dict | None, at: str) -> dict:
    """What the terms say about time."""
    terms = terms_at(contract, at)
    return (terms or {}).get("service") or {}


def month_after(month: str) -> str:
    return (date.fromisoformat(f"{month}-01") + timedelta(days=32)).isoformat()[:7]


def last_day(month: str) -> str:
    return (date.fromisoformat(f"{month_after(month)}-01") - timedelta(days=1)).isoformat()


def last_moment(contract: dict, month: str) -> str:
    """A millisecond before the next month begins there."""
    first = date.fromisoformat(f"{month_after(month)}-01")
    begins = datetime(first.year, first.month, 1, tzinfo=ZoneInfo(contract.get("zone", "UTC")))
    return text(begins.astimezone(UTC) - timedelta(milliseconds=1))


def first_moment(contract: dict, day: str) -> str:
    """When that day begins there."""
    begins = datetime.combine(date.fromisoformat(day), time(), ZoneInfo(contract.get("zone", "UTC")))
    return text(begins)


def open_month(contract: dict | None, at: str) -> str:
    """The month of the moment; where its bill is out, the first month whose bill is not."""
    month = day_of(contract, at)[:7] if contract else at[:7]
    issued = contract.get("issued_through") if contract else None
    while issued and month <= issued:
        month = month_after(month)
    return month
