"""A clock's promises: made, tightened, loosened, and when each becomes due."""

from fieldapp.documents import Promise
from fieldapp.portable.natives import epoch, epoch_or_none, from_local, iso, plain
from fieldapp.sla.calendars import calendar_of, due
from fieldapp.sla.targets import promised, terms_at, versions_from

PORTABLE = True

# The year 2200. A pause that nobody said the end of lasts until it is ended.
ENDLESS = 7258118400000


def service_of(site):
    """The versions of the terms that the site repeats, as plain data."""
    return plain(site.service) or [] if site is not None else []


def settle(clock, site):
    """Work out anew when each promise, and with the earliest the clock, becomes due."""
    for promise in clock.promises or []:
        # What an older program has fixed did not keep its hours, and stays as it is.
        if promise.fixed is not True or promise.hours is not None:
            promise.due_at = due_at(promise, clock, site)
    moments = [
        one.due_at for one in clock.promises or [] if governs(one) and one.due_at is not None
    ]
    clock.due_at = min(moments, key=epoch, default=None)
    terms = terms_at(service_of(site), clock.started_at)
    warn = terms["warn_minutes"] if terms is not None else 0
    clock.warn_at = iso(epoch(clock.due_at) - warn * 60000) if clock.due_at is not None else None


def due_at(promise, clock, site):
    """When the promise becomes due, the clock's pauses left out."""
    kept = promise.hours
    calendar = kept["calendar"] if kept is not None else calendar_in(site, promise.calendar)
    found = due(calendar, epoch(promise.since), promise.minutes, gaps(clock))
    return iso(found) if found is not None else None


def calendar_in(site, name):
    """The site's calendar of that name, as plain data; None counts day and night."""
    if site is None:
        return None
    told = {"zone": site.zone, "calendar": plain(site.calendar), "service": service_of(site)}
    return calendar_of(told, name)


def governs(promise):
    """A promise that was loosened governs no more, unless it was missed before."""
    if promise.loosened_at is None:
        return True
    return promise.due_at is not None and epoch(promise.due_at) < epoch(promise.loosened_at)


def gaps(clock):
    """The pauses that stop the clock: ``[[from, to], …]``. Only completion waits for anybody."""
    if clock.name == "response":
        return []
    return [[epoch(one.from_), end_of(one)] for one in clock.pauses if one.stops is not False]


def end_of(pause):
    """A pause ends when it is ended, or when its day has come; whichever is first."""
    ends = [epoch(one) for one in [pause.to, pause.until] if one is not None]
    return max(epoch(pause.from_), min(ends)) if len(ends) > 0 else ENDLESS


def until_moment(until, zone):
    """A hold's end as a moment: a date begins there at midnight."""
    if len(until) > 10:
        return until
    return from_local(until + "T00:00", zone) or None


def promise(clock, job, site, at, op):
    """Make the promises that the terms of ``at`` give the job, and those of terms that are to come.

    What stands already is kept. What is due earlier than that if counted from the clock's beginning is a tightening, and
    counts from its own moment; what is not was promised from the beginning, and governs only once the stricter is loosened."""
    for since, terms in versions_from(service_of(site), at):
        for one in promised(terms, job, clock.name):
            if not stands(clock, one):
                made = new_promise(one, clock.started_at, op)
                clock.promises.append(made)
                made.due_at = due_at(made, clock, site)
                if epoch(since) > epoch(clock.started_at) and tightens(made, clock):
                    made.since = since
                settle(clock, site)


def new_promise(told, since, op):
    return Promise(
        minutes=told["minutes"], calendar=told["calendar"], rule=told["rule"], since=since, op=op
    )


def stands(clock, told):
    """Whether the clock has that promise already."""
    return any(same(one, told) and one.loosened_at is None for one in clock.promises)


def same(promise, told):
    """Words of the rule may change; what it promises is minutes of a calendar, for somebody."""
    return (
        promise.minutes == told["minutes"]
        and promise.calendar == told["calendar"]
        and promise.rule == told["rule"]
    )


def tightens(promise, clock):
    """Whether it would be due earlier than what governs the clock, or nothing does."""
    mine, now = epoch_or_none(promise.due_at), epoch_or_none(clock.due_at)
    return mine is not None and (now is None or mine < now)


def loosen(clock, job, site, at, op):
    """Let go of the promises that the terms of ``at`` no longer give the job; those that they give count from the beginning."""
    terms = terms_at(service_of(site), at)
    now = promised(terms, job, clock.name) if terms is not None else []
    gone = [one for one in clock.promises if one.loosened_at is None]
    gone = [one for one in gone if not any(same(one, told) for told in now)]
    for one in gone:
        one.loosened_at = at
    for told in now:
        if not stands(clock, told):
            clock.promises.append(new_promise(told, clock.started_at, op))
    settle(clock, site)
    return len(gone)
