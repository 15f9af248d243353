"""The mail room's day: what is due, what is here but not prepared, what waits to be picked up."""

from fieldapp.screens.filters import countdown, day_of, is_late, plural
from fieldapp.screens.words import ORDER_STATES, is_live, key_of, spoken, step_words

PORTABLE = True


def page(found, here):
    jobs = {key_of(job): job for job in found["jobs"]}
    orders = sorted(found["orders"], key=order_key)
    lines = [order_row(order, jobs.get(order["job"] or ""), here) for order in orders]
    return {
        "title": "Receiving",
        "groups": [
            group("Due today", [one for one in lines if one["placed"] and one["is_due"]]),
            group("To come", [one for one in lines if one["placed"] and not one["is_due"]]),
            group("Here, not prepared", [one for one in lines if one["state"] == "received"]),
            group("Prepared, not picked up", [one for one in lines if one["waits_for_pickup"]]),
        ],
    }


def group(name, rows):
    return {"name": name, "rows": rows, "count": len(rows)}


def order_key(order):
    """By due, then VIPs, then number."""
    return f"{order['due'] or '9999'}{'0' if order['vip'] else '1'}{order['number']}"


def order_row(order, job, here):
    due = order["due"]
    zone = here["zone"]
    placed = order["state"] == "placed"
    return {
        "id": key_of(order),
        "number": order["number"] or "New",
        "state": order["state"],
        "state_words": ORDER_STATES.get(order["state"]) or spoken(order["state"]),
        "placed": placed,
        "who": order["person"]["name"] if order["person"] is not None else "",
        "vip": order["vip"],
        "site": order["site"]["name"],
        "what": ", ".join([line_words(line) for line in order["lines"]]),
        "received": received_words(order),
        "due": countdown(due, here["now"], zone) if due else "",
        "late": due is not None and placed and is_late(due, here["now"], zone),
        "is_due": due is not None and is_due(due, here),
        "job": order["job"] or "",
        "job_number": order["job_number"] or "its job",
        "step": step_words(job, job["current_step"]) if job is not None else "",
        "waits_for_pickup": order["state"] == "prepared" and job is not None and not picked_up(job),
    }


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
