"""Loaners: what is lent, to whom and until when, the late ones first; what stands in stock; and lending one."""

from fieldapp.portable.natives import iso
from fieldapp.screens.custody import machine_row, signing
from fieldapp.screens.filters import DAY, day, day_input, seconds
from fieldapp.screens.hand_over import person_choice
from fieldapp.screens.problem import problem_view
from fieldapp.screens.words import key_of, machine_words

PORTABLE = True

SHOWN = 40
USUAL_DAYS = 14


def page(found, here):
    """``?lend=KEY`` chooses a machine, ``?whom=person:KEY`` and ``?due=`` who gets it until when."""
    query, machines = here["query"], found["machines"]
    lent = [one for one in machines if one.get("loan") is not None]
    free = [one for one in machines if is_free(one)]
    chosen = next((one for one in machines if key_of(one) == (query.get("lend") or "")), None)
    person = found["person"]
    due = query.get("due") or day_input(
        iso((seconds(here["now"]) + USUAL_DAYS * DAY) * 1000), here["zone"]
    )
    over = is_day(due) and due < day_input(here["now"], here["zone"])
    ready = chosen is not None and person is not None and is_day(due) and not over
    return {
        "title": "Loaners",
        "lent": [
            machine_row(one, [], here)
            for one in sorted(lent, key=lambda one: one["loan"]["due"] + one["id"])
        ],
        "stock": [machine_row(one, [], here) for one in free[:SHOWN]],
        "more": max(len(free) - SHOWN, 0),
        "chosen": machine_row(chosen, [], here) if chosen is not None else None,
        "people": [person_choice(one) for one in found["people"]],
        "q": query.get("q") or "",
        "whom": query.get("whom") or "",
        "person": person_choice(person) if person is not None else None,
        "person_key": key_of(person) if person is not None else "",
        "due": due,
        "over": over,
        "due_words": day(due, here["zone"]) if is_day(due) else "",
        "ready": ready and is_free(chosen),
        "text": text_for(chosen, person, due, here) if ready else None,
        "back": path_of(chosen, person, due) if ready else "/loans",
        "told": TOLD.get(here["done"]["kind"], "") if here["done"] is not None else "",
        "problem": problem_view(None, {}, here),
    }


TOLD = {"loan.give": "Lent.", "loan.return": "Back from loan.", "loan.extend": "Lent for longer."}


def is_free(asset):
    held = len(asset.get("legal") or []) > 0 or asset.get("loan") is not None
    return asset["state"] == "in_stock" and len(asset["jobs"]) == 0 and not held


def is_day(text):
    return len(text) == 10 and text[4] == "-" and text[7] == "-" and text.replace("-", "").isdigit()


def path_of(asset, person, due):
    return f"/loans?lend={key_of(asset)}&whom={person['id']}&due={due}"


def text_for(asset, person, due, here):
    values = {
        "person": person["name"],
        "machines": machine_words(asset),
        "due": due,
        "site": asset["site"]["name"],
        "day": day_input(here["now"], here["zone"]),
    }
    return signing("loan", values, path_of(asset, person, due), here)
