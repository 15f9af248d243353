"""What waits on this phone, what needs you, what a supervisor decides, and what was sent today."""

from fieldapp.screens.filters import day_of, plural, when
from fieldapp.screens.words import sentence_case, spoken

PORTABLE = True

STATES = {
    "queued": "waiting for network",
    "sending": "sending now",
    "applied": "sent",
    "already": "sent; it was done already",
    "held": "waiting",
    "refused": "not accepted",
}
SHOWN = 100


def page(found, here):
    queue = found["queue"]
    waiting = [entry_line(entry, here) for entry in queue["waiting"]]
    attention = [case_line(case, here) for case in queue["attention"]]
    deciding = [case_line(case, here) for case in queue["deciding"]]
    decided = [case_line(case, here) for case in queue["decided"]]
    sent = [entry_line(one, here) for one in queue["sent"] if is_today(one["at"], here)]
    return {
        "title": "Queue",
        "summary": summary(waiting, queue["photos"], attention, deciding),
        "waiting": waiting[:SHOWN],
        "waiting_more": len(waiting) - len(waiting[:SHOWN]),
        "attention": attention,
        "deciding": deciding,
        "decided": decided,
        "sent": list(reversed(sent)),
        "photos": queue["photos"],
        "photos_refused": queue["photos_refused"],
        "setaside": [entry_line(entry, here) for entry in queue["setaside"]],
    }


def summary(waiting, photos, attention, deciding):
    """The page in one sentence."""
    parts = []
    if len(waiting) > 0:
        many = "entries wait on this phone"
        parts.append(plural(len(waiting), "entry waits on this phone", many))
    if photos > 0:
        parts.append(plural(photos, "photo waits on this phone", "photos wait on this phone"))
    if len(attention) > 0:
        parts.append(plural(len(attention), "needs you", "need you"))
    if len(deciding) > 0:
        many = "wait for a supervisor"
        parts.append(plural(len(deciding), "waits for a supervisor", many))
    return sentence_case("; ".join(parts)) + "." if len(parts) > 0 else "Everything is sent."


def is_today(moment, here):
    zone = here["zone"]
    return day_of(moment, zone) == day_of(here["now"], zone)


def path_to(target):
    """The page of what an entry is about."""
    pieces = target.split(":")
    folder = {
        "job": "/jobs/",
        "asset": "/assets/",
        "order": "/orders/",
        "box": "/boxes/",
        "delivery": "/deliveries/",
    }.get(pieces[0])
    return folder + pieces[1] if folder is not None else ""


def entry_line(entry, here):
    return {
        "op": entry["op"],
        "label": entry["label"] or spoken(entry["kind"].replace(".", " ")),
        "when": when(entry["at"], here["now"], here["zone"]),
        "at": entry["at"],
        "state": entry["state"],
        "state_words": STATES.get(entry["state"]) or spoken(entry["state"]),
        "message": entry["message"] or "",
        "path": path_to(entry["target"]),
    }


def case_line(case, here):
    """A case as its author reads it: what, why, and the ways on."""
    return {
        "id": case["id"],
        "op": case["op"],
        "label": case["label"] or spoken(case["kind"].replace(".", " ")),
        "when": when(case["at"], here["now"], here["zone"]),
        "at": case["at"],
        "outcome": case["outcome"],
        "outcome_words": outcome_words(case),
        "message": (case.get("words") if case["state"] in DECIDED else case["message"]) or "",
        "advice": advice(case),
        "path": path_to(case["target"]) + step_query(case),
    }


DECIDED = {
    "applied": "accepted it",
    "amended": "changed and accepted it",
    "dismissed": "turned it down",
}


def outcome_words(case):
    if case["state"] in DECIDED:
        who = case["decided_by"]["name"] if case["decided_by"] is not None else "A supervisor"
        return f"{who} {DECIDED[case['state']]}"
    if case["outcome"] == "refused":
        return "Not accepted"
    return "Waits" if case["code"] == "waiting_for" else "Needs a supervisor"


def advice(case):
    """What is safe, and what to do."""
    if case["state"] != "open":
        return "It is decided; there is nothing left to do here."
    if case["outcome"] == "refused":
        return "Nothing was changed. Look at how it stands now; do it again if it is still right."
    if case["code"] in ["waiting_for", "unknown_target"]:
        return "It is kept, and follows by itself when the other comes."
    return "It is kept. A supervisor decides; you need not do it again."


def step_query(case):
    return "?step=" + case["step"] if case["step"] and case["target"].startswith("job:") else ""
