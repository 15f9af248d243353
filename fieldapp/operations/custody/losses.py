"""Lost, stolen, and found again."""

from fieldapp.documents import Named, Report
from fieldapp.operations.custody.chain import add_report
from fieldapp.operations.custody.conflicts import conflicts
from fieldapp.operations.custody.parties import actor_of, how_taken, link_to, machines_of
from fieldapp.operations.guards import words
from fieldapp.operations.machines.assets import breaks, chain_broken, move, tell
from fieldapp.operations.machines.life import log_event

PORTABLE = True


def lose(op, world):
    """Nobody knows where it is. A fact."""
    return report("lost", op, world)


def steal(op, world):
    """It was taken by someone who had no right to it. A fact."""
    return report("stolen", op, world)


def report(kind, op, world):
    """Noted with its moment; the machine stays with its last holder in the books."""
    told = words(op.args.text, "Say what happened, and where it was last seen.")
    for asset in machines_of(op, world):
        known, broken = conflicts(asset), breaks(asset)
        add_report(asset, a_report(kind, told, op, world))
        tell(asset, known, broken, op, world)
        log_event(asset, op, world, f"Reported {kind}: {told}", None)
        if asset.missing is not None and asset.missing.op == op.id:
            chain_broken(asset, f"Reported {kind}", op, world)


def a_report(kind, told, op, world):
    by = Named(id=world.actor.id, name=world.actor.name)
    return Report(op=op.id, at=world.at, kind=kind, by=by, text=told)


def find(op, world):
    """It is here again, in the hands of who found it. A fact."""
    machines = machines_of(op, world)
    how = how_taken(op, machines, world)
    told = words(op.args.text, "Say where it was found.")
    for asset in machines:
        add_report(asset, a_report("found", told, op, world))
        move(asset, link_to(asset, actor_of(world), how, op, world), op, world)
        log_event(asset, op, world, f"Found: {told}", None)
