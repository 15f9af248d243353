"""Who holds what: what needs a look first, then every holder with how much they have and since when."""

from fieldapp.screens.custody import (
    BOOT_DAYS,
    OFFER_DAYS,
    STAFF,
    chain_of,
    day_now,
    in_order,
    is_older,
    machine_row,
    open_offer,
)
from fieldapp.screens.words import holder, is_live, key_of

PORTABLE = True

GRACE_DAYS = 5
SHOWN = 100
ENDS = ["gone", "supplier"]


def page(found, here):
    """``?holder=TYPE:KEY`` shows one holder's machines."""
    machines = sorted(found["machines"], key=in_order)
    wanted = here["query"].get("holder") or ""
    held = [one for one in machines if holder_key(one) == wanted] if wanted else []
    rows = [machine_row(one, found["jobs"], here) for one in held[:SHOWN]]
    return {
        "title": "Who holds what",
        "looks": looks(machines, found, here) if not wanted else [],
        "holders": holders(machines, here) if not wanted else [],
        "wanted": holder(held[0]["custody"]) if len(held) > 0 else wanted,
        "is_one": wanted != "",
        "rows": rows,
        "more": max(len(held) - SHOWN, 0),
    }


def since(asset):
    return asset["custody"]["since"] or ""


def holder_key(asset):
    """``technician:2``, ``store:``. A colleague is one holder in either role."""
    custody = asset["custody"]
    kind = "staff" if custody["type"] in STAFF and custody["id"] is not None else custody["type"]
    return kind + ":" + (custody["id"] or "")


def looks(machines, found, here):
    """Groups of what a supervisor should look at; those with nothing in them are left out."""
    now = here["now"]
    jobs = found["jobs"]
    groups = [
        group("Lost or stolen", [one for one in machines if one.get("missing") is not None]),
        group("Held by someone who has left", leavers(machines, found)),
        group("Taken without a hand-over", [one for one in machines if is_broken(one)]),
        group("Both machines alive", both_alive(machines, jobs, now)),
        group("Loans that are late", [one for one in machines if is_late_loan(one, here)]),
        group("Offered, and not taken", [one for one in machines if is_stale(one, now)]),
        group("Long in someone's hands", [one for one in machines if is_long(one, now)]),
    ]
    for one in groups:
        one["rows"] = [machine_row(asset, jobs, here) for asset in one["machines"][:SHOWN]]
        one["machines"] = []
    return [one for one in groups if one["count"] > 0]


def group(name, machines):
    return {"name": name, "machines": machines, "count": len(machines), "rows": []}


def leavers(machines, found):
    """What is with a person who is not active any more, or with staff who no longer work at the site."""
    gone = [key_of(one) for one in found["leavers"]]
    staff = [one["id"] for site in found["sites"] for one in site["staff"]]
    return [
        one
        for one in machines
        if (one["custody"]["type"] == "person" and one["custody"]["id"] in gone)
        or (one["custody"]["type"] in STAFF and one["custody"]["id"] not in [None, *staff])
    ]


def is_broken(asset):
    """Whether it came to its holder without a hand-over; older breaks stand on the machine's page."""
    live = [link for link in chain_of(asset) if not link["void"]]
    return len(live) > 0 and live[-1]["broken"] is not None


def both_alive(machines, jobs, now):
    """Old machines that are still in use although the new one has been for longer than the grace time."""
    by_key = {key_of(one): one for one in machines}
    found = []
    for job in jobs:
        old = machine_in(job, "outgoing", by_key)
        new = machine_in(job, "incoming", by_key)
        if is_live(job) and old is not None and new is not None:
            in_use = old["state"] == "deployed" and new["state"] == "deployed"
            if in_use and is_older(new["custody"]["since"], GRACE_DAYS, now):
                found.append(old)
    return found


def machine_in(job, role, by_key):
    machine = job["assets"].get(role)
    return by_key.get(machine["id"]) if machine is not None else None


def is_late_loan(asset, here):
    loan = asset.get("loan")
    return loan is not None and loan["due"] < day_now(here)


def is_stale(asset, now):
    offer = open_offer(asset)
    return offer is not None and is_older(offer["at"], OFFER_DAYS, now)


def is_long(asset, now):
    custody = asset["custody"]
    in_hands = custody["type"] in [*STAFF, "courier", "mailroom"]
    return in_hands and custody["id"] is not None and is_older(custody["since"], BOOT_DAYS, now)


def holders(machines, here):
    """Colleagues and places with what they have, the most first. Persons are counted together."""
    found: dict[str, dict] = {}
    for one in machines:
        key = "person:" if one["custody"]["type"] == "person" else holder_key(one)
        if key not in found:
            name = "Persons" if key == "person:" else holder(one["custody"])
            found[key] = {
                "key": key,
                "name": name,
                "count": 0,
                "oldest": "",
                "one": key != "person:",
            }
        line = found[key]
        line["count"] += 1
        if line["oldest"] == "":
            line["oldest"] = since(one)
    return sorted([found[key] for key in sorted(found)], key=lambda one: -one["count"])
