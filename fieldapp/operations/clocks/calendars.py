"""What a calendar, and a contract's terms about time, must be before anything is promised by them."""

from zoneinfo import ZoneInfo

from fieldapp.documents import Calendar, ServiceTerms
from fieldapp.operations.guards import is_date
from fieldapp.operations.money.naming import known_kinds
from fieldapp.operations.outcomes import Refused
from fieldapp.operations.work.holds import HOLDS
from fieldapp.sla.calendars import ALWAYS, WEEKDAYS

DAYS = dict(
    zip(WEEKDAYS, ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"], strict=True)
)  # fmt: skip
WHOLE_WEEK = {day: [["00:00", "24:00"]] for day in WEEKDAYS}
CLOCKS = ("response", "completion")
YEAR = 366 * 24 * 60


def known_zone(zone: str | None) -> None:
    """Pages show moments by it, so it must be one of the calendar's."""
    try:
        ZoneInfo(zone or "UTC")
    except (LookupError, ValueError, OSError):
        raise Refused("invalid", f"There is no time zone “{zone}”. One is Europe/Berlin.") from None


def check_calendar(calendar: Calendar, years: tuple[int, int], about: str = "the calendar") -> None:
    """Hours that open, do not overlap, and holidays some of which lie within the years (both included)."""
    known_zone(calendar.zone)
    if not any(calendar.hours.values()):
        raise Refused(
            "invalid", f"Give {about} working hours: without any, nothing would ever become due."
        )
    for day, spans in calendar.hours.items():
        if day not in DAYS:
            raise Refused("invalid", f"“{day}” is no weekday. They are {', '.join(WEEKDAYS)}.")
        _check_day(DAYS[day], spans)
    _check_holidays(calendar.holidays, years, about)


def _check_day(day: str, spans: list[list[str]]) -> None:
    for span in spans:
        if len(span) != 2 or not all(_is_time(one) for one in span) or span[0] >= span[1]:
            told = " to ".join(str(one) for one in span)
            raise Refused(
                "invalid",
                f"On {day}, “{told}” is no span of time. One is 09:00 to 17:00; a night ends at 24:00.",
            )
    ordered = sorted(spans)
    for one, other in zip(ordered, ordered[1:], strict=False):
        if other[0] < one[1]:
            told = f"{one[0]} to {one[1]} and {other[0]} to {other[1]}"
            raise Refused("invalid", f"On {day}, {told} overlap.")


def _is_time(text: str) -> bool:
    hours, colon, minutes = text.partition(":")
    if (
        not colon
        or len(text) != 5
        or not (hours + minutes).isascii()
        or not (hours + minutes).isdigit()
    ):
        return False
    return text == "24:00" or (int(hours) < 24 and int(minutes) < 60)


def _check_holidays(days: list[str], years: tuple[int, int], about: str) -> None:
    for day in days:
        if not is_date(day):
            raise Refused("invalid", f"“{day}” is no date. A holiday is one, like 2026-12-25.")
    first, last = years
    if days and not any(first <= int(day[:4]) <= last for day in days):
        told = f"{first}" if first == last else f"{first} to {last}"
        raise Refused(
            "invalid",
            f"None of the holidays of {about} lies in {told}. Is it the list of another year?",
        )


def check_terms(terms: ServiceTerms, years: tuple[int, int], world) -> None:
    """Targets that some job can meet, by calendars that there are."""
    for name, calendar in terms.calendars.items():
        if name in ("", ALWAYS):
            raise Refused("invalid", f"A calendar needs a name of its own, other than “{ALWAYS}”.")
        check_calendar(calendar, years, f"the calendar “{name}”")
    for target in terms.targets:
        _check_target(target, terms, world)
    for line, name in terms.lines.items():
        _known_calendar(name, terms, f"The line of business “{line}”")
    for kind in terms.pausing:
        if kind not in HOLDS:
            raise Refused("invalid", f"No hold is of kind “{kind}”. They are {', '.join(HOLDS)}.")
    if not 0 <= terms.warn_minutes <= YEAR:
        raise Refused("invalid", "Say how many minutes before a breach to warn: 0 or more.")


def _check_target(target, terms: ServiceTerms, world) -> None:
    if target.clock not in CLOCKS:
        raise Refused("invalid", f"“{target.clock}” is no clock. They are response and completion.")
    if not 0 < target.minutes <= YEAR:
        raise Refused(
            "invalid", f"A {target.clock} target needs minutes: 1 or more, a year at most."
        )
    if target.clock == "response" and target.kind not in (None, "incident"):
        raise Refused("invalid", f"Only incidents have a response; a {target.kind} has none.")
    if target.kind not in (None, "incident") and world.workflow(target.kind) is None:
        raise Refused("invalid", f"There is no kind of job called “{target.kind}”. Kinds are {', '.join(known_kinds(world))}.")
    _known_calendar(target.calendar, terms, f"A {target.clock} target")


def _known_calendar(name: str, terms: ServiceTerms, whose: str) -> None:
    if name not in ("", ALWAYS) and name not in terms.calendars:
        raise Refused("invalid", f"{whose} names a calendar “{name}”, and there is none.")
