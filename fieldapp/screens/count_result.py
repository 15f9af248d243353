"""A count: what was expected and there, missing, there and expected elsewhere, and in no book."""

from fieldapp.screens.counts import result_words
from fieldapp.screens.marks import kept
from fieldapp.screens.words import machine_name

PORTABLE = True

GROUPS = [
    {"key": "missing", "title": "Missing", "empty": "Nothing is missing."},
    {"key": "elsewhere", "title": "Found here, belongs elsewhere", "empty": ""},
    {"key": "found", "title": "Found, as expected", "empty": ""},
]


def page(found, here):
    count = found["count"]
    if count is None:
        return None
    groups = [group(spec, count) for spec in GROUPS]
    return {
        "title": count["place"],
        "count": count,
        "what": "Room" if count["what"] == "room" else "Cupboard",
        "words": result_words(count),
        "kept": kept(count["op"], here),
        "groups": [one for one in groups if one["lines"] or one["empty"]],
        "unknown": count["unknown"],
        "where": where_words(count["where"]),
    }


def group(spec, count):
    lines = count[spec["key"]]
    return {
        "title": spec["title"],
        "empty": spec["empty"],
        "lines": [
            {"id": one["id"], "name": machine_name(one), "belongs": one["belongs"] or ""}
            for one in lines
        ],
    }


def where_words(where):
    """A position that was given with consent, in words; "" without one."""
    return f"near {where.replace(',', ', ')} (to about a kilometre)" if where else ""
