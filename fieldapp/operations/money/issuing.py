"""Issuing a month: what the terms ask by the month is entered, the invoice made, and the month closed. A decision."""

from fieldapp.billing.run import (
    centres,
    due,
    hash_of,
    open_exceptions,
    out_of_turn,
    reckon,
    statements,
    totals,
)
from fieldapp.documents import Contract, Invoice, Named, key_of
from fieldapp.operations.outcomes import Refused
from fieldapp.portable.natives import derive

SERIES = "INV"


def issue(op, world):
    """Issue the contract's next month, once it is over there."""
    contract = _contract(op, world)
    period = op.args.period
    first = world.books.first_period(key_of(contract.id))
    problem = out_of_turn(contract, period, first, world.at)
    if problem:
        raise Refused("not_allowed", problem)
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


def _acknowledged(op, many: int) -> None:
    """Whoever issues has seen how many entries have no price; those that the run itself makes are among them."""
    if many == op.args.seen:
        return
    told = f"{many} {'entry has' if many == 1 else 'entries have'} no price"
    raise Refused("not_allowed", f"{told}, and {op.args.seen} were acknowledged. Look at the month again.")
