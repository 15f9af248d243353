"""An order: what was asked for, what came, and receiving's step for it."""

from fieldapp.screens.box_words import COUNTED, STATES, line_row
from fieldapp.screens.job import fills
from fieldapp.screens.problem import problem_view
from fieldapp.screens.receiving import order_row
from fieldapp.screens.roles import acts_for
from fieldapp.screens.rows import job_row
from fieldapp.screens.step import step_card
from fieldapp.screens.turns import first_choice
from fieldapp.screens.words import is_live, key_of, step_of

PORTABLE = True


def page(found, here):
    order, job = found["order"], found["job"]
    if order is None:
        return None
    row = order_row(order, job, here)
    return {
        "title": "Order " + row["number"],
        "order": order,
        "row": row,
        "job": job_row(job, here) if job is not None else None,
        "job_key": key_of(job) if job is not None else "",
        "machines": machines(job),
        "lines": [line_row(line, here) for line in order["lines"]],
        "boxes": [counted_row(one, order) for one in order["boxes"] if not one["stand_in"]],
        "is_open": row["placed"],
        "job_is_over": job is not None and not is_live(job) and row["placed"],
        "card": card_for(order, job, found["workflow"], found["site"], here),
        "problem": problem_view(job, found["mistaken"], here),
    }


def machines(job):
    """What came and has its tag: its label can be printed."""
    machine = job["assets"].get("incoming") if job is not None else None
    return [machine] if machine is not None else []


def counted_row(one, order):
    """A box, and what it counts for."""
    line = next((line for line in order["lines"] if line["id"] == one["counts_for"]), None)
    words = COUNTED.get(one["counts_as"]) or STATES.get(one["counts_as"])
    if one["counts_as"] == "doa":
        words = STATES["dead"]
    return {
        "id": one["id"],
        "name": one["serial"] or one["code"] or "Box without a code",
        "tag": one["tag"] or "",
        "asset": one["asset"] or "",
        "line": line["model"] if line is not None else "",
        "state": words or "Counted",
        "good": one["counts_as"] == "received",
    }


def with_box(order, given):
    """What the box says is there already: its label and serial, where one machine came that has both."""
    here = [one for one in order["boxes"] if one["counts_as"] == "received" and one["tag"]]
    if len(here) == 1 and not given.get("incoming.tag") and not given.get("incoming"):
        given["incoming.tag"] = here[0]["tag"]
        given["incoming.serial"] = given.get("incoming.serial") or here[0]["serial"] or ""
    return given


def card_for(order, job, workflow, site, here):
    """The job's step, where it is receiving's and this person does receiving's work."""
    if job is None or not acts_for("receiving", here["user"], site):
        return None
    step = step_of(job, first_choice(job, workflow, site, here["user"]))
    if step is None or step["state"] != "todo" or step["role"] != "receiving":
        return None
    card = step_card(job, workflow, site, step, with_box(order, fills(here)), here)
    card["focus"] = here["done"] is not None
    return card
