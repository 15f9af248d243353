"""The books that a made-up quarter begins with: contract, sites, staff, people and their machines."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from random import Random
from typing import Any

from fieldapp.demo.chance import fresh
from fieldapp.demo.people import FIRST, LAST, LINES, MODELS
from fieldapp.demo.quarter_clerk import Deed
from fieldapp.staff import next_key
from fieldapp.sync.incoming import Actor
from fieldapp.sync.submit import OPERATOR

ZONES = ["America/New_York", "America/Chicago", "America/Los_Angeles"]
# Technicians that one site has, and customers that each looks after.
A_SITE, CUSTOMERS = 14, 36
WEEK = {day: [["08:00", "18:00"]] for day in ("mon", "tue", "wed", "thu", "fri")}


@dataclass
class Site:
    """``free`` are pairs of a person and their machine that are not part of anything now, ``wipes`` when each wipe was heard of and
    the key of its record."""

    key: str
    zone: str
    technicians: list[Actor] = field(default_factory=list)
    receiving: Actor | None = None
    supervisor: Actor | None = None
    free: list[tuple[dict, dict]] = field(default_factory=list)
    stock: list[dict] = field(default_factory=list)
    wipes: list[tuple[datetime, str]] = field(default_factory=list)


@dataclass
class Books:
    """``usernames`` say what each of the staff is; ``deeds`` make all of it."""

    chance: Random
    begins: datetime
    sites: list[Site]
    manager: Actor
    contract: str
    deeds: list[Deed] = field(default_factory=list)
    usernames: list[str] = field(default_factory=list)

    def add(self, kind: str, target: str, args: dict[str, Any]) -> None:
        at = self.begins - timedelta(days=1)
        self.deeds.append(Deed(at, at, OPERATOR, kind, target, args, fresh(self.chance)))


def books(chance: Random, begins: datetime, technicians: int) -> Books:
    """The deeds that make them, in ``deeds``."""
    many = max(1, -(-technicians // A_SITE))
    sites = [Site(next_key("site"), ZONES[at % len(ZONES)]) for at in range(many)]
    made = Books(chance, begins, sites, OPERATOR, next_key("contract"))
    made.add("contract.record", f"contract:{made.contract}", terms(begins, technicians))
    for at, site in enumerate(sites):
        told = {
            "name": f"Riverside Tower {at + 1}", "zone": site.zone, "client": "Northwind Mutual", "contract": made.contract,
            "acting": {"acquisitions": ["receiving", "technician"]}, "calendar": {"hours": WEEK},
        }  # fmt: skip
        made.add("site.record", f"site:{site.key}", told)
    _staff(made, technicians)
    models = [(fresh(chance), *model) for model in MODELS]
    for key, name, number, maker in models:
        made.add(
            "model.record", f"model:{key}", {"name": name, "number": number, "manufacturer": maker}
        )
    for at in range(technicians * CUSTOMERS):
        _customer(made, sites[at % many], at, [model[0] for model in models])
    for at in range(technicians * 3):
        site = sites[at % many]
        site.stock.append(_machine(made, site, technicians * CUSTOMERS + at, None, models[0][0]))
    return made


def terms(begins: datetime, technicians: int) -> dict[str, Any]:
    """Three years of it; the quantities of the floor's own jobs, and what is promised about time."""
    response = [("top", 30), ("high", 60), ("normal", 240), ("low", 480)]
    targets = [
        {"clock": "response", "minutes": many, "priority": one, "kind": "incident"}
        for one, many in response
    ]
    return {
        "client": "Northwind Mutual", "name": "Local site support", "zone": ZONES[0],
        "starts": f"{begins.year}-01-01", "ends": f"{begins.year + 2}-12-31",
        "bought": str(technicians * 900), "price": "95", "buy_back_price": "60", "overage_price": "110",
        "types": {
            "refresh": {"quantity": "1.5"}, "wipe": {"quantity": "0.5"}, "acquisition": {"quantity": "1"},
            "peripheral": {"quantity": "0.25", "per": "item"}, "request": {"quantity": "0.5"},
            "software": {"per": "time", "bands": [{"up_to": 60, "quantity": "0.5"}, {"up_to": None, "quantity": "1"}]},
            "incident": {"per": "time", "bands": [{"up_to": 45, "quantity": "0.75"}, {"up_to": None, "quantity": "1"}]},
        },
        "rates": {"": {"hourly": "88", "round_minutes": 15, "minimum_minutes": 30},
                  "imaging": {"hourly": "72", "round_minutes": 15, "minimum_minutes": 15}},
        "cancels": {"refresh": {"order": "0.25", "pickup": "0.5", "setup": "1.0"}},
        "penalties": [{"clock": "response", "amount": "40", "kind": "incident"}], "penalty_cap": "2500",
        "service": {"targets": targets, "pausing": ["customer"], "queues": ["Local support", "Network"]},
    }  # fmt: skip


def _name(chance: Random) -> str:
    return f"{chance.choice(FIRST)} {chance.choice(LAST)}"


def _staff(made: Books, technicians: int) -> None:
    """User names say what somebody is: ``tech1`` …, ``receiving1``, ``supervisor1``, ``manager1``, ``admin1``."""
    wanted = [
        (f"tech{at + 1}", "technician", [made.sites[at % len(made.sites)]])
        for at in range(technicians)
    ]
    for at, site in enumerate(made.sites):
        wanted += [
            (f"receiving{at + 1}", "receiving", [site]),
            (f"supervisor{at + 1}", "supervisor", [site]),
        ]
    wanted += [("manager1", "manager", made.sites), ("admin1", "admin", made.sites)]
    for username, role, sites in wanted:
        keys = [site.key for site in sites]
        one = Actor(id=next_key("staff"), name=_name(made.chance), roles=[role], sites=keys)
        told = {"username": username, "name": one.name, "roles": [role], "sites": keys}
        made.add("staff.record", f"staff:{one.id}", told)
        made.usernames.append(username)
        if role == "technician":
            sites[0].technicians.append(one)
        elif role == "manager":
            made.manager = one
        elif role != "admin":
            setattr(sites[0], role, one)


def _customer(made: Books, site: Site, at: int, models: list[str]) -> None:
    chance, name, floor = made.chance, _name(made.chance), made.chance.randint(2, 14)
    person = {
        "name": name, "site": site.key, "username": f"user{at}", "email": f"user{at}@northwind.example",
        "vip": at % 41 == 7, "floor": str(floor), "desk": f"{floor}-{chance.randint(1, 80):02d}",
        "cost_centre": f"CC-{100 + at % 40}", "line_of_business": chance.choice(LINES),
    }  # fmt: skip
    key = fresh(chance)
    made.add("person.record", f"person:{key}", person)
    machine = _machine(made, site, at, key, chance.choice(models))
    site.free.append(({"key": key, **person}, machine))


def _machine(made: Books, site: Site, at: int, person: str | None, model: str) -> dict[str, Any]:
    bought = made.begins.date() - timedelta(days=3 * 365 + made.chance.randint(-400, 60))
    told = {
        "tag": f"NW{100000 + at}", "serial": f"5CG{at:07d}", "site": site.key, "model": model, "category": "Laptop",
        "purchased": bought.isoformat(),
    }  # fmt: skip
    key = fresh(made.chance)
    made.add("asset.record", f"asset:{key}", told | ({"person": person} if person else {}))
    return {"key": key, "tag": told["tag"], "serial": told["serial"]}
