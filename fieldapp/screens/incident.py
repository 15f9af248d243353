"""A job of free steps: the problem in their words, who was tried when, what can be done next, and how it ends."""

from fieldapp.operations.work.picking import next_key_of
from fieldapp.screens.filters import duration, seconds
from fieldapp.screens.marks import kept
from fieldapp.screens.rows import is_incident, is_unanswered
from fieldapp.screens.words import is_live, job_number, key_of, spoken

PORTABLE = True

CHANNELS = {"call": "Called", "email": "Wrote an e-mail", "in_person": "In person"}
BECAME_VIP = "VIP since it was opened: the priority stays, what is promised to VIPs counts from then"
NO_VIP = "No VIP any more: what was promised stays, until a supervisor gives more time"
OTHER_LINE = "Another line of business since it was opened: the priority stays, what is stricter counts from then"
SOURCES = {"help_desk": "From the help desk", "csv": "From a file", "api": "From another system"}


def incident_view(job, workflow, site, others, sites, at_step, here):
    """What the page of such a job has beside that of others; None for those of fixed steps. ``at_step`` says whether a step is open."""
    if workflow is None or workflow.get("free") is not True:
        return None
    live = is_live(job)
    return {
        "kind": workflow["title"],
        "next": next_act(job, at_step) if live else "",
        "problem": job["problem"] or "",
        "facts": facts(job),
        "answerable": is_incident(job) and live,
        "unanswered": is_unanswered(job),
        "attempts": attempts(job, here),
        "picks": picks(job, workflow) if live else [],
        "left": [step["title"] for step in job["steps"] if step["state"] == "todo"],
        "types": types_for(job, site),
        "minutes": job["minutes"],
        "summary": job["summary"] or "",
        "resolved": job["resolved_at"] is not None and live,
        "reopens": job["state"] == "closed",
        "queues": queues(job, site),
        "sites": [[key_of(one), one["name"]] for one in sites if key_of(one) != job["site"]["id"]],
        "parents": parents(job, others),
        "nameable": nameable(job, workflow) if live else [],
        "children": len(job.get("children") or []),
        "parent": job["parent"] or "",
        "converts": "request" if is_incident(job) else "incident",
    }


def next_act(job, at_step):
    """The one thing to do next: ``call`` until somebody was reached or the work was begun, then the open ``step``; ``pick`` the
    first one, and once what was picked is done, ``end`` it."""
    begun = len(job["steps"]) > 0 or job["resolved_at"] is not None
    if is_unanswered(job) or is_incident(job) and not begun and not was_reached(job):
        return "call"
    if at_step:
        return "step"
    return "end" if begun else "pick"


def was_reached(job):
    return any(one["reached"] and not one["voided"] for one in job["attempts"] or [])


def facts(job):
    """How urgent it is, where it waits and how it came, in words."""
    lines = []
    if job["priority"]:
        lines.append("Priority " + job["priority"])
    if job["impact"]:
        lines.append("hits: " + spoken(job["impact"]).lower())
    if job["queue"]:
        lines.append("queue " + job["queue"])
    if job.get("place"):
        lines.append("at " + job["place"])
    if job["source"] in SOURCES:
        lines.append(SOURCES[job["source"]] + (f" ({job['reference']})" if job["reference"] else ""))
    if job.get("reported_at"):
        lines.append(waited(job))
    if job.get("escalated_at"):
        lines.append("Escalated")
    if job["rework"]:
        lines.append("Rework: takes nothing")
    return lines + since_then(job)


def since_then(job):
    """What the customer became after it was opened. The priority stays as it was said; promises that are stricter count from then."""
    was = next((one for one in job.get("formerly") or []), None)
    if was is None or not is_live(job):
        return []
    if was["vip"] != job["vip"]:
        return [BECAME_VIP if job["vip"] else NO_VIP]
    line = job["person"]["line_of_business"] if job["person"] is not None else None
    return [OTHER_LINE] if was["line_of_business"] != line else []


def waited(job):
    """The time before it reached us is somebody else's, and no clock counts it."""
    minutes = (seconds(job["created_at"]) - seconds(job["reported_at"])) // 60
    return f"Reported {duration(minutes)} before it reached us" if minutes > 0 else "Reported to us first"


def attempts(job, here):
    """Who tried to reach the customer, the last first."""
    return [
        {
            "words": f"{CHANNELS.get(one['channel']) or 'Tried'}: {'reached' if one['reached'] else 'not reached'}",
            "said": one["said"],
            "by": one["by"]["name"],
            "at": one["at"],
            "voided": one["voided"],
            "op": one["op"],
            "mine": one["by"]["id"] == here["user"]["id"] or "supervisor" in here["user"]["roles"],
            "kept": kept(one["op"], here),
        }
        for one in reversed(job["attempts"] or [])
    ]


def picks(job, workflow):
    """What can be done next: each with the key that the job's step gets."""
    taken = [step["key"] for step in job["steps"]]
    return [
        {"step": spec["key"], "key": next_key_of(taken, spec["key"]), "title": spec["title"]}
        for spec in workflow["catalogue"]
        if can_be_done(job, spec)
    ]


def can_be_done(job, spec):
    """What is done to a machine needs one on the job."""
    wanted = [need["asset"] for need in spec["needs"] if need["kind"] == "scan"]
    return all(role in job["assets"] for role in wanted)


def parents(job, others):
    """The open incidents of the site that it can follow, the newest first; none where others follow this one."""
    if not is_incident(job) or len(job.get("children") or []) > 0:
        return []
    free = [one for one in others if one["id"] != job["id"] and one["parent"] is None and key_of(one) != job["parent"]]
    return [
        {"key": key_of(one), "words": f"{job_number(one)} {one['title']}"}
        for one in sorted(free, key=lambda one: one["created_at"], reverse=True)
    ]


def nameable(job, workflow):
    """The machines that nobody could name when it was opened: ``[{role, title}]``."""
    roles = workflow["assets"]
    missing = [role for role in roles if roles[role]["given"] and role not in job["assets"]]
    return [{"role": role, "title": roles[role]["title"]} for role in missing]


def types_for(job, site):
    """The transaction types of the site's contract: those made for this kind of work, and the others with what it means to take one.
    What fits any work stands among the others where something was made for this. None at all: then it is written."""
    types = (site.get("types") or {}) if site is not None else {}
    made = [name for name in sorted(types) if job["kind"] in types[name]]
    common = [name for name in sorted(types) if len(types[name]) == 0]
    foreign = [name for name in sorted(types) if len(types[name]) > 0 and job["kind"] not in types[name]]
    others = [{"name": name, "words": "for any kind of work"} for name in (common if len(made) > 0 else [])]
    others += [{"name": name, "words": foreign_words(types[name])} for name in foreign]
    return {"first": made if len(made) > 0 else common, "others": others}


def foreign_words(kinds):
    """What comes of it: the month's bill asks what it is, instead of charging it."""
    only = ", ".join([spoken(kind).lower() for kind in kinds])
    return f"only for {only}: nothing is charged, and the bill has an exception that the office must decide"


def queues(job, site):
    """The other queues that the contract names."""
    versions = (site.get("service") or []) if site is not None else []
    names = versions[-1]["terms"]["queues"] if len(versions) > 0 else []
    return [name for name in names if name != job["queue"]]


DONE = {
    "step.pick": "Step added",
    "contact.attempt": "Attempt recorded",
    "job.resolve": "Resolved",
    "job.reopen": "Open again",
    "job.transfer": "Transferred",
    "job.escalate": "Escalated",
    "job.follow": "It follows the other",
    "job.convert": "It is another kind of job now",
}

