"""The burn-down of a contract's allotments: bought, reserved by open jobs, used, taken back, left; and the ledger's rows."""

from datetime import date, timedelta
from decimal import Decimal
from itertools import accumulate
from typing import Any

import msgspec
import sqlalchemy as sa

from fieldapp.billing import sums
from fieldapp.billing.forecast import WEEK, Forecast, forecast
from fieldapp.billing.months import allotments_of, bounds, day_after, starts_at
from fieldapp.billing.quantities import quantity_of
from fieldapp.billing.terms import day_of, terms_on
from fieldapp.documents import Contract, TransactionType, key_of
from fieldapp.models import document, ledger, reserve
from fieldapp.workflows import WORKFLOWS, Workflow
from fieldapp.workflows.own import workflows_in

OPEN = ["open", "held"]
CENT = Decimal("0.01")


class BurnDown(msgspec.Struct, kw_only=True):
    """An allotment on the day ``today``, in transactions: ``used`` less ``reversed`` of ``bought`` leaves ``left``. ``unpriced`` counts open jobs
    that the terms have no quantity for. ``buy_back`` is the money for what is left if it ended today, ``likely_buy_back`` as it is
    going, with its range. ``points`` are ``(day, what was used before it)``: the first day, those a week apart back from today, and the end so far."""

    starts: str
    ends: str
    today: str
    bought: Decimal
    used: Decimal
    reversed: Decimal
    reserved: Decimal
    left: Decimal
    unpriced: int
    buy_back_price: Decimal
    buy_back: Decimal
    points: list[tuple[str, Decimal]]
    forecast: Forecast | None
    likely_buy_back: tuple[Decimal, Decimal, Decimal] | None

    @property
    def net(self) -> Decimal:
        return self.used - self.reversed


def burn_downs(connection: sa.Connection, contract: Contract, now: str) -> list[BurnDown]:
    """Of each allotment that has begun, the newest first; of a contract that has not begun, its first."""
    today = day_of(contract, now)
    told = allotments_of(terms_on(contract, today))
    begun = [one for one in told if one.starts <= today] or told[:1]
    return [_burn_down(connection, contract, one, today) for one in reversed(begun)]


def _burn_down(connection: sa.Connection, contract: Contract, one, today: str) -> BurnDown:
    terms = terms_on(contract, min(today, one.ends))
    key, (since, until) = key_of(contract.id), bounds(contract, one.starts, one.ends)
    days = cuts(one.starts, min(today, day_after(one.ends)))
    moments = [starts_at(contract, day) for day in days]
    entered = sums.between(connection, key, [*moments, until])
    used = sums.used(connection, key, since, until, entered=sum(entered, Decimal(0)))
    runs = one.starts <= today <= one.ends
    reserved, unpriced = _reserved(connection, terms) if runs else (Decimal(0), 0)
    left = one.bought - used.net
    weeks = [many for day, many in zip(days, entered, strict=True) if _is_whole(day, today)]
    ahead = forecast(weeks, one.ends, today, used.net, one.bought) if runs else None
    return BurnDown(
        starts=one.starts, ends=one.ends, today=today, bought=one.bought, used=used.charged, reversed=used.reversed,
        reserved=reserved, left=left, unpriced=unpriced, buy_back_price=terms.buy_back_price,
        buy_back=_paid(left, terms.buy_back_price), points=_points(days, entered, used.net), forecast=ahead,
        likely_buy_back=_likely(ahead, one.bought, terms.buy_back_price),
    )  # fmt: skip


def cuts(starts: str, last: str) -> list[str]:
    """The first day, and the days that are whole weeks before the last one, which is the last of them."""
    found, day, first = [], date.fromisoformat(last), date.fromisoformat(starts)
    while day > first:
        found.append(str(day))
        day -= timedelta(days=WEEK)
    return [starts, *found[::-1]]


def _is_whole(day: str, today: str) -> bool:
    """Whether a whole week begins on that day, and is over. The first days of an allotment are none."""
    days = (date.fromisoformat(today) - date.fromisoformat(day)).days
    return days > 0 and days % WEEK == 0


def _points(days: list[str], entered: list[Decimal], net: Decimal) -> list[tuple[str, Decimal]]:
    """Running sums; the last is all that counts, whatever was taken back since."""
    before = [Decimal(0), *accumulate(entered)]
    return [*zip(days[:-1], before, strict=False), (days[-1], net)] if len(days) > 1 else [(days[0], net)]


def _paid(left: Decimal, price: Decimal) -> Decimal:
    return (max(Decimal(0), left) * price).quantize(CENT)


def _likely(ahead: Forecast | None, bought: Decimal, price: Decimal):
    """Likely, least and most."""
    if ahead is None:
        return None
    last = ahead.ahead[-1]
    return tuple(_paid(bought - used, price) for used in (last.likely, last.high, last.low))


def _reserved(connection: sa.Connection, terms: Contract) -> tuple[Decimal, int]:
    """What the open jobs will take by the terms of today: of their kind's bill, and of what was named on them."""
    total, unpriced = Decimal(0), 0
    for type_, jobs, items in _takes(connection, key_of(terms.id)):
        term = terms.types.get(type_)
        if term is None:
            unpriced += jobs
        else:
            total += _quantity(term, jobs, items)
    return total, unpriced


def _quantity(term: TransactionType, jobs: int, items: int) -> Decimal:
    """For so many jobs with so many items in all. Nobody knows how long the work will take: the least of its bands is reserved."""
    if term.per == "time":
        return min((band.quantity for band in term.bands), default=Decimal(0)) * jobs
    return quantity_of(term, items, 0) * (1 if term.per == "item" else jobs)


def _takes(connection: sa.Connection, contract: str) -> list[tuple[str, int, int]]:
    """``(type, jobs, items)``: the bills of each kind; a type that is also named on a job counts there only."""
    kinds = (
        sa.select(document.c.kind, sa.func.count())
        .where(document.c.contract == contract, document.c.type == "job")
        .where(document.c.state.in_(OPEN))
        .group_by(document.c.kind)
    )
    named = (
        sa.select(
            reserve.c.kind, reserve.c.type, sa.func.count(reserve.c.job.distinct()), sa.func.sum(reserve.c["items"])
        )
        .where(reserve.c.contract == contract)
        .group_by(reserve.c.kind, reserve.c.type)
    )  # fmt: skip
    found = {}
    flows = WORKFLOWS | own_workflows(connection)
    for kind, jobs in connection.execute(kinds):
        for bill in flows[kind].bills if kind in flows else []:
            if bill.rule == "transactions":
                found[kind, bill.type] = (jobs, jobs)
    for kind, type_, jobs, items in connection.execute(named):
        others = found.get((kind, type_), (0, 0))[0] - jobs
        rest = max(0, others)
        found[kind, type_] = (jobs + rest, int(items) + rest)
    return [(type_, *many) for (_, type_), many in sorted(found.items())]


def own_workflows(connection: sa.Connection) -> dict[str, Workflow]:
    """The contracts' own workflows, every version."""
    own = connection.scalars(sa.select(document.c.body).where(document.c.type == "workflow"))
    return workflows_in([msgspec.json.decode(body) for body in own])


def entries(connection: sa.Connection) -> list[dict[str, Any]]:
    """All rows of the ledger, oldest first."""
    wanted = sa.select(ledger).order_by(ledger.c.position)
    return [dict(row) for row in connection.execute(wanted).mappings()]


def count_entries(connection: sa.Connection, contract: str) -> int:
    return connection.scalar(sa.select(sa.func.count()).where(ledger.c.contract == contract))


def newest_entries(connection: sa.Connection, contract: str, since: int, until: int) -> list[dict[str, Any]]:
    """A contract's rows of the ledger, newest first, from the ``since``-th to before the ``until``-th."""
    wanted = sa.select(ledger).where(ledger.c.contract == contract).order_by(ledger.c.position.desc())
    return [dict(row) for row in connection.execute(wanted.offset(since).limit(until - since)).mappings()]
