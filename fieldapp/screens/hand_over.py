"""Hand over: which machines, to whom; then an offer that they accept, or a signature on this phone."""

from fieldapp.screens.custody import is_with, machine_row, open_offer, signing
from fieldapp.screens.filters import day_input
from fieldapp.screens.problem import problem_view
from fieldapp.screens.words import holder, key_of, machine_words, place

PORTABLE = True

PLACES = [
    {"whom": "store", "name": "The store", "said": "the store"},
    {"whom": "mailroom", "name": "The mail room", "said": "the mail room"},
    {"whom": "receiving", "name": "Receiving", "said": "receiving"},
    {"whom": "courier", "name": "A courier", "said": "a courier"},
    {"whom": "supplier", "name": "The supplier", "said": "the supplier"},
]
# More machines, or colleagues, than these fold.
SHOWN = 4
HANDS = ["technician", "receiving", "supervisor"]


def page(found, here):
    """The machines that are chosen (``m.KEY`` in the query) and the one who gets them (``whom``)."""
    query = here["query"]
    chosen = [one for one in found["machines"] if is_chosen(one, query)]
    mine = [one for one in found["machines"] if is_with(one, here["user"])]
    others = [one for one in chosen if not is_with(one, here["user"])]
    to = receiver(query.get("whom") or "", found, here)
    ready = to is not None and len(chosen) > 0
    rows = [choice(one, chosen, here) for one in [*others, *mine]]
    picked = [row for row in rows if row["chosen"]]
    first = picked if len(picked) > 0 else rows[:SHOWN]
    whom = query.get("whom") or ""
    return {
        "title": "Hand over",
        "machines": first,
        "more_machines": [row for row in rows if row not in first],
        "chosen": [machine_row(one, [], here) for one in chosen],
        "colleagues": colleagues(found["sites"], here),
        "shown": SHOWN,
        "places": PLACES,
        "to_place": any(one["whom"] == whom for one in PLACES),
        "people": [person_choice(one) for one in found["people"]],
        "q": query.get("q") or "",
        "whom": whom,
        "to": to,
        "ready": ready,
        "text": text_for(chosen, to, here) if ready and to["signs"] else None,
        "target": chosen[0]["id"] if ready else "",
        "also": [key_of(one) for one in chosen[1:]],
        "back": path_of(chosen, to) if ready else "/hands/over",
        "told": told(to, chosen),
        "problem": problem_view(None, {}, here),
    }


def is_chosen(asset, query):
    return (query.get("m." + key_of(asset)) or "") != ""


def choice(asset, chosen, here):
    row = machine_row(asset, [], here)
    row["chosen"] = asset["id"] in [one["id"] for one in chosen]
    return row


def colleagues(sites, here):
    """Who has hands on machines at my sites, each once, but not me."""
    found: list[dict] = []
    for site in sites:
        for one in site["staff"]:
            fits = any(role in HANDS for role in one["roles"])
            if fits and one["id"] != here["user"]["id"]:
                if one["id"] not in [other["id"] for other in found]:
                    found.append({"id": one["id"], "name": one["name"]})
    return found


def person_choice(person):
    return {
        "whom": person["id"],
        "name": person["name"],
        "vip": person["vip"],
        "place": place(person) or person["site"]["name"],
    }


def receiver(whom, found, here):
    """Who gets them, as the page shows them; None where nobody is chosen yet."""
    kind = whom.split(":")[0]
    if kind == "staff":
        for one in colleagues(found["sites"], here):
            if "staff:" + one["id"] == whom:
                return {"whom": whom, "kind": kind, "name": one["name"], "signs": True}
    if kind == "person" and found["person"] is not None:
        return {"whom": whom, "kind": kind, "name": found["person"]["name"], "signs": True}
    for one in PLACES:
        if one["whom"] == whom:
            return {"whom": whom, "kind": "place", "name": one["said"], "signs": False}
    return None


def text_for(chosen, to, here):
    """What they sign: a person for a delivery, a colleague for the hand-over."""
    values = {
        "person": to["name"],
        "giver": holder(chosen[0]["custody"]),
        "machines": "; ".join([machine_words(one) for one in chosen]),
        "site": chosen[0]["site"]["name"],
        "day": day_input(here["now"], here["zone"]),
    }
    text = "delivery" if to["kind"] == "person" else "hand-over"
    return signing(text, values, path_of(chosen, to), here)


def path_of(chosen, to):
    """This page with the same choices."""
    picks = "".join(["&m." + key_of(one) + "=1" for one in chosen])
    return "/hands/over?whom=" + to["whom"] + picks


def told(to, chosen):
    """What has come of it, as the machines say: they are there already, or offered; empty where neither is so."""
    if to is None or len(chosen) == 0:
        return ""
    if all(is_at(one["custody"], to) for one in chosen):
        return f"Handed over to {to['name']}."
    offers = [open_offer(one) for one in chosen]
    if all(offer is not None and is_at(offer, to) for offer in offers):
        return f"Offered to {to['name']}, who accepts by scanning or with a tap."
    return ""


def is_at(holder, to):
    """Whether that holder is the one who is chosen."""
    if to["kind"] == "place":
        return holder["type"] == to["whom"] and holder["id"] is None
    kind = "person" if holder["type"] == "person" else "staff"
    return kind == to["kind"] and kind + ":" + (holder["id"] or "") == to["whom"]
