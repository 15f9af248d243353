"""Clocks by hand: when each began and ended, what waits, what was promised, and when that is due, counted day by day.

A response clock ends with the first attempt since it began, a completion clock with the work. Only holds of the kinds that
the terms name let completion wait; nothing lets a response wait.
"""

from datetime import UTC, datetime, time, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

from tests.billing.naive.books import Books
from tests.billing.naive.days import moment, service_at, text

ASKED = ("kind", "priority", "line_of_business", "vip")


def begin(books: Books, job: dict, at: str) -> None:
    """The job is made."""
    if job["kind"] == "incident":
        _one_more(books, job, "response", at)
    follow_terms(books, job, at)


def _one_more(books: Books, job: dict, name: str, at: str) -> None:
    clock = {"name": name, "began": at, "stopped": None, "pauses": [], "promises": {}}
    job["clocks"].append(clock)
    _promise(books, job, clock, at)


def follow_terms(books: Books, job: dict, at: str) -> None:
    """Whom it is for, or what kind it is, has changed: what is stricter now counts from now, what was promised stays."""
    has_completion = any(one["name"] == "completion" for one in job["clocks"])
    if job["state"] == "open" and not has_completion and _fitting(books, job, "completion", at):
        _one_more(books, job, "completion", at)
    for clock in job["clocks"]:
        if ended(job, clock) is None:
            _promise(books, job, clock, at)


def _promise(books: Books, job: dict, clock: dict, at: str) -> None:
    for minutes, calendar, *asked in _fitting(books, job, clock["name"], at):
        key = (minutes, calendar, *asked)
        if key not in clock["promises"]:
            before = due(books, job, clock)
            mine = _due(books, job, clock, key, clock["began"])
            is_stricter = mine is not None and (before is None or mine < before)
            clock["promises"][key] = at if is_stricter else clock["began"]


def _fitting(books: Books, job: dict, name: str, at: str) -> list[tuple]:
    """Minutes, calendar, and for whom, of every target that is about jobs like that."""
    service = service_at(books.contracts.get(job["contract"]), at)
    found = []
    for one in service.get("targets", []):
        fits = all(one.get(what) in (None, job[what]) for what in ASKED)
        if one["clock"] == name and fits and (name != "response" or job["kind"] == "incident"):
            usual = service.get("lines", {}).get(job["line_of_business"] or "", "")
            calendar = one.get("calendar") or usual
            found.append((one["minutes"], calendar, *(one.get(what) for what in ASKED)))
    return found


# How they end, and go on.


def stop(job: dict, at: str, names: tuple = ("response", "completion")) -> None:
    """The job ends, or follows another: what still runs stops; whoever it waited for, it waits no more."""
    for clock in job["clocks"]:
        if clock["name"] in names and clock["stopped"] is None:
            clock["stopped"] = at
            release(clock, at)


def release(clock: dict, at: str) -> None:
    for pause in clock["pauses"]:
        pause["to"] = pause["to"] or at


def go_on(books: Books, job: dict, at: str) -> None:
    """Completion goes on; the time since it stopped is not counted."""
    for clock in job["clocks"]:
        if clock["name"] == "completion" and clock["stopped"] is not None:
            clock["pauses"].append({"from": clock["stopped"], "to": at, "until": None, "stops": True})
            clock["stopped"] = None


def never_stopped(job: dict) -> None:
    """The last step was undone: it never was done."""
    for clock in job["clocks"]:
        if clock["name"] == "completion":
            clock["stopped"] = None


def hold(books: Books, job: dict, at: str, args: dict) -> None:
    for clock in job["clocks"]:
        if clock["name"] == "completion" and clock["stopped"] is None:
            pausing = service_at(books.contracts.get(job["contract"]), at).get("pausing", [])
            until = args["until"]
            if len(until) == 10:
                zone = ZoneInfo(books.sites[job["site"]]["zone"])
                until = text(datetime.combine(datetime.fromisoformat(until), time(), zone))
            stops = args.get("kind", "other") in pausing
            clock["pauses"].append({"from": at, "to": None, "until": until, "stops": stops})


def answer_again(books: Books, job: dict, at: str) -> None:
    """Whoever calls again waits for an answer again."""
    _one_more(books, job, "response", at)


def ended(job: dict, clock: dict) -> str | None:
    """When it ended: with the first attempt of its own that counts, or with the work."""
    ends = [clock["stopped"]] if clock["stopped"] else []
    if clock["name"] == "response":
        began = sorted(one["began"] for one in job["clocks"] if one["name"] == "response")
        for made in job["attempts"].values():
            own = max([one for one in began if one <= made], default=began[0])
            if own == clock["began"]:
                ends.append(max(made, own))
    return min(ends, default=None)


# When they are due.


def due(books: Books, job: dict, clock: dict) -> str | None:
    """The strictest of what was promised."""
    found = [_due(books, job, clock, *one) for one in clock["promises"].items()]
    return min((one for one in found if one is not None), default=None)


def _due(books: Books, job: dict, clock: dict, promise: tuple, since: str) -> str | None:
    minutes, calendar = promise[:2]
    waits = []
    for pause in clock["pauses"] if clock["name"] == "completion" else []:
        ends = [one for one in (pause["to"], pause["until"]) if one]
        if pause["stops"] and min(ends) > pause["from"]:
            waits.append((pause["from"], min(ends)))
    return _counted(minutes, since, tuple(waits), *_hours(books, job, calendar))


def _hours(books: Books, job: dict, name: str) -> tuple:
    """Zone, hours of each weekday, holidays and closures; nothing for day and night."""
    site = books.sites[job["site"]]
    calendar = site.get("calendar")
    if name == "always" or (not name and calendar is None):
        return ()
    if name:
        contract = books.contracts[job["contract"]]
        calendar = contract["service"]["calendars"][name]
    week = tuple((day, tuple(map(tuple, spans))) for day, spans in calendar["hours"].items())
    closures = () if name else tuple(site["closures"])
    return calendar.get("zone") or site["zone"], week, tuple(calendar.get("holidays", [])), closures


@lru_cache(maxsize=20_000)
def _counted(minutes: int, since: str, waits: tuple, *hours) -> str | None:
    """The moment at which so many minutes have counted."""
    left, begins = timedelta(minutes=minutes), moment(since)
    zone, week, holidays, closures = hours or ("UTC", None, (), ())
    gaps = [(moment(one), moment(other)) for one, other in (*waits, *closures)]
    day = begins.astimezone(ZoneInfo(zone)).date()
    for _ in range(400):
        spans = _open_on(day, zone, week) if day.isoformat() not in holidays else []
        for low, high in _without(spans, gaps):
            low = max(low, begins)
            if high - low >= left:
                return text(low + left)
            left -= max(high - low, timedelta())
        day += timedelta(days=1)
    return None


def _open_on(day, zone: str, week: tuple | None) -> list[tuple]:
    """From when to when it is open on that date, as moments."""
    there = ZoneInfo(zone)
    if week is None:
        begins = datetime.combine(day, time(), there).astimezone(UTC)
        return [(begins, datetime.combine(day + timedelta(days=1), time(), there).astimezone(UTC))]
    spans = dict(week).get(day.strftime("%a").lower(), ())
    return [
        tuple(datetime.combine(day, time.fromisoformat(at), there).astimezone(UTC) for at in span)
        for span in spans
    ]


def _without(spans: list[tuple], gaps: list[tuple]) -> list[tuple]:
    """The spans, cut at each gap into what is before it and what is after it."""
    for low, high in gaps:
        cut = [
            part for one in spans for part in ((one[0], min(one[1], low)), (max(one[0], high), one[1]))
        ]
        spans = [one for one in cut if one[0] < one[1]]
    return sorted(spans)
