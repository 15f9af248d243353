"""Counting: a running list of what was scanned, what is right or wrong about each, and one confirmation."""

from fieldapp.labels.tags import is_misread
from fieldapp.portable.natives import bare_code
from fieldapp.screens.custody import is_with
from fieldapp.screens.filters import plural
from fieldapp.screens.places import AWAY, belongs_in, by_key, home, known_places
from fieldapp.screens.scan_next import live_job, taking
from fieldapp.screens.together import judged, ticks, title_of
from fieldapp.screens.words import asset_state, holder, job_number, key_of, machine_name, whose

PORTABLE = True

PURPOSES = {
    "room": "Audit a room",
    "cupboard": "Count a cupboard",
    "collect": "Collect old machines",
    "trolley": "Load a trolley",
    "bench": "Complete a step on several",
}
HELP = {
    "room": "What should be here, what is, what is missing, what belongs elsewhere.",
    "cupboard": "The same for what is in store.",
    "collect": "Scan what you take; each job's machine counts as collected.",
    "trolley": "Scan what you load; each is in your hands from then on.",
}
PLACES = ["room", "cupboard"]
# Newest first; a phone shows no more at once, and counts all.
SHOWN = 60


def page(found, here):
    """The list that runs, or the choice of what to count."""
    tally = found["tally"]
    running = tally["running"]
    if running is None:
        return choice(tally, found, here)
    result = sort_out(tally, found, here)
    lines = result["lines"]
    return {
        "title": PURPOSES[running["purpose"]],
        "running": running,
        "place": place_words(running, found),
        "statements": ticks(jobs_at(tally, running), running["place"]) if running["purpose"] == "bench" else [],
        "counts_places": running["purpose"] in PLACES,
        "lines": lines[:SHOWN],
        "more": len(lines) - SHOWN if len(lines) > SHOWN else 0,
        "missing": result["missing"],
        "unknown": unknown_place(running, tally),
        "sum": summary(running, result),
        "last": last_words(lines, here["query"]),
        "confirm": confirm_words(running, result),
        "told": "",
        "problem": here["problem"]["message"] if here["problem"] is not None else "",
    }


def unknown_place(running, tally):
    """The name of a room that no book knows: most likely it is misspelt, and a count of it would find everything out of place."""
    if running["purpose"] != "room":
        return ""
    people = by_key(tally["people"])
    names = [bare_code(name) for name in known_places(tally["machines"], tally["people"])]
    known = bare_code(running["place"]) in names or any(
        belongs_in(asset, running["place"], people) for asset in tally["machines"]
    )
    return "" if known else running["place"]


def place_words(running, found):
    """The room; or, on the bench, the step that is completed on all."""
    if running["purpose"] != "bench":
        return running["place"]
    return title_of(found["jobs"], running["place"])


def jobs_at(tally, running):
    """The open jobs of what was scanned."""
    found = [live_job(one["jobs"]) for one in tally["lines"]]
    return [job for job in found if job is not None]


def choice(tally, found, here):
    """Nothing runs: what is it to be, and where?"""
    purpose = here["query"].get("purpose", "")
    return {
        "title": PURPOSES.get(purpose, "Scan several"),
        "running": None,
        "purpose": purpose if purpose in PLACES else "",
        "purposes": [
            {"key": key, "title": PURPOSES[key], "help": HELP[key], "place": key in PLACES}
            for key in ["room", "cupboard", "collect", "trolley"]
        ],
        "sites": [{"key": key_of(site), "name": site["name"]} for site in found["sites"]],
        "places": known_places(tally["machines"], tally["people"]),
        "told": taken_words(here["query"].get("taken", "")) or done_words(here["query"].get("done", "")),
    }


def taken_words(number):
    if not number.isdigit() or not number.isascii() or len(number) > 4:
        return ""
    counted = plural(int(number), "machine is", "machines are")
    return f"{counted} in your hands now. Kept on this phone, will send."


def done_words(number):
    if not number.isdigit() or not number.isascii() or len(number) > 4:
        return ""
    return f"Step completed on {plural(int(number), 'machine', 'machines')}. Kept on this phone, will send."


def sort_out(tally, found, here):
    """``{lines, found, missing, elsewhere, unknown, deeds}``: what the list comes to."""
    if tally["running"]["purpose"] in PLACES:
        return against_books(tally)
    return against_jobs(tally, found, here)


# A room or a cupboard: the list against the books.


def against_books(tally):
    people = by_key(tally["people"])
    place, site = tally["running"]["place"], tally["running"]["site"]
    expected = [
        key_of(one)
        for one in tally["machines"]
        if one["site"]["id"] == site and belongs_in(one, place, people)
    ]
    lines = [line_of_place(one, expected, people, site) for one in tally["lines"]]
    seen = [one["key"] for one in lines if one["key"]]
    missing = [
        one for one in tally["machines"] if key_of(one) in expected and key_of(one) not in seen
    ]
    return {
        "lines": list(reversed(lines)),
        "expected": expected,
        "found": seen,
        "here": [one["key"] for one in lines if one["key"] and one["stays"]],
        "missing": [missing_line(one, people) for one in missing],
        "unknown": [one["code"] for one in lines if one["kind"] == "unknown"],
        "deeds": [],
    }


def line_of_place(one, expected, people, site):
    asset = one["asset"]
    if asset is None:
        return strange(one)
    key, at = key_of(asset), home(asset, people)
    line = blank(one, "right", machine_name(asset), "Belongs here")
    line["key"] = key
    if key in expected:
        return line
    line["kind"] = "elsewhere"
    line["words"] = elsewhere(asset, at, people)
    # What has no place of its own has one now; what has one stays there, unless someone says otherwise.
    may_stay = asset["site"]["id"] == site and asset["state"] not in AWAY
    line["movable"] = may_stay and at != ""
    line["stays"] = may_stay and (one["here"] or at == "")
    if line["stays"]:
        line["kind"] = "right"
        line["words"] = "Belongs here from now on"
    return line


def elsewhere(asset, at, people):
    """``Belongs to Mary Okafor, Floor 3, desk 3-117``; or what else the books say of it."""
    if asset["state"] in AWAY:
        return f"Should not be here at all: {asset_state(asset['state']).lower()}"
    whom = asset["person"]["name"] if asset["person"] is not None and not asset.get("place") else ""
    where = ", ".join([word for word in [whom, at] if word])
    return f"Belongs elsewhere: {where}" if where else "The books do not say where it belongs"


def missing_line(asset, people):
    """What was expected and not scanned: what to look for, and when it was last seen."""
    return {
        "key": key_of(asset),
        "name": machine_name(asset),
        "words": f"{asset_state(asset['state'])} · {holder(asset['custody'])}",
        "seen": asset["last_scan"],
    }


# Collecting and loading: each machine against its job.


def against_jobs(tally, found, here):
    only = "collected" if tally["running"]["purpose"] == "collect" else ""
    if tally["running"]["purpose"] == "bench":
        return together(tally, found, here)
    lines = [line_of_job(one, only, found, here) for one in tally["lines"]]
    seen = [one["key"] for one in lines if one["key"]]
    return {
        "lines": list(reversed(lines)),
        "found": seen,
        "missing": [one for one in to_take(only, found, here) if one["key"] not in seen],
        "deeds": [one["deed"] for one in lines if one["deed"] is not None],
    }


def together(tally, found, here):
    """One step on all of them: each machine's own job is judged by itself."""
    lines = []
    for one in tally["lines"]:
        asset = one["asset"]
        line = strange(one)
        if asset is not None:
            judgement = judged(asset, one["jobs"], tally["running"]["place"], found, here)
            line = blank(one, "right" if judgement["right"] else "wrong", machine_name(asset), judgement["words"])
            line["key"] = key_of(asset)
            line["deed"] = judgement["deed"]
        lines.append(line)
    return {
        "lines": list(reversed(lines)),
        "found": [one["key"] for one in lines if one["key"]],
        "missing": [],
        "deeds": [one["deed"] for one in lines if one["deed"] is not None],
    }


def line_of_job(one, only, found, here):
    asset = one["asset"]
    if asset is None:
        return strange(one)
    job = live_job(one["jobs"])
    line = blank(one, "wrong", machine_name(asset), "It is in no open job")
    line["key"] = key_of(asset)
    if job is None:
        return line if only else line_of_free(line, asset, here)
    act = taken_in(job, asset, only, found, here)
    line["words"] = why_not(act, job, asset)
    if act is not None and act["mine"] and len(act["waits"]) == 0:
        line["kind"] = "right"
        line["words"] = f"{job_number(job)} · {whose(job)} · {act['title']}"
        line["deed"] = deed(act, job, asset)
    return line


def line_of_free(line, asset, here):
    """A machine in no job: whoever loads it has it, as by a hand-over."""
    if asset["state"] in AWAY:
        line["words"] = f"Should not be here at all: {asset_state(asset['state']).lower()}"
    elif is_with(asset, here["user"]):
        line["words"] = "In your hands already"
    else:
        line["kind"] = "right"
        line["words"] = f"In no job · from {holder(asset['custody'])}"
        line["deed"] = {
            "key": key_of(asset),
            "kind": "custody.accept",
            "target": asset["id"],
            "args": {"code": asset["tag"]},
            "expect": {"op": asset["custody"]["op"]},
        }
    return line


def taken_in(job, asset, only, found, here):
    site = next((one for one in found["sites"] if key_of(one) == job["site"]["id"]), None)
    act = taking(job, found["workflows"].get(job["kind"]), site, here["user"], asset)
    return act if act is not None and only in ["", act["state"]] else None


def why_not(act, job, asset):
    about = f"{job_number(job)} · {whose(job)}"
    if act is None:
        state = asset_state(asset["state"]).lower()
        return f"{about}: nothing hands it to you now ({state}, {holder(asset['custody'])})"
    if not act["mine"]:
        return f"{about}: {act['title']} is done by others"
    return f"{about}: waits for {', '.join(act['waits'])}"


def deed(act, job, asset):
    """One operation for each machine: each job has its own rules, its own undo, its own fate."""
    return {
        "key": key_of(asset),
        "kind": "step.complete",
        "target": job["id"],
        "args": {"step": act["step"], "evidence": {act["need"]: asset["tag"]}},
        "expect": {"state": "todo", "op": act["op"]},
    }


def to_take(only, found, here):
    """Machines of the person's own jobs that could be taken now."""
    mine = [
        job
        for job in found["jobs"]
        if job["assignee"] is not None
        and job["assignee"]["id"] == here["user"]["id"]
        and job["state"] in ["open", "held"]
    ]
    kept = []
    for job in mine:
        for machine in job["assets"].values():
            act = taken_in(job, {"id": "asset:" + machine["id"]}, only, found, here)
            if act is not None and act["mine"] and len(act["waits"]) == 0:
                words = f"{job_number(job)} · {whose(job)}"
                name = machine_name(machine)
                kept.append({"key": machine["id"], "name": name, "words": words, "seen": None})
    return kept


# Both.


def blank(one, kind, name, words):
    return {
        "at": one["at"],
        "code": one["code"],
        "mark": one["mark"],
        "key": "",
        "kind": kind,
        "name": name,
        "words": words,
        "movable": False,
        "stays": False,
        "deed": None,
    }


def strange(one):
    """What names no machine in the books."""
    if one["kind"] == "label":
        words = f"A label of another installation ({one['host']})"
        return blank(one, "wrong", one["code"], words)
    if one["kind"] == "address":
        return blank(one, "wrong", one["code"][:60], "An address on the web, no label")
    if is_misread(one["code"]):
        words = "Can't be right: a letter is wrong, or two are swapped"
        return blank(one, "wrong", one["code"].upper(), words)
    return blank(one, "unknown", one["code"].upper(), "In no book here")


def last_words(lines, query):
    """What the last scan was, for ear and eye: ``{kind, words}``, or None after a reload."""
    last, mark = query.get("last"), query.get("mark")
    line = next((one for one in lines if one["mark"] == mark), None)
    if last is None or line is None:
        return None
    if last == "again":
        return {"kind": "again", "words": f"{line['name']} is on the list already"}
    right = line["kind"] == "right"
    return {"kind": "right" if right else "wrong", "words": f"{line['name']}: {line['words']}"}


def summary(running, result):
    """``12 scanned · 10 of 11 expected · 1 missing``."""
    total = len(result["lines"])
    told = [f"{total} scanned"]
    if running["purpose"] in PLACES:
        here = [key for key in result["expected"] if key in result["found"]]
        told.append(f"{len(here)} of {len(result['expected'])} expected")
        told.append(f"{len(result['missing'])} missing")
    else:
        told.append(f"{len(result['deeds'])} right")
        if running["purpose"] != "bench":
            told.append(f"{len(result['missing'])} more could be taken")
    return " · ".join(told)


def confirm_words(running, result):
    """What the one button says; "" where there is nothing to confirm."""
    if running["purpose"] in PLACES:
        something = len(result["lines"]) + len(result["expected"]) > 0
        return f"Finish the count of {running['place']}" if something else ""
    number = len(result["deeds"])
    if running["purpose"] == "bench":
        return f"Complete it on {plural(number, 'machine', 'machines')}" if number > 0 else ""
    return f"Take {plural(number, 'machine', 'machines')}" if number > 0 else ""


def deeds(found, here):
    """What confirming does, as operations without their ids: of a room one, of machines one each."""
    tally = found["tally"]
    running = tally["running"]
    result = sort_out(tally, found, here)
    if running["purpose"] not in PLACES:
        return result["deeds"]
    args = {
        "what": running["purpose"],
        "place": running["place"],
        "site": running["site"],
        "found": result["found"],
        "expected": result["expected"],
        "here": result["here"],
        "unknown": result["unknown"],
    }
    return [{"key": "", "kind": "count.record", "target": "", "args": args, "expect": {}}]
