"""How jobs of free steps end, and go on after all: resolved, closed, reopened. Decisions; the time and the note that they carry
are checked before anything is changed."""

from fieldapp.documents import Named, Takes, Time
from fieldapp.operations.clocks.service import day_there, service_at
from fieldapp.operations.guards import is_free, live_job, target_job, words
from fieldapp.operations.incidents.contacts import counted
from fieldapp.operations.incidents.family import close_children, mended_by
from fieldapp.operations.outcomes import Refused
from fieldapp.operations.work.notes import total
from fieldapp.operations.work.progress import advance, close, live_again, remark
from fieldapp.operations.work.steps import close as close_fixed
from fieldapp.operations.work.steps import unfinished
from fieldapp.portable.natives import epoch, iso, zone_parts
from fieldapp.sla.clocks import resume, running

PORTABLE = True

DAY = 24 * 60
DAY_MS = 24 * 3600000
OUTCOMES = ["resolved", "unreachable"]
DAYS = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"]


def resolve(op, world):
    """The work is done; the customer has still to say so. The completion clock stops."""
    job = free_job(op, world)
    told = words(op.args.summary, "Say what was done.")
    nothing_left(job)
    add_minutes(job, op, world)
    job.summary = told
    job.resolved_at = world.at
    clock = running(job, "completion")
    if clock is not None:
        clock.stopped_at = world.at
        clock.op = op.id
    remark(job, op, world, told, "resolve")


def close_job(op, world):
    """What was done, the time that it took, and the transaction types taken: a job of free steps ends with all three."""
    if not is_free(target_job(op, world), world):
        return close_fixed(op, world)
    job = target_job(op, world)
    if job.state == "closed":
        return f"{job.number or 'The job'} was closed already, by {job.closed_by.name}."
    live_job(op, world)
    outcome = op.args.outcome or "resolved"
    if outcome not in OUTCOMES:
        raise Refused("invalid", "A job ends resolved, or because the customer is unreachable.")
    told = words(op.args.summary or job.summary, "Say what was done: a job closes with a summary.")
    nothing_left(job)
    if outcome == "unreachable":
        may_give_up(job, world)
    taken = taken_by(op.args.takes or [], op)
    rework = mended_by(op.args.rework, world) or job.rework
    if rework == job.id.split(":")[1]:
        raise Refused("invalid", "No job is rework of itself: name the one that left the fault.")
    if len(taken) == 0 and not rework and outcome == "resolved" and job.parent is None:
        raise Refused(
            "invalid",
            "Say which transaction type it takes; or, where it mends our own fault, the job that it is rework of.",
        )
    add_minutes(job, op, world)
    if job.minutes < 1:
        raise Refused("invalid", "Say how long it took: a job closes with the time spent on it.")
    job.rework = rework
    job.takes = [] if rework else taken
    job.summary = told
    job.outcome = outcome
    job.resolved_at = job.resolved_at or world.at
    job.current_step = None
    close(job, op, world)
    close_children(job, op, world)


def free_job(op, world):
    job = live_job(op, world)
    if not is_free(job, world):
        raise Refused("not_allowed", "The last step closes this job.")
    return job


def nothing_left(job):
    """Every step that was begun is done, or was left out for a reason."""
    left = unfinished(job)
    if left:
        raise Refused("not_allowed", f"Still to do: {left}. Complete it, or skip it with a reason.")


def add_minutes(job, op, world):
    """The time that came with it, beside what was recorded before."""
    minutes = op.args.minutes
    if minutes is None:
        return
    if minutes < 1 or minutes > DAY:
        raise Refused("invalid", "Time is between 1 minute and 24 hours; split what is longer.")
    by = Named(id=world.actor.id, name=world.actor.name)
    day = day_there(world.at, job.site.zone)
    job.times.append(
        Time(op=op.id, by=by, at=world.at, minutes=minutes, worked_on=day, skill=op.args.skill)
    )
    job.minutes = total(job)


def taken_by(told, op):
    """``[{type, items}]``, or names of types, as the job keeps them: each type once."""
    found = {}
    for one in told:
        name = one.get("type") if isinstance(one, dict) else one
        items = one.get("items", 1) if isinstance(one, dict) else 1
        if not isinstance(name, str) or not name.strip() or len(name) > 200:
            raise Refused("invalid", "Name the transaction type by its name.")
        if isinstance(items, bool) or not isinstance(items, int) or items < 1 or items > 1000:
            raise Refused(
                "invalid", f"“{name.strip()}”: give the items as a number from 1 to 1,000."
            )
        found[name.strip()] = Takes(type=name.strip(), items=items, op=op.id)
    return [found[name] for name in sorted(found)]


def may_give_up(job, world):
    """Enough attempts in vain, each on a business day of its own, since the customer was last reached."""
    site = world.document("site:" + job.site.id)
    wanted = service_at(site, world.at)["unreachable_attempts"]
    in_vain = []
    for one in counted(job):
        in_vain = [] if one.reached else [*in_vain, one]
    days = sorted(
        {day_there(one.at, job.site.zone) for one in in_vain if is_business(one.at, site, job)}
    )
    if len(days) < wanted:
        raise Refused(
            "not_allowed",
            f"Closing as unreachable takes {wanted} attempts on {wanted} business days, and so far there is one on {len(days)}.",
        )


def is_business(at, site, job):
    """Whether the site works on the day of that moment; without a calendar of its own, from Monday to Friday."""
    calendar = site.calendar if site is not None else None
    zone = (calendar.zone if calendar is not None else None) or job.site.zone
    weekday = DAYS[zone_parts(epoch(at), zone)[5]]
    if calendar is None:
        return weekday not in ["sat", "sun"]
    return (
        len(calendar.hours.get(weekday) or []) > 0 and day_there(at, zone) not in calendar.holidays
    )


def reopen_job(op, world):
    """It was not done after all: within the contract's window the same job goes on, and is charged once."""
    job = target_job(op, world)
    reason = words(op.args.reason, "Say why it is opened again.")
    if not is_free(job, world):
        raise Refused("not_allowed", "Undo its last step: that opens this job again.")
    if job.state in ["open", "held"] and job.resolved_at is None:
        return "The job is open already."
    if job.state == "cancelled":
        raise Refused("not_allowed", f"{job.number} is cancelled: open a new one.")
    site = world.document("site:" + job.site.id)
    in_time(job, site, world)
    if job.state == "closed":
        live_again(job, world)
    resume(job, site, world.at, op.id)
    job.resolved_at = None
    job.outcome = None
    remark(job, op, world, reason, "reopen")
    advance(job, op, world)


def in_time(job, site, world):
    days = service_at(site, world.at)["reopen_days"]
    ended = epoch(job.closed_at or job.resolved_at) + days * DAY_MS
    if epoch(world.at) > ended and not world.insists:
        raise Refused(
            "not_allowed",
            f"{job.number} could be reopened until {iso(ended)[:10]}, {days} days after its end. "
            "Open a new incident, and link it as rework where the fault was ours.",
        )
