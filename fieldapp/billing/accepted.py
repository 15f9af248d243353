"""What a supervisor accepted instead of a wiped machine: the contract says whether that earns."""

from fieldapp.billing.entries import Entry
from fieldapp.billing.reckoning import Reckoning


def is_unearned(work: Reckoning) -> bool:
    """Whether it closed so, and the contract does not say that this is paid."""
    return work.job.accepted is not None and not _earns(work)


def _earns(work: Reckoning) -> bool | None:
    """None where the contract does not say."""
    terms = work.terms(work.earned)
    return terms.wiping.earns.get(work.job.accepted.instead) if terms and terms.wiping else None


def due_unearned(work: Reckoning) -> list[Entry]:
    """Nothing, where the contract says so; an exception, where it is silent."""
    rules = [f"{bill.rule}:{bill.type or work.job.kind}" for bill in work.workflow.bills]
    return [entry for rule in rules for entry in _one_rule(work, rule)]


def _one_rule(work: Reckoning, rule: str) -> list[Entry]:
    standing = [one for one in work.standing(rule) if one.rule == rule]
    if _earns(work) is False:
        return work.take_back(standing, "the contract pays nothing for what was accepted")
    if standing:
        return []
    instead = work.job.accepted.instead.replace("_", " ")
    why = f"Accepted as {instead}; the contract does not say whether that earns"
    return [work.enter(rule, work.closing, "exception", why)]
