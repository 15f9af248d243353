"""Who holds a machine, since when, and what is said of it: the same words on every page."""

from fieldapp.screens.filters import DAY, day, day_input, seconds, when
from fieldapp.screens.marks import kept
from fieldapp.screens.texts import LANGUAGES, NAMES, proof, signed_words
from fieldapp.screens.words import asset_state, holder, key_of, machine_name

PORTABLE = True

STAFF = ["technician", "receiving"]
BOOT_DAYS = 7
OFFER_DAYS = 1
HOW = {
    "scan": "scanned",
    "said": "said so",
    "signature": "signed",
    "step": "a step of its job",
    "books": "from the books",
}


def chain_of(asset):
    """The links; a machine that was stored before there were chains has none."""
    return asset.get("chain") or []


def in_order(asset):
    """What sorts by who has had it longest."""
    return (asset["custody"]["since"] or "") + "|" + asset["id"]


def open_offer(asset):
    return next((one for one in asset.get("offers") or [] if one["state"] == "open"), None)


def is_with(asset, user):
    """Whether that colleague has it in their hands."""
    custody = asset["custody"]
    return custody["type"] in STAFF and custody["id"] == user["id"]


def is_offered_to(asset, user):
    offer = open_offer(asset)
    return offer is not None and offer["type"] in STAFF and offer["id"] == user["id"]


def is_older(at, days, now):
    """Whether that moment is more than so many days ago."""
    return at is not None and seconds(now) - seconds(at) > days * DAY


def machine_row(asset, jobs, here):
    """A machine as a line of a list: what, who has it since when, for which job, and what is the matter."""
    custody = asset["custody"]
    job = next((one for one in jobs if key_of(one) in asset["jobs"]), None)
    offer = open_offer(asset)
    return {
        "id": key_of(asset),
        "target": asset["id"],
        "tag": asset["tag"],
        "name": machine_name(asset),
        "state": asset_state(asset["state"]),
        "holder": holder(custody),
        "since": custody["since"] or "",
        "seen": custody["op"] or "",
        "job": key_of(job) if job is not None else "",
        "job_number": (job["number"] or "New") if job is not None else "",
        "who": job["person"]["name"] if job is not None and job["person"] is not None else "",
        "offer": offer_row(offer, here) if offer is not None else None,
        "missing": missing_words(asset, here),
        "loan": loan_row(asset, here),
        "kept": kept(custody["op"], here),
    }


def offer_row(offer, here):
    return {
        "op": offer["op"],
        "to": offer["name"],
        "by": offer["by"]["name"],
        "by_me": offer["by"]["id"] == here["user"]["id"],
        "at": offer["at"],
        "note": offer["note"] or "",
        "kept": kept(offer["op"], here),
    }


def missing_words(asset, here):
    """``Reported stolen by Rosa, yesterday 16:05: …``; empty where nothing is missing."""
    report = asset.get("missing")
    if report is None:
        return ""
    at = when(report["at"], here["now"], here["zone"])
    return f"Reported {report['kind']} by {report['by']['name']}, {at}: {report['text']}"


def loan_row(asset, here):
    """Lent to whom, until when; None where it is not lent."""
    loan = asset.get("loan")
    if loan is None:
        return None
    late = loan["due"] < day_now(here)
    return {
        "person": loan["person"]["name"],
        "due": loan["due"],
        "due_words": day(loan["due"], here["zone"]),
        "late": late,
        "kept": kept(loan["due_op"], here),
    }


def day_now(here):
    """Today, as the site's calendar has it: ``2026-11-26``."""
    return day_input(here["now"], here["zone"])


def chain_view(asset, here):
    """The chain, the newest first, with what proved each link."""
    return [link_view(asset, link, here) for link in reversed(chain_of(asset))]


def link_view(asset, link, here):
    signature = link["signature"]
    return {
        "holder": holder(link),
        "at": link["at"] or "",
        "how": HOW.get(link["how"]) or link["how"],
        "by": link["by"]["name"] if link["by"] is not None else "",
        "broken": link["broken"] or "",
        "void": link["void"],
        "note": link["note"] or "",
        "kept": kept(link["op"], here),
        "signed_by": signature["by"] if signature is not None else "",
        "receipt": receipt_path(asset, link) if signature is not None else "",
    }


def receipt_path(asset, link):
    return "/assets/" + key_of(asset) + "/receipt/" + link["op"]


def signature_view(link):
    """What was signed, word for word."""
    signature = link["signature"]
    return {
        "words": signed_words(signature) or "This text is not known here any more.",
        "picture": signature["picture"] or "",
        "by": signature["by"],
        "witness": signature["witness"] or "",
        "name": f"{signature['text']}, version {signature['version']}, {signature['language']}",
        "sha": signature["sha"],
    }


def signing(text, values, path, here):
    """The text for a signature, and the same page in the other languages."""
    wanted = here["query"].get("lang") or "en"
    made = proof(text, wanted, values)
    mark = "&" if "?" in path else "?"
    made["others"] = [
        {"name": NAMES[one], "path": path + mark + "lang=" + one}
        for one in LANGUAGES
        if one != made["language"]
    ]
    return made
