"""Months of made-up work, by seed: who does what, when it happened, and when the server heard of it.

They go through the real verbs and rules in one merge over nothing, without a database, so that thousands take minutes.
"""

from datetime import UTC, datetime, timedelta
from random import Random

from tests.billing.months.agreed import FIRST_DAYS, fill
from tests.billing.months.calls import calls
from tests.billing.months.month import Month
from tests.billing.months.playing import played, trace
from tests.billing.months.tasks import task

__all__ = ["Month", "made", "played", "trace"]


def made(seed: int) -> Month:
    """The month of that seed."""
    chance = Random(seed)
    begins = datetime.fromisoformat(chance.choice(FIRST_DAYS)).replace(tzinfo=UTC)
    month = Month(seed, chance, begins + timedelta(minutes=chance.randint(0, 1439)))
    fill(month)
    for at in range(chance.randint(2, 4)):
        task(month, at)
    calls(month)
    return month
