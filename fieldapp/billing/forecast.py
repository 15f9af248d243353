"""Where an allotment is going: by the weeks behind, with a range. Pure.

The method: the transactions of each whole week so far (from the first with work on, the last 26 at most, counted back from today) have a mean and a spread. So many
weeks ahead come to so many means; four times of five they lie within 1.28 spreads, of the weeks to come and of the mean itself:
``1.28 × spread × √(ahead + ahead² / weeks)``. Fewer than four weeks say nothing.
"""

import math
from datetime import date, timedelta
from decimal import Decimal
from itertools import dropwhile

import msgspec

LEAST, MOST = 4, 26
# Four times of five.
SPREADS = 1.2816
WEEK = 7


class Ahead(msgspec.Struct, kw_only=True):
    """What will have been used by a day: most likely, and between ``low`` and ``high``."""

    day: str
    likely: Decimal
    low: Decimal
    high: Decimal


class Forecast(msgspec.Struct, kw_only=True):
    """``weeks`` are those that it is reckoned from, with a ``mean`` a week and a ``spread``; ``ahead`` goes by weeks to the allotment's end. The allotment
    is exhausted on the day ``out``, at the earliest and the latest on ``out_early`` and ``out_late``; None where not before its end."""

    weeks: int
    mean: Decimal
    spread: Decimal
    ahead: list[Ahead]
    out: str | None
    out_early: str | None
    out_late: str | None


def forecast(
    behind: list[Decimal], ends: str, today: str, used: Decimal, bought: Decimal
) -> Forecast | None:
    """From the whole weeks behind, the oldest first, ``used`` being all that was used; None where too little is known, or nothing is ahead."""
    worked = dropwhile(lambda many: not many, behind)
    weeks = [float(one) for one in worked][-MOST:]
    if len(weeks) < LEAST or today >= ends:
        return None
    mean = sum(weeks) / len(weeks)
    spread = math.sqrt(sum((one - mean) ** 2 for one in weeks) / (len(weeks) - 1))
    ahead = [
        _ahead(day, n, float(used), mean, spread, len(weeks)) for day, n in _days(today, ends)
    ]
    return Forecast(
        weeks=len(weeks), mean=_tenth(mean), spread=_tenth(spread), ahead=ahead,
        out=_reached([(one.day, one.likely) for one in ahead], today, used, bought),
        out_early=_reached([(one.day, one.high) for one in ahead], today, used, bought),
        out_late=_reached([(one.day, one.low) for one in ahead], today, used, bought),
    )  # fmt: skip


def _days(today: str, ends: str) -> list[tuple[str, float]]:
    """The ends of the weeks ahead, and the allotment's own, each with how many weeks away it is."""
    now, last = date.fromisoformat(today), date.fromisoformat(ends)
    days = [now + timedelta(days=WEEK * at) for at in range(1, (last - now).days // WEEK + 1)]
    if not days or days[-1] < last:
        days.append(last)
    return [(str(day), (day - now).days / WEEK) for day in days]


def _ahead(day: str, n: float, used: float, mean: float, spread: float, weeks: int) -> Ahead:
    likely = used + mean * n
    reach = SPREADS * spread * math.sqrt(n + n * n / weeks)
    low = max(used, likely - reach)
    return Ahead(day=day, likely=_tenth(likely), low=_tenth(low), high=_tenth(likely + reach))


def _reached(
    line: list[tuple[str, Decimal]], today: str, used: Decimal, bought: Decimal
) -> str | None:
    """The day on which a rising line passes what was bought."""
    before_day, before = date.fromisoformat(today), used
    if used >= bought:
        return today
    for told, value in line:
        day = date.fromisoformat(told)
        if value >= bought:
            share = (bought - before) / (value - before)
            return str(before_day + timedelta(days=math.ceil(share * (day - before_day).days)))
        before_day, before = day, value
    return None


def _tenth(value: float) -> Decimal:
    return Decimal(str(round(value, 1)))
