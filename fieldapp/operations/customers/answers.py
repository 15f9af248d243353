"""What customers do by their link: accept or decline, choose a time, say that they are not there, and say how the work went.

They sign in nowhere; the link is who they are (``links``). What comes too late, or second, is answered with a sentence
and opens no case: nobody but the customer has to do anything about it.
"""

import msgspec

from fieldapp.documents import Confirmed
from fieldapp.operations.arguments import StepComplete
from fieldapp.operations.customers.links import DONE, linked_job
from fieldapp.operations.guards import is_moment, settled, step_of, words
from fieldapp.operations.outcomes import Refused
from fieldapp.operations.work import steps
from fieldapp.operations.work.progress import advance, remark
from fieldapp.portable.natives import epoch

MINUTE = 60_000
TAKEN = "That time has just been taken. Nothing was changed; please choose another."
PASSED = "That time has passed. Please choose another."
SHORTEST, LONGEST = 15, 480


def coming(op, world):
    """The job, where there is still somebody to come: the link that asks how it went changes nothing of what was done."""
    job = linked_job(op, world)
    if job.state == "closed":
        raise Refused("not_allowed", DONE)
    return job


def answer(op, world):
    """Accept or decline the invitation: the step that waits for it is done, or stays open with their words."""
    job = coming(op, world)
    if op.args.answer not in ("accepted", "declined"):
        raise Refused("invalid", "Say whether you accept or decline.")
    spec = spec_that(job, "invites", world)
    if spec is None:
        raise Refused("not_allowed", "There is nothing to accept or decline here.")
    step = step_of(job, spec.key)
    if step.state != "todo":
        return "Thank you. This has been answered already, and we go ahead as agreed."
    note_answer(job, op, world)
    if op.args.answer == "accepted":
        record(job, spec, {spec.invites: "accepted"}, op, world)
    said = op.args.words.strip()
    remark(job, op, world, f"{op.args.name} {op.args.answer} by the link." + (f" {said}" if said else ""), spec.key)
    return None


def note_answer(job, op, world) -> None:
    if job.invitation is not None:
        job.invitation.answer, job.invitation.answered_at = op.args.answer, world.at


def spec_that(job, names: str, world):
    """What the workflow says of the step that ``invites`` or ``schedules``."""
    return next((spec for spec in world.workflow(job.kind).steps if getattr(spec, names)), None)


def record(job, spec, evidence: dict, op, world) -> None:
    """The step is done, by the customer, as it would have been by the technician on their word."""
    as_step = msgspec.structs.replace(op, args=StepComplete(step=spec.key, evidence=evidence))
    steps.record(job, step_of(job, spec.key), spec, [], as_step, world)
    advance(job, as_step, world)


def pick(op, world):
    """Choose when the technician comes, or another time than was agreed, among those that are free."""
    job = coming(op, world)
    if not is_moment(op.args.at) or not SHORTEST <= op.args.minutes <= LONGEST:
        raise Refused("invalid", "Choose one of the times on the page.")
    if op.args.at <= world.at:
        return PASSED
    invites = spec_that(job, "invites", world)
    if invites is not None and not settled(job, invites.key):
        raise Refused("not_allowed", "Please accept first; then choose a time.")
    if job.assignee is not None and clashes(job, op.args.at, op.args.minutes, world):
        return TAKEN
    agree(job, op, world)
    return None


def clashes(job, at: str, minutes: int, world) -> bool:
    """Whether whoever has the job is with somebody else then."""
    begins = epoch(at)
    ends = begins + minutes * MINUTE
    busy = [spans(one) for one in world.scheduled(f"staff:{job.assignee.id}") if one.id != job.id]
    return any(start < ends and begins < end for start, end in busy)


def spans(job) -> tuple[int, int]:
    """From when until when an appointment lasts, in milliseconds."""
    begins = epoch(job.scheduled_at)
    return begins, begins + (job.scheduled_minutes or 60) * MINUTE


def agree(job, op, world) -> None:
    """The appointment; and the step that waits for it, where it is its turn."""
    schedules = spec_that(job, "schedules", world)
    step = step_of(job, schedules.key) if schedules is not None else None
    if step is not None and step.state == "todo" and all(settled(job, key) for key in schedules.after):
        record(job, schedules, {schedules.schedules: op.args.at}, op, world)
    job.scheduled_at, job.scheduled_minutes, job.schedule_op = op.args.at, op.args.minutes, op.id
    remark(job, op, world, f"{op.args.name} chose the time by the link.", "customer")


def away(op, world):
    """They are not there: the appointment is off, and the technician reads why."""
    job = coming(op, world)
    if job.scheduled_at is None:
        return "There is no appointment any more."
    said = op.args.words.strip()
    job.scheduled_at, job.scheduled_minutes, job.schedule_op = None, None, op.id
    remark(job, op, world, f"{op.args.name} is not there at the agreed time." + (f" {said}" if said else ""), "customer")
    return None


def confirm(op, world):
    """How the work went. What is wrong is a supervisor's to look at."""
    job = linked_job(op, world)
    if job.state != "closed":
        raise Refused("not_allowed", "The work is not finished yet. Please say how it went when it is.")
    if op.args.answer not in ("well", "wrong"):
        raise Refused("invalid", "Say whether all is well, or something is wrong.")
    well = op.args.answer == "well"
    said = op.args.words.strip() if well else words(op.args.words, "Please say in a few words what is wrong.")
    if job.confirmed is not None and job.confirmed.closing == job.closings and job.confirmed.well == well and job.confirmed.words == said:
        return "Thank you. We have your answer already."
    job.confirmed = Confirmed(op=op.id, at=world.at, closing=job.closings, well=well, words=said)
    told = f"{op.args.name} says that all is well." if well else f"{op.args.name} says that something is wrong."
    remark(job, op, world, f"{told} {said}".strip(), "customer")
    if not well:
        world.dispute(f"{told} {said}")
    return None
