"""Lists beside my work: what nobody has, what colleagues have, what waits and why, and the way through the building."""

from fieldapp.screens.filters import plural
from fieldapp.screens.rows import STEP, how_many, job_row
from fieldapp.screens.walking import in_walk_order, natural
from fieldapp.screens.words import is_live, key_of, sentence_case
from fieldapp.screens.work import floor_of, in_order, is_mine, is_teams, works_there

PORTABLE = True

LISTS = ["queue", "team", "hold", "walk"]
TITLES = {"queue": "Queue", "team": "Team", "hold": "On hold", "walk": "By floor"}
NOTHING = {
    "queue": "Every job has someone.",
    "team": "Colleagues have no open jobs.",
    "hold": "Nothing is on hold.",
    "walk": "No open jobs.",
}
WAITS_FOR = {
    "customer": "For the customer",
    "supplier": "For a supplier",
    "client": "For the client",
    "other": "For something else",
}
SHOWN = 60


def page(found, here):
    name = here["params"]["id"]
    if name not in LISTS:
        return None
    live = [job for job in found["jobs"] if is_live(job)]
    jobs = jobs_of(name, live, here)
    started = standing(found["recent"], live) if name == "walk" else ""
    groups = groups_of(name, jobs, started, here)
    most = how_many(here, SHOWN)
    return {
        "title": TITLES[name],
        "list": name,
        "groups": [view(group, most, here) for group in groups],
        "next": most + STEP,
        "summary": plural(len(jobs), "job", "jobs") if len(jobs) > 0 else NOTHING[name],
        "from": started,
        "mine_only": name == "walk" and works_there(here),
    }


def jobs_of(name, live, here):
    """Those of the list, in the floor's order."""
    if name == "hold":
        return sorted([job for job in live if job["state"] == "held"], key=until)
    if name == "queue":
        return in_order([job for job in live if job["assignee"] is None], here)
    if name == "team":
        return in_order([job for job in live if job["assignee"] is not None and not is_own(job, here)], here)
    return [job for job in live if is_mine(job, here) or is_teams(job, here)]


def is_own(job, here):
    return job["assignee"]["id"] == here["user"]["id"]


def until(job):
    return f"{job['hold']['until'] or '9999'} {job['id']}" if job["hold"] is not None else job["id"]


def groups_of(name, jobs, started, here):
    """``[{title, jobs}]``"""
    if name == "walk":
        return by_floor(jobs, started)
    naming = {"queue": queue_of, "team": colleague_of, "hold": reason_of}[name]
    found: dict[str, list] = {}
    for job in jobs:
        found.setdefault(naming(job), []).append(job)
    return [{"title": title, "jobs": found[title]} for title in sorted(found)]


def queue_of(job):
    return sentence_case(job.get("queue") or "") or "No queue"


def colleague_of(job):
    return job["assignee"]["name"]


def reason_of(job):
    """For whom it waits, where that was said; else the reason's own words."""
    hold = job["hold"]
    kind = hold.get("kind") if hold is not None else None
    return WAITS_FOR.get(kind or "") or WAITS_FOR["other"]


def by_floor(jobs, started):
    """Site by site, floor by floor, desk by desk."""
    sites = sorted({job["site"]["name"] for job in jobs})
    groups = []
    for site in sites:
        of_site = [job for job in jobs if job["site"]["name"] == site]
        floors = in_walk_order(sorted({floor_of(job) for job in of_site}), started)
        for floor in floors:
            there = [job for job in of_site if floor_of(job) == floor]
            title = f"Floor {floor}" if floor else "Floor not known"
            groups.append({"title": f"{site} · {title}" if len(sites) > 1 else title, "jobs": sorted(there, key=desk_key)})
    return groups


def desk_key(job):
    desk = job["person"]["desk"] if job["person"] is not None else ""
    return f"{natural(desk)} {job['id']}"


def standing(recent, jobs):
    """The floor of the last machine that was scanned and is in a job; "" where that says nothing."""
    for scan in recent["scans"]:
        asset = scan["asset"]
        for job in jobs:
            if asset is not None and floor_of(job) and any(one["id"] == key_of(asset) for one in job["assets"].values()):
                return floor_of(job)
    return ""


def view(group, most, here):
    """The first rows, and how many more there are."""
    shown = group["jobs"][:most]
    rows = [job_row(job, here) for job in shown]
    return {"title": group["title"], "count": len(group["jobs"]), "rows": rows, "more": len(group["jobs"]) - len(shown)}
