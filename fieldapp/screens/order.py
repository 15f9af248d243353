"""An order: what was asked for, what came, and receiving's step for it."""

from fieldapp.screens.job import fills
from fieldapp.screens.problem import problem_view
from fieldapp.screens.receiving import order_row
from fieldapp.screens.roles import acts_for
from fieldapp.screens.rows import job_row
from fieldapp.screens.step import step_card
from fieldapp.screens.turns import first_choice
from fieldapp.screens.words import key_of, step_of

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
        "card": card_for(job, found["workflow"], found["site"], here),
        "problem": problem_view(job, found["mistaken"], here),
    }


def machines(job):
    """What came and has its tag: its label can be printed."""
    machine = job["assets"].get("incoming") if job is not None else None
    return [machine] if machine is not None else []


def card_for(job, workflow, site, here):
    """The job's step, where it is receiving's and this person does receiving's work."""
    if job is None or not acts_for("receiving", here["user"], site):
        return None
    step = step_of(job, first_choice(job, workflow, site, here["user"]))
    if step is None or step["state"] != "todo" or step["role"] != "receiving":
        return None
    card = step_card(job, workflow, site, step, fills(here), here)
    card["focus"] = here["done"] is not None
    return card
