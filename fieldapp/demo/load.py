"""A site in the middle of its contract: what was bought for a year, its people with their machines, some months of work, and the present."""

from collections.abc import Callable
from datetime import UTC, date, datetime, time, timedelta
from random import Random
from typing import Any

from fieldapp.demo.chance import fresh
from fieldapp.demo.incidents import TYPES, call_in
from fieldapp.demo.orders import receive_some
from fieldapp.demo.people import FIRST, LAST, LINES, MODELS, NAMES, USERS
from fieldapp.demo.present import Floor, office_hours
from fieldapp.demo.quarter import play, work
from fieldapp.demo.quarter_books import Books, Site
from fieldapp.demo.work import clash, work_on
from fieldapp.imports.official import official_holidays
from fieldapp.staff import next_key, set_password
from fieldapp.sync.incoming import Actor
from fieldapp.sync.submit import OPERATOR

SERVICE = {
    "targets": [
        {"clock": "response", "minutes": 240},
        {"clock": "response", "minutes": 120, "priority": "high"},
        {"clock": "response", "minutes": 30, "priority": "top"},
        {"clock": "response", "minutes": 15, "vip": True},
        {"clock": "completion", "minutes": 16 * 60, "kind": "incident"},
        {"clock": "completion", "minutes": 4 * 60, "kind": "incident", "priority": "top"},
        {"clock": "completion", "minutes": 40 * 60, "kind": "wipe"},
        {"clock": "completion", "minutes": 240 * 60, "kind": "refresh"},
    ],
    "lines": {"Claims": "early"},
    "pausing": ["customer", "client"],
    "warn_minutes": 60,
}
PENALTIES = [
    {"clock": "response", "amount": "75"},
    {"clock": "response", "amount": "250", "vip": True},
    {"clock": "completion", "amount": "150", "kind": "incident"},
    {"clock": "completion", "amount": "40", "kind": "refresh"},
]
WEEKDAYS = ("mon", "tue", "wed", "thu", "fri")
HOURS = {day: [["08:30", "17:30"]] for day in WEEKDAYS}
EARLY = {day: [["06:30", "18:00"]] for day in WEEKDAYS}
ZONE = "America/New_York"
ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
# People of the present, further ones of the months before, and machines in the store.
PEOPLE, OTHERS, SPARE = 40, 70, 7


def plan(seed: int, now: datetime, history: bool) -> Books:
    """All that has happened until now, in the ``deeds`` of the books. Without ``history`` only what is still going on, and nothing to decide."""
    first = now.astimezone(UTC).replace(day=1)
    for _ in range(3):
        first = (first - timedelta(days=1)).replace(day=1)
    made = _books(Random(seed), first.date())
    site = made.sites[0]
    staff = _staff(made)
    many = PEOPLE + (OTHERS if history else 0)
    people = _people(made, site.key, many)
    machines = _machines(made, site.key, people, now)
    if history:
        site.free = list(zip(people, machines, strict=False))[PEOPLE:]
        work(made, made.begins, now, whole=True)
    floor = Floor(made, now, staff, people[:PEOPLE], [*machines[:PEOPLE], *machines[many:]], office_hours(now, ZONE))
    work_on(floor)
    call_in(floor)
    receive_some(floor)
    if history:
        clash(floor)
    return made


def load(made: Books, password: str, done: Callable[[int], None] = lambda many: None) -> None:
    """Fill an empty database with it."""
    play(made, done)
    for username, _, _ in USERS:
        set_password(username, password)


def _books(chance: Random, first: date) -> Books:
    """A contract of one year that began some months ago, and its site."""
    contract, site = next_key("contract"), Site(next_key("site"), ZONE)
    begins = datetime.combine(first, time(6), tzinfo=UTC)
    made = Books(chance, begins, [site], OPERATOR, contract)
    days = official_holidays("US", "NY", [first.year, first.year + 1, first.year + 2])
    early = {"hours": EARLY, "holidays": list(days), "names": days}
    terms = {
        "client": "Northwind Mutual",
        "name": "Local site support",
        "starts": first.isoformat(),
        "ends": (first.replace(year=first.year + 1) - timedelta(days=1)).isoformat(),
        "zone": ZONE,
        "bought": "720",
        "price": "95",
        "buy_back_price": "60",
        "types": {
            "refresh": {"quantity": "1.5", "kinds": ["refresh"]},
            "wipe": {"quantity": "0.5", "kinds": ["wipe"]},
            **TYPES,
        },
        "rates": {
            "": {"hourly": "88", "round_minutes": 15, "minimum_minutes": 30},
            "imaging": {"hourly": "72", "round_minutes": 15, "minimum_minutes": 15},
        },
        "cancels": {"refresh": {"order": "0.25", "pickup": "0.5", "setup": "1.0"}},
        "service": SERVICE | {"calendars": {"early": early}},
        "penalties": PENALTIES,
        "penalty_cap": "2500",
    }
    place = {
        "name": "Riverside Tower",
        "zone": ZONE,
        "client": "Northwind Mutual",
        "contract": contract,
        "address": "200 River Street, Floors 3 to 12",
        "acting": {"acquisitions": ["receiving", "technician"]},
        "calendar": {"hours": HOURS, "holidays": list(days), "names": days},
    }
    made.add("contract.record", f"contract:{contract}", terms)
    made.add("site.record", f"site:{site.key}", place)
    return made


def _staff(made: Books) -> dict[str, Actor]:
    """Who signs in, by user name."""
    site, staff = made.sites[0], {}
    for username, roles, _ in USERS:
        one = Actor(id=next_key("staff"), name=NAMES[username], roles=roles, sites=[site.key])
        told = {"username": username, "name": one.name, "roles": roles, "sites": one.sites}
        made.add("staff.record", f"staff:{one.id}", told)
        staff[username] = one
    site.technicians = [staff["tech1"], staff["tech2"]]
    site.receiving, site.supervisor = staff["receiving1"], staff["supervisor1"]
    made.manager = staff["manager1"]
    return staff


def _people(made: Books, site: str, many: int) -> list[dict[str, Any]]:
    chance, people = made.chance, []
    for at in range(many):
        first, last = chance.choice(FIRST), chance.choice(LAST)
        floor = chance.randint(3, 12)
        told = {
            "name": f"{first} {last}",
            "site": site,
            "username": f"{first[0]}{last[:6]}{at}".lower().replace("'", ""),
            "email": f"{first}.{last}{at}@northwind.example".lower().replace("'", ""),
            "phone": f"+1 212 555 {at:04d}",
            "vip": at % 9 == 4,
            "floor": str(floor),
            "desk": f"{floor}-{chance.randint(1, 80):02d}",
            "cost_centre": f"CC-{chance.randint(100, 139)}",
            "line_of_business": chance.choice(LINES),
        }
        key = fresh(chance)
        made.add("person.record", f"person:{key}", told)
        people.append({"key": key, **told})
    return people


def _machines(made: Books, site: str, people: list[dict], now: datetime) -> list[dict[str, Any]]:
    """A machine for each person, and a few spare ones in the store. Those of the present are about three years old."""
    chance = made.chance
    models = [(fresh(chance), *model) for model in MODELS]
    for key, name, number, maker in models:
        told = {"name": name, "number": number, "manufacturer": maker}
        made.add("model.record", f"model:{key}", told)
    machines = []
    for at in range(len(people) + SPARE):
        old = chance.randint(1000, 1120) if at < PEOPLE else chance.randint(90, 1000)
        told = {
            "tag": "NW" + "".join(chance.choices(ALPHABET, k=5)),
            "serial": "".join(chance.choices(ALPHABET, k=8)),
            "site": site,
            "model": chance.choice(models)[0],
            "category": "Laptop",
            "purchased": (now.date() - timedelta(days=old)).isoformat(),
            **({"person": people[at]["key"]} if at < len(people) else {}),
        }
        key = fresh(chance)
        made.add("asset.record", f"asset:{key}", told)
        machines.append({"key": key, **told})
    return machines
