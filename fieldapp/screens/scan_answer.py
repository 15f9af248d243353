"""What a scan says: the one next step for who scanned, or why there is none and what to do."""

from fieldapp.portable.natives import bare_code
from fieldapp.screens.roles import only_receives
from fieldapp.screens.rows import job_row
from fieldapp.screens.scan import errand
from fieldapp.screens.turns import first_open
from fieldapp.screens.words import (
    asset_state,
    holder,
    is_live,
    is_machine,
    job_number,
    key_of,
    machine_name,
    step_words,
    what_it_is,
)

PORTABLE = True


def page(found, here):
    scanned = found["scanned"]
    on = errand(found["job"], here["query"])
    answer = about_errand(scanned, on, found["job"]) if on is not None else None
    if answer is None:
        answer = about_code(scanned, found["jobs_of_asset"], found["orders"], here)
    asset = scanned["asset"]
    return {
        "title": answer["sentence"],
        "answer": answer,
        "code": scanned["code"],
        "asset": asset,
        "asset_key": key_of(asset) if asset is not None else "",
        "state": asset_state(asset["state"]) if asset is not None else "",
        "holder": holder(asset["custody"]) if asset is not None else "",
        "errand": on,
        "query": back_query(on, here["query"]),
    }


def said(right, sentence, advice, path, label, row):
    return {
        "right": right,
        "sentence": sentence,
        "advice": advice,
        "path": path,
        "label": label,
        "row": row,
        "fill": "",
        "told": advice,
    }


def about_errand(scanned, on, job):
    """Is it what the step asked for? A code that names nothing at all is explained as any other."""
    code = scanned["code"].strip().upper()
    machine = job["assets"].get(on_asset(job, on))
    path = "/jobs/" + on["job"]
    if scanned["foreign"] or not code:
        return None
    if on["kind"] == "scan" and machine is not None and not is_machine(machine, code):
        return not_it(code, on, path, scanned["asset"])
    if on["serial"] and bare_code(code) != bare_code(on["serial"]):
        return its_label(code, on, path)
    if on["kind"] == "scan" and machine is None:
        return None
    if on["need"].endswith(".tag") and is_taken(scanned["asset"]):
        return taken(code, on, path, scanned["asset"])
    right = said(True, f"{code} is right", on["title"], path, "Use it", None)
    right["fill"] = code
    return right


def its_label(code, on, path):
    """Before wiping the serial itself is read: a label may have been put on another machine."""
    advice = f"Scan the serial on the machine itself: {on['serial']}."
    return said(False, f"{code} is only its label", advice, path, "Back to the step", None)


def on_asset(job, on):
    for step in job["steps"]:
        for need in step["needs"]:
            if step["key"] == on["step"] and need["name"] == on["need"].split(".")[0]:
                return need["asset"] or ""
    return ""


def is_taken(asset):
    """Whether a label is on a machine that no step can bring in."""
    if asset is None:
        return False
    return asset["state"] not in ["in_stock", "received"] or len(asset["jobs"]) > 0


def taken(code, on, path, asset):
    sentence = f"{code} is on another machine"
    state = asset_state(asset["state"]).lower()
    advice = f"It is {machine_name(asset)}, {state}. Take a fresh label."
    return said(False, sentence, advice, path, "Back to the step", None)


def not_it(code, on, path, asset):
    """The wrong machine. There is one way on, and none at all where a machine would be wiped."""
    sentence = f"{code} is not the machine for this step"
    known = f"It is {what_it_is(asset)}. " if asset is not None else ""
    told = f"{known}The step needs {on['machine']}."
    if on["strict"]:
        advice = f"{told} Nothing may be wiped but the machine in the books."
        answer = said(False, sentence, advice, path, "Back to the step", None)
    else:
        advice = f"{told} If the books are wrong, take it to the step and say why."
        answer = said(False, sentence, advice, path, "This is the machine here", None)
        answer["fill"] = code
    answer["told"] = told
    return answer


def about_code(scanned, jobs, orders, here):
    """A scan without an errand."""
    code = scanned["code"].strip()
    if not code:
        return said(False, "Nothing was read", "Type what the label says.", "", "", None)
    if scanned["foreign"]:
        advice = "It belongs to another installation. Look for one of ours, or type the serial."
        return said(False, "This label is not ours", advice, "", "", None)
    asset = scanned["asset"]
    if asset is None:
        advice = "Check the letters, or search by serial. A new one is known once it is prepared."
        return said(False, f"Unknown tag {code.upper()}", advice, "/search", "Search", None)
    return next_for(asset, jobs, orders, here)


def next_for(asset, jobs, orders, here):
    """The job at its step; for receiving the order it belongs to; otherwise the machine's page."""
    name = machine_name(asset)
    job = live_job(jobs)
    order = order_for(asset, job, orders)
    if order is not None and only_receives(here["user"]):
        path = "/orders/" + key_of(order)
        return said(True, name, f"On order {order['number']}", path, "Go to the order", None)
    if job is None:
        advice = "It is in no open job."
        return said(True, name, advice, "/assets/" + key_of(asset), "Open the machine", None)
    step = job["current_step"] or first_open(job)
    label = "Go to " + lower_first(step_words(job, step)) if step else "Open the job"
    path = "/jobs/" + key_of(job)
    return said(True, name, f"Part of {job_number(job)}", path, label, job_row(job, here))


def lower_first(text):
    return text[:1].lower() + text[1:]


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


def landing(asset, jobs, here):
    """Where ``/A/<tag>`` leads: the path of the open job, or "" for the machine's own page."""
    job = live_job(jobs)
    return "/jobs/" + key_of(job) if job is not None else ""


def back_query(on, query):
    """The query that takes what was scanned back to the step, with the answers it had."""
    if on is None:
        return []
    kept = [{"name": "fill." + one["name"], "value": one["value"]} for one in on["fills"]]
    return [{"name": "step", "value": on["step"]}, *kept]
