"""Labels as a person meets them: what was read, and what a machine's page says of its own."""

from fieldapp.labels.tags import NONE, blank_of, is_misread, is_ours
from fieldapp.portable.natives import bare_code
from fieldapp.screens.words import is_machine, key_of, machine_name

PORTABLE = True


def state_of(asset, code):
    """``live``, ``retired``, or "" where it is no label of that machine (a serial is none either)."""
    bare = bare_code(code)
    if asset is None or not bare:
        return ""
    if bare == bare_code(asset["tag"]):
        return "live"
    for label in asset.get("labels") or []:
        if bare == bare_code(label["tag"]):
            return label["state"]
    return ""


def is_it(machine, asset, code):
    """Whether the code is a job's machine, by any label of it that is in use. ``asset`` is whose label the books say it is."""
    if asset is not None and key_of(asset) == machine["id"]:
        return state_of(asset, code) == "live" or is_machine(machine, code)
    return is_machine(machine, code)


def about_label(scanned):
    """``[sentence, advice, path, label]`` for a label that leads to no machine in use, or None."""
    code, asset = scanned["code"].strip().upper(), scanned["asset"]
    if state_of(asset, code) == "retired":
        return [
            f"{code} is retired",
            f"It was on {machine_name(asset)}. Don't use it again: take a fresh label.",
            "/assets/" + key_of(asset),
            "Open the machine",
        ]
    if asset is not None:
        return None
    if is_misread(code):
        return [f"{code} can't be right", "A letter is wrong, or two are swapped. Look again, or scan it.", "", ""]  # fmt: skip
    roll = blank_of(code, scanned.get("rolls") or [])
    if roll is not None:
        return [
            f"{code} is a blank label",
            f"It is one of {roll['site']['name']}'s, and on no machine yet. Use it for the next new one, or put it on a machine from its page.",
            "/search",
            "Find the machine",
        ]
    if is_ours(code):
        return [f"{code} is not known here", "It has our form, but is on no machine and no roll of your sites.", "/search", "Search"]  # fmt: skip
    return None


def new_label(code, asset):
    """Why the label can't be a new machine's, in ``[sentence, advice]``; or None."""
    if state_of(asset, code) == "retired":
        return [f"{code} is retired", f"It was on {machine_name(asset)}. Take a fresh label."]
    if asset is None and is_misread(code):
        return [f"{code} can't be right", "A letter is wrong, or two are swapped. Look again, or scan it."]  # fmt: skip
    return None


def labels_of(asset):
    """Every label of the machine, the first one first."""
    first = {"tag": asset["tag"], "state": "live", "at": None, "reason": ""}
    more = [
        {"tag": one["tag"], "state": one["state"], "at": one["at"], "reason": one["reason"] or ""}
        for one in asset.get("labels") or []
    ]
    return more if has_none(asset) else [first, *more]


def has_none(asset):
    """Whether its last label went to another machine."""
    return asset["tag"].startswith(NONE)
