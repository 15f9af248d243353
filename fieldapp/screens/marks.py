"""What is still on this phone, and what waits for a supervisor: told apart on every screen."""

PORTABLE = True


def kept(op, here):
    """Whether that operation has not reached the server yet."""
    return here["pending"].get(op or "") in ["queued", "sending"]


def kept_in(job, here):
    """How many of the entries that this job shows are still on this phone."""
    if len(here["pending"]) == 0:
        return 0
    return len([op for op in operations_in(job) if kept(op, here)])


def operations_in(job):
    """Every operation that has left something in the job, once."""
    found = {}
    for step in job["steps"]:
        found[step["op"] or ""] = True
        for part in step["parts"]:
            found[part["op"] or ""] = True
    for entry in job["notes"]:
        found[entry["op"]] = True
    for entry in job["times"]:
        found[entry["op"]] = True
    for thing in [job["hold"], job["assignee"]]:
        if thing is not None:
            found[thing["op"] or ""] = True
    found[job["schedule_op"] or ""] = True
    return list(found.keys())
