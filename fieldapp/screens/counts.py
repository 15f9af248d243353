"""Counts of rooms and cupboards: the newest of each place, and the earlier ones behind it."""

from fieldapp.screens.filters import plural
from fieldapp.screens.marks import kept
from fieldapp.screens.words import key_of

PORTABLE = True

SHOWN = 200


def page(found, here):
    newest = sorted(found["counts"], key=lambda one: (one["at"], one["id"]), reverse=True)
    places: list[str] = []
    rows = []
    for count in newest[:SHOWN]:
        name = count["site"]["id"] + " " + count["place"].upper()
        rows.append(row(count, name in places, here))
        places.append(name)
    return {
        "title": "Counts",
        "now": [one for one in rows if not one["past"]],
        "past": [one for one in rows if one["past"]],
    }


def row(count, past, here):
    return {
        "id": key_of(count),
        "place": count["place"],
        "site": count["site"]["name"],
        "by": count["by"]["name"],
        "at": count["at"],
        "past": past,
        "words": result_words(count),
        "wrong": len(count["missing"]) + len(count["elsewhere"]) + len(count["unknown"]) > 0,
        "kept": kept(count["op"], here),
    }


def result_words(count):
    """``11 as expected · 1 missing · 2 from elsewhere · 1 unknown``."""
    told = [f"{len(count['found'])} as expected"]
    if len(count["missing"]) > 0:
        told.append(f"{len(count['missing'])} missing")
    if len(count["elsewhere"]) > 0:
        told.append(f"{len(count['elsewhere'])} from elsewhere")
    if len(count["unknown"]) > 0:
        told.append(plural(len(count["unknown"]), "unknown code", "unknown codes"))
    return " · ".join(told)
