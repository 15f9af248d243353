"""Scanned, and now? The one next step for who scanned it, a short choice, or why there is none and what would help."""

from fieldapp.screens.roles import acts_for, only_receives
from fieldapp.screens.rows import job_row
from fieldapp.screens.turns import first_open, missing, settled, spec_of, waits_for
from fieldapp.screens.words import (
    asset_state,
    is_live,
    job_number,
    key_of,
    machine_name,
    step_of,
    step_words,
)

PORTABLE = True

MOST_CHOICES = 3
# The books say that these are not here any more.
LEFT = ["returned", "disposed", "retired"]


def said(right, sentence, advice, path, label, row):
    """An answer: what it is, what that means, and one way on; ``choices`` are others."""
    return {
        "right": right,
        "sentence": sentence,
        "advice": advice,
        "path": path,
        "label": label,
        "row": row,
        "fill": "",
        "told": advice,
        "query": [],
        "step": "",
        "choices": [],
    }


def next_for(asset, found, here):
    """For receiving the order it belongs to; the job at the step that this machine is for; or the machine's page."""
    job = live_job(found["jobs_of_asset"])
    order = order_for(asset, job, found["orders"])
    if order is not None and only_receives(here["user"]):
        path = "/orders/" + key_of(order)
        advice = f"On order {order['number']}"
        return said(True, machine_name(asset), advice, path, "Go to the order", None)
    if job is None:
        return without_job(asset)
    site = next((one for one in found["sites"] if key_of(one) == job["site"]["id"]), None)
    return in_job(asset, job, found["workflows"].get(job["kind"]), site, here)


def without_job(asset):
    """Nothing is to be done with it; or it should not be here at all."""
    name, path = machine_name(asset), "/assets/" + key_of(asset)
    if asset["state"] in LEFT:
        state = asset_state(asset["state"]).lower()
        advice = f"The books say: {state}. Keep it apart, and tell a supervisor where it is."
        return said(False, name, advice, path, "Open the machine", None)
    answer = said(True, name, "It is in no open job.", path, "Open the machine", None)
    names = ["asset.machine", "asset.outgoing", "asset.first"]
    query = [{"name": name, "value": asset["tag"]} for name in names]
    answer["choices"] = [{"path": "/jobs/new", "label": "Make a job for it", "query": query}]
    return answer


def in_job(asset, job, workflow, site, here):
    """What can be done now, and is theirs; what asks for this very machine comes before all else."""
    row, path = job_row(job, here), "/jobs/" + key_of(job)
    steps = [key for key in can_do(job, workflow, site, here["user"])]
    asking = [key for key in steps if asks_for(job, key, asset)]
    keys = current_first(job, asking or steps)
    if len(keys) == 0:
        return blocked(asset, job, workflow, site, here)
    about = f"Part of {job_number(job)}{others(job, here)}"
    answer = said(True, machine_name(asset), about, path, go_to(job, keys[0]), row)
    answer["step"] = named_step(job, keys[0])
    answer["choices"] = [
        {"path": path, "label": go_to(job, key), "query": [{"name": "step", "value": key}]}
        for key in keys[1:MOST_CHOICES]
    ]
    return answer


def can_do(job, workflow, site, user):
    """Keys of the steps that wait for nothing, and are done by this person."""
    open_steps = [step for step in job["steps"] if step["state"] == "todo"]
    mine = [step["key"] for step in open_steps if acts_for(step["role"], user, site)]
    return [key for key in mine if len(waits_for(job, spec_of(workflow, key))) == 0]


def asks_for(job, key, asset):
    """Whether the step, or the part of it that is next, wants this machine scanned."""
    step = step_of(job, key)
    part = next((one["key"] for one in step["parts"] if one["state"] == "todo"), None)
    for need in step["needs"]:
        machine = job["assets"].get(need["asset"] or "")
        if need["kind"] == "scan" and need["part"] in [None, part] and machine is not None:
            if machine["id"] == key_of(asset):
                return True
    return False


def current_first(job, keys):
    current = [key for key in keys if key == job["current_step"]]
    return current + [key for key in keys if key != job["current_step"]]


def named_step(job, key):
    """The job's page opens at its current step by itself."""
    return "" if key == job["current_step"] else key


def others(job, here):
    """Whose job it is, where it is a colleague's; and that it is on hold, which stops no hands."""
    told = ""
    if job["assignee"] is not None and job["assignee"]["id"] != here["user"]["id"]:
        told += f", with {job['assignee']['name']}"
    if job["hold"] is not None:
        told += f". On hold: {job['hold']['reason']}"
    return told


def blocked(asset, job, workflow, site, here):
    """Whom or what it waits for. The job can be opened all the same: what is done can be recorded."""
    path, row = "/jobs/" + key_of(job), job_row(job, here)
    key = job["current_step"] or first_open(job)
    advice = why_blocked(job, key, workflow, site, here["user"])
    return said(False, f"{machine_name(asset)}: not your turn", advice, path, "Open the job", row)


def why_blocked(job, key, workflow, site, user):
    step = step_of(job, key)
    if step is None:
        return "Every step is done. The job closes by itself."
    name = step_words(job, key)
    waits = waits_for(job, spec_of(workflow, key))
    if len(waits) > 0:
        return f"{name} waits for {', '.join(waits)}. It goes on when that is recorded."
    if not acts_for(step["role"], user, site):
        return f"{name} is next, and done by {step['role']}. When they have recorded it, it comes to you."
    return f"{name} is next."


def go_to(job, key):
    text = step_words(job, key)
    return "Go to " + text[:1].lower() + text[1:]


def live_job(jobs):
    return next((job for job in jobs if is_live(job)), None)


def order_for(asset, job, orders):
    """The order that the machine came with: by its serial, or by its job."""
    for order in orders:
        for line in order["lines"]:
            if asset["serial"] is not None and asset["serial"] in line["serials"]:
                return order
        if job is not None and order["job"] == key_of(job):
            return order
    return None


def taking(job, workflow, site, user, asset):
    """The step by which this machine comes into the person's hands, where a scan is all that it needs:
    ``{step, op, need, title, state, waits, mine}``; None where no step of the job does."""
    for step in job["steps"]:
        spec = spec_of(workflow, step["key"])
        for act in [spec, *spec["parts"]] if spec is not None else []:
            part = act["key"] if act in spec["parts"] else None
            need = taken_by(act, part, step, job, asset)
            if need is not None and not settled(job, act["key"]):
                return {
                    "step": step["key"],
                    "op": step["op"],
                    "state": state_after(act, need),
                    "need": need["name"],
                    "title": act["title"],
                    "waits": missing(job, act["after"]),
                    "mine": acts_for(step["role"], user, site),
                }
    return None


def state_after(act, need):
    """What the machine is then: ``collected``, ``in_build``."""
    return next((one["state"] for one in act["effects"] if one["asset"] == need["asset"]), "")


def taken_by(act, part, step, job, asset):
    """The one thing asked for, where it is this machine's scan and the act gives it to who did it."""
    gives = [effect["asset"] for effect in act["effects"] if effect["holder"] == "actor"]
    needs = [need for need in step["needs"] if need["required"] and need["part"] in [None, part]]
    if len(needs) != 1 or needs[0]["kind"] != "scan" or needs[0]["asset"] not in gives:
        return None
    machine = job["assets"].get(needs[0]["asset"])
    return needs[0] if machine is not None and machine["id"] == key_of(asset) else None
