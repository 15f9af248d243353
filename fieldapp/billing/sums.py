"""Sums over the ledger and the clocks, by SQL over indexed columns: they grow with what they sum, and load no entry."""

from decimal import Decimal

import msgspec
import sqlalchemy as sa

from fieldapp.documents import Penalty
from fieldapp.models import clock, ledger

_charge = ledger.alias("charge")


class Used(msgspec.Struct, kw_only=True):
    """In transactions: what was charged, and how much of it was taken back (both from 0 on)."""

    charged: Decimal
    reversed: Decimal

    @property
    def net(self) -> Decimal:
        return self.charged - self.reversed


def used(
    connection: sa.Connection, contract: str, since: str, until: str, through: str | None = None
) -> Used:
    """Transactions of the charges made from ``since`` until before ``until``, in the months up to ``through``. What takes a charge back
    belongs with the charge, whenever it came."""
    charged = sa.select(sa.func.sum(ledger.c.units)).where(
        *_charges(ledger, contract, since, until), ledger.c.reverses.is_(None)
    )
    reversed_ = (
        sa.select(sa.func.sum(ledger.c.units))
        .join(_charge, _charge.c.id == ledger.c.reverses)
        .where(
            ledger.c.contract == contract,
            ledger.c.kind == "transactions",
            ledger.c.reverses.is_not(None),
            _charge.c.at >= since,
            _charge.c.at < until,
        )
    )
    if through is not None:
        charged, reversed_ = (one.where(ledger.c.period <= through) for one in (charged, reversed_))
    told = [connection.scalar(one) or Decimal(0) for one in (charged, reversed_)]
    return Used(charged=told[0], reversed=-told[1])


def _charges(table, contract: str, since: str, until: str) -> list:
    return [
        table.c.contract == contract,
        table.c.kind == "transactions",
        table.c.at >= since,
        table.c.at < until,
    ]


def by_day(connection: sa.Connection, contract: str, since: str, until: str) -> dict[str, Decimal]:
    """Transactions used on each day (of UTC), what was taken back on the day on which it was."""
    day = sa.func.substr(ledger.c.at, 1, 10)
    wanted = (
        sa.select(day, sa.func.sum(ledger.c.units))
        .where(*_charges(ledger, contract, since, until))
        .group_by(day)
    )
    return {one: total for one, total in connection.execute(wanted)}


def first_period(connection: sa.Connection, contract: str) -> str | None:
    """The month of the contract's first entry."""
    return connection.scalar(
        sa.select(sa.func.min(ledger.c.period)).where(ledger.c.contract == contract)
    )


def clocks(
    connection: sa.Connection,
    contract: str,
    penalty: Penalty,
    span: tuple[str, str],
    children: bool,
    without: list[str],
) -> tuple[int, int]:
    """How many clocks that the penalty is about ended within the span, and how many of these were kept. A child incident's
    count where ``children`` do; ``without`` are jobs that are counted elsewhere."""
    wanted = sa.select(
        sa.func.count(), sa.func.coalesce(sa.func.sum(sa.case((clock.c.kept, 1), else_=0)), 0)
    ).where(
        clock.c.contract == contract,
        clock.c.ends_at >= span[0],
        clock.c.ends_at < span[1],
        clock.c.name == penalty.clock,
    )
    asked = {
        clock.c.kind: penalty.kind,
        clock.c.priority: penalty.priority,
        clock.c.line: penalty.line_of_business,
        clock.c.vip: penalty.vip,
    }
    wanted = wanted.where(*(column == value for column, value in asked.items() if value is not None))
    if not children:
        wanted = wanted.where(~clock.c.child)
    if without:
        wanted = wanted.where(clock.c.job.not_in(without))
    row = connection.execute(wanted).one()
    return row[0], row[1]


def overdue(connection: sa.Connection, contract: str, at: str) -> list[str]:
    """Jobs (keys) with a clock that still runs and was due before the moment ``at``."""
    wanted = (
        sa.select(clock.c.job)
        .distinct()
        .where(clock.c.contract == contract, clock.c.ends_at < at, clock.c.kept.is_(None))
    )
    return sorted(connection.scalars(wanted))
