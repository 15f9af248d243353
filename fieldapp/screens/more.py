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
        "groups": groups(user, found["sites"]),
        "roles": ", ".join(user["roles"]),
        "waiting": waiting,
        "waiting_words": plural(waiting, "entry is not sent yet", "entries are not sent yet"),
    }


def groups(user, sites):
    """All places to go to, by what one comes for; those that need the network say so."""
    roles = user["roles"]
    told = [
        {"title": "My day", "rows": [to("My work", "/work"), to("Close my day", "/day"), to("Calendar", "/calendar"), to("Bench", "/bench"), to("New job", "/jobs/new"), to("Queue", "/queue")]},
        {"title": "Machines", "rows": machines(roles)},
    ]
    office = [one for one in OFFICE_PAGES if any(role in one["roles"] for role in roles)]
    rows = [to_online(one["title"], one["path"]) for one in office]
    if is_office(user):
        rows.extend([to_online(f"Contract: {one['name']}", "/contracts/" + one["id"]) for one in contracts(sites)])
    return [*told, {"title": "Office", "rows": rows}] if len(rows) > 0 else told


def machines(roles):
    rows = [
        to("Receiving", "/receiving"),
        to("In my hands", "/hands"),
        to("Who holds what", "/holders"),
        to("Loaners", "/loans"),
        to("Counts of rooms", "/counts"),
    ]
    return [*rows, to_online("Labels", "/labels")] if any(role in LABELLERS for role in roles) else rows


def to(title, path):
    return {"title": title, "path": path, "online": False}


def to_online(title, path):
    """A page of the server's, which no phone has."""
    return {"title": title, "path": path, "online": True}


OFFICE_PAGES = [
    {"title": "Help desk", "path": "/helpdesk", "roles": ["helpdesk", "acquisitions", "supervisor"]},
    {"title": "Jobs, with saved filters", "path": "/supervisor/jobs", "roles": ["supervisor"]},
    {"title": "Clocks that run out", "path": "/supervisor/clocks", "roles": ["supervisor"]},
    {"title": "Sync status", "path": "/supervisor/sync", "roles": ["supervisor", "admin"]},
    {"title": "Wiping: holds and certificates", "path": "/supervisor/wiping", "roles": ["supervisor"]},
    {"title": "Own kinds of job", "path": "/supervisor/workflows", "roles": ["supervisor"]},
    {"title": "Reports", "path": "/reports", "roles": ["supervisor", "manager", "admin"]},
    {"title": "Staff, sites and hours", "path": "/admin/staff", "roles": ["admin"]},
]


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
