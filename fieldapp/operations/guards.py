"""What verbs ask before they change anything. Each answers with the thing, or says why not."""

from fieldapp.operations.outcomes import Held, Refused
from fieldapp.portable.natives import epoch_or_none

PORTABLE = True

# The year 2200: what lies behind it is a mistake, and some zone's calendar may not reach it.
END_OF_DATES = 7258118400000

# From its first midnight in UTC until a day has ended in its last zone.
DAY_EVERYWHERE = 36 * 3600000

FLOOR = ["technician", "receiving", "acquisitions", "supervisor"]


def words(text, sentence):
    """``text`` without blank ends; none left is refused with ``sentence``."""
    said = (text or "").strip()
    if not said:
        raise Refused("invalid", sentence)
    return said


def is_moment(text):
    """Whether pages can show it as a moment: one of this era, in ISO 8601 with its zone."""
    ms = epoch_or_none(text)
    return ms is not None and ms >= 0 and ms < END_OF_DATES


def is_date(text):
    """Whether it is a day of the calendar, as ``2026-11-22``."""
    return len(text) == 10 and is_moment(text + "T00:00:00.000Z")


def has_passed(day, at):
    """Whether that day (``2026-11-22``) was over everywhere on earth at the moment ``at``."""
    begins = epoch_or_none(day + "T00:00:00.000Z") or 0
    return begins + DAY_EVERYWHERE < (epoch_or_none(at) or 0)


def object_unless_decided(world, code, sentence):
    """Hold it with this sentence, unless a supervisor has looked at it and insists."""
    if not world.insists:
        raise Held(code, sentence)


def target_job(op, world):
    """The job that ``op`` is about."""
    job = world.document(op.target)
    if job is None or not op.target.startswith("job:"):
        raise Refused("invalid", "This can only be done to a job.")
    return job


def site_of(job, world):
    """The job's site, with its calendar and the terms about time."""
    return world.document("site:" + job.site.id)


def live_job(op, world):
    """The job, where it still takes decisions."""
    job = target_job(op, world)
    if job.state in ["closed", "cancelled"]:
        raise Refused(
            "not_allowed", f"{job.number or 'The job'} is {job.state}; nothing was changed."
        )
    return job


def step_of(job, key):
    """The job's step with that key."""
    for step in job.steps:
        if step.key == key:
            return step
    raise Refused("invalid", f"This job has no step called “{key}”.")


def spec_of(job, key, world):
    """What the workflow says of the step."""
    workflow = world.workflow(job.kind)
    for spec in workflow.steps:
        if spec.key == key:
            return spec
    for spec in workflow.catalogue or []:
        if is_of(key, spec.key):
            return spec
    raise Held("unknown_kind", f"The workflow has no step called “{key}” any more.")


def specs_on(job, world):
    """What the workflow says of the steps that the job has."""
    workflow = world.workflow(job.kind)
    keys = [step.key for step in job.steps]
    return [one for one in [*workflow.steps, *(workflow.catalogue or [])] if one.key in keys]


def is_of(key, picked):
    """Whether a step was picked from the catalogue as that: ``repair``, and when picked again ``repair-2``."""
    number = key.removeprefix(picked + "-")
    return key == picked or (key != number and number.isascii() and number.isdigit())


def is_free(job, world):
    """Whether its steps are picked as the work goes."""
    workflow = world.workflow(job.kind)
    return workflow is not None and workflow.free is True


def acts_for(world, role, site_key):
    """Whether the actor may do what ``role`` does: by role, as a supervisor, or acting for it there."""
    roles = world.actor.roles
    if role in roles or "supervisor" in roles or world.insists:
        return True
    site = world.document("site:" + site_key)
    return site is not None and any(one in roles for one in site.acting.get(role, []))


def step_number(job, key):
    """1 for the first step."""
    for number, step in enumerate(job.steps, 1):
        if step.key == key:
            return number
    return 0


def step_name(job, key):
    """``step 4 (Prepared for the technician)``, as sentences name it."""
    return f"step {step_number(job, key)} ({step_of(job, key).title})"


def settled(job, key):
    """Whether that step, or part of a step, has been done or skipped: who skips a step skips what is left of its parts."""
    for step in job.steps:
        if step.key == key:
            return step.state != "todo"
        for part in step.parts:
            if part.key == key:
                return part.state == "done" or step.state == "skipped"
    return True


def who(world):
    """The actor, as documents name them."""
    return {"id": world.actor.id, "name": world.actor.name}
