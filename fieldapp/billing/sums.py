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


# What an allotment is used up by: work, and what people have agreed on beside it.
BURNS = ("transactions", "adjustment")


def used(
    connection: sa.Connection, contract: str, since: str, until: str, through: str | None = None
) -> Used:
    """Transactions of the charges made from ``since`` until before ``until``, in the months up to ``through``. What takes a charge back
    belongs with the charge, whenever it came."""
    mine = [*_burning(ledger, contract), *_within(ledger, since, until), *_up_to(through)]
    # All that was entered in the span, from the index alone, less the few of these that take back.
    entered = _sum(connection, sa.select(sa.func.sum(ledger.c.units)).where(*mine))
    backs = sa.select(sa.func.sum(ledger.c.units)).where(ledger.c.reverses.is_not(None))
    own = _sum(connection, backs.where(*mine))
    of_these = backs.join(_charge, _charge.c.id == ledger.c.reverses).where(
        *_burning(ledger, contract), *_within(_charge, since, until), *_up_to(through)
    )
    return Used(charged=entered - own, reversed=-_sum(connection, of_these))


def _sum(connection: sa.Connection, wanted) -> Decimal:
    return connection.scalar(wanted) or Decimal(0)


def _burning(table, contract: str) -> list:
    return [table.c.contract == contract, table.c.kind.in_(BURNS)]


def _within(table, since: str, until: str) -> list:
    return [table.c.at >= since, table.c.at < until]


def _up_to(through: str | None) -> list:
    return [] if through is None else [ledger.c.period <= through]


def by_day(connection: sa.Connection, contract: str, since: str, until: str) -> dict[str, Decimal]:
    """Transactions used on each day (of UTC), what was taken back on the day on which it was."""
    day = sa.func.substr(ledger.c.at, 1, 10)
    wanted = (
        sa.select(day, sa.func.sum(ledger.c.units))
        .where(*_burning(ledger, contract), *_within(ledger, since, until), ledger.c.units.is_not(None))
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
