"""Hand-overs: offered, accepted, given, refused, withdrawn.

What happened to a machine is a fact, and goes into its chain at the moment when it happened, whatever
arrives first. An acceptance needs no offer, and an offer that comes after it completes it.
"""

from fieldapp.documents import Named, Offer
from fieldapp.operations.custody.chain import STAFF, add_offer, end_offer, moment_of, settle
from fieldapp.operations.custody.conflicts import conflicts
from fieldapp.operations.custody.parties import (
    actor_of,
    how_taken,
    link_to,
    machines_of,
    recipient,
    stays_here,
)
from fieldapp.operations.custody.signatures import signature_of
from fieldapp.operations.guards import words
from fieldapp.operations.machines.assets import breaks, move, tell
from fieldapp.operations.machines.life import log_event
from fieldapp.operations.outcomes import Refused

PORTABLE = True


def offer(op, world):
    """Whoever has them, or someone for them, wants another to take these machines. A decision."""
    machines = machines_of(op, world)
    to = recipient(op.args.whom, machines[0], world)
    told = [offer_one(asset, to, op, world) for asset in machines]
    return told[0] if all(one is not None for one in told) else None


def offer_one(asset, to, op, world):
    """A sentence where it has been taken already, or has moved on since."""
    known, broken = conflicts(asset), breaks(asset)
    made = Offer(
        op=op.id,
        at=moment_of(asset, op, world),
        by=Named(id=world.actor.id, name=world.actor.name),
        type=to["type"],
        id=to["id"],
        name=to["name"],
        note=(op.args.note or "").strip() or None,
    )
    add_offer(asset, made)
    tell(asset, known, broken, op, world)
    log_event(asset, op, world, f"Offered to {to['name']}", None)
    if made.state == "accepted":
        return f"{to['name']} has {asset.tag} already."
    if made.state == "lapsed":
        return f"{asset.tag} has moved on since: {asset.custody.name} has it."
    return None


def accept(op, world):
    """Whoever does it has taken these machines, or put them where they belong. A fact."""
    machines = machines_of(op, world)
    how = how_taken(op, machines, world)
    taker = recipient(op.args.whom, machines[0], world) if op.args.whom else actor_of(world)
    if taker["type"] == "person" or taker["id"] not in [None, world.actor.id]:
        raise Refused("invalid", "Nobody accepts for somebody else: hand it over instead.")
    signature = signature_of(op.args.signature, world)
    told = [take(asset, taker, how, signature, op, world) for asset in machines]
    return told[0] if all(one is not None for one in told) else None


def take(asset, taker, how, signature, op, world):
    """One more link; a sentence where they had it already."""
    stays_here(asset, taker, world)
    had = asset.custody.type == taker["type"] and asset.custody.id == taker["id"]
    link = link_to(asset, taker, how, op, world)
    link.signature = signature
    move(asset, link, op, world)
    log_event(asset, op, world, f"Taken over by {taker['name']}", None)
    return f"{taker['name']} has {asset.tag} already." if had else None


def give(op, world):
    """Handed over on one phone: whoever gets them has signed, or is a place that signs nothing. A fact."""
    machines = machines_of(op, world)
    to = recipient(op.args.whom, machines[0], world)
    signature = signature_of(op.args.signature, world)
    if signature is None and to["id"] is not None:
        raise Refused("invalid", f"{to['name']} signs for it: type the name, and draw below.")
    if to["type"] == "courier":
        words(op.args.note, "Say which courier, and the number of the parcel.")
    for asset in machines:
        give_one(asset, to, signature, op, world)


def give_one(asset, to, signature, op, world):
    """One more link, with what was signed for it."""
    stays_here(asset, to, world)
    link = link_to(asset, to, "signature" if signature is not None else "said", op, world)
    link.signature = signature
    move(asset, link, op, world)
    asset.state = state_with(to["type"], asset.state)
    signed = f", signed by {signature.by}" if signature is not None else ""
    log_event(asset, op, world, f"Handed over to {to['name']}{signed}", None)


def state_with(holder, state):
    """What a machine that was on its way somewhere is, once it is there."""
    if holder == "person" and state in ["in_stock", "going_back"]:
        return "deployed"
    return "returned" if holder == "supplier" and state == "to_supplier" else state


def refuse(op, world):
    """Who was offered them does not want them. A decision."""
    reason = words(op.args.reason, "Say why it is not taken.")
    return end_all("refused", reason, op, world)


def withdraw(op, world):
    """Who offered them has thought better of it. A decision."""
    return end_all("withdrawn", (op.args.reason or "").strip() or None, op, world)


def end_all(how, reason, op, world):
    told = [end_one(asset, how, reason, op, world) for asset in machines_of(op, world)]
    return told[0] if all(one is not None for one in told) else None


def end_one(asset, how, reason, op, world):
    """A sentence where the offer was over already."""
    found = next((one for one in asset.offers if one.op == op.args.offer), None)
    if found is None:
        raise Refused("invalid", f"There is no such offer of {asset.tag}.")
    may_end(found, how, world)
    known, broken, was = conflicts(asset), breaks(asset), found.state
    end_offer(found, how, op, world, reason)
    settle(asset)
    tell(asset, known, broken, op, world)
    log_event(asset, op, world, f"Hand-over to {found.name} {how}", None)
    if was == "open":
        return None
    return f"It was {was} already: {asset.custody.name} has {asset.tag}."


def may_end(found, how, world):
    """Refused by whom it was offered to, withdrawn by who offered it; for places and persons by anyone."""
    if "supervisor" in world.actor.roles or world.insists:
        return
    theirs = found.by.id if how == "withdrawn" else found.id
    is_staff = how == "withdrawn" or found.type in STAFF and found.id is not None
    if is_staff and theirs != world.actor.id:
        name = found.by.name if how == "withdrawn" else found.name
        raise Refused("forbidden", f"Only {name} or a supervisor can say so.")
