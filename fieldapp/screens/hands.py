"""In my hands: what a technician has, what is offered to them, what waits to be taken; and taking over by a scan."""

from fieldapp.screens.custody import (
    BOOT_DAYS,
    in_order,
    is_offered_to,
    is_older,
    is_with,
    machine_row,
    open_offer,
    signing,
)
from fieldapp.screens.filters import day_input
from fieldapp.screens.problem import problem_view
from fieldapp.screens.words import machine_words

PORTABLE = True

TOLD = {
    "custody.accept": "Taken over.",
    "custody.refuse": "Refused.",
    "custody.withdraw": "Taken back.",
    "custody.found": "Found.",
}


def page(found, here):
    """Mine, the oldest first; then offers, mine and to me; and the machine that was scanned."""
    user, jobs = here["user"], found["jobs"]
    machines = sorted(found["machines"], key=in_order)
    mine = [one for one in machines if is_with(one, user)]
    return {
        "title": "In my hands",
        "scanned": scanned_view(found["scanned"], here),
        "receives": "receiving" in user["roles"],
        "mine": [mine_row(one, jobs, here) for one in mine],
        "offered": [machine_row(one, jobs, here) for one in machines if is_offered_to(one, user)],
        "waiting": [machine_row(one, jobs, here) for one in machines if is_offered_by(one, user)],
        "told": TOLD.get(here["done"]["kind"], "") if here["done"] is not None else "",
        "problem": problem_view(None, {}, here),
    }


def is_offered_by(asset, user):
    offer = open_offer(asset)
    return offer is not None and offer["by"]["id"] == user["id"]


def mine_row(asset, jobs, here):
    """A machine of mine: overdue when I have had it for longer than a week, or no job needs it any more."""
    row = machine_row(asset, jobs, here)
    row["long"] = is_older(asset["custody"]["since"], BOOT_DAYS, here["now"])
    row["needless"] = row["job"] == "" and asset["state"] != "in_stock"
    row["overdue"] = row["long"] or row["needless"]
    return row


def scanned_view(scanned, here):
    """The machine whose label was read: who has it, and the text for giving it back where a person has."""
    code = scanned["code"].strip().upper()
    asset = scanned["asset"]
    if code == "":
        return None
    if asset is None:
        return {"code": code, "row": None, "mine": False, "signing": None, "by": ""}
    path = "/hands?code=" + asset["tag"]
    is_person = asset["custody"]["type"] == "person" and asset["custody"]["id"] is not None
    return {
        "code": code,
        "row": machine_row(asset, [], here),
        "mine": is_with(asset, here["user"]),
        "signing": signing("return", values(asset, here), path, here) if is_person else None,
        "by": asset["custody"]["name"],
    }


def values(asset, here):
    return {
        "person": asset["custody"]["name"],
        "machines": machine_words(asset),
        "taker": here["user"]["name"],
        "site": asset["site"]["name"],
        "day": day_input(here["now"], here["zone"]),
    }
