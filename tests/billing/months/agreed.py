"""The books of a made-up month: a contract for each site in all its variety, people with and without cost centres, machines, bills and what changes."""

from datetime import datetime, timedelta
from random import Random
from typing import Any

from fieldapp.workflows import WORKFLOWS
from tests.billing.months.month import Month, iso

# Months with something about them: a year's end, leap days, days of 23 and 25 hours in one zone or the other.
FIRST_DAYS = [
    "2023-12-10",
    "2024-02-20",
    "2024-03-05",
    "2024-10-20",
    "2025-02-24",
    "2025-06-12",
    "2025-12-15",
    "2024-12-28",
]
ZONES = ["UTC", "Europe/Berlin", "America/New_York", "Pacific/Auckland", "Asia/Kolkata"]
# A kind of job that a supervisor has made up, and changes.
OWN = "loan"
OWN_KINDS = [f"x-{OWN}@1", f"x-{OWN}@2"]
WORK = [
    "refresh",
    "refresh",
    "wipe",
    "acquisition",
    "peripheral",
    "software",
    "cascade",
    "cascade",
    "cascade-existing",
    "cascade-new",
    "cascade-swap",
    "cascade-swap",
    *OWN_KINDS,
]
AMENDED = ("service", "types", "rates", "cancels", "penalties", "penalty_cap", "overage_price", "buy_back_price", "allotments")
YES = {"name": "done", "kind": "yes", "title": "Done"}
STEPS = [
    {"key": "lend", "title": "Lend it", "needs": [YES]},
    {
        "key": "back",
        "title": "Take it back",
        "after": ["lend"],
        "parts": [{"key": "fetched", "title": "Fetch it"}, {"key": "seen", "title": "Look at it", "after": ["fetched"]}],
        "needs": [{**YES, "name": "one", "part": "fetched"}, {**YES, "name": "two", "part": "seen"}],
    },
    {"key": "store", "title": "Store it", "needs": [YES]},
]


def fill(month: Month) -> None:
    chance, before = month.chance, month.begins - timedelta(days=40)
    for site in "12":
        # No contract names a kind of its own before there is one; amendments do.
        told = terms(month, site)
        told["cancels"] = {kind: one for kind, one in told["cancels"].items() if kind in WORKFLOWS}
        month.add(before, "contract.record", f"contract:{site}", told)
        told = {"name": f"Site {site}", "zone": chance.choice(ZONES), "contract": site}
        told["calendar"] = calendar(chance)
        month.add(before + timedelta(minutes=1), "site.record", f"site:{site}", told)
    for at in range(4):
        month.add(before + timedelta(minutes=2), "person.record", f"person:p{at}", _person(chance, at))
    for at in range(2):
        told = caller(chance, at)
        month.add(before + timedelta(minutes=2), "person.record", f"person:p{4 + at}", told)
    for at in range(10):
        told = {"tag": f"M{at}", "serial": f"SER{at}", "site": "12"[at // 2 % 2]}
        month.add(before + timedelta(minutes=3), "asset.record", f"asset:m{at}", told)
    _own_kind(month, before + timedelta(minutes=4))
    for _ in range(chance.choice([0, 1, 2, 4])):
        _change(month)
    for site in chance.sample("12", chance.randint(0, 2)):
        _snow(month, site)
    for site in "12":
        _issue(month, f"contract:{site}")
        if chance.random() < 0.3:
            money = chance.choice(
                [{"money": "-12.34"}, {"money": "100", "cost_centre": "CC-1"}, {"units": "-0.5"}, {"units": "2"}]
            )
            args = {"reason": "Agreed on the phone"} | money
            at = month.after(month.begins, 50 * 24)
            month.add(at, "adjustment.add", f"contract:{site}", args, late=0.3)
    for which in range(chance.choice([0, 0, 1, 2])):
        _dispute(month, chance.randint(0, 999) * 10 + which)


def _own_kind(month: Month, at: datetime) -> None:
    """What it takes, the contract's types say, or it goes by the hour; its second version has other steps."""
    bill = month.chance.choice([{"rule": "transactions", "type": "training"}, {"rule": "time"}])
    told = {"title": "Loan", "prefix": "L", "sites": ["1", "2"], "bills": [bill], "steps": STEPS[:2]}
    month.add(at, "workflow.define", f"workflow:{OWN}", told)
    steps = month.chance.choice([STEPS, STEPS[:1], STEPS[1:2]])
    without = [{**one, "after": []} if len(steps) == 1 else one for one in steps]
    month.add(at + timedelta(minutes=1), "workflow.define", f"workflow:{OWN}", told | {"steps": without})


def _issue(month: Month, contract: str) -> None:
    """Bills go out a few days after their month, one after the other, for as long as anybody cares."""
    first = (month.begins - timedelta(days=40)).replace(day=1)
    for _ in range(month.chance.randint(0, 5)):
        following = (first + timedelta(days=32)).replace(day=1)
        at = month.after(following.replace(hour=14), 6 * 24)
        month.add(at, "billing.issue", contract, {"period": first.strftime("%Y-%m")})
        first = following


def _dispute(month: Month, which: int) -> None:
    """The owner of a cost centre does not want to pay one of the charges."""
    at = month.after(month.begins, 60 * 24)
    month.add(at, "charge.dispute", "", {"which": which})
    decision = month.chance.choice(["taken_back", "taken_back", "kept"])
    args = {"which": which, "decision": decision, "reason": "Agreed"}
    month.add(month.after(at, 30 * 24), "charge.settle", "", args)


def _person(chance: Random, at: int) -> dict[str, Any]:
    told = {"name": f"Person {at}", "site": "12"[at % 2], "username": f"p{at}"}
    centre = chance.choice([f"CC-{at}", f"CC-{at}", "CC-9", None])
    return told | ({"cost_centre": centre} if centre else {})


def caller(chance: Random, at: int) -> dict[str, Any]:
    """Somebody who calls; who is a VIP today may be none tomorrow."""
    told: dict[str, Any] = {"name": f"Caller {at}", "site": "12"[at], "username": f"p{4 + at}"}
    return told | {"vip": chance.random() < 0.5, "line_of_business": chance.choice(["Claims", "Sales"])}


def _change(month: Month) -> None:
    """Somebody moves to another cost centre or becomes a VIP, or the terms are told anew."""
    chance, at = month.chance, month.after(month.begins, 30 * 24)
    which = chance.random()
    if which < 0.25:
        who = chance.randint(0, 3)
        told = _person(chance, who) | {"cost_centre": f"CC-{chance.randint(10, 12)}"}
        month.add(at, "person.record", f"person:p{who}", told)
    elif which < 0.45:
        who = chance.randint(0, 1)
        month.add(at, "person.record", f"person:p{4 + who}", caller(chance, who))
    else:
        site = chance.choice("12")
        changes = terms(month, site)
        told = {name: changes[name] for name in AMENDED if name in changes and chance.random() < 0.5}
        # Agreed for a day to come, or for one that has passed.
        day = (at + timedelta(days=chance.randint(-20, 10))).date().isoformat()
        args = {"from": day, "changes": told, "reason": "Agreed"}
        month.add(at, "contract.amend", f"contract:{site}", args)


def _snow(month: Month, site: str) -> None:
    """Nobody came; it is declared some days afterwards."""
    starts = month.after(month.begins, 12 * 24)
    args = {"starts": iso(starts), "ends": iso(month.after(starts, 80)), "reason": "Snow"}
    month.add(month.after(starts, 8 * 24), "site.close", f"site:{site}", args)


# The terms.


def terms(month: Month, name: str) -> dict[str, Any]:
    """Terms in all their variety: odd roundings, a type that is missing, no rate for anybody."""
    chance = month.chance
    types = {
        "refresh": {"quantity": chance.choice(["1.5", "1.5", "2", "0.75"])},
        "wipe": {"quantity": "0.5", "kinds": chance.choice([[], ["wipe"], ["refresh"]])},
        "acquisition": {"quantity": "1"},
        "peripheral": {"quantity": "0.25", "per": chance.choice(["item", "item", "job"])},
        "software": {"per": "time", "bands": bands(chance)},
        "incident": {"per": "time", "bands": bands(chance)},
        "training": {"quantity": "0.25"},
    }
    rates = {"": rate(chance), "imaging": rate(chance)}
    for told in (types, rates):
        if chance.random() < 0.2:
            del told[chance.choice([*told])]
    return {
        "client": "Client", "name": f"Support {name}", "starts": "2022-01-01", "ends": "2027-12-31",
        "zone": chance.choice(ZONES), "bought": chance.choice(["40", "2"]), "price": "95", "types": types, "rates": rates,
        "buy_back_price": chance.choice(["60", "57.35"]), "cancels": cancels(chance),
        "penalties": penalties(chance), "service": service(month, name),
        **({"allotments": allotments(month)} if chance.random() < 0.7 else {}),
        **({"overage_price": chance.choice(["120", "99.95"])} if chance.random() < 0.7 else {}),
        **({"penalty_cap": chance.choice(["50", "100", "260"])} if chance.random() < 0.5 else {}),
    }  # fmt: skip


def allotments(month: Month) -> list[dict[str, str]]:
    """Three spans; the second begins, and perhaps ends, while the month's work is done."""
    chance = month.chance
    first = (month.begins + timedelta(days=chance.randint(-5, 25))).date()
    second = first + timedelta(days=chance.choice([20, 45, 400]))
    spans = [("2022-01-01", first), (first + timedelta(days=1), second), (second + timedelta(days=1), "2027-12-31")]
    return [{"starts": str(low), "ends": str(high), "bought": chance.choice(["0.5", "1.75", "3", "20"])} for low, high in spans]


def service(month: Month, site: str) -> dict[str, Any]:
    """What is promised about time, by whose hours, and what of it counts for a child. The desk keeps its hours."""
    chance = month.chance
    told: dict[str, Any] = {"targets": targets(chance), "reopen_days": 5}
    desk = {"hours": _week(chance), "zone": chance.choice([None, *ZONES])}
    told["calendars"] = {"desk": month.desks.setdefault(site, desk)}
    told["lines"] = {"Claims": "desk"} if chance.random() < 0.4 else {}
    told["pausing"] = chance.sample(["customer", "supplier"], chance.randint(0, 2))
    told["children"] = chance.sample(["clocks", "charges"], chance.randint(0, 2))
    return told


def targets(chance: Random) -> list[dict[str, Any]]:
    """Promises about the first attempt and about the end of the work: for everybody, for the urgent, for VIPs, for a line of business."""
    some: list[dict[str, Any]] = [
        {"clock": "response", "minutes": 45, "vip": True},
        {"clock": "response", "minutes": 90, "line_of_business": "Claims"},
        {"clock": "response", "minutes": 180, "calendar": "always"},
        {"clock": "completion", "minutes": chance.choice([480, 900]), "kind": "incident"},
        {"clock": "completion", "minutes": 600, "kind": "request"},
        {"clock": "completion", "minutes": 300, "vip": True, "calendar": "desk"},
        {"clock": "completion", "minutes": chance.choice([2400, 4000])},
        {"clock": "completion", "minutes": 3000, "kind": "refresh", "calendar": "always"},
    ]
    told = [{"clock": "response", "minutes": chance.choice([120, 240, 600])}]
    told += [{"clock": "response", "minutes": chance.choice([30, 60]), "priority": "high"}]
    return told + [one for one in some if chance.random() < 0.5]


def penalties(chance: Random) -> list[dict[str, Any]]:
    """For each breach, and for each month below a target."""
    some: list[dict[str, Any]] = [
        {"clock": "response", "amount": "75.50", "vip": True},
        {"clock": "completion", "amount": "25"},
        {"clock": "completion", "amount": "60.25", "kind": "incident"},
        {"clock": "completion", "amount": "45", "kind": "refresh"},
        {"clock": "response", "amount": "300", "per": "month", "target": "95"},
        {"clock": "response", "amount": "150", "per": "month", "target": "99.5"},
        {"clock": "response", "amount": "80", "per": "month", "target": "90", "priority": "high"},
        {"clock": "completion", "amount": "111.10", "per": "month", "target": "60"},
        {"clock": "completion", "amount": "33", "per": "month", "target": "80", "vip": True},
    ]
    told: list[dict[str, Any]] = [{"clock": "response", "amount": "40", "kind": "incident"}]
    return told + [one for one in some if chance.random() < 0.4] if chance.random() < 0.85 else []


def calendar(chance: Random) -> dict[str, Any]:
    """Business hours, and one holiday in the week of each month's begin."""
    first = datetime.fromisoformat(chance.choice(FIRST_DAYS))
    holidays = [(first + timedelta(days=many)).date().isoformat() for many in (3, 12)]
    return {"hours": _week(chance), "holidays": holidays}


def _week(chance: Random) -> dict[str, list]:
    """With a pause at noon at some sites, at others on Saturdays too."""
    day = chance.choice(
        [[["09:00", "17:00"]], [["08:30", "12:00"], ["13:00", "18:15"]], [["00:00", "23:00"]]]
    )
    days = ["mon", "tue", "wed", "thu", "fri", *(["sat", "sun"] if chance.random() < 0.3 else [])]
    return dict.fromkeys(days, day)


def bands(chance: Random) -> list[dict[str, Any]]:
    """Of recorded time; sometimes none for long work."""
    told = [{"up_to": 45, "quantity": "0.5"}, {"up_to": 120, "quantity": "1"}]
    return told + ([{"up_to": None, "quantity": "1.75"}] if chance.random() < 0.7 else [])


def cancels(chance: Random) -> dict[str, dict[str, str]]:
    """What is earned by work that is called off; of some kinds, and after some steps, nothing."""
    found: dict[str, dict[str, str]] = {}
    for kind in WORK:
        steps = [step.key for step in WORKFLOWS[kind].steps] if kind in WORKFLOWS else ["lend", "back"]
        if chance.random() < 0.5:
            chosen = chance.sample(steps, min(2, len(steps)))
            found[kind] = {step: f"{0.25 * (steps.index(step) + 1):.2f}" for step in chosen}
    return found


def rate(chance: Random) -> dict[str, Any]:
    return {
        "hourly": chance.choice(["80", "88.50", "71.37", "33.33"]),
        "round_minutes": chance.choice([1, 6, 15, 30]),
        "minimum_minutes": chance.choice([0, 15, 30, 60]),
    }
