"""The mail room's day: what is due, what is here but not prepared, what waits to be picked up."""

from fieldapp.screens.box_words import awaited, box_row, delivery_row, is_wrong, left, line_row
from fieldapp.screens.delivery import newest_first
from fieldapp.screens.filters import countdown, day_of, is_late, plural
from fieldapp.screens.words import ORDER_STATES, is_live, key_of, spoken, step_words

PORTABLE = True


def page(found, here):
    jobs = {key_of(job): job for job in found["jobs"]}
    orders = sorted(found["orders"], key=order_key)
    lines = [order_row(order, jobs.get(order["job"] or ""), here) for order in orders]
    known = {key_of(order): order for order in orders}
    boxes = newest_first(found["boxes"])
    return {
        "title": "Receiving",
        "odd": [box_row(box, known.get(box["order"] or ""), here) for box in odd(boxes, known)],
        "deliveries": [delivery_row(one, here) for one in of_today(found["deliveries"], here)],
        "groups": [
            group("Late", [one for one in lines if one["placed"] and one["late"]]),
            group(
                "Due today",
                [one for one in lines if one["placed"] and one["is_due"] and not one["late"]],
            ),
            group("To come", [one for one in lines if one["placed"] and not one["is_due"]]),
            group("Here, not prepared", [one for one in lines if one["waits_for_preparing"]]),
            group("Prepared, not picked up", [one for one in lines if one["waits_for_pickup"]]),
        ],
    }


def odd(boxes, orders):
    """Boxes that someone must still say something about."""
    return [box for box in boxes if is_wrong(box, orders.get(box["order"] or ""))]


def of_today(deliveries, here):
    today = day_of(here["now"], here["zone"])
    return [one for one in newest_first(deliveries) if day_of(one["day"], here["zone"]) == today]


def group(name, rows):
    return {"name": name, "rows": rows, "count": len(rows)}


def order_key(order):
    """By due, then VIPs, then number."""
    return f"{order['due'] or '9999'}{'0' if order['vip'] else '1'}{order['number']}"


def order_row(order, job, here):
    due = due_of(order)
    zone = here["zone"]
    placed = order["state"] in ["placed", "partly"]
    here_all = order["state"] == "received" and order["job"] is not None
    preparing = here_all and job is not None and is_for_receiving(job)
    ready = order["state"] == "prepared" or here_all and not preparing
    return {
        "id": key_of(order),
        "number": order["number"] or "New",
        "state": order["state"],
        "state_words": state_words(order) if preparing or not here_all else "Here, to be picked up",
        "placed": placed,
        "who": order["person"]["name"] if order["person"] is not None else "",
        "vip": order["vip"],
        "site": order["site"]["name"],
        "what": ", ".join([line_words(line) for line in order["lines"]]),
        "received": received_words(order),
        "to_come": to_come(order) if order["state"] == "partly" else "",
        "later": "; ".join([words for words in laters(order, here) if words]),
        "due": countdown(due, here["now"], zone) if due else "",
        "late": due is not None and placed and is_late(due, here["now"], zone),
        "is_due": due is not None and is_due(due, here),
        "job": order["job"] or "",
        "job_number": order["job_number"] or "its job",
        "step": step_words(job, job["current_step"]) if job is not None else "",
        "waits_for_preparing": preparing,
        "waits_for_pickup": ready and job is not None and not picked_up(job),
    }


def state_words(order):
    """What is for stock has nobody who prepares it: it is in the store once it is here."""
    if order["state"] == "received" and order["job"] is None:
        return "All here, for stock"
    return ORDER_STATES.get(order["state"]) or spoken(order["state"])


def due_of(order):
    """When the rest should come: the supplier's later day, where all of it is on backorder."""
    days = [line["later"]["until"] for line in order["lines"] if is_all_later(line)]
    waiting = [line for line in order["lines"] if left(line) > 0]
    return min(days) if len(days) > 0 and len(days) == len(waiting) else order["due"]


def is_all_later(line):
    later = line["later"]
    there = later is not None and later["until"] is not None and left(line) > 0
    return there and line["backordered"] >= left(line)


def to_come(order):
    """``2 of 3 still to come``"""
    asked = sum([line["quantity"] for line in order["lines"]])
    return f"{awaited(order)} of {asked} still to come"


def laters(order, here):
    return [line_row(line, here)["later"] for line in order["lines"]]


def is_due(due, here):
    """Whether it should be here by now: today's, and what is late."""
    zone, now = here["zone"], here["now"]
    return is_late(due, now, zone) or day_of(due, zone) == day_of(now, zone)


def line_words(line):
    return f"{line['quantity']} × {line['model']}"


def received_words(order):
    """``1 of 2 received``"""
    asked = sum([line["quantity"] for line in order["lines"]])
    came = sum([line["received"] for line in order["lines"]])
    return f"{came} of {asked} received" if asked > 1 else plural(came, "received", "received")


def is_for_receiving(job):
    """Whether there is something that receiving still does for it; a keyboard needs no preparing."""
    return is_live(job) and any(step["role"] == "receiving" and step["state"] == "todo" for step in job["steps"])


def picked_up(job):
    """Whether the step after receiving's last one is behind us."""
    if not is_live(job):
        return True
    last = -1
    for number, step in enumerate(job["steps"]):
        if step["role"] == "receiving":
            last = number
    following = job["steps"][last + 1] if last + 1 < len(job["steps"]) else None
    return following is None or following["state"] != "todo"
