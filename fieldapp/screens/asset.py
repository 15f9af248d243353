"""A machine: what it is, who has it, the job it is in, its life, and its label."""

from fieldapp.operations.receiving.deliveries import BEFORE_USE
from fieldapp.screens.count_result import where_words
from fieldapp.screens.custody import chain_view, is_with, machine_row
from fieldapp.screens.filters import plural
from fieldapp.screens.labels import has_none, labels_of, state_of
from fieldapp.screens.loans import is_free
from fieldapp.screens.marks import kept
from fieldapp.screens.problem import problem_view
from fieldapp.screens.rows import job_row
from fieldapp.screens.wiping import holds, records
from fieldapp.screens.words import asset_state, holder, is_live, job_number, key_of

PORTABLE = True

TOLD = {
    "asset.dead": "Noted: it is dead on arrival. Its job begins again with another.",
    "asset.scan": "Noted: you had it in front of you.",
    "label.bind": "Noted: the label is on it.",
    "label.move": "Noted: the label is on this one now.",
    "label.retire": "Noted: the label is out of use.",
    "custody.lost": "Reported as lost.",
    "custody.stolen": "Reported as stolen.",
    "custody.found": "Noted: it is in your hands.",
}


def page(found, here):
    asset = found["asset"]
    if asset is None:
        return None
    jobs = found["jobs_of_asset"]
    return {
        "title": "No label" if has_none(asset) else asset["tag"],
        "asset": asset,
        "place": asset.get("place") or "",
        "key": key_of(asset),
        "state": asset_state(asset["state"]),
        "holder": holder(asset["custody"]),
        "holder_kept": kept(asset["custody"]["op"], here),
        "jobs": [job_row(job, here) for job in jobs if is_live(job)],
        "past": [job_row(job, here) for job in jobs if not is_live(job)],
        "life": life(asset, jobs, here),
        "legal": holds(asset, here, here["zone"]),
        "wipes": records(found.get("erasure") or [], here, here["zone"]),
        "software": plural(asset["software_count"], "program", "programs"),
        "address": here["public_url"].removesuffix("/") + "/A/" + asset["tag"],
        "seen": seen(asset.get("seen")),
        "client": client_of(found.get("home")),
        "labels": labels_of(asset),
        "has_none": has_none(asset),
        "retired": retired(asset, here),
        "told": told(here),
        "row": machine_row(asset, jobs, here),
        "chain": chain_view(asset, here),
        "mine": is_with(asset, here["user"]),
        "lendable": is_free(asset),
        "dying": dying(asset, jobs),
        "problem": problem_view(None, {}, here),
    }


def dying(asset, jobs):
    """The order's key (or "") of a machine that may turn out to be dead on arrival; None of one that is on its way to nobody."""
    mine = [job for job in jobs if is_live(job) and came_for(asset, job)]
    if asset["state"] not in BEFORE_USE or len(mine) == 0:
        return None
    return mine[0]["order"] or ""


def came_for(asset, job):
    """Whether a step of the job brought it into the books."""
    brought = [need["asset"] for step in job["steps"] for need in step["needs"] if need["kind"] == "new_asset"]
    return any(role in brought and job["assets"][role]["id"] == key_of(asset) for role in job["assets"])


def seen(last):
    """Where it was the last time that someone had it before them."""
    if last is None:
        return None
    return {
        "at": last["at"],
        "by": last["by"]["name"],
        "place": last["place"] or "",
        "where": where_words(last["where"]),
    }


def told(here):
    """What has just been recorded here."""
    done = here["done"]
    return TOLD.get(done["kind"], "") if done is not None else ""


def client_of(site):
    """Whose machine it is, as its label says."""
    return (site["client"] or "") if site is not None else ""


def retired(asset, here):
    """The label that led here, where it is out of use."""
    tag = here["params"].get("tag") or ""
    return tag.upper() if state_of(asset, tag) == "retired" else ""


def life(asset, jobs, here):
    """The time line, the newest first."""
    numbers = {key_of(job): job_number(job) for job in jobs}
    return [
        {
            "at": event["at"],
            "what": event["what"],
            "by": event["by"]["name"] if event["by"] is not None else "",
            "job": event["job"] or "",
            "where": where_words(event.get("where")),
            "number": numbers.get(event["job"] or "", "its job"),
            "kept": kept(event["op"], here),
        }
        for event in reversed(asset["events"])
    ]
