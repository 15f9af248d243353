"""Calendars: when time counts, and when so many minutes of it have passed. All in milliseconds since 1970.

A calendar is plain data, as :class:`fieldapp.documents.Calendar` is as JSON, with its ``zone``; None counts day and night.
A local time that comes twice, when clocks go back, is its first; one that they skip is the moment of the jump.
"""

from fieldapp.portable.natives import epoch, from_local, iso, zone_parts

PORTABLE = True

MINUTE = 60000
DAY = 86400000
WEEKDAYS = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"]

# Nothing that anybody promises takes longer. It bounds the search where closed days never end.
LONGEST = 4000 * DAY
ALWAYS = "always"


def calendar_of(site, name):
    """The calendar of that name for a site (plain data, or None): the site's own where the name is empty, or known to nobody."""
    if name == ALWAYS or site is None:
        return None
    if name:
        found = from_terms(site["service"] or [], name)
        if found is not None:
            return {**found, "zone": found["zone"] or site["zone"]}
    own = site["calendar"]
    return {**own, "zone": own["zone"] or site["zone"]} if own is not None else None


def from_terms(service, name):
    """A contract's calendar as its versions make it: each version's hours hold for its own days, and later ones
    may declare holidays and closures of earlier days."""
    versions = [
        one
        for one in sorted(service, key=lambda one: one["from"])
        if name in one["terms"]["calendars"]
    ]
    if len(versions) == 0:
        return None
    merged = {**versions[0]["terms"]["calendars"][name]}
    for version in versions[1:]:
        day = version["from"]
        newer = version["terms"]["calendars"][name]
        merged = {
            **newer,
            "earlier": [*earlier_of(merged), {"before": day, "hours": merged["hours"]}],
            "holidays": [*[one for one in merged["holidays"] if one < day], *newer["holidays"]],
            "closures": [
                *[one for one in merged["closures"] if one["starts"][:10] < day],
                *newer["closures"],
            ],
        }
    return merged


def earlier_of(calendar):
    return calendar.get("earlier") or []


def hours_on(calendar, day):
    """Spans of local time on that date, by the hours that held then, whether or not it is a holiday."""
    hours = calendar["hours"]
    for one in reversed(earlier_of(calendar)):
        if day < one["before"]:
            hours = one["hours"]
    return hours.get(weekday_of(day)) or []


def weekday_of(day):
    """``mon`` … ``sun`` of a date."""
    return WEEKDAYS[(day_number(day) + 3) % 7]


def day_number(day):
    """Days from 1970-01-01 to a date."""
    return epoch(day + "T00:00:00.000Z") // DAY


def date_of(number):
    """The date that is so many days after 1970-01-01."""
    return iso(number * DAY)[:10]


def local_date(ms, zone):
    """The date of a moment there."""
    parts = zone_parts(ms, zone)
    return f"{parts[0]:04d}-{parts[1]:02d}-{parts[2]:02d}"


def moment_of(day, time, zone):
    """When it is that local time (``09:00``; ``24:00`` is the day's end) on that date."""
    if time == "24:00":
        return moment_of(date_of(day_number(day) + 1), "00:00", zone)
    found = epoch(from_local(f"{day}T{time}", zone))
    parts = zone_parts(found, zone)
    if f"{parts[3]:02d}:{parts[4]:02d}" == time:
        return found
    return jump_before(found, zone)


def jump_before(ms, zone):
    """When the clocks there were put forward, at ``ms`` or within the two days before it."""
    low, high = (ms - 2 * DAY) // MINUTE, ms // MINUTE
    now = offset(high, zone)
    while high - low > 1:
        middle = (low + high) // 2
        if offset(middle, zone) == now:
            high = middle
        else:
            low = middle
    return high * MINUTE


def offset(minute, zone):
    """How far local time is ahead of UTC, at a minute since 1970, in milliseconds."""
    y, mo, d, h, mi, _ = zone_parts(minute * MINUTE, zone)
    return epoch(f"{y:04d}-{mo:02d}-{d:02d}T{h:02d}:{mi:02d}:00.000Z") - minute * MINUTE


def openings(calendar, day):
    """When it opens and closes on a date: ``[[from, to], …]``."""
    if day in calendar["holidays"]:
        return []
    zone = calendar["zone"]
    return [
        [moment_of(day, one[0], zone), moment_of(day, one[1], zone)]
        for one in hours_on(calendar, day)
    ]


def days_between(low, high, zone):
    """The dates there from one moment to another."""
    first = day_number(local_date(low, zone))
    last = day_number(local_date(high, zone))
    return [date_of(number) for number in range(first, last + 1)]


def closures_of(calendar):
    return [[epoch(one["starts"]), epoch(one["ends"])] for one in calendar["closures"]]


def open_spans(calendar, low, high):
    """What counts between two moments, in order."""
    if calendar is None:
        return [[low, high]]
    found = []
    for day in days_between(low, high, calendar["zone"]):
        found.extend(openings(calendar, day))
    return minus(within(found, low, high), closures_of(calendar))


def within(spans, low, high):
    """The spans' parts between two moments."""
    cut = [[max(one[0], low), min(one[1], high)] for one in spans]
    return [one for one in cut if one[0] < one[1]]


def minus(spans, gaps):
    """The spans without what the gaps cover."""
    left = spans
    for gap in [one for one in gaps if one[0] < one[1]]:
        kept = []
        for one in left:
            parts = [[one[0], min(one[1], gap[0])], [max(one[0], gap[1]), one[1]]]
            kept.extend(within(parts, one[0], one[1]))
        left = kept
    return left


def counted(calendar, low, high, gaps):
    """How many milliseconds count between two moments, the gaps apart."""
    spans = minus(open_spans(calendar, low, high), gaps) if low < high else []
    return sum([one[1] - one[0] for one in spans])


def due(calendar, start, minutes, gaps):
    """The first moment at which so many minutes have counted since ``start``, the gaps apart; None where that never comes."""
    if calendar is not None and never_opens(calendar):
        return None
    left = minutes * MINUTE
    low = start
    step = 3 * DAY
    while low < start + LONGEST:
        for one in minus(open_spans(calendar, low, low + step), gaps):
            if one[1] - one[0] >= left:
                return one[0] + left
            left -= one[1] - one[0]
        low += step
        step = 14 * DAY
    return None


def never_opens(calendar):
    """Whether no weekday has hours, nor had any before."""
    weeks = [calendar["hours"], *[one["hours"] for one in earlier_of(calendar)]]
    return all(len(spans) == 0 for hours in weeks for spans in hours.values())
