"""The people, places and machines of the tests, and what one can do with them."""

import json
from uuid import uuid4

import sqlalchemy as sa
from argon2 import PasswordHasher

from fieldapp import staff
from fieldapp.documents import decode
from fieldapp.models import credential, document, ledger, operation, reading, writing
from fieldapp.portable.natives import derive
from fieldapp.sync.incoming import Actor
from fieldapp.sync.submit import OPERATOR, submit
from fieldapp.sync.submit import operation as made
from tests.phone import Phone

SECRET = b"a key for the tests"
PASSWORD = "correct horse"
HERE, THERE = "1", "2"
STAFF = [
    ("ana", ["technician"], HERE),
    ("ben", ["technician"], HERE),
    ("rosa", ["receiving"], HERE),
    ("sam", ["supervisor"], HERE),
    ("mia", ["manager"], HERE),
    ("adam", ["admin"], HERE),
    ("charlie", ["technician"], THERE),
]
MACHINES = 8


def build() -> None:
    """Fill an empty database."""
    terms = {
        "client": "Client", "name": "Support", "starts": "2020-01-01", "ends": "2039-12-31", "bought": "100",
        "types": {"refresh": {"quantity": "1.5"}, "wipe": {"quantity": "0.5"}},
        "rates": {"": {"hourly": "80", "round_minutes": 15, "minimum_minutes": 30}},
    }  # fmt: skip
    done(made("contract.record", "contract:1", terms))
    acting = {"acquisitions": ["technician", "receiving"]}
    done(
        made(
            "site.record",
            f"site:{HERE}",
            {"name": "Tower", "zone": "Europe/Berlin", "contract": "1", "acting": acting},
        )
    )
    done(made("site.record", f"site:{THERE}", {"name": "Annex"}))
    quick = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1).hash(PASSWORD)
    for at, (username, roles, site) in enumerate(STAFF, 1):
        done(
            made(
                "staff.record",
                f"staff:{at}",
                {"username": username, "name": username.title(), "roles": roles, "sites": [site]},
            )
        )
        with writing() as connection:
            connection.execute(
                sa.insert(credential).values(staff=f"staff:{at}", hash=quick, stamp="first")
            )
    person = {
        "name": "Jo Bell",
        "site": HERE,
        "username": "jo",
        "cost_centre": "CC-1",
        "vip": False,
    }
    done(made("person.record", "person:jo", person))
    for at in range(MACHINES):
        done(
            made(
                "asset.record",
                f"asset:m{at}",
                {"tag": f"M{at}", "serial": f"S{at}", "site": HERE, "person": "jo"},
            )
        )
    done(made("asset.record", "asset:far", {"tag": "FAR", "site": THERE}))


def done(*operations, actor=OPERATOR) -> None:
    for result in submit(list(operations), actor):
        assert result.outcome == "applied", result


class World:
    """What tests do and look at, in the application context that is active."""

    def __init__(self, app):
        self.app = app

    def phone(self, username: str) -> Phone:
        """A new phone, with that person signed in."""
        return Phone(self.app, username, PASSWORD)

    def user(self, username: str) -> str:
        return next(str(at) for at, one in enumerate(STAFF, 1) if one[0] == username)

    def actor(self, username: str) -> Actor:
        return Actor.of(staff.find_staff(username))

    def do(self, username: str, kind: str, target: str, args: dict, **more):
        """Something done on the server's own road; answers the result."""
        return submit([made(kind, target, args, **more)], self.actor(username))[0]

    def amend(self, day: str = "2020-01-01", **changes):
        """The terms of the tests' contract are others from that day on."""
        told = {"from": day, "changes": changes, "reason": "Agreed"}
        return self.do("adam", "contract.amend", "contract:1", told)

    def new_job(self, kind: str = "refresh", machine: str = "m0", person: str | None = "jo") -> str:
        """An open job, made by Sam."""
        id_ = str(uuid4())
        role = "outgoing" if kind == "refresh" else "machine"
        args = {"kind": kind, "assets": {role: machine}, "person": person}
        job = f"job:{derive(id_, 'job')}"
        result = self.do("sam", "job.create", job, args, id_=id_)
        assert result.outcome == "applied", result
        return job

    def complete(self, job: str, *steps: str, by: str = "sam") -> None:
        """Complete those steps with proper evidence."""
        for step in steps:
            result = self.do(
                by, "step.complete", job, {"step": step, "evidence": evidence(self.body(job), step)}
            )
            assert result.outcome == "applied", (step, result)

    def body(self, id_: str) -> dict:
        with reading() as connection:
            return json.loads(
                connection.scalar(sa.select(document.c.body).where(document.c.id == id_))
            )

    def has(self, id_: str) -> bool:
        with reading() as connection:
            return (
                connection.scalar(sa.select(document.c.id).where(document.c.id == id_)) is not None
            )

    def step(self, job: str, key: str) -> dict:
        return next(one for one in self.body(job)["steps"] if one["key"] == key)

    def case(self, op: str):
        return decode("case:", json.dumps(self.body(f"case:{op}")))

    def ledger(self) -> list[dict]:
        with reading() as connection:
            rows = connection.execute(sa.select(ledger).order_by(ledger.c.position))
            return [dict(row) for row in rows.mappings()]

    def log(self) -> list[dict]:
        with reading() as connection:
            return [
                dict(row)
                for row in connection.execute(
                    sa.select(operation).order_by(operation.c.position)
                ).mappings()
            ]


REFRESH = [
    "invite",
    "order",
    "receive",
    "prepare",
    "pickup",
    "software",
    "schedule",
    "copy",
    "setup",
    "retire",
]
WIPE = ["collect", "hold_check", "wipe", "verify", "process"]
CASCADE = ["pickup", "backup", "reimage", "prepare", "deliver", "orient"]


def evidence(job: dict, step: str) -> dict:
    """What proves the step: the first choice, the booked machine, a new one with a tag of its own."""
    needs = next(one["needs"] for one in job["steps"] if one["key"] == step)
    return {need["name"]: answer(job, need) for need in needs if need["required"] and not need["when"]}


def answer(job: dict, need: dict):
    kind = need["kind"]
    if kind == "scan":
        machine = job["assets"].get(need["asset"], {"tag": "NOT-YET"})
        return (need["serial"] and machine.get("serial")) or machine["tag"]
    if kind == "drives":
        return [{"serial": f"D-{job['number']}"}]
    if kind == "new_asset":
        return {"tag": f"NEW-{job['number']}", "serial": f"NS-{job['number']}"}
    return {
        "choice": (need["choices"] or [""])[0],
        "yes": True,
        "time": "2026-12-01T09:00:00.000Z",
    }.get(kind, "Jo Bell")
