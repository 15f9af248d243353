"""Links that customers are sent: what each is for, and until when it is good. Whether it was really sent by us, ``mail.tokens`` knows.

A link is good only as long as the job says so, so that nothing has to be kept of it, and nothing revoked: it names the operation (or the closing)
that it came of, and the job knows the newest.
"""

import msgspec

from fieldapp.documents import Job, key_of
from fieldapp.operations.outcomes import Refused
from fieldapp.portable.natives import epoch, iso

HOUR = 3_600_000
# How long after the closing the customer may say how it went.
CONFIRM = 14 * 24 * HOUR
PURPOSES = ("invitation", "appointment", "confirm")

OVER = "The link in this message is no longer good: it has run out. Call the help desk, or answer the newest message that you have."
NEWER = "A newer message has been sent to you since. Please use the link in that one."
DONE = "The work that this link was for is finished or was called off. There is nothing left to answer."
ANOTHERS = "This link is no longer good: the job is for somebody else now."


class Link(msgspec.Struct, frozen=True, array_like=True):
    """Keys of job and person, what it is for, until which moment, and the id of what it came ``of``."""

    job: str
    person: str
    purpose: str
    until: str
    of: str


def link_of(job: Job, purpose: str) -> Link | None:
    """The link for that purpose that is good now, as far as the job knows; it may have run out."""
    if job.person is None:
        return None
    if purpose == "confirm":
        return _link(job, purpose, iso(epoch(job.closed_at) + CONFIRM), str(job.closings)) if job.state == "closed" and job.closed_at else None
    if job.state not in ("open", "held"):
        return None
    if purpose == "invitation" and job.invitation is not None and job.invitation.person == job.person.id:
        return _link(job, purpose, job.invitation.until, job.invitation.op)
    if purpose == "appointment" and job.scheduled_at and job.schedule_op:
        return _link(job, purpose, iso(epoch(job.scheduled_at) + HOUR), job.schedule_op)
    return None


def _link(job: Job, purpose: str, until: str, of: str) -> Link:
    assert job.person is not None
    return Link(key_of(job.id), job.person.id, purpose, until, of)


def best_link(job: Job) -> Link | None:
    """The one to go on with."""
    return next((link for purpose in PURPOSES if (link := link_of(job, purpose))), None)


def why_not(link: Link, job: Job | None, now: str) -> str | None:
    """Why the link is good no more, for whoever opened it; None where it is."""
    if job is None or job.person is None or job.person.id != link.person:
        return ANOTHERS
    if link.until < now:
        return OVER
    good = link_of(job, link.purpose)
    if good is None:
        return DONE if job.state in ("closed", "cancelled") else NEWER
    return None if good.of == link.of else NEWER


def linked_job(op, world) -> Job:
    """The job of a customer's operation, where the link that they came by is still good."""
    job = world.document(op.target)
    if not isinstance(job, Job):
        raise Refused("invalid", "This can only be done to a job.")
    good = link_of(job, op.args.purpose)
    until = good.until if good else world.at
    told = why_not(Link(key_of(job.id), op.args.person, op.args.purpose, until, op.args.link), job, world.at)
    if told:
        raise Refused("not_allowed", told)
    return job
