"""Office hours: moments at which somebody works, one after the other. Nobody does on weekends and holidays."""

from datetime import UTC, datetime, timedelta
from functools import cache
from zoneinfo import ZoneInfo

from fieldapp.imports.official import official_holidays

OPENS, CLOSES = 8 * 60 + 30, 17 * 60 + 30


def later(at: datetime, minutes: int, zone: str) -> datetime:
    """So many minutes of office time after a moment, in UTC."""
    there = _in_office(at.astimezone(ZoneInfo(zone)).replace(tzinfo=None))
    while minutes > 0:
        left = CLOSES - (there.hour * 60 + there.minute)
        if minutes < left:
            there += timedelta(minutes=minutes)
            break
        minutes -= left
        there = _in_office(_morning(there + timedelta(days=1)))
    return there.replace(tzinfo=ZoneInfo(zone)).astimezone(UTC)


def earlier(at: datetime, minutes: int, zone: str) -> datetime:
    """So many minutes of office time before a moment, at least one; in UTC."""
    there = _was_in_office(at.astimezone(ZoneInfo(zone)).replace(tzinfo=None))
    while minutes > there.hour * 60 + there.minute - OPENS:
        minutes -= there.hour * 60 + there.minute - OPENS
        there = _was_in_office(_morning(there) - timedelta(minutes=1))
    return (there - timedelta(minutes=minutes)).replace(tzinfo=ZoneInfo(zone)).astimezone(UTC)


def _was_in_office(there: datetime) -> datetime:
    """The moment itself, or the last at which the office closed."""
    while is_closed(there) or there.hour * 60 + there.minute <= OPENS:
        there = _morning(there - timedelta(days=1)) + timedelta(minutes=CLOSES - OPENS)
    return min(there, _morning(there) + timedelta(minutes=CLOSES - OPENS))


def _in_office(there: datetime) -> datetime:
    """The moment itself, or the next at which the office is open."""
    minute = there.hour * 60 + there.minute
    if minute >= CLOSES:
        there = _morning(there + timedelta(days=1))
    elif minute < OPENS:
        there = _morning(there)
    while is_closed(there):
        there = _morning(there + timedelta(days=1))
    return there


def is_closed(there: datetime) -> bool:
    """Whether that day, as it is called at the site, is none on which one works."""
    return there.weekday() >= 5 or there.date().isoformat() in _holidays(there.year)


@cache
def _holidays(year: int) -> frozenset[str]:
    return frozenset(official_holidays("US", "NY", [year]))


def _morning(there: datetime) -> datetime:
    return there.replace(hour=OPENS // 60, minute=OPENS % 60, second=0, microsecond=0)


def half_hour(at: datetime) -> datetime:
    """The full or half hour that it is, or was last."""
    return at.replace(minute=at.minute // 30 * 30, second=0, microsecond=0)
