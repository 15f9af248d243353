"""A job as one line of a list: what, who, where, by when, and the next step."""

from fieldapp.portable.natives import epoch, epoch_or_none
from fieldapp.screens.filters import countdown, day_of, is_late, short_day, when
from fieldapp.screens.marks import kept_in
from fieldapp.screens.words import job_number, key_of, step_words, where, whose

PORTABLE = True

LIFTED = ["top", "1", "critical"]
# So many rows more with each tap below a long list.
STEP = 100


def is_incident(job):
    return job["kind"] == "incident"


def is_lifted(job):
    """VIP and top priority come first, among incidents."""
    return job["vip"] or job["priority"] in LIFTED


def running(job):
    """The clocks that still count, the earliest due first."""
    going = [one for one in job["clocks"] if one["stopped_at"] is None]
    due = [one for one in going if one["due_at"] is not None]
    return sorted(due, key=lambda one: one["due_at"])


def is_unanswered(job):
    return any(one["name"] == "response" for one in running(job))


def is_soon(clock, now):
    """Whether it is time to warn of the clock's promise: it is not missed yet, and will be."""
    warn, due = epoch_or_none(clock.get("warn_at")), epoch_or_none(clock["due_at"])
    at = epoch(now)
    return warn is not None and due is not None and warn <= at <= due


def due_of(job):
    """What binds: the first clock's moment or the plan's date, whichever ends first; None where there is neither."""
    return earlier(next((one["due_at"] for one in running(job)), None), job["due"], job["site"]["zone"])


def earlier(moment, date, zone):
    """The moment or the date, whichever ends first; a date ends with its day at the site."""
    if moment is None or not date:
        return moment or date or None
    return moment if day_of(moment, zone) <= day_of(date, zone) else date


def job_row(job, here):
    zone = job["site"]["zone"]
    due = due_of(job)
    return {
        "id": key_of(job),
        "number": job_number(job),
        "title": job["title"],
        "who": whose(job),
        "vip": job["vip"],
        "top": job["priority"] in LIFTED,
        "where": where(job),
        "due": countdown(due, here["now"], zone) if due else "",
        "late": due is not None and is_late(due, here["now"], zone),
        "soon": any(is_soon(one, here["now"]) for one in running(job)),
        "appointment": appointment(job, here),
        "step": next_words(job),
        "done": len([step for step in job["steps"] if step["state"] != "todo"]),
        "steps": len(job["steps"]),
        "hold": hold_words(job, here),
        "over": is_over(job, here),
        "has_it": has_it(job, here),
        "kept": kept_in(job, here),
        "disputed": len(job["disputed"]),
        "state": job["state"],
    }


def has_it(job, here):
    """Whose it is, where it is not mine; who hands out work sees what nobody has."""
    if job["assignee"] is None:
        return "" if "technician" in here["user"]["roles"] else "Nobody has it yet"
    return (
        "" if job["assignee"]["id"] == here["user"]["id"] else job["assignee"]["name"] + " has it"
    )


def next_words(job):
    """The next step, or how the job ended."""
    if job["state"] == "closed":
        return "Done"
    if job["state"] == "cancelled":
        return "Cancelled"
    return step_words(job, job["current_step"])


def how_many(here, first):
    """How many rows a list shows: so many at first, then as many as was asked for."""
    asked = here["query"].get("show") or ""
    return max(first, int(asked)) if asked.isascii() and asked.isdigit() and len(asked) < 6 else first


def appointment(job, here):
    """When one goes there: ``tomorrow 14:00``; empty where nothing is agreed."""
    if job["scheduled_at"] is None or job["state"] in ["closed", "cancelled"]:
        return ""
    return when(job["scheduled_at"], here["now"], job["site"]["zone"])


def hold_words(job, here):
    """Why a job waits, and how long."""
    hold = job["hold"]
    if hold is None:
        return ""
    until = hold["until"]
    end = " until " + short_day(until, here["now"], job["site"]["zone"]) if until else ""
    return f"On hold{end}: {hold['reason']}"


def is_over(job, here):
    """Whether it has waited as long as it was to."""
    end = job["hold"]["until"] if job["hold"] is not None else None
    if not end:
        return False
    zone = job["site"]["zone"]
    return day_of(end, zone) <= day_of(here["now"], zone)
