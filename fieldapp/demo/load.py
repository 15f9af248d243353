"""One site, a contract, forty people with machines, and refreshes at every step for both technicians."""

from datetime import UTC, date, datetime, timedelta
from random import Random
from typing import Any

from fieldapp import staff
from fieldapp.demo.chance import fresh
from fieldapp.demo.incidents import TYPES, call_in
from fieldapp.demo.orders import receive_some
from fieldapp.demo.people import FIRST, LAST, LINES, MODELS, NAMES, USERS
from fieldapp.demo.work import work_on
from fieldapp.imports.official import official_holidays
from fieldapp.portable.natives import derive
from fieldapp.sync.incoming import Actor
from fieldapp.sync.submit import OPERATOR, operation, submit

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
    "calendars": {"early": {"hours": {day: [["06:30", "18:00"]] for day in ("mon", "tue", "wed", "thu", "fri")}}},
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
HOURS = {day: [["08:00", "18:00"]] for day in ("mon", "tue", "wed", "thu", "fri")}
ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
PEOPLE = 40
JOBS = 24


def load(seed: int, password: str) -> None:
    """Fill an empty database."""
    chance = Random(seed)
    contract, site = staff.next_key("contract"), staff.next_key("site")
    _terms(contract, site)
    for username, roles, _ in USERS:
        staff.add(username, password, NAMES[username], roles, [site])
    people = _people(chance, site)
    machines = _machines(chance, site, people)
    jobs = _jobs(chance, site, people, machines)
    work_on(jobs, people, machines, chance, site)
    call_in(people, machines, chance)
    receive_some(chance, site)


def must(operations: list[Any], actor: Actor = OPERATOR) -> None:
    """Submit, and stop at once where something of the demo's own is not taken."""
    for result in submit(operations, actor):
        if result.outcome != "applied":
            raise RuntimeError(f"the demo's own operation was {result.outcome}: {result.message}")


def _terms(contract: str, site: str) -> None:
    year = datetime.now(UTC).year
    terms = {
        "client": "Northwind Mutual",
        "name": "Local site support",
        "starts": f"{year}-01-01",
        "ends": f"{year + 2}-12-31",
        "zone": "America/New_York",
        "bought": "1200",
        "price": "95",
        "buy_back_price": "60",
        "types": {
            "refresh": {"quantity": "1.5", "kinds": ["refresh"]},
            "wipe": {"quantity": "0.5", "kinds": ["wipe"]},
            **TYPES,
        },
        "rates": {"": {"hourly": "88", "round_minutes": 15, "minimum_minutes": 30}},
        "service": SERVICE,
        "penalties": PENALTIES,
        "penalty_cap": "2500",
    }
    days = official_holidays("US", "NY", [year, year + 1, year + 2])
    place = {
        "name": "Riverside Tower",
        "zone": "America/New_York",
        "client": "Northwind Mutual",
        "contract": contract,
        "address": "200 River Street, Floors 3 to 12",
        "acting": {"acquisitions": ["receiving", "technician"]},
        "calendar": {"hours": HOURS, "holidays": list(days), "names": days},
    }
    must([operation("contract.record", f"contract:{contract}", terms)])
    must([operation("site.record", f"site:{site}", place)])


def _people(chance: Random, site: str) -> list[dict[str, Any]]:
    people = []
    for at in range(PEOPLE):
        first, last = chance.choice(FIRST), chance.choice(LAST)
        floor = chance.randint(3, 12)
        people.append(
            {
                "key": fresh(chance),
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
        )
    must([operation("person.record", f"person:{one['key']}", _without_key(one)) for one in people])
    return people


def _without_key(fields: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in fields.items() if name != "key"}


def _machines(chance: Random, site: str, people: list[dict]) -> list[dict[str, Any]]:
    """A machine for each person, about three years old, and a few spare ones in the store."""
    models = [(fresh(chance), *model) for model in MODELS]
    must(
        [
            operation(
                "model.record",
                f"model:{key}",
                {"name": name, "number": number, "manufacturer": maker},
            )
            for key, name, number, maker in models
        ]
    )
    machines = []
    for at in range(len(people) + 6):
        bought = datetime.now(UTC).date() - timedelta(days=3 * 365 - 40 + chance.randint(-60, 60))
        machines.append(
            {
                "key": fresh(chance),
                "tag": "NW" + "".join(chance.choices(ALPHABET, k=5)),
                "serial": "".join(chance.choices(ALPHABET, k=8)),
                "site": site,
                "model": chance.choice(models)[0],
                "category": "Laptop",
                "purchased": bought.isoformat(),
                **({"person": people[at]["key"]} if at < len(people) else {}),
            }
        )
    must([operation("asset.record", f"asset:{one['key']}", _without_key(one)) for one in machines])
    return machines


def _jobs(chance: Random, site: str, people: list[dict], machines: list[dict]) -> list[str]:
    """Refreshes for the first of them, due three years after they were bought."""
    planner = Actor(id=OPERATOR.id, name=OPERATOR.name, roles=OPERATOR.roles, sites=[site])
    jobs, made = [], []
    for person, machine in zip(people[:JOBS], machines, strict=False):
        bought = date.fromisoformat(machine["purchased"])
        due = bought.replace(year=bought.year + 3, day=min(bought.day, 28))
        id_ = fresh(chance)
        job = f"job:{derive(id_, 'job')}"
        args = {
            "kind": "refresh",
            "assets": {"outgoing": machine["key"]},
            "person": person["key"],
            "due": due.isoformat(),
        }
        made.append(operation("job.create", job, args, id_))
        jobs.append(job)
    must(made, planner)
    return jobs
