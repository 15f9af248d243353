"""What a scan says: the one next step for who scanned, or why there is none and what to do."""

from fieldapp.labels.tags import blank_of
from fieldapp.portable.natives import bare_code
from fieldapp.screens.labels import about_label, is_it, new_label, state_of
from fieldapp.screens.roles import only_receives
from fieldapp.screens.scan import errand
from fieldapp.screens.scan_next import live_job, next_for, said
from fieldapp.screens.words import (
    asset_state,
    holder,
    key_of,
    machine_name,
    what_it_is,
)

PORTABLE = True


def page(found, here):
    scanned = found["scanned"]
    on = errand(found["job"], here["query"])
    answer = about_errand(scanned, on, found["job"]) if on is not None else None
    if answer is None:
        answer = about_code(found, here)
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
        "query": answer["query"] or back_query(on, here["query"]),
    }


def about_errand(scanned, on, job):
    """Is it what the step asked for? A code that names nothing at all is explained as any other."""
    code = scanned["code"].strip().upper()
    machine = job["assets"].get(on_asset(job, on))
    path = "/jobs/" + on["job"]
    if scanned["kind"] not in ["tag", "code"]:
        return None
    if on["kind"] == "scan" and machine is not None and not is_it(machine, scanned["asset"], code):
        return not_it(code, on, path, scanned["asset"])
    if on["serial"] and bare_code(code) != bare_code(on["serial"]):
        return its_label(code, on, path)
    if on["kind"] == "scan" and machine is None:
        return None
    wrong = new_label(code, scanned["asset"]) if on["need"].endswith(".tag") else None
    if wrong is not None:
        return said(False, wrong[0], wrong[1], path, "Back to the step", None)
    if on["need"].endswith(".tag") and is_taken(scanned["asset"]):
        return taken(code, on, path, scanned["asset"])
    right = said(True, f"{code} is right", on["title"], path, "Use it", None)
    right["fill"] = scanned["serial"].upper() if on["need"].endswith(".serial") else code
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
    known = f"It is {what_it_is(asset, code)}. " if asset is not None else ""
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


def about_code(found, here):
    """A scan without an errand."""
    scanned = found["scanned"]
    code = scanned["code"].strip()
    if scanned["kind"] == "nothing":
        return said(False, "Nothing was read", "Type what the label says.", "", "", None)
    if scanned["kind"] == "label":
        advice = f"It belongs to another installation ({scanned['host']}). Look for one of ours, or type the serial."
        return said(False, "This label is not ours", advice, "", "", None)
    if scanned["kind"] == "address":
        advice = (
            "It is an address on the web. Look for our label, or for the barcode of the serial."
        )
        return said(False, "This is no label", advice, "", "", None)
    order = order_called(code, found["orders"]) if scanned["asset"] is None else None
    if order is not None:
        return for_order(order, code)
    label = about_label(scanned)
    if label is not None and not is_new_box(scanned, here):
        return said(False, label[0], label[1], label[2], label[3], None)
    if scanned["asset"] is None:
        return unknown(scanned, here)
    return next_for(scanned["asset"], found, here)


def is_new_box(scanned, here):
    """A blank label in the mail room is for the box in front of it."""
    return only_receives(here["user"]) and is_blank(scanned)


def is_blank(scanned):
    """Whether it is a label that was made in advance, and is on nothing yet."""
    blank = blank_of(scanned["code"], scanned.get("rolls") or []) is not None
    return scanned["asset"] is None and blank


def unknown(scanned, here):
    """In no book here: whoever takes machines in can do so, others look again."""
    code = scanned["code"].strip().upper()
    if only_receives(here["user"]):
        advice = "It is in no book yet. If it stands on a new box, scan the box in."
        tag = is_blank(scanned) or scanned["kind"] == "tag"
        value = code if tag else scanned["serial"]
        return to_boxes(f"{code} is new", advice, "Scan the box in", "tag" if tag else "serial", value)
    advice = "Check the letters, or search by serial. A new one is known once it is prepared."
    return said(False, f"Unknown tag {code}", advice, "/search", "Search", None)


def for_order(order, code):
    """The number of an order leads to its boxes."""
    advice = "For " + order["person"]["name"] if order["person"] is not None else "For stock"
    name = f"Order {order['number'] or code}"
    return to_boxes(name, advice, "Scan its boxes in", "order", key_of(order))


def to_boxes(sentence, advice, label, name, value):
    answer = said(True, sentence, advice, "/receiving/boxes", label, None)
    answer["query"] = [{"name": name, "value": value}]
    return answer


def order_called(code, orders):
    """The order with that number: ours, the supplier's, or its tracking number."""
    bare = bare_code(code)
    for order in orders:
        for name in [order["number"], order["reference"], order["tracking"]]:
            if bare != "" and bare == bare_code(name or ""):
                return order
    return None


def landing(asset, jobs, here):
    """Where ``/A/<tag>`` leads: the path of the open job, or "" for the machine's own page."""
    job = live_job(jobs)
    retired = state_of(asset, here["params"].get("tag") or "") == "retired"
    return "/jobs/" + key_of(job) if job is not None and not retired else ""


def back_query(on, query):
    """The query that takes what was scanned back to the step, with the answers it had."""
    if on is None:
        return []
    kept = [{"name": "fill." + one["name"], "value": one["value"]} for one in on["fills"]]
    return [{"name": "step", "value": on["step"]}, *kept]
