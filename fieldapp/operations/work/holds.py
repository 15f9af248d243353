"""Holds: the job waits, for a stated reason. A hold stops clocks, not hands."""

from fieldapp.documents import Hold, Named
from fieldapp.operations.guards import has_passed, is_moment, live_job, site_of, words
from fieldapp.operations.outcomes import Refused
from fieldapp.operations.work.progress import remark
from fieldapp.portable.natives import derive
from fieldapp.sla.clocks import hold, release

PORTABLE = True

HOLDS = ["customer", "supplier", "client", "other"]


def set_hold(op, world):
    """Put the job on hold until a day or a moment."""
    job = live_job(op, world)
    reason = words(op.args.reason, "Say why the job is put on hold.")
    until = op.args.until if len(op.args.until) > 10 else op.args.until + "T00:00:00.000Z"
    if not is_moment(until):
        raise Refused("invalid", "Say until when: every hold has an end.")
    if has_passed(until[:10], world.at):
        raise Refused("invalid", "That day has passed. Say until when the job is to wait.")
    if op.args.kind not in HOLDS:
        raise Refused("invalid", "Say whom it waits for: customer, supplier, client or other.")
    attempt = attempt_for(job, op)
    if job.hold is not None:
        remark(job, op, world, reason, "hold")
        return f"{job.hold.by.name} put it on hold already; your reason was kept as a note."
    job.hold = Hold(
        id=derive(op.id, "hold"),
        op=op.id,
        reason=reason,
        since=world.at,
        until=op.args.until,
        by=Named(id=world.actor.id, name=world.actor.name),
        kind=op.args.kind,
        attempt=attempt,
    )
    job.state = "held"
    hold(job, site_of(job, world), world.at)


def attempt_for(job, op):
    """The attempt that a hold for an incident's customer rests on: the one named, or else the last."""
    if op.args.kind != "customer" or job.kind != "incident":
        return None
    made = [one.op for one in job.attempts or [] if not one.voided]
    if len(made) == 0 or (op.args.attempt and op.args.attempt not in made):
        raise Refused(
            "not_allowed",
            "Record the attempt to reach the customer first: waiting for them rests on one.",
        )
    return op.args.attempt or made[-1]


def clear_hold(op, world):
    """Release the hold that the person saw, and no other."""
    job = live_job(op, world)
    if job.hold is None:
        return "The job is not on hold any more."
    if job.hold.id != op.args.hold and not world.insists:
        raise Refused(
            "not_allowed", f"{job.hold.by.name} has put it on hold again: {job.hold.reason}"
        )
    remark(job, op, world, f"Released from hold: {job.hold.reason}", "hold")
    job.hold = None
    job.state = "open"
    release(job, site_of(job, world), world.at)
