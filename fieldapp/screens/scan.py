"""The scanner: what it looks for, and how to get back with what it found."""

from fieldapp.screens.evidence import fills_from_query
from fieldapp.screens.words import job_number, key_of, machine_name, step_of, step_words

PORTABLE = True


def page(found, here):
    """With ``for``, ``step`` and ``need`` it answers a step's question; without, it opens."""
    return {
        "title": "Scan",
        "errand": errand(found["job"], here["query"]),
        "recent": [recent_line(one) for one in found["recent"]["scans"]],
        "counting": found["recent"]["counting"],
    }


def recent_line(one):
    """A scan of before: the machine where the books have it, or what was read."""
    asset = one["asset"]
    name = machine_name(asset) if asset is not None else one["code"]
    return {"code": one["text"], "name": name, "at": one["at"]}


def errand(job, query):
    """What a step wants scanned, and the answers it has already; None for a free scan."""
    step = step_of(job, query.get("step")) if job is not None else None
    need = need_of(step, query.get("need"))
    if step is None or need is None:
        return None
    machine = job["assets"].get(need["asset"] or "")
    fills = fills_from_query(query)
    return {
        "job": key_of(job),
        "number": job_number(job),
        "step": step["key"],
        "step_words": step_words(job, step["key"]),
        "need": query["need"],
        "kind": need["kind"],
        "title": need["title"],
        "strict": need["strict"],
        "machine": machine_name(machine) if machine is not None else "",
        "serial": (machine["serial"] or "") if machine is not None and need.get("serial") else "",
        "fills": [{"name": name, "value": fills[name]} for name in fills],
    }


def need_of(step, name):
    """The need that is asked about; ``incoming.tag`` is a field of the need ``incoming``."""
    if step is None or not name:
        return None
    key = name.split(".")[0]
    return next((need for need in step["needs"] if need["name"] == key), None)
