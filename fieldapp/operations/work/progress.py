"""Where a job is: its current step, and its end."""

from fieldapp.documents import Formerly, Named, Note
from fieldapp.operations.guards import is_free, settled, site_of, spec_of
from fieldapp.operations.jobs.engaging import engage, release
from fieldapp.sla.clocks import finish, unfinish

PORTABLE = True


def in_turn(job, after):
    """Whether all that must come first has."""
    return all(settled(job, key) for key in after)


def advance(job, op, world):
    """After a change of steps: find the current one, close the job after the last, or open it again.

    One of free steps is closed and opened by people. A cancelled one stays so: what a supervisor accepts on it afterwards happened, and earns nothing."""
    if job.state == "cancelled":
        return
    job.current_step = None
    if is_free(job, world):
        job.current_step = next((step.key for step in ready(job, world)), None)
        return
    for spec in world.workflow(job.kind).steps:
        for step in job.steps:
            if step.key == spec.key and step.state == "todo" and job.current_step is None:
                if in_turn(job, spec.after):
                    job.current_step = step.key
    if all(step.state != "todo" for step in job.steps):
        close(job, op, world)
    elif job.state == "closed":
        reopen(job, world)


def ready(job, world):
    """Of steps that were picked, those to do that wait for no other."""
    todo = [step for step in job.steps if step.state == "todo"]
    return [step for step in todo if in_turn(job, spec_of(job, step.key, world).after)]


def close(job, op, world):
    """The job is done: this is the moment that earns."""
    job.state = "closed"
    job.hold = None
    job.closed_at = world.at
    job.closed_by = Named(id=world.actor.id, name=world.actor.name)
    job.closings += 1
    finish(job, world.at, op.id)
    release(job, world)


def reopen(job, world):
    """A step was undone: the job never was done."""
    unfinish(job, site_of(job, world))
    live_again(job, world)


def live_again(job, world):
    """The job is open, and its machines are taken."""
    job.state = "open"
    job.closed_at = None
    job.closed_by = None
    engage(job, world)


def remember(job, at):
    """What it is now, before that changes: a clock that was missed by then is judged by it."""
    line = job.person.line_of_business if job.person is not None else None
    was = Formerly(until=at, kind=job.kind, vip=job.vip, line_of_business=line)
    job.formerly = [*(job.formerly or []), was]


def remark(job, op, world, text, about):
    """Words that an operation leaves with the job, beside what it did."""
    by = Named(id=world.actor.id, name=world.actor.name)
    job.notes.append(Note(op=op.id, by=by, at=world.at, text=text, about=about))
