"""What a job earns, by the contract's terms. Pure: documents and entries in, entries out.

The ledger is compared with what it should say of the job as it is now, and only the difference is
entered. So it does not matter how often one asks, or by which road the job came here.
"""

from fieldapp.billing.accepted import due_unearned, is_unearned
from fieldapp.billing.cancelling import due_cancelling
from fieldapp.billing.entries import Entry
from fieldapp.billing.hours import due_time
from fieldapp.billing.penalties import due_penalties
from fieldapp.billing.reckoning import Reckoning
from fieldapp.billing.transactions import due_transactions
from fieldapp.documents import Contract, Job
from fieldapp.workflows import Workflow


def is_billable(job: Job, entries: list[Entry]) -> bool:
    """Whether there is anything to compare: most work is done on open jobs without clocks, and costs nothing here."""
    return job.state in ("closed", "cancelled") or bool(entries) or bool(job.clocks)


def due_entries(
    job: Job, workflow: Workflow, contract: Contract | None, entries: list[Entry], op: str, at: str
) -> list[Entry]:
    """The entries that make the ledger right for the job, ``entries`` being those it has, after the operation ``op`` of the moment ``at``."""
    work = Reckoning(job, workflow, contract, entries, op, at)
    return [*_due_closing(work), *due_cancelling(work), *due_penalties(work)]


def _due_closing(work: Reckoning) -> list[Entry]:
    """What closing earns: once for each closing, by the terms of its day."""
    if work.is_reopened:
        return []
    if work.job.state != "closed":
        earned = [*work.standing("transactions:"), *work.standing("time:")]
        return work.take_back(earned, "the job is not closed any more")
    if is_unearned(work):
        return due_unearned(work)
    return [*due_transactions(work), *due_time(work)]
