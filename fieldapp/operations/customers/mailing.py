"""What became of a letter, on the job: sent to whom, or why not. Done by the sender alone; it is no attempt to reach anybody."""

from fieldapp.operations.guards import target_job
from fieldapp.operations.work.progress import remark

WHAT = {
    "invitation": "Invitation",
    "announced": "That somebody is on the way",
    "appointment": "Appointment",
    "moved": "Changed appointment",
    "cancelled": "Cancelled appointment",
    "closed": "Question how it went",
}


def sent(op, world):
    """A mail server has taken it."""
    remark(target_job(op, world), op, world, f"{_what(op)} sent to {op.args.to}.", "mail")


def failed(op, world):
    """It was given up."""
    to = f" to {op.args.to}" if op.args.to else ""
    remark(target_job(op, world), op, world, f"{_what(op)} not sent{to}: {op.args.why}.", "mail")


def _what(op) -> str:
    return WHAT.get(op.args.what, "Letter")
