"""Like for like: the differences between two lists of software, what is decided of them, and what is the same."""

from fieldapp.operations.software.packages import DIFFERENCES, compare
from fieldapp.screens.filters import plural, thousands
from fieldapp.screens.problem import problem_view
from fieldapp.screens.words import is_live, job_number, key_of, whose

PORTABLE = True

# A screen shows no more at once, and counts all.
SHOWN = 60
TITLES = {
    "missing": "Missing on the new machine",
    "older": "Older on the new machine",
    "unclear": "Another version, newer or older can't be told",
    "newer": "Newer on the new machine",
    "extra": "Only on the new machine",
}
CHOICES = {"accepted": "Accepted", "planned": "Planned", "explained": "Explained"}


def page(found, here):
    job = found["job"]
    if job is None:
        return None
    lists = found["software"]
    context = {
        "title": f"Software · {job_number(job)}",
        "job": job,
        "key": key_of(job),
        "whose": whose(job),
        "live": is_live(job),
        "told": told(here),
        "problem": problem_view(job, {}, here),
        "machines": [machine_line(job, role, found) for role in ["outgoing", "incoming"]],
        "groups": [],
        "decided": [],
        "left": 0,
        "same": {"count": 0, "rows": [], "more": 0},
        "whole": "outgoing" in lists and "incoming" in lists,
        "elsewhere": elsewhere(job, found["assets"], here) if len(lists) < 2 else None,
    }
    if context["whole"]:
        sort_out(context, job, lists, here)
    return context


def told(here):
    """What was done just now: decided, or the job was taken over for its lists."""
    done = here["done"]
    if done is None:
        return ""
    said = "It is yours now: the lists come when there is a network" if done["kind"] == "job.assign" else "Decided"
    return f"{said}. Kept on this phone, will send."


def elsewhere(job, assets, here):
    """Who has the lists, where both are in the books but not on this phone; None where there are none, or where they come with my own job."""
    counts = [assets[role]["software_count"] for role in ["outgoing", "incoming"] if role in assets]
    mine = job["assignee"] is not None and job["assignee"]["id"] == here["user"]["id"]
    if len(counts) < 2 or 0 in counts or mine or not is_live(job):
        return None
    return {
        "who": job["assignee"]["name"] if job["assignee"] is not None else "",
        "op": (job["assignee"]["op"] or "") if job["assignee"] is not None else "",
    }


def machine_line(job, role, found):
    """``Old machine: 212 programs``, or that there is no list yet."""
    title = "Old machine" if role == "outgoing" else "New machine"
    machine, body = job["assets"].get(role), found["software"].get(role)
    line = {"title": title, "tag": machine["tag"] or "" if machine is not None else "", "words": "Not here yet", "taken_at": ""}
    if body is not None:
        line["words"] = plural(len(body["packages"]), "program", "programs")
        line["taken_at"] = body["taken_at"] or ""
    elif machine is not None:
        line["words"] = no_list(found["assets"].get(role))
    return line


def no_list(asset):
    """The books may have a list that this phone does not."""
    count = asset["software_count"] if asset is not None else 0
    if count:
        return f"{plural(count, 'program', 'programs')}; the list is not on this phone"
    return "No inventory yet"


def sort_out(context, job, lists, here):
    """What is still to be decided by kind of difference, then what is decided, then what is the same."""
    rows = compare(triples(lists["outgoing"]), triples(lists["incoming"]))
    known = decisions(job)
    wanted = here["query"].get("show") or ""
    differing = [row for row in rows if row["what"] != "same"]
    open_ones = [row for row in differing if not is_decided(row, known)]
    context["left"] = len(open_ones)
    context["total"] = len(differing)
    for what in DIFFERENCES:
        of_kind = [row for row in open_ones if row["what"] == what]
        if len(of_kind) > 0:
            context["groups"].append(group(what, of_kind, wanted == what))
    settled = [row for row in differing if is_decided(row, known)]
    shown = settled if wanted == "decided" else settled[:SHOWN]
    context["decided"] = [decided_line(row, known[row["key"]]) for row in shown]
    context["decided_count"] = len(settled)
    same = [row for row in rows if row["what"] == "same"]
    context["same"] = {
        "count": len(same),
        "rows": [line(row) for row in (same if wanted == "same" else same[:SHOWN])],
        "more": 0 if wanted == "same" or len(same) <= SHOWN else len(same) - SHOWN,
    }


def triples(body):
    return [[one["name"], one["version"], one["publisher"]] for one in body["packages"]]


def decisions(job):
    """As :func:`fieldapp.operations.software.likeness.decisions`, of a body: of each package the newest."""
    found: dict[str, dict] = {}
    for one in job.get("software") or []:
        for key, what in one["packages"].items():
            if key not in found or found[key]["at"] <= one["at"]:
                found[key] = {"what": what, "choice": one["choice"], "note": one["note"], "at": one["at"], "by": one["by"]["name"]}
    return found


def is_decided(row, known):
    return row["key"] in known and known[row["key"]]["what"] == row["what"]


def group(what, rows, everything):
    """A kind of difference: the first ones to choose from, and all of them for the one tap."""
    shown = rows if everything else rows[:SHOWN]
    return {
        "what": what,
        "title": TITLES[what],
        "count": len(rows),
        "rows": [line(row) for row in shown],
        "names": [row["what"] + " " + row["key"] for row in rows],
        "all_words": f"Accept all {thousands(len(rows))}" if len(rows) > 1 else "Accept it",
        "more": len(rows) - len(shown),
    }


def line(row):
    return {"name": row["name"], "value": row["what"] + " " + row["key"], "versions": versions(row)}


def versions(row):
    """``9.9 → 10.0``, or the one that there is."""
    if row["old"] == row["new"] or not row["old"] or not row["new"]:
        return row["old"] or row["new"]
    return f"{row['old']} → {row['new']}"


def decided_line(row, one):
    told = line(row)
    told["what"] = TITLES[row["what"]]
    told["choice"] = CHOICES[one["choice"]]
    told["note"] = one["note"]
    told["by"] = one["by"]
    told["at"] = one["at"]
    return told
