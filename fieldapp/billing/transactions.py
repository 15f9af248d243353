"""Transactions: what the types that a closed job takes come to, by the terms of the day on which it was closed."""

from decimal import Decimal

from fieldapp.billing.entries import Entry
from fieldapp.billing.quantities import as_text, from_text, in_words, lacks, quantity_of
from fieldapp.billing.reckoning import Reckoning
from fieldapp.documents import TransactionType, key_of

PRICED = "it can be priced now"


def due_transactions(work: Reckoning) -> list[Entry]:
    """For each type that it takes, what should stand and does not; and what stands of a type that it does not take is taken back."""
    taken = _taken(work)
    rules = {f"transactions:{type_}" for type_ in taken}
    gone = [one for one in work.standing("transactions:") if one.rule not in rules]
    due = work.take_back(gone, "the job does not take it any more")
    for type_, items in taken.items():
        due += _one_type(work, type_, items) if type_ else _without_type(work)
    return due


def _taken(work: Reckoning) -> dict[str, int]:
    """Items by type: the workflow's own, and those that were named on the job. One empty name where a closed job is billed by nothing."""
    taken = {bill.type: 1 for bill in work.workflow.bills if bill.rule == "transactions"}
    named: dict[str, int] = {}
    for one in work.job.takes:
        named[one.type] = named.get(one.type, 0) + one.items
    by_time = any(bill.rule == "time" for bill in work.workflow.bills)
    return taken | named or ({} if by_time else {"": 0})


def _without_type(work: Reckoning) -> list[Entry]:
    """Never a silent zero: somebody must say what the work was, or it is entered as free, with the reason."""
    why, kind, more = free(work), "transactions", {"units": Decimal(0)}
    if why is None:
        why = f"{work.job.number} was closed without a transaction type, and nothing else bills it"
        kind, more = "exception", {}
    standing = [one for one in work.standing("transactions:") if one.rule == "transactions:"]
    if any(one.kind == kind for one in standing):
        return []
    new = work.enter("transactions:", work.closing, kind, why, **more)
    return [*work.take_back(standing, "the facts are others"), new]


def _one_type(work: Reckoning, type_: str, items: int) -> list[Entry]:
    rule = f"transactions:{type_}"
    standing = [one for one in work.standing(rule) if one.rule == rule]
    charge = next((one for one in standing if one.kind == "transactions"), None)
    if charge is not None and charge.rate is not None:
        return _corrected(work, charge, items)
    if charge is not None and free(work):
        return []
    terms = work.terms(work.earned)
    term = terms.types.get(type_) if terms else None
    return _charged(work, rule, type_, term, items, work.since(work.earned), standing)


def _corrected(work: Reckoning, charge: Entry, items: int) -> list[Entry]:
    """What was charged stays at the term that charged it; other facts (items, a band of time) reverse it and charge anew."""
    term = from_text(charge.rate)
    units = Decimal(0) if free(work) else quantity_of(term, items, work.job.minutes)
    if units == charge.units:
        return []
    return _charged(work, charge.rule, charge.type, term, items, charge.terms, [charge])


def _charged(
    work: Reckoning,
    rule: str,
    type_: str,
    term: TransactionType | None,
    items: int,
    since: str | None,
    standing: list[Entry],
) -> list[Entry]:
    """The charge in place of what stands; or an exception, where the terms give nothing for it."""
    minutes = work.job.minutes
    units = Decimal(0) if free(work) else _units(work, term, items)
    if units is None:
        return _exception(work, rule, type_, _lacking(work, type_, term), standing)
    why = free(work) or _why(work, type_, term, items, since)
    more = {"units": units, "type": type_, "terms": since, "minutes": minutes}
    kept = as_text(term) if term is not None else None
    charge = work.enter(rule, work.closing, "transactions", why, rate=kept, **more)
    return [*work.take_back(standing, _reason(standing)), charge]


def _units(work: Reckoning, term: TransactionType | None, items: int) -> Decimal | None:
    if term is None or not fits(term, work.job.kind):
        return None
    return quantity_of(term, items, work.job.minutes)


def fits(term: TransactionType, kind: str) -> bool:
    """Whether jobs of that kind take the type."""
    return not term.kinds or kind in term.kinds


def _exception(work, rule: str, type_: str, why: str, standing: list[Entry]) -> list[Entry]:
    """Entered once for each reason."""
    if any(one.kind == "exception" and one.why == why for one in standing):
        return []
    new = work.enter(rule, work.closing, "exception", why, type=type_)
    return [*work.take_back(standing, "the facts are others"), new]


def _reason(standing: list[Entry]) -> str:
    return PRICED if standing and standing[-1].kind == "exception" else "the facts are others"


def _lacking(work: Reckoning, type_: str, term: TransactionType | None) -> str:
    if term is None:
        return f"The contract has no term for the transaction type “{type_}” on that day"
    if not fits(term, work.job.kind):
        return f"The transaction type “{type_}” does not fit this work: it is for {', '.join(term.kinds)}"
    return f"The transaction type “{type_}” {lacks(term, work.job.minutes)}"


def _why(work, type_: str, term: TransactionType, items: int, since: str | None) -> str:
    job = work.job
    return f"{job.number} closed; the terms since {since} give {in_words(term, items, job.minutes)} of “{type_}”"


def free(work: Reckoning) -> str | None:
    """Why closing it earns nothing, where that is so: the contractor's own fault, or a child whose parent is charged."""
    job, terms = work.job, work.terms(work.earned)
    if job.rework is not None:
        return f"{job.number} mends what {key_of(job.rework)} left wrong: rework earns nothing"
    if job.parent is not None and "charges" not in children(terms):
        return f"{job.number} follows another incident, which is charged for all"
    return None


def children(terms) -> list[str]:
    """What counts of a child incident: ``clocks``, ``charges``."""
    return terms.service.children if terms and terms.service else []
