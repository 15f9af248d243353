"""A plausible quarter: sites, people, machines and all their work at past moments, by the same operations as real ones.

The same seed, span and size make the same quarter, operation for operation.
"""

import heapq
from collections.abc import Callable
from datetime import UTC, date, datetime, time, timedelta
from itertools import count
from random import Random
from typing import Any

import sqlalchemy as sa

from fieldapp.billing.run import open_exceptions
from fieldapp.demo.chance import fresh
from fieldapp.demo.quarter_books import Books, Site, books
from fieldapp.demo.quarter_clerk import Deed, record
from fieldapp.demo.quarter_hours import later
from fieldapp.demo.quarter_plots import PLOTS
from fieldapp.demo.quarter_story import Story
from fieldapp.documents import decode
from fieldapp.models import document, reading
from fieldapp.operations.wiping.certificates import content_hash
from fieldapp.portable.natives import derive
from fieldapp.sync.accounts import Accounts
from fieldapp.sync.merge import Merge
from fieldapp.sync.store import DatabaseStore

# Jobs that a technician gets on a day of work.
A_DAY = 1.6
# A month is issued on its third day after, when what was done without signal has come in.
WEEK = timedelta(days=7)
ISSUED_AFTER = timedelta(days=3, hours=14)


def plan(seed: int, days: int, technicians: int, ends: date) -> Books:
    """All that happens in the ``days`` before ``ends``, in the ``deeds`` of the books."""
    begins = datetime.combine(ends - timedelta(days=days), time(6), tzinfo=UTC)
    until = datetime.combine(ends, time(6), tzinfo=UTC)
    made = books(Random(seed), begins, technicians)
    work(made, begins, until)
    # What lies after the end is still to be done: so there are open jobs at every step.
    made.deeds = [deed for deed in made.deeds if deed.heard < until]
    return made


def play(made: Books, done: Callable[[int], None] = lambda many: None) -> None:
    """Into the database."""
    record(made.deeds, done)


def work(made: Books, begins: datetime, until: datetime, whole: bool = False) -> None:
    """The jobs of all sites with what the office does about them. ``whole`` leaves out jobs that go on after the end."""
    for site in made.sites:
        _jobs(made, site, begins, until, whole)
        _certify(made, site, begins, until)
    _issue(made, begins, until)


def _jobs(made: Books, site: Site, begins: datetime, until: datetime, whole: bool) -> None:
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
        if whole and story.heard >= until:
            site.free += customers
            continue
        made.deeds += story.deeds
        site.wipes += story.wipes
        if not plot.keeps:
            heapq.heappush(busy, (story.heard + timedelta(minutes=1), next(order), customers))


def _certify(made: Books, site: Site, begins: datetime, until: datetime) -> None:
    """Each week the supervisor certifies what was wiped in it."""
    at = begins
    while at < until:
        before, at = at, at + WEEK
        told = later(at, 0, site.zone)
        keys = [key for heard, key in site.wipes if before <= heard < at]
        if keys and told < until:
            id_ = fresh(made.chance)
            target = f"certificate:{derive(id_, 'certificate')}"
            made.deeds.append(
                Deed(told, told, site.supervisor, "certificate.issue", target, wiped(keys), id_)
            )


def wiped(keys: list[str]) -> Callable[[], dict[str, Any]]:
    """The wipes of those keys as they then are: their hash is part of what is said."""
    wanted = sa.select(document.c.body).where(document.c.id.in_([f"erasure:{key}" for key in keys]))

    def args() -> dict[str, Any]:
        with reading() as connection:
            found = [decode("erasure:", body) for body in connection.scalars(wanted)]
        return {"erasures": keys, "sha256": content_hash(found)}

    return args


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
