"""Who does a job and when: scheduled, handed over."""

from fieldapp.documents import Assignee
from fieldapp.operations.guards import has_passed, is_moment, live_job, words
from fieldapp.operations.outcomes import Refused
from fieldapp.operations.work.progress import remark

PORTABLE = True


def set_schedule(op, world):
    """Agree when to come; ``minutes`` says how long it takes."""
    job = live_job(op, world)
    if not is_moment(op.args.at):
        raise Refused("invalid", "Give a day and a time.")
    if has_passed(op.args.at[:10], world.at):
        raise Refused("invalid", "That day has passed. Give the day and time when you come.")
    if op.args.minutes < 5 or op.args.minutes > 24 * 60:
        raise Refused("invalid", "An appointment takes between 5 minutes and 24 hours.")
    job.scheduled_at = op.args.at
    job.scheduled_minutes = op.args.minutes
    job.schedule_op = op.id


def assign(op, world):
    """Hand the job to a colleague of the site, with a note for them."""
    job = live_job(op, world)
    note = words(op.args.note, "Write a note for whoever takes over.")
    if job.assignee is not None and job.assignee.id == op.args.to:
        remark(job, op, world, note, "assign")
        return f"{job.assignee.name} has the job already; your note was kept."
    seen = op.expect.get("op") if "op" in op.expect else op.expect.get("assignee")
    now = job.assignee.op if job.assignee is not None else None
    if ("op" in op.expect or "assignee" in op.expect) and seen != now and not world.insists:
        raise Refused("not_allowed", f"It was handed to {has_it(job)} meanwhile. Look again.")
    colleague = colleague_of(op.args.to, job, world)
    job.assignee = Assignee(id=colleague.id, name=colleague.name, op=op.id)
    remark(job, op, world, note, "assign")


def has_it(job):
    return job.assignee.name if job.assignee is not None else "nobody"


def colleague_of(key, job, world):
    """Someone of the site's staff who does such work."""
    site = world.document("site:" + job.site.id)
    for colleague in site.staff if site is not None else []:
        if colleague.id == key:
            return colleague
    raise Refused("not_allowed", "Nobody of that name works at this site.")
