"""A job that was called off earns the contract's amount for the furthest step done. A silent contract makes an exception."""

from decimal import Decimal

from fieldapp.billing.entries import Entry
from fieldapp.billing.reckoning import Reckoning
from fieldapp.billing.transactions import free


def due_cancelling(work: Reckoning) -> list[Entry]:
    """What was reserved is free by itself, for the job is not open any more."""
    rule = f"cancel:{work.job.kind}"
    standing = work.standing("cancel:")
    if work.job.state != "cancelled":
        return work.take_back(standing, "the job is not cancelled any more")
    if work.is_reopened:
        # What its closing earned stands, and is for the same work.
        return []
    step, units = _furthest(work)
    kind = "exception" if units is None else "transactions"
    why = _why(work, step, units)
    if [(one.rule, one.units, one.why) for one in standing] == [(rule, units, why)]:
        return []
    due = work.take_back(standing, "the facts are others")
    if units is None and not _was_worked_on(work):
        return due
    more = {"units": units, "type": _type(work), "terms": work.since(work.earned)}
    more |= {"minutes": work.job.minutes}
    return [*due, work.enter(rule, f"{work.job.id}/cancel", kind, why, **more)]


def _furthest(work: Reckoning) -> tuple[str, Decimal | None]:
    """The title of the furthest step done that the contract has an amount for, and the amount; None where it has none."""
    terms = work.terms(work.earned)
    amounts = terms.cancels.get(work.job.kind, {}) if terms else {}
    done = [step for step in work.job.steps if step.state == "done" and step.key in amounts]
    if not done:
        return "", None
    return done[-1].title, Decimal(0) if free(work) else amounts[done[-1].key]


def _was_worked_on(work: Reckoning) -> bool:
    return work.job.minutes > 0 or any(step.state == "done" for step in work.job.steps)


def _type(work: Reckoning) -> str | None:
    """The transaction type that closing would have taken."""
    return next((one.type for one in work.workflow.bills if one.rule == "transactions"), None)


def _why(work: Reckoning, step: str, units: Decimal | None) -> str:
    job = work.job
    if units is not None:
        return (
            free(work)
            or f"{job.number} cancelled after “{step}”; the contract gives {units} for that"
        )
    done = [one.title for one in job.steps if one.state == "done"]
    reached = f" after “{done[-1]}”" if done else ""
    return f"{job.number} cancelled{reached}: the contract gives nothing for that; {job.minutes} minutes were spent"
