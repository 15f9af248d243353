"""A look at a job's clocks: what has become due while nobody touched it is entered (``billing.penalties``)."""

from fieldapp.operations.guards import is_moment, target_job
from fieldapp.operations.outcomes import Held, Refused

# Who bills looks at the jobs of a contract, wherever its sites are; a supervisor at those of their own.
BILLING = {"manager", "admin"}


def look(op, world):
    """The job is looked at as it was at a moment, now where none is named, and left as it is."""
    job = target_job(op, world)
    if not BILLING & {*world.actor.roles} and job.site.id not in world.sites:
        raise Held("unknown_target", "This is not known here, or not yet.")
    if op.args.at is None:
        return
    if not is_moment(op.args.at) or op.args.at > world.at:
        raise Refused("invalid", "A job is looked at as it was at some moment that has passed.")
    world.earned_at = op.args.at
