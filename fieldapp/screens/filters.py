"""Moments and numbers as people say them. Every time is shown in an explicit zone, the site's.

``FILTERS`` are those that templates call by name; screens import the functions.
"""

from fieldapp.portable.natives import derive, epoch, zone_parts
from fieldapp.screens.words import sentence_case

PORTABLE = True

MONTHS = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]
WEEKDAYS = ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"]
MINUTE = 60
HOUR = 60 * MINUTE
DAY = 24 * HOUR


def seconds(iso):
    """The moment in whole seconds; a bare date is its first."""
    return epoch(iso if len(iso) > 10 else iso + "T00:00:00.000Z") // 1000


def parts_of(iso, zone):
    """Year, month, day, hour, minute and weekday there."""
    return zone_parts(epoch(iso), zone)


def day_number(year, month, day):
    """Days since a fixed one: the difference of two dates is the difference of their numbers."""
    shifted = month - 3 if month > 2 else month + 9
    years = year if month > 2 else year - 1
    return years * 365 + years // 4 - years // 100 + years // 400 + (shifted * 153 + 2) // 5 + day


def day_of(iso, zone):
    """The number of the day on which that moment falls; a bare date is that day anywhere."""
    parts = date_parts(iso, zone)
    return day_number(parts[0], parts[1], parts[2])


def weekday(number):
    """``Thu`` for a day's number. Day 0 of this count was a Tuesday."""
    return WEEKDAYS[(number + 1) % 7]


def clock(iso, zone):
    """``16:05``"""
    parts = parts_of(iso, zone)
    return f"{parts[3]:02d}:{parts[4]:02d}"


def day(iso, zone):
    """``Thu 26 Nov 2026``, of a date or of a moment."""
    number = day_of(iso, zone)
    parts = date_parts(iso, zone)
    return f"{weekday(number)} {parts[2]} {MONTHS[parts[1] - 1]} {parts[0]}"


def date_words(date):
    """``26 Nov 2026``, of a date where its weekday says nothing."""
    return f"{int(date[8:10])} {MONTHS[int(date[5:7]) - 1]} {date[:4]}"


def zone_words(zone):
    """``America/New_York`` → ``New York time``."""
    place = zone.split("/")[-1].replace("_", " ")
    return place if place in ["UTC", "GMT"] else place + " time"


def date_parts(iso, zone):
    if len(iso) == 10:
        return [int(iso[:4]), int(iso[5:7]), int(iso[8:10])]
    return parts_of(iso, zone)[:3]


def short_day(iso, now, zone):
    """``today``, ``tomorrow``, ``Thu 26 Nov``; with the year where it is another."""
    days = day_of(iso, zone) - day_of(now, zone)
    if days in [-1, 0, 1]:
        return ["yesterday", "today", "tomorrow"][days + 1]
    parts = date_parts(iso, zone)
    words = f"{weekday(day_of(iso, zone))} {parts[2]} {MONTHS[parts[1] - 1]}"
    return words if parts[0] == date_parts(now, zone)[0] else f"{words} {parts[0]}"


def when(iso, now, zone):
    """``in 40 min``, ``5 min ago``, ``today 16:05``, ``yesterday 16:05``, ``Thu 26 Nov 16:05``."""
    if len(iso) == 10:
        return short_day(iso, now, zone)
    distance = seconds(iso) - seconds(now)
    if -MINUTE < distance < MINUTE:
        return "now"
    if 0 < distance < HOUR:
        return f"in {distance // MINUTE} min"
    if -HOUR < distance < 0:
        return f"{-distance // MINUTE} min ago"
    return f"{short_day(iso, now, zone)} {clock(iso, zone)}"


def exact(iso, zone):
    """``Thu 26 Nov 2026 16:05:07, Berlin time``"""
    if len(iso) == 10:
        return day(iso, zone)
    return f"{day(iso, zone)} {clock(iso, zone)}:{seconds(iso) % MINUTE:02d}, {zone_words(zone)}"


def is_late(due, now, zone):
    """A moment is late when it has passed; a date when its day has."""
    if len(due) == 10:
        return day_of(due, zone) < day_of(now, zone)
    return seconds(due) < seconds(now)


def countdown(due, now, zone):
    """``due in 40 min``, ``20 min late``, ``due today``, ``3 days late``, ``due Thu 26 Nov``."""
    if is_late(due, now, zone):
        return span(due, now, zone) + " late"
    if len(due) == 10:
        return "due " + short_day(due, now, zone)
    left = seconds(due) - seconds(now)
    if left < 6 * HOUR:
        return "due in " + length(left)
    return "due " + when(due, now, zone)


def span(due, now, zone):
    """How long ago that was, in days where only days are known."""
    if len(due) == 10:
        return plural(day_of(now, zone) - day_of(due, zone), "day", "days")
    return length(seconds(now) - seconds(due))


def length(distance):
    """Seconds as ``40 min``, ``2 h 5 min``, ``3 days``."""
    if distance < HOUR:
        return f"{max(distance // MINUTE, 1)} min"
    if distance < DAY:
        minutes = distance % HOUR // MINUTE if distance < 3 * HOUR else 0
        return f"{distance // HOUR} h" + (f" {minutes} min" if minutes else "")
    return plural(distance // DAY, "day", "days")


def ago(iso, now):
    """``4 min ago``, for things whose age matters more than their moment."""
    distance = seconds(now) - seconds(iso)
    return "just now" if distance < MINUTE else length(distance) + " ago"


def duration(minutes):
    """Minutes of work as ``45 min`` or ``1 h 30 min``."""
    hours = f"{minutes // 60} h" if minutes >= 60 else ""
    rest = f"{minutes % 60} min" if minutes % 60 or minutes == 0 else ""
    return f"{hours} {rest}".strip()


def thousands(number):
    """``12,345``"""
    digits = str(abs(number))
    groups = []
    while len(digits) > 3:
        groups.append(digits[-3:])
        digits = digits[:-3]
    groups.append(digits)
    return ("-" if number < 0 else "") + ",".join(reversed(groups))


def plural(number, one, many):
    """``1 entry``, ``1,240 entries``"""
    return f"{thousands(number)} {one if number == 1 else many}"


def local_input(iso, zone):
    """The moment as an ``<input type=datetime-local>`` takes it."""
    parts = parts_of(iso, zone)
    return f"{parts[0]:04d}-{parts[1]:02d}-{parts[2]:02d}T{parts[3]:02d}:{parts[4]:02d}"


def day_input(iso, zone):
    """The day of the moment as an ``<input type=date>`` takes it."""
    return local_input(iso, zone)[:10]


def status(state, zone):
    """The one line under every title: ``All sent · 10:41``, ``Offline · 3 to send``."""
    parts = [sending_words(state, zone)] if state["kind"] != "attention" else []
    if state["needs"]:
        parts.append(plural(state["needs"], "needs you", "need you"))
    elif state["decides"] and state["kind"] == "sent":
        parts.append(thousands(state["decides"]) + " with a supervisor")
    return " · ".join(parts)


def sending_words(state, zone):
    count = state["count"]
    if state["kind"] == "offline":
        return f"Offline · {thousands(count)} to send" if count else "Offline · nothing to send"
    if state["kind"] == "sending":
        return f"Sending {thousands(count)}"
    return "All sent · " + clock(state["at"], zone) if state["at"] else "All sent"


def phone_link(number):
    """The digits of a phone number, for a ``tel:`` address."""
    return "tel:" + "".join([one for one in number if one.isdigit() or one == "+"])


FILTERS = {
    "ago": ago,
    "clock": clock,
    "countdown": countdown,
    "date_words": date_words,
    "day": day,
    "derive": derive,
    "duration": duration,
    "exact": exact,
    "local_input": local_input,
    "phone_link": phone_link,
    "plural": plural,
    "sentence": sentence_case,
    "status": status,
    "thousands": thousands,
    "when": when,
    "zone_words": zone_words,
}
