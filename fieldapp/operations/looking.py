"""A look at a job's clocks: what has become due while nobody touched it is entered (``billing.penalties``)."""

from fieldapp.operations.guards import target_job


def look(op, world):
    """The job is looked at, and left as it is."""
    target_job(op, world)
