"""What is decided when a job is called off: the order, the machines, and (by the contract) the bill."""

from fieldapp.operations.jobs.cancelling import ON_ITS_WAY
from fieldapp.screens.words import asset_state, key_of, machine_name

PORTABLE = True

COMING = ["placed", "partly"]
DATA_ON_IT = "It may hold somebody's files: wipe it before it goes to anyone else."


def ends(job, workflow, order, assets):
    """The ways on of each thing, the usual one first, and what is earned in words."""
    roles = workflow["assets"] if workflow is not None else {}
    choices = []
    if order is not None and order["state"] != "cancelled":
        choices.append(of_order(order))
    for role in job["assets"]:
        asset = assets.get(role)
        if asset is not None and asset["state"] != "deployed":
            title = roles[role]["title"] if role in roles else role
            is_new = role in roles and not roles[role]["given"]
            choices.append(of_machine(role, title, job["assets"][role], asset, is_new))
    return {"choices": choices, "earns": earns(job), "path": f"/jobs/{key_of(job)}/if-cancelled"}


def of_order(order):
    """The order: what is still to come, and what is here."""
    coming = order["state"] in COMING
    number = order["number"] or "The order"
    ways = [
        way("cancel", "Cancel what has not come" if coming else "What came is for stock", True),
        way("return", "Send it back to the supplier", False),
    ]
    if coming:
        ways.insert(1, way("stock", "Let it come, for stock", False))
    return {"field": "args.order", "title": f"Order {number}", "hint": "", "ways": ways}


def of_machine(role, title, machine, asset, is_new):
    """A machine: one that the job brought in is free for the next job, any other stays as it is, unless one says so."""
    free = is_new and asset["state"] in ON_ITS_WAY
    ways = [
        way("stock", "Back to stock, free for the next job", free),
        way("supplier" if is_new else "person", back(is_new), False),
        way("keep", f"Leave it as it is: {asset_state(asset['state']).lower()}", not free),
    ]
    named = machine_name(machine)
    hint = "" if is_new and asset["state"] != "in_build" else DATA_ON_IT
    return {
        "field": "args.machines." + role,
        "title": f"{title}, {named}",
        "hint": hint,
        "ways": ways,
    }


def back(is_new):
    return "Send it back to the supplier" if is_new else "Give it back to its user"


def way(value, label, usual):
    return {"value": value, "label": label, "usual": usual}


def earns(job):
    """In words, where the server can't be asked."""
    done = [step["title"] for step in job["steps"] if step["state"] == "done"]
    if len(done) == 0:
        return "Nothing was done yet: nothing is earned."
    return f"It earns what the contract gives for “{done[-1]}”, or nothing; the time spent is listed then."
