"""Office hours: moments at which somebody works, one after the other."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

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


def _in_office(there: datetime) -> datetime:
    """The moment itself, or the next at which the office is open."""
    minute = there.hour * 60 + there.minute
    if minute >= CLOSES:
        there = _morning(there + timedelta(days=1))
    elif minute < OPENS:
        there = _morning(there)
    while there.weekday() >= 5:
        there = _morning(there + timedelta(days=1))
    return there


def _morning(there: datetime) -> datetime:
    return there.replace(hour=OPENS // 60, minute=OPENS % 60, second=0, microsecond=0)
