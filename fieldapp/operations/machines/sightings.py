"""A machine was seen: when, by whom, in which room, and about where on earth. The newest sighting is the one kept."""

from fieldapp.documents import Named, Seen
from fieldapp.operations.machines.life import log_event
from fieldapp.operations.outcomes import Refused

PORTABLE = True

DIGITS = "0123456789"


def see(asset, place, where, words, op, world):
    """Note it in the asset's life. Of two sightings the later one stands, in whatever order they arrive."""
    log_event(asset, op, world, words, None)
    asset.events[-1].where = where
    if asset.last_scan is None or asset.last_scan < world.at:
        asset.last_scan = world.at
    if asset.seen is None or is_newer(world.at, op.id, asset.seen.at, asset.seen.op):
        by = Named(id=world.actor.id, name=world.actor.name)
        asset.seen = Seen(at=world.at, op=op.id, by=by, place=place, where=where)


def is_newer(at, op, known_at, known_op):
    """Moments first; of one moment the operation's id decides, so that all who hear of both agree."""
    return at > known_at or (at == known_at and op > known_op)


def check_where(where):
    """``48.14,11.58``: latitude and longitude in degrees, with two decimals and no more. About a kilometre."""
    if where is None:
        return
    parts = where.split(",")
    if len(parts) != 2 or not is_degrees(parts[0], 90) or not is_degrees(parts[1], 180):
        raise Refused("invalid", "A position has two decimals and no more, like 48.14,11.58.")


def is_degrees(text, most):
    parts = text.removeprefix("-").split(".")
    if len(parts) != 2 or len(parts[1]) != 2 or not 1 <= len(parts[0]) <= 3:
        return False
    if not all(part[at] in DIGITS for part in parts for at in range(len(part))):
        return False
    return int(parts[0]) * 100 + int(parts[1]) <= most * 100
