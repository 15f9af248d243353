"""Close my day: what is not sent, work without time, call-backs that were promised, machines still in my hands."""

from fieldapp.portable.natives import epoch
from fieldapp.screens.custody import in_order, is_with, machine_row
from fieldapp.screens.filters import clock, day_input, day_of, duration, phone_link, plural
from fieldapp.screens.problem import problem_view
from fieldapp.screens.rows import job_row
from fieldapp.screens.words import is_live, job_number

PORTABLE = True

QUARTER = 15
# More than an evening's guess should say.
MOST = 8 * 60
USUAL = [15, 30, 60]
TOLD = {"time.add": "Time added.", "hold.clear": "Released from hold.", "contact.attempt": "Attempt recorded.", "hold.set": "Held on."}


def page(found, here):
    jobs, user = found["jobs"], here["user"]
    untimed = [timeless(job, here) for job in jobs if is_timeless(job, here)]
    promised = [promise(job, here) for job in jobs if is_promised(job, here)]
    machines = [one for one in sorted(found["machines"], key=in_order) if is_with(one, user)]
    unsent = len(found["queue"]["waiting"]) + found["queue"]["photos"]
    needs = len(found["queue"]["attention"])
    open_points = len(untimed) + len(promised) + len(machines) + (1 if unsent > 0 else 0) + (1 if needs > 0 else 0)
    return {
        "title": "Close my day",
        "summary": plural(open_points, "thing", "things") + " to settle" if open_points > 0 else "",
        "minutes": duration(sum([minutes_today(job, here) for job in jobs])),
        "doubts": doubts(jobs, here),
        "unsent": plural(unsent, "entry waits", "entries wait") + " on this phone" if unsent > 0 else "",
        "needs": plural(needs, "entry was", "entries were") + " not accepted" if needs > 0 else "",
        "untimed": untimed,
        "promised": promised,
        "machines": [machine_row(one, jobs, here) for one in machines],
        "told": TOLD.get(here["done"]["kind"], "") if here["done"] is not None else "",
        "problem": problem_view(None, {}, here),
    }


# Time that can hardly be.

DAY = 24 * 60


def doubts(jobs, here):
    """Sentences about more than a day has, and about time on several jobs at once. Nothing is refused: machines are worked on side by side."""
    told, side_by_side = [], overlapping(jobs, here)
    if sum([minutes_today(job, here) for job in jobs]) > DAY:
        told.append("That is more than a day has. Take back what was recorded twice, or on the wrong day, on the job's page.")
    if len(side_by_side) > 0:
        told.append(f"Time on {', '.join(side_by_side)} overlaps. That is right where you worked on them side by side; otherwise take one back.")
    return told


def overlapping(jobs, here):
    """Numbers of the jobs on which time of mine, by when it was recorded, runs beside time on another."""
    spans = []
    for job in jobs:
        today = day_input(here["now"], job["site"]["zone"])
        for one in times_of(job, today, here):
            spans.append([epoch(one["at"]) - one["minutes"] * 60000, epoch(one["at"]), job_number(job), job["id"]])
    found = []
    for begins, ends, number, id in spans:
        beside = [one for one in spans if one[3] != id and one[0] < ends and begins < one[1]]
        if len(beside) > 0 and number not in found:
            found.append(number)
    return sorted(found)


def times_of(job, today, here):
    mine = [one for one in job["times"] if one["by"]["id"] == here["user"]["id"] and not one["voided"]]
    return [one for one in mine if one["worked_on"] == today]


# Work without time.


def is_timeless(job, here):
    return len(acts(job, here)) > 0 and minutes_today(job, here) == 0


def acts(job, here):
    """Moments of today at which I did something with the job: steps and their parts, attempts, notes of steps."""
    me, zone, found = here["user"]["id"], job["site"]["zone"], []
    for step in job["steps"]:
        for one in [step, *step["parts"]]:
            found.append([one["by"], one["at"]])
    for one in job.get("attempts") or []:
        found.append([one["by"], None if one["voided"] else one["at"]])
    mine = [at for by, at in found if by is not None and at is not None and by["id"] == me]
    return sorted([at for at in mine if is_today(at, zone, here)])


def is_today(moment, zone, here):
    return day_of(moment, zone) == day_of(here["now"], zone)


def minutes_today(job, here):
    """What I have recorded for today."""
    today = day_input(here["now"], job["site"]["zone"])
    return sum([one["minutes"] for one in times_of(job, today, here)])


def timeless(job, here):
    """The job, and how long it may have been: from the first to the last that I did, in quarters of an hour."""
    row, moments = job_row(job, here), acts(job, here)
    zone = job["site"]["zone"]
    row["target"] = job["id"]
    row["from"] = clock(moments[0], zone)
    row["to"] = clock(moments[-1], zone)
    row["guess"] = guess(moments)
    row["others"] = [minutes for minutes in USUAL if minutes != row["guess"]]
    row["today"] = day_input(here["now"], zone)
    return row


def guess(moments):
    minutes = (epoch(moments[-1]) - epoch(moments[0])) // 60000
    quarters = (minutes + QUARTER - 1) // QUARTER
    return min([max([quarters, 1]) * QUARTER, MOST])


# Call-backs.


def is_promised(job, here):
    """A hold of mine that ends today or has, or a customer whom I tried today and did not reach."""
    if not is_live(job) or job["assignee"] is None or job["assignee"]["id"] != here["user"]["id"]:
        return False
    return is_due(job, here) or unreached(job, here) is not None


def is_due(job, here):
    end = job["hold"]["until"] if job["hold"] is not None else None
    zone = job["site"]["zone"]
    return end is not None and end != "" and day_of(end, zone) <= day_of(here["now"], zone)


def unreached(job, here):
    """The last attempt, where it reached nobody; None where someone was reached since, or it waits on hold."""
    tried = [one for one in job.get("attempts") or [] if not one["voided"]]
    if len(tried) == 0 or job["hold"] is not None:
        return None
    last = sorted(tried, key=lambda one: one["at"])[-1]
    return last if not last["reached"] else None


def promise(job, here):
    row, last = job_row(job, here), unreached(job, here)
    zone = job["site"]["zone"]
    row["target"] = job["id"]
    row["hold_id"] = job["hold"]["id"] if is_due(job, here) else ""
    row["tried"] = f"Not reached at {clock(last['at'], zone)}: {last['said']}".removesuffix(": ") if last is not None else ""
    phone = job["person"]["phone"] if job["person"] is not None else None
    row["call"] = phone_link(phone) if phone else ""
    return row
