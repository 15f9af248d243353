"""Which step of a job is whose turn: what is settled, what is ready, what waits for what."""

from fieldapp.operations.guards import is_of
from fieldapp.screens.roles import acts_for
from fieldapp.screens.words import step_number, step_of

PORTABLE = True


def settled(job, key):
    """Whether that step, or part of a step, is behind us."""
    for step in job["steps"]:
        if step["key"] == key:
            return step["state"] != "todo"
        for part in step["parts"]:
            if part["key"] == key:
                return part["state"] == "done" or step["state"] == "skipped"
    return True


def spec_of(workflow, key):
    """What the workflow says of a step; None where it no longer has it."""
    steps = workflow["steps"] if workflow is not None else []
    picked = (workflow.get("catalogue") or []) if workflow is not None else []
    known = [spec for spec in steps if spec["key"] == key]
    found = [*known, *[spec for spec in picked if key is not None and is_of(key, spec["key"])]]
    return found[0] if len(found) > 0 else None


def missing(job, keys):
    """Names of what must come first and has not: ``step 4 (Prepared)``, or a part's title."""
    return [name_of(job, key) for key in keys if not settled(job, key)]


def name_of(job, key):
    step = step_of(job, key)
    if step is not None:
        return f"step {step_number(job, key)} ({step['title']})"
    for step in job["steps"]:
        for part in step["parts"]:
            if part["key"] == key:
                return f"“{part['title']}”"
    return key


def waits_for(job, spec):
    """What a step waits for. One with parts waits for what its next part does."""
    if spec is None:
        return []
    for part in spec["parts"]:
        if not settled(job, part["key"]):
            return missing(job, part["after"])
    return missing(job, spec["after"])


def first_choice(job, workflow, site, user):
    """The step to put in front of this person: the current one, unless it is for others and
    another is both ready and theirs."""
    current = step_of(job, job["current_step"])
    if current is None or acts_for(current["role"], user, site):
        return job["current_step"] or first_open(job)
    for step in job["steps"]:
        if step["state"] == "todo" and acts_for(step["role"], user, site):
            if workflow is not None and len(waits_for(job, spec_of(workflow, step["key"]))) == 0:
                return step["key"]
    return job["current_step"]


def first_open(job):
    return next((step["key"] for step in job["steps"] if step["state"] == "todo"), None)
