"""Disputed charges: marked for the owner of a cost centre, and decided by a manager. On the server only."""

from fieldapp.billing.entries import DISPUTE, Entry, entry
from fieldapp.documents import Charge, Named
from fieldapp.operations.guards import words
from fieldapp.operations.outcomes import Refused

DECISIONS = ("kept", "taken_back")
DISPUTABLE = ("transactions", "time", "overage")


def dispute(op, world):
    """The charge whose entry the target names is marked; it stands until it is decided."""
    reason = words(op.args.reason, "Say why the charge is disputed.")
    found = _entry(op, world, op.args.contract, op.args.period)
    if found.kind not in DISPUTABLE or found.reverses is not None:
        raise Refused("not_allowed", "Only a charge can be disputed.")
    if _is_reversed(found, world):
        raise Refused("not_allowed", "The charge was taken back already.")
    if world.document(op.target) is not None:
        return "It is marked as disputed already."
    by = Named(id=world.actor.id, name=world.actor.name)
    told = {"reason": reason, "by": by, "at": world.at, "op": op.id}
    world.create(Charge(id=op.target, contract=op.args.contract, period=op.args.period, **told))
    return None


def settle(op, world):
    """Kept as it is, or taken back by an entry of its own, on the invoice that is open."""
    reason = words(op.args.reason, "Say why it is decided so.")
    charge = world.document(op.target)
    if charge is None or not isinstance(charge, Charge):
        raise Refused("invalid", "No such charge is disputed.")
    if op.args.decision not in DECISIONS:
        raise Refused("invalid", "Decide whether the charge is kept or taken back.")
    if charge.state != "disputed":
        return f"{charge.decided_by.name} has decided it already."
    found = _entry(op, world, charge.contract, charge.period)
    if op.args.decision == "taken_back" and not _is_reversed(found, world):
        # What the rules took back meanwhile is not given back a second time.
        world.charges.append(_taken_back(op, world, found, reason))
    charge.state, charge.words = op.args.decision, reason
    charge.decided_by = Named(id=world.actor.id, name=world.actor.name)
    charge.decided_at = world.at
    return None


def _is_reversed(charge: Entry, world) -> bool:
    return any(one.reverses == charge.id for one in world.books.entries(charge.contract))


def _entry(op, world, contract: str, period: str) -> Entry:
    kind, _, key = op.target.partition(":")
    found = [one for one in world.books.entries(contract, period) if one.id == key]
    if kind != "charge" or not found:
        raise Refused("invalid", "There is no such charge in that month.")
    return found[0]


def _taken_back(op, world, charge: Entry, reason: str) -> Entry:
    """It is no reversal by the job's rules, which would charge again what the job still earns. Of an overage the money is given
    back: the work that went beyond the allotment is used all the same."""
    units = None if charge.units is None or charge.kind == "overage" else -charge.units
    more = {
        "contract": charge.contract, "cost_centre": charge.cost_centre, "skill": charge.skill, "type": charge.type,
        "units": units,
        "money": None if charge.money is None else -charge.money,
    }  # fmt: skip
    why = f"Disputed, and taken back by {world.actor.name}: {reason}. It was: {charge.why}"
    return entry(
        DISPUTE, f"entry:{charge.id}", "adjustment", charge.job, op.id, world.at, why, **more
    )
