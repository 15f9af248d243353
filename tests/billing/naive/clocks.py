"""Clocks by hand: when each began and ended, what waits, what was promised, and when that is due, counted day by day.

A response clock ends with the first attempt since it began, a completion clock with the work. Only holds of the kinds that
the terms name let completion wait; nothing lets a response wait.
"""

from datetime import UTC, datetime, time, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

from tests.billing.naive.books import Books
from tests.billing.naive.days import first_moment, moment, service_at, text

ASKED = ("kind", "priority", "line_of_business", "vip")


def begin(books: Books, job: dict, at: str) -> None:
    """The job is made."""
    if job["kind"] == "incident":
        _one_more(books, job, "response", at)
    follow_terms(books, job, at)


def _one_more(books: Books, job: dict, name: str, at: str) -> None:
    clock = {"name": name, "began": at, "stopped": None, "pauses": [], "promises": []}
    job["clocks"].append(clock)
    _promise(books, job, clock, at)


def follow_terms(books: Books, job: dict, at: str) -> None:
    """Whom it is for, or what kind it is, has changed: what is stricter now counts from now, what was promised stays."""
    has_completion = any(one["name"] == "completion" for one in job["clocks"])
    promises_one = any(_fitting(job, "completion", told) for _, told in _versions(books, job, at))
    if job["state"] == "open" and not has_completion and promises_one:
        _one_more(books, job, "completion", at)
    for clock in job["clocks"]:
        if ended(job, clock) is None:
            _promise(books, job, clock, at)


def _promise(books: Books, job: dict, clock: dict, at: str) -> None:
    for since, service in _versions(books, job, at):
        for what in _fitting(job, clock["name"], service):
            if what not in _standing(clock):
                before = due(books, job, clock)
                made = {"what": what, "since": clock["began"], "hours": None, "loosened": None}
                mine = _due(books, job, clock, made)
                if since > clock["began"] and mine is not None and (before is None or mine < before):
                    made["since"] = since
                clock["promises"].append(made)


def _versions(books: Books, job: dict, at: str) -> list[tuple]:
    """The terms about time of that moment, and those that begin later, each with when it begins: open jobs know of them at once."""
    contract = books.contracts[books.sites[job["site"]]["contract"]]
    days = sorted({day for day, _, changes in contract["amendments"] if "service" in changes})
    later = [(first_moment(contract, day), day) for day in days if first_moment(contract, day) > at]
    return [(at, service_at(contract, at)), *((since, service_at(contract, since)) for since, _ in later)]


def _standing(clock: dict) -> list[tuple]:
    return [one["what"] for one in clock["promises"] if one["loosened"] is None]


def loosen(books: Books, job: dict, at: str) -> None:
    """A supervisor lets the terms as they are now govern, from the beginning; what was missed by then stays missed."""
    for clock in job["clocks"]:
        if ended(job, clock) is None:
            now = _fitting(job, clock["name"], service_there(books, job, at))
            for one in clock["promises"]:
                if one["loosened"] is None and one["what"] not in now:
                    one["loosened"] = at
            missing = [what for what in now if what not in _standing(clock)]
            clock["promises"] += [{"what": what, "since": clock["began"], "hours": None, "loosened": None} for what in missing]


def move(books: Books, job: dict, site: str, at: str) -> None:
    """The hours of the new site count from the beginning on; but what was kept or missed by then, or would be missed already by
    those hours, goes by the hours of the site that it leaves."""
    there = {**job, "site": site}
    for clock in job["clocks"]:
        for one in clock["promises"]:
            here, then = _due(books, job, clock, one), _due(books, there, clock, one)
            is_over = ended(job, clock) is not None or any(moment is not None and moment <= at for moment in (here, then))
            if here is not None and one["hours"] is None and is_over:
                one["hours"] = _hours(books, job, one["what"][1])
    job["site"] = site
    follow_terms(books, job, at)


def service_there(books: Books, job: dict, at: str) -> dict:
    """What the terms of the site where it is now promise."""
    return service_at(books.contracts.get(books.sites[job["site"]]["contract"]), at)


def _fitting(job: dict, name: str, service: dict) -> list[tuple]:
    """Minutes, calendar, and for whom, of every target that is about jobs like that."""
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
            pausing = service_there(books, job, at).get("pausing", [])
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
    """The strictest of what was promised. What was let go of governs where it was missed before."""
    found = [(_due(books, job, clock, one), one["loosened"]) for one in clock["promises"]]
    return min((one for one, gone in found if one is not None and (gone is None or one < gone)), default=None)


def _due(books: Books, job: dict, clock: dict, promise: dict) -> str | None:
    minutes, calendar = promise["what"][:2]
    waits = []
    for pause in clock["pauses"] if clock["name"] == "completion" else []:
        ends = [one for one in (pause["to"], pause["until"]) if one]
        if pause["stops"] and min(ends) > pause["from"]:
            waits.append((pause["from"], min(ends)))
    hours = promise["hours"] if promise["hours"] is not None else _hours(books, job, calendar)
    return _counted(minutes, promise["since"], tuple(waits), *hours)


def _hours(books: Books, job: dict, name: str) -> tuple:
    """Zone, hours of each weekday, holidays and closures; nothing for day and night."""
    site = books.sites[job["site"]]
    calendar = site.get("calendar")
    if name == "always" or (not name and calendar is None):
        return ()
    if name:
        contract = books.contracts[site["contract"]]
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
