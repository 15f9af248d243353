"""Penalties for missed clocks: one for a job, the dearest; taken back when the clock turns out to have been kept.

Nothing runs at midnight: whichever operation touches the job once a clock has ended late, or is overdue at its moment, enters it.
"""

from fieldapp.billing.entries import Entry
from fieldapp.billing.reckoning import Reckoning
from fieldapp.billing.terms import local
from fieldapp.billing.transactions import children
from fieldapp.documents import Clock, Formerly, Job, Penalty
from fieldapp.sla.clocks import late

RULE = "penalty:breach"


def due_penalties(work: Reckoning) -> list[Entry]:
    """The dearest penalty of the clocks that the job has missed, where it is not what stands."""
    charge = next(iter(work.standing(RULE)), None)
    missed = _missed(work)
    if charge is None:
        wanted = _dearest(work, missed)
        return [_entered(work, *wanted)] if wanted else []
    if _is_open_to_doubt(work.job, charge):
        return []
    # What was charged keeps its price: only another clock can be dearer.
    others = [clock for clock in missed if not _is_of(charge, work.job, clock)]
    stays = len(others) < len(missed)
    wanted = _dearest(work, others)
    if stays and (wanted is None or wanted[1].amount <= -(charge.money or 0)):
        return []
    why = "another clock that was missed costs more" if stays else "the clock was kept after all"
    return work.take_back([charge], why) + ([_entered(work, *wanted)] if wanted else [])


def _missed(work: Reckoning) -> list[Clock]:
    """Its clocks that ended late, or are overdue as of the latest moment that an entry was made for. Without those that
    an attempt with a doubtful time may have stopped: a supervisor looks at it first."""
    job = work.job
    at = max([work.at, *(one.at for one in work.of(RULE))])
    late_ones = [one for one in job.clocks if late(one, at) and not _doubted(job, one.name)]
    return [one for one in late_ones if not follows(job, one) or "clocks" in children(work.terms(one.due_at or work.at))]


def follows(job: Job, clock: Clock) -> bool:
    """Whether it is the clock of a child: what had stopped or was missed before the job followed another is its own."""
    if job.parent is None:
        return False
    ended = min((one for one in (clock.stopped_at, clock.due_at) if one is not None), default=None)
    return ended is None or job.followed_at is None or ended >= job.followed_at


def _doubted(job: Job, clock: str) -> bool:
    open_ones = (one for one in job.attempts if one.doubt is not None and not one.voided)
    return clock == "response" and any(open_ones)


def _is_open_to_doubt(job: Job, charge: Entry) -> bool:
    return charge.fact.startswith(f"{job.id}/response/") and _doubted(job, "response")


def _dearest(work: Reckoning, missed: list[Clock]) -> tuple[Clock, Penalty] | None:
    """By the terms of the day on which each became due."""
    found = [(clock, one) for clock in missed for one in _applying(work, clock)]
    return max(found, key=lambda pair: pair[1].amount, default=None)


def _applying(work: Reckoning, clock: Clock) -> list[Penalty]:
    terms = work.terms(clock.due_at or work.at)
    told = terms.penalties if terms else []
    return [
        one
        for one in told
        if one.per == "breach" and one.amount and applies(one, clock.name, work.job, as_of(work.job, clock))
    ]


def as_of(job: Job, clock: Clock) -> Job | Formerly:
    """What the job was when that clock became due: who becomes a VIP later was none when it was missed, and what is converted was an incident."""
    return next((one for one in job.formerly if clock.due_at and clock.due_at < one.until), job)


def line_of(was: Job | Formerly) -> str | None:
    if isinstance(was, Formerly):
        return was.line_of_business
    return was.person.line_of_business if was.person else None


def applies(penalty: Penalty, clock: str, job: Job, was: Job | Formerly | None = None) -> bool:
    """Whether the job fits all that the penalty asks for, as it ``was``."""
    was = was or job
    asked = (penalty.kind, penalty.priority, penalty.line_of_business, penalty.vip)
    is_so = (was.kind, job.priority, line_of(was), was.vip)
    fits = all(one is None or one == is_ for one, is_ in zip(asked, is_so, strict=True))
    return penalty.clock == clock and fits


def _entered(work: Reckoning, clock: Clock, penalty: Penalty) -> Entry:
    due = clock.due_at or work.at
    more = {"money": -penalty.amount, "terms": work.since(due)}
    return work.enter(RULE, _fact(work.job, clock), "penalty", _why(work, clock, penalty), **more)


def _fact(job: Job, clock: Clock) -> str:
    return f"{job.id}/{clock.name}/{clock.started_at}"


def _is_of(charge: Entry, job: Job, clock: Clock) -> bool:
    """A clock that was charged, taken back and charged again has a fact that begins so."""
    return f"{charge.fact}/".startswith(f"{_fact(job, clock)}/")


def _why(work: Reckoning, clock: Clock, penalty: Penalty) -> str:
    due, ended = clock.due_at or "", clock.stopped_at
    contract = work.contract
    until = (
        f"ended {local(contract, ended)}" if ended else f"was running at {local(contract, work.at)}"
    )
    asks = f"the terms since {work.since(due)} ask {penalty.amount:.2f}{_for(penalty)}"
    return f"{work.job.number}: the {clock.name} clock was due {local(contract, due)} and {until}; {asks}"


def _for(penalty: Penalty) -> str:
    told = [penalty.kind, penalty.priority, penalty.line_of_business]
    named = [one for one in told if one] + (["VIP"] if penalty.vip else [])
    return f" for {', '.join(named)}" if named else ""
