"""Who is signed in, where, with which version; installing, and signing out."""

from fieldapp.screens.filters import plural
from fieldapp.screens.roles import OFFICE
from fieldapp.screens.words import key_of

PORTABLE = True

LABELLERS = ["admin", "supervisor", "receiving"]


def page(found, here):
    user = here["user"]
    waiting = len(found["queue"]["waiting"])
    return {
        "title": "More",
        "sites": [site_line(site) for site in found["sites"]],
        "contracts": contracts(found["sites"]) if is_office(user) else [],
        "roles": ", ".join(user["roles"]),
        "office": is_office(user),
        "labels": any(role in LABELLERS for role in user["roles"]),
        "waiting": waiting,
        "waiting_words": plural(waiting, "entry is not sent yet", "entries are not sent yet"),
    }


def is_office(user):
    return any(role in OFFICE for role in user["roles"])


def site_line(site):
    return {"id": key_of(site), "name": site["name"], "address": site["address"] or ""}


def contracts(sites):
    """The contracts of the sites, each once."""
    found: list[dict] = []
    for site in sites:
        key = (site["contract"] or "").split(":")[-1]
        if key and key not in [one["id"] for one in found]:
            found.append({"id": key, "name": site["client"] or site["name"]})
    return found
