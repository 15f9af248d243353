"""Sums over the ledger and the clocks, by SQL over indexed columns: they grow with what they sum, and load no entry."""

from decimal import Decimal

import msgspec
import sqlalchemy as sa

from fieldapp.billing.entries import DISPUTE
from fieldapp.documents import Penalty
from fieldapp.models import clock, ledger

_taken = ledger.alias("taken")
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
    connection: sa.Connection,
    contract: str,
    since: str,
    until: str,
    through: str | None = None,
    entered: Decimal | None = None,
) -> Used:
    """Transactions of the charges made from ``since`` until before ``until``, in the months up to ``through``. What takes a charge back
    belongs with the charge, whenever it came. ``entered`` is all that was entered in the span, where that is known already."""
    if entered is None:
        (entered,) = between(connection, contract, [since, until], through)
    here, of_these = _taken_back(connection, contract, since, until, through)
    return Used(charged=entered - here, reversed=-of_these)


def between(
    connection: sa.Connection, contract: str, moments: list[str], through: str | None = None
) -> list[Decimal]:
    """Transactions that were entered between each moment and the next, less what was taken back in that time. From one index alone."""
    wanted = (
        sa.select(sa.func.sum(ledger.c.units))
        .where(*_burning(ledger, contract), *_up_to(through))
        .where(ledger.c.at >= sa.bindparam("since"), ledger.c.at < sa.bindparam("until"))
    )
    spans = zip(moments, moments[1:], strict=False)
    told = (connection.scalar(wanted, {"since": since, "until": until}) for since, until in spans)
    return [one or Decimal(0) for one in told]


def _taken_back(
    connection: sa.Connection, contract: str, since: str, until: str, through: str | None
) -> tuple[Decimal, Decimal]:
    """What was taken back in the span; and of the charges of the span, whenever. These entries are few, and have an index of their own."""

    def units(moment):
        is_within = sa.and_(moment >= since, moment < until)
        return sa.func.sum(sa.case((is_within, ledger.c.units), else_=0), type_=ledger.c.units.type)

    def sums(named, *which) -> tuple[Decimal, Decimal]:
        charged = sa.func.coalesce(_charge.c.at, _taken.c.at)
        wanted = (
            sa.select(units(ledger.c.at), units(charged))
            .join(_taken, _taken.c.id == named)
            .outerjoin(_charge, _is_conceded_by(_taken))
            .where(*_burning(ledger, contract), *which, *_up_to(through))
        )
        here, of_these = connection.execute(wanted).one()
        return here or Decimal(0), of_these or Decimal(0)

    reversals = sums(ledger.c.reverses, ledger.c.reverses.is_not(None))
    conceded = sums(_named(ledger), ledger.c.rule == DISPUTE, ledger.c.reverses.is_(None))
    return reversals[0] + conceded[0], reversals[1] + conceded[1]


def _named(table):
    """The id of the charge that a concession takes back, as its fact names it: ``entry:…``."""
    return sa.func.substr(table.c.fact, len("entry:") + 1)


def _is_conceded_by(table):
    """Whether the charge is the one that this entry has conceded: what takes the concession back belongs with the charge too."""
    return sa.and_(table.c.rule == DISPUTE, _charge.c.id == _named(table))


def charged_at(connection: sa.Connection, entry: str) -> str | None:
    """When that entry was charged, or the charge that it takes back; None where there is no such entry."""
    wanted = sa.select(sa.func.coalesce(_charge.c.at, _taken.c.at))
    wanted = wanted.select_from(_taken).outerjoin(_charge, _is_conceded_by(_taken))
    return connection.scalar(wanted.where(_taken.c.id == entry))


def _burning(table, contract: str) -> list:
    return [table.c.contract == contract, table.c.kind.in_(BURNS)]


def _up_to(through: str | None) -> list:
    return [] if through is None else [ledger.c.period <= through]


def first_period(connection: sa.Connection, contract: str) -> str | None:
    """The month of the contract's first entry."""
    return connection.scalar(
        sa.select(sa.func.min(ledger.c.period)).where(ledger.c.contract == contract)
    )


def first_clock(connection: sa.Connection, contract: str) -> str | None:
    """When the first of the contract's clocks ended."""
    return connection.scalar(sa.select(sa.func.min(clock.c.ends_at)).where(clock.c.contract == contract))


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
