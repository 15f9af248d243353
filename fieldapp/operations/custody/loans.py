"""Loans: a machine in stock goes to a person for some days. Late follows from the date, never from a job at night."""

from fieldapp.documents import Loan, Named
from fieldapp.operations.custody.parties import (
    actor_of,
    how_taken,
    in_sight,
    link_to,
    machines_of,
    recipient,
)
from fieldapp.operations.custody.signatures import signature_of
from fieldapp.operations.guards import is_date, object_unless_decided, words
from fieldapp.operations.machines.assets import move
from fieldapp.operations.machines.life import log_event
from fieldapp.operations.outcomes import Refused

PORTABLE = True


def a_day(text):
    if not is_date(text):
        raise Refused("invalid", "Give the day when it comes back as a date, like 2026-11-22.")
    return text


def lend(op, world):
    """A person has it until a day. A fact."""
    due = a_day(op.args.due)
    person = in_sight(world.document("person:" + op.args.person), world)
    signature = signature_of(op.args.signature, world)
    for asset in machines_of(op, world):
        is_free(asset, world)
        lend_one(asset, person, due, signature, op, world)


def is_free(asset, world):
    """Only what stands in stock, and waits for no job, is lent."""
    for hold in asset.legal or []:
        sentence = f"{asset.tag} is under a legal hold: {hold.reason}. It must not be lent."
        object_unless_decided(world, "disputed", sentence)
    if asset.loan is not None:
        sentence = f"{asset.tag} is lent to {asset.loan.person.name} already."
        object_unless_decided(world, "disputed", sentence)
    elif asset.state != "in_stock" or len(asset.jobs) > 0:
        object_unless_decided(world, "disputed", f"{asset.tag} is not in stock: it can't be lent.")


def lend_one(asset, person, due, signature, op, world):
    holder = {"type": "person", "id": person.id.split(":")[1], "name": person.name}
    link = link_to(asset, holder, "signature" if signature is not None else "said", op, world)
    link.signature = signature
    named = Named(id=holder["id"], name=person.name)
    by = Named(id=world.actor.id, name=world.actor.name)
    asset.loan = Loan(op=op.id, at=link.at, by=by, person=named, due=due, due_op=op.id)
    asset.state = "on_loan"
    move(asset, link, op, world)
    log_event(asset, op, world, f"Lent to {person.name} until {due}", None)


def take_back(op, world):
    """The machine is back: in the hands of who took it, or where it was put. A fact."""
    machines = machines_of(op, world)
    how = how_taken(op, machines, world)
    signature = signature_of(op.args.signature, world)
    to = recipient(op.args.whom, machines[0], world) if op.args.whom else actor_of(world)
    told = [back_one(asset, to, how, signature, op, world) for asset in machines]
    return told[0] if all(one is not None for one in told) else None


def back_one(asset, to, how, signature, op, world):
    """A sentence where it was back already; that it is there now is noted all the same."""
    loan = asset.loan
    link = link_to(asset, to, how, op, world)
    link.signature = signature
    # Whom it was lent to gives it back: that is what this says.
    link.owner = loan.person.id if loan is not None else None
    move(asset, link, op, world)
    log_event(asset, op, world, f"Back from loan, with {to['name']}", None)
    return None if loan is not None else f"{asset.tag} was back already."


def extend(op, world):
    """It comes back on another day. A decision."""
    due = a_day(op.args.due)
    reason = words(op.args.reason, "Say why it is kept longer.")
    for asset in machines_of(op, world):
        if asset.loan is None:
            raise Refused("not_allowed", f"{asset.tag} is not lent to anyone any more.")
        asset.loan.due = due
        asset.loan.due_op = op.id
        log_event(asset, op, world, f"Lent until {due}: {reason}", None)
