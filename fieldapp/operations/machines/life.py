"""The life of a machine: what happened to it, when, and who did it."""

from fieldapp.documents import Event, Named

PORTABLE = True

EVENTS_KEPT = 40


def log_event(asset, op, world, what, job_key):
    """Add a line to the asset's life; the newest are kept, the log has them all."""
    by = Named(id=world.actor.id, name=world.actor.name)
    asset.events.append(Event(at=world.at, op=op.id, what=what, by=by, job=job_key))
    if len(asset.events) > EVENTS_KEPT:
        asset.events = asset.events[-EVENTS_KEPT:]
