"""Targets: which of the contract's promises about time hold for a job, and how they read. Terms are plain data."""

from fieldapp.portable.natives import epoch, iso

PORTABLE = True


def begins(version):
    """When a version of the terms begins, in milliseconds; what was shared before moments were begins with its day."""
    return epoch(version.get("begins") or version["from"] + "T00:00:00.000Z")


def terms_at(service, at):
    """The terms in force at a moment; None before the first."""
    found = None
    for one in service:
        if begins(one) <= epoch(at):
            found = one["terms"]
    return found


def versions_from(service, at):
    """The terms in force at a moment, and all that begin later: each with the moment from which on it matters."""
    now = terms_at(service, at)
    found = [[at, now]] if now is not None else []
    for one in service:
        if begins(one) > epoch(at):
            found.append([iso(begins(one)), one["terms"]])
    return found


def fits(target, job, name):
    """Whether the target holds for that clock of the job. Nobody answers a task: only an incident has a response."""
    if target["clock"] != name or (name == "response" and job.kind != "incident"):
        return False
    line = job.person.line_of_business if job.person is not None else None
    pairs = [
        [target["kind"], job.kind],
        [target["priority"], job.priority],
        [target["line_of_business"], line],
        [target["vip"], job.vip],
    ]
    return all(wanted is None or wanted == has for wanted, has in pairs)


def promised(terms, job, name):
    """What the terms promise of that clock: each ``{minutes, calendar, rule}``, all that apply. The earliest due governs."""
    found = []
    for target in terms["targets"]:
        if fits(target, job, name):
            calendar = target["calendar"] or calendar_for(terms, job)
            rule = rule_words(target, calendar)
            found.append({"minutes": target["minutes"], "calendar": calendar, "rule": rule})
    return found


def calendar_for(terms, job):
    """The calendar of the job's line of business, or the site's (empty)."""
    line = job.person.line_of_business if job.person is not None else None
    return terms["lines"].get(line or "") or ""


def rule_words(target, calendar):
    """``Response within 15 min for VIPs, counted day and night``"""
    whom = [
        target["kind"].replace("_", " ") if target["kind"] else "",
        priority_words(target["priority"]),
        target["line_of_business"] or "",
        {"true": "VIPs", "false": "all but VIPs"}.get(said(target["vip"])) or "",
    ]
    named = ", ".join([one for one in whom if one])
    rest = f" for {named}" if named else ""
    clock = "Response" if target["clock"] == "response" else "Completion"
    return (
        f"{clock} within {span_words(target['minutes'])}{rest}, counted {calendar_words(calendar)}"
    )


def priority_words(priority):
    """``top priority``, or ``priority 1`` where they are numbered."""
    if not priority:
        return ""
    return "priority " + priority if priority.isdigit() else priority + " priority"


def said(answer):
    """A yes, a no, or neither, as a key."""
    if answer is None:
        return ""
    return "true" if answer else "false"


def calendar_words(name):
    if name == "always":
        return "day and night"
    return f"in the hours of “{name}”" if name else "in the site's hours"


def span_words(minutes):
    """``15 min``, ``4 h``, ``1 h 30 min``: of counted time, which has no days."""
    hours, rest = divmod(minutes, 60)
    words = [f"{hours} h" if hours else "", f"{rest} min" if rest or not hours else ""]
    return " ".join([one for one in words if one])
