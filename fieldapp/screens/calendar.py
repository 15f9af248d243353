"""Appointments of a week, mine or the team's, with what stands in the way, and what is free."""

from fieldapp.portable.natives import iso
from fieldapp.screens.filters import clock, day_number, plural, short_day, weekday
from fieldapp.screens.rows import job_row
from fieldapp.screens.slots import (
    appointments,
    conflicts,
    day_at,
    free_slots,
    plus_days,
    span_of,
    zone_of,
)

PORTABLE = True

DAYS = 7
# What is offered as free on a day: starts of an hour's visit.
VISIT = 60


def page(found, here):
    """``?day=`` any day of the week that is shown, ``?who=team`` everybody's."""
    jobs, sites, today = found["jobs"], found["sites"], day_at(here["now"], here["zone"])
    team = here["query"].get("who") == "team" or "technician" not in here["user"]["roles"]
    first = week_of(wanted(here, today))
    agreed = appointments(jobs, None if team else here["user"]["id"])
    clashes = conflicts(agreed, sites)
    days = [day_view(plus_days(first, number), agreed, clashes, here) for number in range(DAYS)]
    if not team and len(sites) > 0:
        tell_free(days, jobs, sites[0], here)
    count = len([one for day in days for one in day["rows"]])
    troubled = len([one for day in days for one in day["rows"] if len(one["conflicts"]) > 0])
    return {
        "title": "Calendar",
        "days": days,
        "team": team,
        "choice": "technician" in here["user"]["roles"],
        "week": f"{day_words(first, here)} to {day_words(plus_days(first, DAYS - 1), here)}",
        "first": first,
        "before": plus_days(first, -DAYS),
        "after": plus_days(first, DAYS),
        "this_week": first == week_of(today),
        "summary": summary(count, troubled),
    }


def wanted(here, today):
    """The day that was asked for, where it is one."""
    asked = here["query"].get("day") or ""
    parts = asked.split("-")
    if len(asked) != 10 or len(parts) != 3 or not all(part.isascii() and part.isdigit() for part in parts):
        return today
    year, month, day = int(parts[0]), int(parts[1]), int(parts[2])
    if year < 2000 or year > 2190 or month < 1 or month > 12 or day < 1 or day > 28 and day > last_of(year, month):
        return today
    return f"{year:04d}-{month:02d}-{day:02d}"


def last_of(year, month):
    """The last day of the month."""
    begins = day_number(year, month, 1)
    return day_number(year + month // 12, month % 12 + 1, 1) - begins


def week_of(day):
    """The Monday of that day's week."""
    number = day_number(int(day[:4]), int(day[5:7]), int(day[8:10]))
    names = ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"]
    return plus_days(day, -names.index(weekday(number)))


def day_words(day, here):
    return short_day(day, here["now"], here["zone"])


def summary(count, troubled):
    if count == 0:
        return "No appointments this week."
    told = plural(count, "appointment", "appointments")
    return f"{told}, {troubled} in conflict" if troubled else told


def day_view(day, agreed, clashes, here):
    """The appointments of a day; each falls on the day that it is at its own site."""
    rows = [row_of(job, clashes, here) for job in agreed if day_at(job["scheduled_at"], job["site"]["zone"]) == day]
    return {"day": day, "words": day_words(day, here), "today": day_at(here["now"], here["zone"]) == day, "rows": rows, "free": []}


def row_of(job, clashes, here):
    zone, span = job["site"]["zone"], span_of(job)
    row = job_row(job, here)
    row["from"] = clock(job["scheduled_at"], zone)
    row["to"] = clock(iso(span["to"]), zone)
    row["who_comes"] = job["assignee"]["name"] if job["assignee"] is not None else "Nobody yet"
    row["site"] = job["site"]["name"]
    row["conflicts"] = clashes[job["id"]]
    return row


def tell_free(days, jobs, site, here):
    """Starts that are free, in spans: ``09:00 to 11:30``."""
    zone, me = zone_of(site), here["user"]["id"]
    slots = free_slots(jobs, me, site, here["now"], 4 * DAYS, VISIT)
    for day in days:
        starts = [one for one in slots if day_at(one["at"], zone) == day["day"]]
        day["free"] = spans(starts, zone)


def spans(slots, zone):
    """Slots that follow on one another as one."""
    found: list[dict] = []
    for slot in slots:
        if len(found) > 0 and slot["at"] <= found[-1]["until"]:
            found[-1]["until"] = slot["until"]
        else:
            found.append({"at": slot["at"], "until": slot["until"]})
    return [f"{clock(one['at'], zone)} to {clock(one['until'], zone)}" for one in found]
