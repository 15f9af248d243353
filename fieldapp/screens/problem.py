"""Why something was not recorded, and the ways on from there."""

from fieldapp.screens.evidence import PREFIX
from fieldapp.screens.labels import is_it
from fieldapp.screens.words import machine_name, step_of, what_it_is

PORTABLE = True

# The form says these afresh.
HIDDEN = ["op", "user", "target", "back", "stands", "anyway", "csrf_token"]


def problem_view(job, mistaken, here):
    """The sentence, the fields as they were, and the ways on; None without a problem.

    ``mistaken`` has the machines that the form named, by field."""
    problem = here["problem"]
    if problem is None:
        return None
    fields = [field for field in problem["fields"] if field[0] not in HIDDEN]
    wrong = wrong_scan(job, mistaken, problem) if job is not None else None
    return {
        "message": problem["message"],
        "kind": problem["kind"],
        "target": value_of(problem["fields"], "target"),
        "back": value_of(problem["fields"], "back"),
        "fields": [{"name": field[0], "value": field[1]} for field in fields],
        "here": wrong,
        # What happened may be recorded though it clashes; somebody else decides then.
        "anyway": wrong is None and problem["code"] == "disputed" and problem["fact"],
    }


def value_of(fields, name):
    return next((field[1] for field in fields if field[0] == name), "")


def wrong_scan(job, mistaken, problem):
    """The scan that named another machine than the booked one, and where its reason goes."""
    if problem["kind"] != "step.complete" or problem["code"] != "disputed":
        return None
    step = step_of(job, value_of(problem["fields"], "args.step"))
    for need in step["needs"] if step is not None else []:
        machine = job["assets"].get(need["asset"] or "")
        field = PREFIX + need["name"]
        scanned = value_of(problem["fields"], field).strip().upper()
        if need["kind"] == "scan" and scanned and machine is not None:
            asset = mistaken.get(field)
            if not is_it(machine, asset, scanned):
                return {
                    "name": need["name"],
                    "field": "args.here." + need["name"],
                    "scanned": scanned,
                    "is": what_it_is(asset, scanned) if asset is not None else "",
                    "booked": machine_name(machine),
                    "strict": need["strict"],
                }
    return None
