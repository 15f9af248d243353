"""A new order by hand: for a job that waits for one, or for stock."""

from fieldapp.portable.natives import derive
from fieldapp.screens.problem import problem_view, value_of
from fieldapp.screens.words import is_live, job_number, key_of, whose

PORTABLE = True


def page(found, here):
    op = derive(here["op"], "order")
    key = derive(op, "order")
    waiting = [job for job in found["jobs"] if waits_for_order(job)]
    chosen = value(here, "job")
    return {
        "title": "New order",
        "target": "order:" + key,
        "back": "/orders/" + key,
        "sites": [{"id": key_of(one), "name": one["name"]} for one in found["sites"]],
        "jobs": [
            job_choice(job, chosen) for job in sorted(waiting, key=lambda one: one["due"] or "9999")
        ],
        "text": value(here, "text"),
        "supplier": value(here, "supplier"),
        "reference": value(here, "reference"),
        "tracking": value(here, "tracking"),
        "due": value(here, "due"),
        "problem": problem_view(None, {}, here),
    }


def value(here, name):
    """As it was typed, or as the address says."""
    if here["problem"] is not None:
        return value_of(here["problem"]["fields"], "args." + name)
    return here["query"].get(name) or ""


def waits_for_order(job):
    """Whether ordering for it is still to do."""
    asked = [step for step in job["steps"] if step["role"] == "acquisitions"]
    return is_live(job) and job["order"] is None and any(step["state"] == "todo" for step in asked)


def job_choice(job, chosen):
    old = job["assets"].get("outgoing")
    like = " · like " + old["model"] if old is not None and old["model"] else ""
    return {
        "id": key_of(job),
        "words": f"{job_number(job)} · {whose(job)}{' (VIP)' if job['vip'] else ''}{like}",
        "chosen": key_of(job) == chosen,
    }
