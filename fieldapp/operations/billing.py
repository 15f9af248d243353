"""Issuing a month: what the terms ask by the month is entered, the invoice made, and the month closed. A decision."""

from fieldapp.billing.months import is_month
from fieldapp.billing.run import (
    centres,
    due,
    hash_of,
    next_month,
    open_exceptions,
    reckon,
    statements,
    totals,
)
from fieldapp.billing.terms import day_of
from fieldapp.documents import Contract, Invoice, Named, key_of
from fieldapp.operations.outcomes import Refused
from fieldapp.portable.natives import derive

SERIES = "INV"


def issue(op, world):
    """Issue the contract's next month, once it is over there."""
    contract = _contract(op, world)
    period = op.args.period
    _in_turn(contract, period, world)
    month = reckon(contract, period, world.books, op.id)
    before = world.books.entries(key_of(contract.id), period, None)
    entries = [*before, *month.entered]
    _acknowledged(op, len(open_exceptions(entries)))
    world.charges += month.entered
    world.create(
        Invoice(
            id=f"invoice:{derive(op.id, 'invoice')}", number=world.number(SERIES), contract=key_of(contract.id),
            client=contract.client, name=contract.name, period=period, zone=contract.zone,
            currency=contract.currency, lines=len(entries), sha256=hash_of(entries),
            money=due(entries), totals=totals(entries), centres=centres(entries), allotments=statements(month),
            exceptions=op.args.exceptions, issued_at=world.at,
            by=Named(id=world.actor.id, name=world.actor.name),
        )
    )  # fmt: skip
    contract.issued_through = period


def _contract(op, world) -> Contract:
    found = world.document(op.target)
    if not isinstance(found, Contract):
        raise Refused("invalid", "There is no such contract.")
    return found


def _in_turn(contract: Contract, period: str, world) -> None:
    """Months are issued one after the other, each when it is over."""
    if not is_month(period):
        raise Refused("invalid", f"“{period}” is no month. One is 2026-10.")
    first = world.books.first_period(key_of(contract.id))
    if contract.issued_through is not None and period <= contract.issued_through:
        raise Refused("not_allowed", f"{period} is issued already, and does not change any more.")
    if day_of(contract, world.at)[:7] <= period:
        raise Refused("not_allowed", f"{period} is not over yet in {contract.zone}.")
    earliest = min(contract.starts[:7], first or contract.starts[:7])
    due = next_month(contract, first)
    is_first = contract.issued_through is None and earliest <= period <= due
    if period != due and not is_first:
        raise Refused("not_allowed", f"{due} comes first: months are issued without a gap.")


def _acknowledged(op, many: int) -> None:
    """Whoever issues has seen how many entries have no price; those that the run itself makes are among them."""
    if many == op.args.seen:
        return
    told = f"{many} {'entry has' if many == 1 else 'entries have'} no price"
    raise Refused("not_allowed", f"{told}, and {op.args.seen} were acknowledged. Look at the month again.")
