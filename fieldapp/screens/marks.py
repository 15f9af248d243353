"""What is still on this phone, and what waits for a supervisor: told apart on every screen."""

PORTABLE = True


def kept(op, here):
    """Whether that operation has not reached the server yet."""
    return here["pending"].get(op or "") in ["queued", "sending"]


def kept_in(job, here):
    """How many entries about this job are still on this phone."""
    return here["pending_on"].get(job["id"], 0)
