"""The burn-down of a contract: bought, used, reserved by open jobs, left; and the ledger behind it."""

from decimal import Decimal
from typing import Any

import msgspec
import sqlalchemy as sa

from fieldapp.documents import Contract, key_of
from fieldapp.models import document, ledger
from fieldapp.workflows import WORKFLOWS


class BurnDown(msgspec.Struct, kw_only=True):
    """In transactions. ``unpriced`` counts open jobs that the terms have no quantity for."""

    bought: Decimal
    used: Decimal
    reserved: Decimal
    left: Decimal
    unpriced: int


def burn_down(connection: sa.Connection, terms: Contract) -> BurnDown:
    """Where the contract stands. Reservations are counted from the jobs that are open now."""
    used = connection.scalar(
        sa.select(sa.func.sum(ledger.c.units)).where(
            ledger.c.contract == key_of(terms.id), ledger.c.kind == "transactions"
        )
    )
    reserved, unpriced = _reserved(connection, terms)
    used = used or Decimal(0)
    left = terms.bought - used
    return BurnDown(bought=terms.bought, used=used, reserved=reserved, left=left, unpriced=unpriced)


def _reserved(connection: sa.Connection, terms: Contract) -> tuple[Decimal, int]:
    wanted = (
        sa.select(document.c.kind, sa.func.count())
        .where(document.c.contract == key_of(terms.id), document.c.type == "job")
        .where(document.c.state.in_(["open", "held"]))
        .group_by(document.c.kind)
    )
    total, unpriced = Decimal(0), 0
    for kind, count in connection.execute(wanted):
        for bill in WORKFLOWS[kind].bills:
            if bill.rule == "transactions" and bill.type in terms.types:
                total += terms.types[bill.type].quantity * count
            elif bill.rule == "transactions":
                unpriced += count
    return total, unpriced


def entries(
    connection: sa.Connection, contract: str | None = None, newest: int | None = None
) -> list[dict[str, Any]]:
    """Ledger rows, oldest first; or the ``newest`` so many, newest first."""
    wanted = sa.select(ledger)
    if contract is not None:
        wanted = wanted.where(ledger.c.contract == contract)
    if newest is not None:
        wanted = wanted.order_by(ledger.c.position.desc()).limit(newest)
    else:
        wanted = wanted.order_by(ledger.c.position)
    return [dict(row) for row in connection.execute(wanted).mappings()]
