"""The clocks of a job, explained: each promise in words, and every interval that counted or did not, with its reason."""

from fieldapp.portable.natives import epoch, epoch_or_none, iso
from fieldapp.screens.filters import countdown, when
from fieldapp.screens.rows import earlier, running
from fieldapp.screens.words import job_number, key_of, spoken
from fieldapp.sla.calendars import calendar_of
from fieldapp.sla.explain import intervals
from fieldapp.sla.targets import calendar_words, terms_at

PORTABLE = True

ENDLESS = 7258118400000


def page(found, here):
    job, site = found["job"], found["site"]
    if job is None:
        return None
    return {
        "title": f"Clocks of {job_number(job)}",
        "job": job,
        "key": key_of(job),
        "number": job_number(job),
        "clocks": [clock_view(clock, job, site, here) for clock in job["clocks"]],
        "planned": planned_words(job, here),
        "zone": job["site"]["zone"],
        "may_loosen": may_loosen(job, here),
    }


def planned_words(job, here):
    """The plan's own date beside the contract's promise, and which of the two ends first; empty where there is none."""
    due, zone = job["due"], job["site"]["zone"]
    clock = next((one for one in running(job) if one["name"] == "completion"), None)
    if not due or clock is None:
        return ""
    first = "the contract's promise ends first, and binds" if earlier(clock["due_at"], due, zone) != due else "that day ends first, and binds"
    return f"Planned for {when(due, here['now'], zone)}: {first}."


def may_loosen(job, here):
    """A supervisor may, while something of it still runs."""
    going = any(one["stopped_at"] is None for one in job["clocks"])
    return going and "supervisor" in here["user"]["roles"]


def clock_view(clock, job, site, here):
    now, zone = here["now"], job["site"]["zone"]
    end = clock["stopped_at"] or now
    missed = clock["due_at"] is not None and epoch(end) > epoch(clock["due_at"])
    promises = clock.get("promises") or []
    return {
        "name": spoken(clock["name"]),
        "started_at": clock["started_at"],
        "stopped_at": clock["stopped_at"],
        "stopped_words": stopped_words(clock, job),
        "due_at": clock["due_at"],
        "missed": missed,
        "state": state_words(clock, missed, now, zone),
        "promises": [promise_view(one, clock, job, site, end) for one in promises],
    }


def state_words(clock, missed, now, zone):
    """``Kept``, ``Missed``, ``due in 40 min``, ``20 min late``; nothing was promised where it is never due."""
    if clock["due_at"] is None:
        return "Nothing is promised" if len(clock.get("promises") or []) == 0 else "Not due yet"
    if clock["stopped_at"] is None:
        return countdown(clock["due_at"], now, zone)
    return "Missed" if missed else "Kept"


def stopped_words(clock, job):
    """What stopped it, and who."""
    if clock["stopped_at"] is None:
        return ""
    for one in job.get("attempts") or []:
        if one["op"] == clock.get("op"):
            how = {"call": "a call", "email": "an e-mail", "in_person": "meeting them"}.get(
                one["channel"]
            )
            return f"Stopped by {how or one['channel']} ({one['by']['name']})"
    return "Stopped when the job ended" if job["state"] in ["closed", "cancelled"] else "Stopped"


def promise_view(promise, clock, job, site, end):
    kept = promise.get("hours")
    calendar = kept["calendar"] if kept is not None else calendar_of(site, promise["calendar"])
    low, high = epoch(promise["since"]), epoch(end)
    pieces = intervals(calendar, low, high, pauses_of(clock, site))
    counted = sum([one["to"] - one["from"] for one in pieces if one["counted"]])
    due = promise["due_at"]
    return {
        "rule": promise["rule"],
        "calendar": calendar_words(promise["calendar"]),
        "zone": calendar["zone"] if calendar is not None else job["site"]["zone"],
        "since": promise["since"],
        "tightened": promise["since"] != clock["started_at"],
        "loosened_at": promise["loosened_at"],
        "due_at": due,
        "governs": due is not None and due == clock["due_at"],
        "missed": due is not None and high > epoch(due) and counts_still(promise),
        "counted": exact_span(counted),
        "left": exact_span(max(promise["minutes"] * 60000 - counted, 0)),
        "promised": exact_span(promise["minutes"] * 60000),
        "over": exact_span(counted - promise["minutes"] * 60000)
        if counted > promise["minutes"] * 60000
        else "",
        "totals": totals(pieces),
        "intervals": [interval_view(one) for one in pieces],
    }


def counts_still(promise):
    loosened = epoch_or_none(promise["loosened_at"])
    return loosened is None or (epoch_or_none(promise["due_at"]) or 0) < loosened


def interval_view(one):
    return {
        "from": iso(one["from"]),
        "to": iso(one["to"]),
        "counted": one["counted"],
        "why": one["why"],
        "span": exact_span(one["to"] - one["from"]),
    }


def totals(pieces):
    """For each reason how long, in the order in which they come."""
    reasons = []
    for one in pieces:
        if one["why"] not in reasons:
            reasons.append(one["why"])
    found = []
    for why in reasons:
        mine = [one for one in pieces if one["why"] == why]
        length = sum([one["to"] - one["from"] for one in mine])
        found.append({"why": why, "counted": mine[0]["counted"], "span": exact_span(length)})
    return found


def pauses_of(clock, site):
    """Holds and closings as intervals; those that the terms do not let stop the clock are told, and count."""
    if clock["name"] == "response":
        return [hold_over(one, True, "the response waits for nobody") for one in clock["pauses"]]
    found = []
    terms = terms_at(site["service"] or [], clock["started_at"]) if site is not None else None
    pausing = ", ".join(terms["pausing"]) if terms is not None else ""
    for one in clock["pauses"]:
        stops = one.get("stops") is not False
        lets = (
            f"only holds of kind {pausing} stop the clock" if pausing else "no hold stops the clock"
        )
        found.append(
            hold_over(
                one, not stops, "the contract lets such a hold stop the clock" if stops else lets
            )
        )
    return found


def hold_over(pause, counted, rule):
    ends = [epoch(one) for one in [pause["to"], pause.get("until")] if one is not None]
    kind = pause.get("kind") or "other"
    reason = pause.get("reason") or ""
    why = f"On hold ({kind}){': ' + reason if reason else ''}; {rule}"
    return {
        "from": epoch(pause["from"]),
        "to": min(ends) if len(ends) > 0 else ENDLESS,
        "counted": counted,
        "why": (reason or "The job was closed") if kind == "closed" else why,
    }


def exact_span(ms):
    """``2 h 5 min``, ``4 min 30 s``: to the second, as one argues."""
    minutes, seconds = ms // 60000, ms % 60000 // 1000
    hours = f"{minutes // 60} h" if minutes >= 60 else ""
    rest = f"{minutes % 60} min" if minutes % 60 else ""
    last = f"{seconds} s" if seconds else ""
    return " ".join([one for one in [hours, rest, last] if one]) or "0 min"
