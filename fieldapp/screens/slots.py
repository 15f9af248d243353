"""When a technician can come: the site's hours less what is agreed already; and where appointments stand in each other's way.

Bodies in, plain data out; nothing here reads a clock. Lengths are minutes, moments are UTC.
"""

from fieldapp.portable.natives import epoch, from_local, iso, zone_parts
from fieldapp.screens.words import is_live, key_of

PORTABLE = True

MINUTE = 60000
DAY = 24 * 60 * MINUTE
WEEK = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"]
# Customers are asked for working hours, also where a site is served day and night.
OFFICE_HOURS = [["09:00", "17:00"]]
# Slots begin on the half hour.
STEP = 30
# An appointment for which nobody said how long it takes.
USUAL = 60
# From one site to another.
TRAVEL = 30


def free_slots(jobs, technician, site, since, days, minutes):
    """``[{"at", "until"}]``: starts within ``days`` days from the moment ``since`` at which ``technician`` (a key) has ``minutes`` free.

    ``jobs`` are bodies of jobs anywhere, ``site`` is the body of the one to be visited: its calendar, holidays and closures count,
    and the way from and to appointments at other sites.
    """
    taken = [busy(job, key_of(site)) for job in appointments(jobs, technician)]
    taken.extend(closed_spans(site))
    first = day_at(since, zone_of(site))
    found = []
    for number in range(days):
        for slot in slots_of_day(site, plus_days(first, number), minutes):
            if slot["from"] >= epoch(since) and not any(overlaps(slot, one) for one in taken):
                found.append({"at": iso(slot["from"]), "until": iso(slot["to"])})
    return found


def appointments(jobs, technician):
    """The technician's live jobs that have a time, the earliest first; everybody's where it is None."""
    agreed = [
        job
        for job in jobs
        if is_live(job)
        and job["scheduled_at"] is not None
        and (technician is None or is_of(job, technician))
    ]
    return sorted(agreed, key=lambda job: job["scheduled_at"])


def is_of(job, technician):
    return job["assignee"] is not None and job["assignee"]["id"] == technician


def span_of(job):
    """From when to when someone is there, in milliseconds."""
    start = epoch(job["scheduled_at"])
    return {"from": start, "to": start + (job["scheduled_minutes"] or USUAL) * MINUTE}


def busy(job, site):
    """The same with the way there and back, where it is at another site."""
    span = span_of(job)
    way = 0 if job["site"]["id"] == site else TRAVEL * MINUTE
    return {"from": span["from"] - way, "to": span["to"] + way}


def overlaps(one, other):
    return one["from"] < other["to"] and other["from"] < one["to"]


def closed_spans(site):
    """When the site is closed all the same: snow, a fire drill."""
    calendar = site.get("calendar")
    closures = calendar["closures"] if calendar is not None else []
    return [{"from": epoch(one["starts"]), "to": epoch(one["ends"])} for one in closures]


def zone_of(site):
    calendar = site.get("calendar")
    return (calendar["zone"] if calendar is not None else None) or site["zone"]


def slots_of_day(site, day, minutes):
    """Every start on the half hour within the hours of that day (a date)."""
    zone = zone_of(site)
    found = []
    for opens, closes in hours_of(site, day):
        start, end = epoch(from_local(f"{day}T{opens}", zone)), end_of(day, closes, zone)
        while start + minutes * MINUTE <= end:
            found.append({"from": start, "to": start + minutes * MINUTE})
            start += STEP * MINUTE
    return found


def end_of(day, closes, zone):
    """``24:00`` is the next midnight."""
    if closes == "24:00":
        return epoch(from_local(f"{plus_days(day, 1)}T00:00", zone))
    return epoch(from_local(f"{day}T{closes}", zone))


def hours_of(site, day):
    """The spans of local time in which one can come on that day; office hours where the site names none."""
    name = WEEK[zone_parts(epoch(day + "T12:00:00.000Z"), "UTC")[5]]
    calendar = site.get("calendar")
    if calendar is None:
        return OFFICE_HOURS if name not in ["sat", "sun"] else []
    return calendar["hours"].get(name, []) if day not in calendar["holidays"] else []


def day_at(moment, zone):
    """The date (``2026-11-23``) there at that moment."""
    parts = zone_parts(epoch(moment), zone)
    return f"{parts[0]:04d}-{parts[1]:02d}-{parts[2]:02d}"


def plus_days(day, number):
    return iso(epoch(day + "T00:00:00.000Z") + number * DAY)[:10]


# Where appointments stand in each other's way.


def conflicts(jobs, sites):
    """``{job id: [sentence]}`` for appointments that overlap, leave no time for the way, or are outside the site's hours."""
    found: dict[str, list] = {}
    for job in jobs:
        found[job["id"]] = []
    for number, job in enumerate(jobs):
        if not is_served(job, sites):
            found[job["id"]].append(f"{job['site']['name']} is not served then")
        for other in jobs[number + 1 :]:
            if job["assignee"] is not None and is_of(other, job["assignee"]["id"]):
                say_clash(job, other, found)
    return found


def say_clash(job, other, found):
    """Both are told of the other."""
    if overlaps(span_of(job), span_of(other)):
        found[job["id"]].append(f"At the same time as {name_of(other)}")
        found[other["id"]].append(f"At the same time as {name_of(job)}")
    elif overlaps(span_of(job), busy(other, job["site"]["id"])):
        found[job["id"]].append(f"No time for the way to {other['site']['name']}")
        found[other["id"]].append(f"No time for the way from {job['site']['name']}")


def name_of(job):
    who = job["person"]["name"] if job["person"] is not None else job["title"]
    return f"{job['number'] or 'New'}, {who}"


def is_served(job, sites):
    """Whether the site's calendar has someone come at that time; one without a calendar is served always."""
    site = next((one for one in sites if key_of(one) == job["site"]["id"]), None)
    if site is None or site.get("calendar") is None:
        return True
    span, zone = span_of(job), zone_of(site)
    day = day_at(job["scheduled_at"], zone)
    if any(overlaps(span, one) for one in closed_spans(site)):
        return False
    return any(
        epoch(from_local(f"{day}T{opens}", zone)) <= span["from"] and span["to"] <= end_of(day, closes, zone)
        for opens, closes in hours_of(site, day)
    )
