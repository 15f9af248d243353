"""What a job earns, by the contract's terms. Pure: documents and entries in, entries out.

The ledger is compared with what it should say of the job as it is now, and only the difference is
entered. So it does not matter how often one asks, or by which road the job came here.
"""

from decimal import ROUND_CEILING, Decimal
from urllib.parse import quote

from fieldapp.billing.entries import Entry, entry, live, reversal
from fieldapp.billing.terms import day_of, terms_on
from fieldapp.documents import Contract, Job, Rate, key_of
from fieldapp.workflows import Bill, Workflow


def due_entries(
    job: Job, workflow: Workflow, contract: Contract | None, entries: list[Entry], op: str, at: str
) -> list[Entry]:
    """The entries that make the ledger right for the job, ``entries`` being those it has. They are priced by the terms of the day of ``at``."""
    terms = terms_on(contract, day_of(contract, at)) if contract else None
    due: list[Entry] = []
    for bill in workflow.bills:
        rule = f"{bill.rule}:{bill.type or job.kind}"
        mine = [entry for entry in entries if entry.rule == rule]
        if job.state != "closed":
            due += [
                reversal(entry, "the job is not closed any more", op, at) for entry in live(mine)
            ]
        elif job.accepted is not None and not _earns(job, terms):
            due += _unearned(job, rule, terms, mine, op, at)
        elif bill.rule == "transactions":
            due += _transactions(job, bill, rule, terms, mine, op, at)
        else:
            due += _time(job, rule, terms, mine, op, at)
    return due


def _earns(job: Job, terms: Contract | None) -> bool | None:
    """Whether what a supervisor accepted instead of a wipe is paid; None where the contract does not say."""
    return terms.wiping.earns.get(job.accepted.instead) if terms and terms.wiping else None


def _unearned(
    job: Job, rule: str, terms: Contract | None, entries: list[Entry], op: str, at: str
) -> list[Entry]:
    """Nothing, where the contract says so; an exception, where it is silent."""
    if live(entries) or _earns(job, terms) is False:
        return []
    closing = f"{job.id}/close/{job.closings}"
    fact = _fact(closing, entries, op)
    why = f"Accepted as {job.accepted.instead.replace('_', ' ')}; the contract does not say whether that earns"
    return [_entry(job, rule, fact, "exception", op, at, why)]


def _transactions(
    job: Job, bill: Bill, rule: str, terms: Contract | None, entries: list[Entry], op: str, at: str
) -> list[Entry]:
    """What the contract gives for the type, once for each closing; an exception until it gives something."""
    standing = live(entries)
    term = terms.types.get(bill.type) if terms else None
    if standing and (term is None or standing[-1].kind != "exception"):
        return []
    fact = _fact(f"{job.id}/close/{job.closings}", entries, op)
    if term is None:
        why = f"The contract has no term for the transaction type “{bill.type}”"
        return [_entry(job, rule, fact, "exception", op, at, why)]
    why = f"{job.number} closed; the terms give {term.quantity} for “{bill.type}”"
    charge = _entry(job, rule, fact, "transactions", op, at, why, units=term.quantity)
    return [*(reversal(entry, PRICED, op, at) for entry in standing), charge]


PRICED = "it can be priced now"


def _fact(occurrence: str, entries: list[Entry], op: str) -> str:
    """The occurrence that earns; what comes to it later is told apart by what brought it."""
    return f"{occurrence}/{op}" if any(one.fact == occurrence for one in entries) else occurrence


def _time(
    job: Job, rule: str, terms: Contract | None, entries: list[Entry], op: str, at: str
) -> list[Entry]:
    """For each skill, the difference between what its minutes come to and what was charged."""
    minutes: dict[str, int] = {}
    for time in job.times:
        if not time.voided:
            minutes[time.skill or ""] = minutes.get(time.skill or "", 0) + time.minutes
    skills = sorted({*minutes} | {entry.skill or "" for entry in live(entries)})
    found = [
        _one_skill(job, rule, terms, entries, skill, minutes.get(skill, 0), op, at)
        for skill in skills
    ]
    return [entry for due in found for entry in due]


def _one_skill(job, rule, terms, entries, skill, minutes, op, at) -> list[Entry]:
    """Only other minutes make another charge: at the rate of the day on which the first was made, and to
    the cost centre that paid it. Terms and people may have changed since; what was earned has not."""
    standing = [entry for entry in live(entries) if (entry.skill or "") == skill]
    charges = [entry for entry in standing if entry.kind == "time"]
    if charges and charges[-1].minutes == minutes:
        return []
    fact = _fact(f"{job.id}/close/{job.closings}/{quote(skill, safe='')}", entries, op)
    rate = _rate(charges[0].rate) if charges else _rate_of(terms, skill)
    centre = charges[0].cost_centre if charges else job.person and job.person.cost_centre
    if rate is None or not centre:
        return _lacking(job, rule, fact, standing, skill, minutes, rate, op, at)
    charged = sum((entry.money or Decimal(0) for entry in charges), Decimal(0))
    due = [reversal(entry, PRICED, op, at) for entry in standing if entry.kind == "exception"]
    money = price(minutes, rate) - charged
    if money:
        why = f"{minutes} minutes at {rate.hourly:.2f} an hour, less {charged:.2f} charged before"
        more = {"skill": skill, "money": money, "cost_centre": centre, "minutes": minutes}
        due.append(_entry(job, rule, fact, "time", op, at, why, rate=_text(rate), **more))
    return due


def _lacking(job, rule, fact, standing, skill, minutes, rate, op, at) -> list[Entry]:
    """Never a silent zero: an exception says how many minutes wait for a price, and for what they lack."""
    if standing and standing[-1].minutes == minutes:
        return []
    lacking = "a cost centre" if rate else f"a rate for “{skill or 'any skill'}”"
    why = f"{minutes} minutes lack {lacking}"
    new = _entry(job, rule, fact, "exception", op, at, why, skill=skill, minutes=minutes)
    return [*(reversal(entry, "the minutes are others", op, at) for entry in standing), new]


def _rate_of(terms: Contract | None, skill: str) -> Rate | None:
    return (terms.rates.get(skill) or terms.rates.get("")) if terms else None


def _text(rate: Rate) -> str:
    """As an entry keeps the rate that it was made at."""
    return f"{rate.hourly}/{rate.round_minutes}/{rate.minimum_minutes}"


def _rate(text: str) -> Rate:
    hourly, round_minutes, minimum = text.split("/")
    return Rate(
        hourly=Decimal(hourly), round_minutes=int(round_minutes), minimum_minutes=int(minimum)
    )


def price(minutes: int, rate: Rate) -> Decimal:
    """Money for that many minutes: the minimum and the rounding are applied once, to their sum."""
    if minutes <= 0:
        return Decimal(0)
    steps = Decimal(max(minutes, rate.minimum_minutes)) / rate.round_minutes
    billed = steps.to_integral_value(ROUND_CEILING) * rate.round_minutes
    return (billed * rate.hourly / 60).quantize(Decimal("0.01"))


def _entry(job: Job, rule: str, fact: str, kind: str, op: str, at: str, why: str, **more) -> Entry:
    return entry(rule, fact, kind, key_of(job.id), op, at, why, contract=job.contract, **more)
