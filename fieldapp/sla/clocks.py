"""A job's clocks, as its operations move them. *Late* follows from moments; nothing runs at midnight.

``start`` when the job is made, ``answer`` at each attempt to reach the customer, ``hold`` and ``release`` with holds, ``finish`` and
``resume`` when it is closed and reopened, ``retarget`` when who it is for, or how urgent it is, or the terms or hours change.
"""

from fieldapp.documents import Clock, Pause
from fieldapp.portable.natives import epoch
from fieldapp.sla.promises import calendar_in, due_at, promise, service_of, settle, until_moment
from fieldapp.sla.promises import loosen as loosen_clock
from fieldapp.sla.targets import promised, terms_at, versions_from

PORTABLE = True

CLOSED = "closed"


def start(job, site, at, op):
    """The clocks that the contract's terms give it from the moment ``at`` on. An incident always has one for its response."""
    if job.kind == "incident":
        begin(job, "response", site, at, op)
    begin_completion(job, site, at, op)


def begin(job, name, site, at, op):
    clock = Clock(name=name, started_at=at)
    job.clocks.append(clock)
    promise(clock, job, site, at, op)
    if name == "response":
        # Of a reopening that is heard late: the customer may have been reached since.
        answer_by_others(job, clock, op)


def begin_completion(job, site, at, op):
    """Where the terms promise when it is done, now or from a day on, and it has no such clock yet."""
    if any(one.name == "completion" for one in job.clocks):
        return
    versions = versions_from(service_of(site), at)
    if any(len(promised(terms, job, "completion")) > 0 for _, terms in versions):
        begin(job, "completion", site, at, op)


def running(job, name):
    """The clock of that name that has not stopped, or None."""
    for clock in job.clocks:
        if clock.name == name and clock.stopped_at is None:
            return clock
    return None


def late(clock, now):
    """Whether its promise was missed: by the moment ``now``, or when it stopped. What stops in the very moment is kept."""
    if clock.due_at is None:
        return False
    return epoch(clock.stopped_at or now) > epoch(clock.due_at)


def answer(job, at, op):
    """The customer was tried to be reached: the response clock that ran then stops then, or earlier than it did already.

    An attempt whose moment is in doubt stops nothing, until a supervisor has looked and the doubt is gone."""
    doubts = [one.doubt for one in job.attempts or [] if one.op == op]
    clock = response_at(job, at)
    if clock is None or any(doubt for doubt in doubts):
        return
    if clock.stopped_at is None or epoch(at) < epoch(clock.stopped_at):
        clock.stopped_at = max(at, clock.started_at, key=epoch)
        clock.op = op


def response_at(job, at):
    """The response clock of that moment: the last that had begun, or the first where none had."""
    found = [one for one in job.clocks if one.name == "response"]
    begun = [one for one in found if epoch(one.started_at) <= epoch(at)]
    if len(begun) > 0:
        return begun[-1]
    return found[0] if len(found) > 0 else None


def unanswer(job, op):
    """The attempt never was (it was taken back): the next one stopped the clock, or the closing did, or nothing yet."""
    for clock in [one for one in job.clocks if one.op == op and one.name == "response"]:
        clock.stopped_at, clock.op = None, None
        answer_by_others(job, clock, op)
        ended = clock.closed_at or job.closed_at
        if ended is not None and (clock.stopped_at is None or epoch(ended) < epoch(clock.stopped_at)):
            clock.stopped_at, clock.op = ended, op


def answer_by_others(job, clock, op):
    """The attempts that were made while it was the clock of the day, but for that of the operation ``op``."""
    for one in job.attempts or []:
        mine = response_at(job, one.at).started_at == clock.started_at
        if mine and not one.voided and one.op != op:
            answer(job, one.at, one.op)


def hold(job, site, at):
    """The job's hold begins. Where the terms say that its kind pauses, the completion clock waits until its end."""
    clock = running(job, "completion")
    if clock is None:
        return
    terms = terms_at(service_of(site), at)
    kind = job.hold.kind or "other"
    zone = site.zone if site is not None else job.site.zone
    stops = terms is not None and kind in terms["pausing"]
    until = until_moment(job.hold.until, zone) if job.hold.until else None
    pause = Pause(
        from_=at, hold=job.hold.id, until=until, kind=kind, reason=job.hold.reason, stops=stops
    )
    clock.pauses.append(pause)
    settle(clock, site)


def release(job, site, at):
    """The hold has ended: the completion clock goes on, and is due so much later."""
    for clock in job.clocks:
        if end_pauses(clock, at):
            settle(clock, site)


def end_pauses(clock, at):
    """Whether any was open."""
    open_ones = [one for one in clock.pauses if one.to is None]
    for pause in open_ones:
        pause.to = at
    return len(open_ones) > 0


def finish(job, at, op):
    """The job is closed or cancelled: what still runs stops."""
    for clock in job.clocks:
        is_first = clock.name == "response" and clock.closed_at is None
        if is_first:
            clock.closed_at = at
        # A closing that is heard late ended the call before whoever tried to reach the customer later.
        if clock.stopped_at is None or (is_first and epoch(at) < epoch(clock.stopped_at)):
            clock.stopped_at = at
            clock.op = op


def resume(job, site, at, op):
    """It is open again: completion goes on, the closed time uncounted; an incident's customer waits for an answer anew."""
    go_on(job, at, "The job was closed")
    if job.kind == "incident":
        begin(job, "response", site, at, op)
    retarget(job, site, at, op)


def stand_alone(job, site, at, op):
    """It follows no other any more: completion goes on, without the time in which it did; who was not answered by then waits from now on."""
    go_on(job, at, "It followed another incident")
    if job.kind == "incident" and all(one.voided for one in job.attempts or []):
        begin(job, "response", site, at, op)
    retarget(job, site, at, op)


def go_on(job, at, reason):
    """The completion clock runs again; the time since it stopped is not counted."""
    for clock in stopped_by_closing(job, "completion"):
        end_pauses(clock, clock.stopped_at)
        pause = Pause(from_=clock.stopped_at, to=at, hold="", kind=CLOSED, reason=reason)
        clock.pauses.append(pause)
        clock.stopped_at, clock.op = None, None


def unfinish(job, site):
    """It never was done (the last step was undone): its clocks ran on all the time."""
    attempts = [one.op for one in job.attempts or []]
    for clock in [*stopped_by_closing(job, "completion"), *stopped_by_closing(job, "response")]:
        if clock.op not in attempts:
            end_pauses(clock, clock.stopped_at)
            clock.stopped_at, clock.op = None, None
        settle(clock, site)


def stopped_by_closing(job, name):
    """The newest clock of that name, where it has stopped."""
    found = [one for one in job.clocks if one.name == name]
    return [one for one in found[-1:] if one.stopped_at is not None]


def retarget(job, site, at, op):
    """Who it is for, or how urgent it is, or what was promised has changed: a tightening counts from ``at``, what was promised is kept."""
    if job.state in ["open", "held"]:
        begin_completion(job, site, at, op)
    for clock in job.clocks:
        if clock.stopped_at is None:
            promise(clock, job, site, at, op)
        settle(clock, site)


def move(job, before, site, at, op):
    """It goes from a site to another, with other hours. What was kept or missed by then stays so, and nothing becomes due in the past."""
    for clock in job.clocks:
        for one in clock.promises or []:
            moments = [due for due in [one.due_at, due_at(one, clock, site)] if due is not None]
            past = any(epoch(due) <= epoch(at) for due in moments)
            if one.due_at is not None and one.fixed is not True and (clock.stopped_at is not None or past):
                one.fixed = True
                one.hours = {"calendar": calendar_in(before, one.calendar)} if before is not None else None
    retarget(job, site, at, op)


def loosen(job, site, at, op):
    """Let the terms as they are now govern alone, where they are looser. Answers how many promises were let go."""
    return sum(
        [loosen_clock(one, job, site, at, op) for one in job.clocks if one.stopped_at is None]
    )
