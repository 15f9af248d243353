"""A job's clocks, as its operations move them. *Late* follows from moments; nothing runs at midnight.

``start`` when the job is made, ``answer`` at the first attempt to reach the customer, ``hold`` and ``release`` with holds, ``finish`` and
``resume`` when it is closed and reopened, ``retarget`` when who it is for, or how urgent it is, changes.
"""

from fieldapp.documents import Clock, Pause

PORTABLE = True


def start(job, site, at, op):
    """The clocks that the contract's terms give it from the moment ``at`` on."""
    if job.kind == "incident":
        job.clocks.append(Clock(name="response", started_at=at))


def running(job, name):
    """The clock of that name that has not stopped, or None."""
    for clock in job.clocks:
        if clock.name == name and clock.stopped_at is None:
            return clock
    return None


def answer(job, at, op):
    """The customer was tried to be reached: the response clock stops then, or earlier where it did already."""
    clock = running(job, "response")
    if clock is not None:
        clock.stopped_at = at
        clock.op = op


def hold(job, site, at):
    """The job's hold begins; where the terms say that its kind pauses, the completion clock waits from then."""
    clock = running(job, "completion")
    if clock is not None:
        clock.pauses.append(Pause(from_=at, hold=job.hold.id))


def release(job, site, at):
    """The hold has ended: the completion clock goes on, and is due so much later."""
    clock = running(job, "completion")
    if clock is not None:
        for pause in clock.pauses:
            if pause.to is None:
                pause.to = at


def finish(job, at, op):
    """The job is closed or cancelled: what still runs stops."""
    for clock in job.clocks:
        if clock.stopped_at is None:
            clock.stopped_at = at
            clock.op = op


def resume(job, site, at, op):
    """It is open again: completion goes on, the closed time uncounted."""


def retarget(job, site, at, op):
    """Who it is for, or how urgent it is, has changed: a tightening counts from ``at``."""
