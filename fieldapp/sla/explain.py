"""Every interval of a clock, counted or not, with the reason: what a penalty is argued from. Moments in milliseconds."""

from fieldapp.portable.natives import epoch
from fieldapp.sla.calendars import (
    date_of,
    day_number,
    days_between,
    hours_on,
    moment_of,
    openings,
    weekday_of,
)

PORTABLE = True

DAYS = {
    "mon": "Mondays",
    "tue": "Tuesdays",
    "wed": "Wednesdays",
    "thu": "Thursdays",
    "fri": "Fridays",
    "sat": "Saturdays",
    "sun": "Sundays",
}


def intervals(calendar, low, high, pauses):
    """The time from one moment to another, without holes: each ``{from, to, counted, why}``.

    ``pauses`` are ``{from, to, counted, why}`` too: holds that stop the clock, and those that don't."""
    if low >= high:
        return []
    found = base(calendar, low, high)
    for closure in calendar["closures"] if calendar is not None else []:
        begins, ends = epoch(closure["starts"]), epoch(closure["ends"])
        found = laid_over(found, begins, ends, False, "Closed: " + closure["reason"])
    for pause in pauses:
        found = laid_over(found, pause["from"], pause["to"], pause["counted"], pause["why"])
    return merged(found)


def base(calendar, low, high):
    """By hours and holidays alone."""
    if calendar is None:
        return [piece(low, high, True, "Counted day and night")]
    found = []
    for day in days_between(low, high, calendar["zone"]):
        found.extend(pieces_of(calendar, day))
    cut = [{**one, "from": max(one["from"], low), "to": min(one["to"], high)} for one in found]
    return [one for one in cut if one["from"] < one["to"]]


def piece(low, high, counted, why):
    return {"from": low, "to": high, "counted": counted, "why": why}


def pieces_of(calendar, day):
    """One day, from midnight to midnight."""
    at = moment_of(day, "00:00", calendar["zone"])
    end = moment_of(date_of(day_number(day) + 1), "00:00", calendar["zone"])
    found = []
    for span in sorted(openings(calendar, day), key=lambda one: one[0]):
        found.append(piece(at, span[0], False, "Outside the hours"))
        found.append(piece(span[0], span[1], True, "Within the hours"))
        at = span[1]
    return [*found, piece(at, end, False, why_closed(calendar, day))]


def why_closed(calendar, day):
    """Why nothing counts where no span of hours is."""
    if day in calendar["holidays"]:
        name = (calendar.get("names") or {}).get(day)
        return f"Holiday: {name}" if name else "Holiday"
    if len(hours_on(calendar, day)) == 0:
        return "No hours on " + DAYS[weekday_of(day)]
    return "Outside the hours"


def laid_over(pieces, low, high, counted, why):
    """The same time, with another reason between two moments: what stops the clock covers all of it; what does not stop it is told only where it counted."""
    found = []
    for one in pieces:
        inner = [max(one["from"], low), min(one["to"], high)]
        if inner[0] >= inner[1] or (counted and not one["counted"]):
            found.append(one)
        else:
            parts = [
                {**one, "to": inner[0]},
                piece(inner[0], inner[1], counted, why),
                {**one, "from": inner[1]},
            ]
            found.extend([part for part in parts if part["from"] < part["to"]])
    return found


def merged(pieces):
    """Neighbours of one reason are one."""
    found = []
    for one in pieces:
        last = found[-1] if len(found) > 0 else None
        if last is not None and last["why"] == one["why"] and last["counted"] == one["counted"]:
            last["to"] = one["to"]
        else:
            found.append({**one})
    return found
