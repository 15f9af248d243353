"""Notes and time: facts that always apply, to closed jobs too, and that only their author takes back."""

from fieldapp.documents import Named, Time
from fieldapp.operations.guards import is_date, object_unless_decided, target_job, words
from fieldapp.operations.outcomes import Refused
from fieldapp.operations.work.pictures import check_picture
from fieldapp.operations.work.progress import remark
from fieldapp.screens.filters import date_words, duration
from fieldapp.sla.clocks import unanswer

PORTABLE = True

DAY = 24 * 60
MOST_PHOTOS = 10


def add_note(op, world):
    """Words for whoever comes next."""
    job = target_job(op, world)
    said = words(op.args.text, "Write something in the note.")
    if len(op.args.photos) > MOST_PHOTOS:
        raise Refused("invalid", f"A note has at most {MOST_PHOTOS} photos; add another note.")
    for photo in op.args.photos:
        check_picture("Photo", photo)
    remark(job, op, world, said, None)
    job.notes[-1].photos = [*op.args.photos]


def add_time(op, world):
    """Minutes of work, on the day it was done."""
    job = target_job(op, world)
    if op.args.minutes < 1 or op.args.minutes > DAY:
        raise Refused("invalid", "Time is between 1 minute and 24 hours; split what is longer.")
    if op.args.worked_on and not is_date(op.args.worked_on):
        raise Refused("invalid", "Give the day of the work as a date, like 2026-11-22.")
    if op.args.person and op.args.person not in customers(job):
        raise Refused("invalid", "Say whose machine it was for: choose one of the job's people.")
    day = op.args.worked_on or world.at[:10]
    _question(job, day, op, world)
    job.times.append(
        Time(
            op=op.id,
            by=Named(id=world.actor.id, name=world.actor.name),
            at=world.at,
            minutes=op.args.minutes,
            worked_on=day,
            skill=op.args.skill,
            person=op.args.person,
        )
    )
    job.minutes = total(job)


def _question(job, day, op, world):
    """More than 24 hours of one person, on one day and one job, is asked about. Over several jobs it may be so: machines are imaged side by
    side, and whoever issues the month looks at it."""
    mine = [one for one in job.times if one.by.id == world.actor.id and not one.voided]
    minutes = op.args.minutes + sum([one.minutes for one in mine if one.worked_on == day])
    if minutes > DAY:
        told = f"With these {duration(op.args.minutes)}, {world.actor.name} has {duration(minutes)} on {date_words(day)} on this job: more than the day has."
        object_unless_decided(world, "disputed", told + " Give the day on which it was, or take back what was recorded twice.")


def customers(job):
    """Keys of the job's people."""
    people = [job.person, *(job.people or {}).values()]
    return [one.id for one in people if one is not None]


def total(job):
    """Minutes that count."""
    return sum([time.minutes for time in job.times if not time.voided])


def void_entry(op, world):
    """Take back a time, a note or an attempt, by its author or a supervisor. A decision."""
    job = target_job(op, world)
    reason = words(op.args.reason, "Say why it is taken back.")
    for entry in [*job.times, *job.notes, *(job.attempts or [])]:
        if entry.op == op.args.op and entry.at is not None:
            return void(job, entry, reason, op, world)
    raise Refused("invalid", "There is no such time, note or attempt on this job.")


def void(job, entry, reason, op, world):
    if entry.voided:
        return "It was taken back already."
    theirs = entry.by.id == world.actor.id or "supervisor" in world.actor.roles
    if not theirs and not world.insists:
        raise Refused("forbidden", f"Only {entry.by.name} or a supervisor can take this back.")
    entry.voided = True
    if any(one.op == entry.op and one.voided for one in job.attempts or []):
        # Time or a note may come of the operation that closed the job: that has stopped its clocks still.
        unanswer(job, entry.op)
    job.minutes = total(job)
    remark(job, op, world, reason, "void")
