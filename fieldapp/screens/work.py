"""My work: the next thing as a card, then now, today, what waits, and what comes later.

The order is the floor's: unanswered incidents, VIP and top priority first, then by due; other
incidents likewise; today's appointments; tasks by due. A VIP lifts incidents only.
"""

from fieldapp.screens.filters import HOUR, day_of, is_late, seconds
from fieldapp.screens.roles import acts_for
from fieldapp.screens.rows import (
    STEP,
    due_of,
    how_many,
    is_incident,
    is_lifted,
    is_unanswered,
    job_row,
)
from fieldapp.screens.words import is_live, job_number, key_of

PORTABLE = True

NEVER = "9999"
SHOWN = 40


def page(found, here):
    """A technician's own in four groups, then what nobody has yet; all of it for who supervises."""
    live = [job for job in found["jobs"] if is_live(job)]
    floor = here["query"].get("floor") or ""
    only_vips = here["query"].get("vip") == "1"
    here_only = [job for job in live if is_shown(job, floor, only_vips)]
    mine = in_order([job for job in here_only if is_mine(job, here)], here)
    team = in_order([job for job in here_only if is_teams(job, here)], here)
    groups = in_groups(mine, found["sites"], here)
    first = take_first(groups)
    most = how_many(here, SHOWN)
    return {
        "title": "My work" if works_there(here) else "All work",
        "card": job_row(first, here) if first is not None else None,
        "groups": [part(name, groups[name], most, here) for name in GROUPS],
        "team": part("Team", team, most, here),
        "floors": floors(live),
        "vips": len([job for job in live if job["vip"] and is_my_concern(job, here)]),
        "only_vips": only_vips,
        "floor": floor,
        "mine": len(mine),
        "next": most + STEP,
    }


GROUPS = ["Now", "Today", "Waiting", "Later"]


def works_there(here):
    return "technician" in here["user"]["roles"]


def is_mine(job, here):
    """Whether it is in my lists. Who has no jobs of their own looks after everyone's."""
    if not works_there(here):
        return True
    return job["assignee"] is not None and job["assignee"]["id"] == here["user"]["id"]


def is_shown(job, floor, only_vips):
    """Whether the job is of what was asked for: a floor, or those of VIPs."""
    return (not floor or floor_of(job) == floor) and (job["vip"] or not only_vips)


def is_my_concern(job, here):
    return is_mine(job, here) or is_teams(job, here)


def is_teams(job, here):
    return works_there(here) and job["assignee"] is None


def floor_of(job):
    return (job["person"]["floor"] or "") if job["person"] is not None else ""


def floors(jobs):
    """Floors that there is work on; a choice only where there are two or more."""
    found = sorted({floor_of(job) for job in jobs if floor_of(job)})
    names = sorted(found, key=lambda name: f"{len(name):03d}{name}")  # 9 before 10
    return names if len(names) > 1 else []


def in_order(jobs, here):
    return sorted(jobs, key=lambda job: order_key(job, here))


def order_key(job, here):
    """Tier, then lifted or not, then the moment that counts, then the number, as one text."""
    tier = tier_of(job, here)
    lifted = "0" if tier < 2 and is_lifted(job) else "1"
    moment = job["scheduled_at"] if tier == 2 else due_of(job)
    return f"{tier}{lifted}{moment or NEVER}|{job_number(job)}"


def tier_of(job, here):
    if is_incident(job):
        return 0 if is_unanswered(job) else 1
    return 2 if is_today(job["scheduled_at"], job, here) else 3


def is_today(moment, job, here):
    """Whether that falls on today, as the site's clocks have it."""
    zone = job["site"]["zone"]
    return moment is not None and day_of(moment, zone) == day_of(here["now"], zone)


def in_groups(jobs, sites, here):
    """``{name: jobs}``, each in the order in which they came."""
    groups: dict[str, list] = {name: [] for name in GROUPS}
    for job in jobs:
        groups[group_of(job, sites, here)].append(job)
    return groups


def take_first(groups):
    """The one that is next, the first that does not wait: it leaves its group for the card."""
    for name in ["Now", "Today", "Later"]:
        if len(groups[name]) > 0:
            return groups[name].pop(0)
    return None


def group_of(job, sites, here):
    """Which group a job of mine stands in."""
    if job["state"] == "held" or job["resolved_at"] is not None:
        return "Waiting"  # What is resolved waits for the customer's word.
    if is_incident(job) or is_imminent(job, here):
        return "Now"
    if job["current_step"] is not None and is_for_others(job, sites, here):
        return "Waiting"
    due = due_of(job)
    zone = job["site"]["zone"]
    late = due is not None and is_late(due, here["now"], zone)
    if late or is_today(job["scheduled_at"], job, here) or is_today(due, job, here):
        return "Today"
    return "Later"


def is_imminent(job, here):
    """An appointment that begins within the hour, or began today."""
    moment = job["scheduled_at"]
    if moment is None:
        return False
    left = seconds(moment) - seconds(here["now"])
    return left < HOUR and is_today(moment, job, here)


def is_for_others(job, sites, here):
    """Whether the current step is another role's, whom this person does not act for: the job waits for them."""
    step = next((one for one in job["steps"] if one["key"] == job["current_step"]), None)
    if step is None or step["role"] == "technician":
        return False
    site = next((one for one in sites if key_of(one) == job["site"]["id"]), None)
    return not acts_for(step["role"], here["user"], site)


def part(name, jobs, most, here):
    """A group's rows: the first ones, and how many more there are."""
    shown = jobs[:most]
    return {
        "name": name,
        "count": len(jobs),
        "rows": [job_row(job, here) for job in shown],
        "more": len(jobs) - len(shown),
    }
