"""A plausible quarter: sites, people, machines and all their work at past moments, by the same operations as real ones.

The same seed, span and size make the same quarter, operation for operation.
"""

import heapq
from collections.abc import Callable
from datetime import UTC, date, datetime, time, timedelta
from itertools import count
from random import Random
from typing import Any

from fieldapp.billing.run import open_exceptions
from fieldapp.demo.chance import fresh
from fieldapp.demo.quarter_books import Books, Site, books
from fieldapp.demo.quarter_clerk import Deed, record
from fieldapp.demo.quarter_plots import PLOTS
from fieldapp.demo.quarter_story import Story
from fieldapp.models import reading
from fieldapp.sync.accounts import Accounts
from fieldapp.sync.merge import Merge
from fieldapp.sync.store import DatabaseStore

# Jobs that a technician gets on a day of work.
A_DAY = 1.6
# A month is issued on its third day after, when what was done without signal has come in.
ISSUED_AFTER = timedelta(days=3, hours=14)


def plan(seed: int, days: int, technicians: int, ends: date) -> Books:
    """All that happens in the ``days`` before ``ends``, in the ``deeds`` of the books."""
    begins = datetime.combine(ends - timedelta(days=days), time(6), tzinfo=UTC)
    until = datetime.combine(ends, time(6), tzinfo=UTC)
    made = books(Random(seed), begins, technicians)
    for site in made.sites:
        _work(made, site, begins, until)
    _issue(made, begins, until)
    # What lies after the end is still to be done: so there are open jobs at every step.
    made.deeds = [deed for deed in made.deeds if deed.heard < until]
    return made


def play(made: Books, done: Callable[[int], None] = lambda many: None) -> None:
    """Into the database."""
    record(made.deeds, done)


def _work(made: Books, site: Site, begins: datetime, until: datetime) -> None:
    """Jobs come in all through the office hours; whoever is part of one is free again when it has ended."""
    chance, busy, order = made.chance, [], count()
    hours = (until - begins).days * 5 / 7 * 9
    many = int((until - begins).days * 5 / 7 * A_DAY * len(site.technicians)) or 1
    at = begins
    for _ in range(many):
        at += timedelta(hours=chance.expovariate(many / hours) * 24 * 7 / (9 * 5))
        while busy and busy[0][0] <= at:
            site.free += heapq.heappop(busy)[2]
        plot = chance.choices(PLOTS, [one.weight for one in PLOTS])[0]
        if len(site.free) < plot.customers:
            continue
        customers = [site.free.pop(chance.randrange(len(site.free))) for _ in range(plot.customers)]
        story = Story(chance, site, at)
        plot.play(story, customers)
        made.deeds += story.deeds
        if not plot.keeps:
            heapq.heappush(busy, (story.heard + timedelta(minutes=1), next(order), customers))


def _issue(made: Books, begins: datetime, until: datetime) -> None:
    """Each month that is over is issued by the account manager."""
    first = date(begins.year, begins.month, 1)
    while True:
        following = (first + timedelta(days=32)).replace(day=1)
        at = datetime.combine(following, time(), tzinfo=UTC) + ISSUED_AFTER
        if at >= until:
            return
        args = _seen(made.contract, first.isoformat()[:7])
        target = f"contract:{made.contract}"
        made.deeds.append(
            Deed(at, at, made.manager, "billing.issue", target, args, fresh(made.chance))
        )
        first = following


def _seen(contract: str, month: str) -> Callable[[], dict[str, Any]]:
    """The month as it is issued: with so many entries that no term prices as it then has."""

    def args() -> dict[str, Any]:
        with reading() as connection:
            entries = Accounts(Merge(DatabaseStore(connection))).entries(contract, month)
        return {"period": month, "seen": len(open_exceptions(entries))}

    return args
