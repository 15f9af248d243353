"""Attempts to reach the customer. The first one answers the incident: the response clock stops at its own moment.

In person counts; so does trying without reaching anyone. The help desk's own intake call and automatic mail are no attempts,
and nothing here makes one of them.
"""

from fieldapp.documents import Attempt, Named
from fieldapp.operations.guards import object_unless_decided, target_job
from fieldapp.operations.outcomes import Refused
from fieldapp.portable.natives import epoch
from fieldapp.sla.clocks import answer, running

PORTABLE = True

CHANNELS = ["call", "email", "in_person"]


def attempt(op, world):
    """Somebody was called, written to, or met. A fact, however late it is heard of."""
    job = target_job(op, world)
    if op.args.channel not in CHANNELS:
        raise Refused("invalid", "Say how it was tried: by call, by e-mail, or in person.")
    believe_clock(job, world)
    note_attempt(job, op.args.channel, op.args.reached, op.args.said, op, world)


def note_attempt(job, channel, reached, said, op, world):
    """Keep it, in the order of the moments: the response clock stops at the earliest."""
    made = Attempt(
        op=op.id,
        by=Named(id=world.actor.id, name=world.actor.name),
        at=world.at,
        channel=channel,
        reached=reached,
        said=(said or "").strip(),
    )
    earlier = [one for one in job.attempts if one.at <= world.at]
    later = [one for one in job.attempts if one.at > world.at]
    job.attempts = [*earlier, made, *later]
    answer(job, world.at, op.id)


def believe_clock(job, world):
    """What an attempt is worth hangs on its moment: where that can't be believed, a supervisor looks first."""
    if running(job, "response") is not None and world.doubt:
        object_unless_decided(world, "disputed", world.doubt)
    if epoch(world.at) < epoch(job.created_at):
        sentence = f"By that phone's clock it was before {job.number or 'the job'} was opened."
        object_unless_decided(world, "disputed", sentence)


def counted(job):
    """The attempts that were not taken back."""
    return [one for one in job.attempts or [] if not one.voided]
