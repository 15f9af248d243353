"""What was found: jobs, machines, people and orders that match what was typed."""

from fieldapp.screens.filters import plural
from fieldapp.screens.receiving import order_row
from fieldapp.screens.rows import job_row
from fieldapp.screens.words import asset_state, holder, key_of, place

PORTABLE = True

MOST = 50


def page(found, here):
    words = (here["query"].get("q") or "").strip()
    results = found["search"]
    return {
        "title": "Search",
        "q": words,
        "summary": summary(words, results),
        "jobs": [job_row(one, here) for one in of_type(results, "job")],
        "assets": [asset_row(one) for one in of_type(results, "asset")],
        "people": [person_row(one) for one in of_type(results, "person")],
        "orders": [order_row(one, None, here) for one in of_type(results, "order")],
    }


def summary(words, results):
    if not words:
        return "Jobs, machines, people and orders, by name, number, tag, serial, desk, or words of a problem or note."
    if len(results) == 0:
        return f"Nothing found for “{words}”. Check the spelling, or scan the label."
    if len(results) >= MOST:
        return f"The first {MOST}. Type more to find less."
    return plural(len(results), "result", "results")


def of_type(results, kind):
    return [one for one in results if one["id"].startswith(kind + ":")]


def asset_row(asset):
    return {
        "id": key_of(asset),
        "tag": asset["tag"],
        "model": asset["model"] or "",
        "serial": asset["serial"] or "",
        "state": asset_state(asset["state"]),
        "holder": holder(asset["custody"]),
    }


def person_row(person):
    return {
        "id": key_of(person),
        "name": person["name"],
        "vip": person["vip"],
        "place": place(person) or person["site"]["name"],
        "phone": person["phone"] or "",
    }
