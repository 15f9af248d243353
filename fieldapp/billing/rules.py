"""What a job earns, by the contract's terms. Pure: documents and entries in, entries out.

The ledger is compared with what it should say of the job as it is now, and only the difference is
entered. So it does not matter how often one asks, or by which road the job came here.
"""

from decimal import ROUND_CEILING, Decimal
from uuid import NAMESPACE_URL, uuid5

import msgspec

from fieldapp.documents import Contract, Job, Rate, key_of
from fieldapp.workflows import Bill, Workflow


class Entry(msgspec.Struct, kw_only=True):
    """A ledger entry. ``units`` are transactions, ``money`` is in the contract's currency; an entry
    of kind ``exception`` says that no term prices the work. ``why`` tells rule, terms and facts."""

    id: str
    rule: str
    fact: str
    kind: str
    job: str
    contract: str | None = None
    cost_centre: str | None = None
    skill: str | None = None
    units: Decimal | None = None
    money: Decimal | None = None
    at: str
    reverses: str | None = None
    op: str
    why: str


def due_entries(
    job: Job, workflow: Workflow, terms: Contract | None, entries: list[Entry], op: str, at: str
) -> list[Entry]:
    """The entries that make the ledger right for the job, ``entries`` being those it has."""
    due: list[Entry] = []
    for bill in workflow.bills:
        rule = f"{bill.rule}:{bill.type or job.kind}"
        live = _live([entry for entry in entries if entry.rule == rule])
        if job.state != "closed":
            due += [reversal(entry, op, at) for entry in live]
        elif bill.rule == "transactions":
            due += [] if live else [_transactions(job, bill, rule, terms, op, at)]
        else:
            due += _time(job, rule, terms, live, op, at)
    return due


def _live(entries: list[Entry]) -> list[Entry]:
    reversed_ones = {entry.reverses for entry in entries}
    return [entry for entry in entries if entry.id not in reversed_ones and entry.reverses is None]


def reversal(entry: Entry, op: str, at: str) -> Entry:
    """The entry that takes ``entry`` back. Its fact is the entry, so there is never a second one."""
    return msgspec.structs.replace(
        entry,
        id=_id(entry.rule, f"entry:{entry.id}"),
        fact=f"entry:{entry.id}",
        units=None if entry.units is None else -entry.units,
        money=None if entry.money is None else -entry.money,
        at=at,
        reverses=entry.id,
        op=op,
        why=f"Reverses {entry.fact}: the job is not closed any more",
    )


def _transactions(
    job: Job, bill: Bill, rule: str, terms: Contract | None, op: str, at: str
) -> Entry:
    """What the contract gives for the type, once for each closing."""
    fact = f"{job.id}/close/{job.closings}"
    term = terms.types.get(bill.type) if terms else None
    if term is None:
        why = f"The contract has no term for the transaction type “{bill.type}”"
        return _entry(job, rule, fact, "exception", op, at, why)
    why = f"{job.number} closed; the terms give {term.quantity} for “{bill.type}”"
    return _entry(job, rule, fact, "transactions", op, at, why, units=term.quantity)


def _time(
    job: Job, rule: str, terms: Contract | None, live: list[Entry], op: str, at: str
) -> list[Entry]:
    """For each skill, the difference between what its minutes come to and what was charged."""
    minutes: dict[str, int] = {}
    for time in job.times:
        if not time.voided:
            minutes[time.skill or ""] = minutes.get(time.skill or "", 0) + time.minutes
    skills = sorted({*minutes} | {entry.skill or "" for entry in live})
    found = (
        _one_skill(job, rule, terms, live, skill, minutes.get(skill, 0), op, at) for skill in skills
    )
    return [entry for entry in found if entry]


def _one_skill(job, rule, terms, live, skill, minutes, op, at) -> Entry | None:
    rate = (terms.rates.get(skill) or terms.rates.get("")) if terms else None
    centre = job.person.cost_centre if job.person else None
    fact = f"{job.id}/close/{job.closings}/{skill}" + (f"/{op}" if _charged(live, skill) else "")
    if rate is None or not centre:
        lacking = "a cost centre" if rate else f"a rate for “{skill or 'any skill'}”"
        if any(entry.kind == "exception" and (entry.skill or "") == skill for entry in live):
            return None
        why = f"{minutes} minutes lack {lacking}"
        return _entry(job, rule, fact, "exception", op, at, why, skill=skill)
    charged = sum((entry.money or 0 for entry in live if (entry.skill or "") == skill), Decimal(0))
    money = price(minutes, rate) - charged
    if not money:
        return None
    why = f"{minutes} minutes at {rate.hourly:.2f} an hour, less {charged:.2f} charged before"
    return _entry(
        job, rule, fact, "time", op, at, why, skill=skill, money=money, cost_centre=centre
    )


def _charged(live: list[Entry], skill: str) -> bool:
    return any((entry.skill or "") == skill for entry in live)


def price(minutes: int, rate: Rate) -> Decimal:
    """Money for that many minutes: the minimum and the rounding are applied once, to their sum."""
    if minutes <= 0:
        return Decimal(0)
    steps = Decimal(max(minutes, rate.minimum_minutes)) / rate.round_minutes
    billed = steps.to_integral_value(ROUND_CEILING) * rate.round_minutes
    return (billed * rate.hourly / 60).quantize(Decimal("0.01"))


def _entry(job: Job, rule: str, fact: str, kind: str, op: str, at: str, why: str, **more) -> Entry:
    return Entry(
        id=_id(rule, fact),
        rule=rule,
        fact=fact,
        kind=kind,
        job=key_of(job.id),
        contract=job.contract,
        at=at,
        op=op,
        why=why,
        **more,
    )


def _id(rule: str, fact: str) -> str:
    return str(uuid5(NAMESPACE_URL, f"fieldapp:{rule}|{fact}"))
