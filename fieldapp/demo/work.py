"""What has been done when the demo begins: refreshes at each of their ten steps, a hold, a cascade, a wipe."""

from datetime import UTC, datetime, timedelta
from random import Random
from typing import Any
from zoneinfo import ZoneInfo

import sqlalchemy as sa

from fieldapp.demo.chance import fresh
from fieldapp.documents import Erasure, decode, key_of
from fieldapp.labels.tags import tags_of
from fieldapp.models import document, reading
from fieldapp.operations.wiping.certificates import content_hash
from fieldapp.portable.natives import derive
from fieldapp.staff import find_staff
from fieldapp.sync.incoming import Actor
from fieldapp.sync.submit import operation, submit

DONE_BY = {"order": "receiving1", "receive": "receiving1", "prepare": "receiving1"}


def work_on(
    jobs: list[str], people: list[dict], machines: list[dict], chance: Random, site: str
) -> None:
    """Give the jobs to the technicians, and take each to another step."""
    for at, job in enumerate(jobs):
        technician = "tech1" if at % 2 == 0 else "tech2"
        do("supervisor1", "job.assign", job, {"to": key_of_staff(technician), "note": "Yours, please."})
        _to_step(job, (at // 2) % 10, technician, machines[at], chance)
    until = (datetime.now(UTC) + timedelta(days=6)).date().isoformat()
    do("tech1", "hold.set", jobs[2], {"reason": "On leave until next week", "until": until, "kind": "customer"})
    do(
        "tech1",
        "note.add",
        jobs[0],
        {"text": "Prefers mornings. Ask for the desk key at reception."},
    )
    do("tech1", "time.add", jobs[0], {"minutes": 15})
    spare = len(people)
    _new(
        "cascade",
        {"machine": machines[spare - 1]["key"]},
        people[spare - 2]["key"],
        "tech1",
        chance,
    )
    _new("wipe", {"machine": machines[spare]["key"]}, None, "tech1", chance)
    _hand_over(machines[spare + 1 : spare + 4], people[0])
    _wiped(machines[spare + 4], chance)
    do(
        "supervisor1",
        "legal.hold",
        f"asset:{machines[spare + 5]['key']}",
        {"reason": "Matter 4711, asked for by the client's counsel"},
    )
    _labels(machines[spare + 1], site, chance)


def _hand_over(spares: list[dict], person: dict) -> None:
    """A loaner that is late, one in a technician's hands, and one that is offered to the other."""
    lent, kept, offered = (f"asset:{one['key']}" for one in spares)
    late = (datetime.now(UTC) - timedelta(days=2)).date().isoformat()
    do("tech1", "loan.give", lent, {"person": person["key"], "due": late})
    do("tech1", "custody.accept", kept, {"code": spares[1]["tag"]})
    do("tech2", "custody.accept", offered, {"code": spares[2]["tag"]})
    told = {"whom": f"staff:{key_of_staff('tech1')}", "note": "On your desk, with its charger."}
    do("tech2", "custody.offer", offered, told)


def _wiped(machine: dict, chance: Random) -> None:
    """A machine that is wiped, verified by another technician, and certified; it is still to go somewhere."""
    job = _new("wipe", {"machine": machine["key"]}, None, "tech2", chance)
    drive = {"serial": f"WD-{machine['serial']}", "model": "WDC PC SN740", "result": "ok"}
    proof = {
        "machine": machine["serial"],
        "method": "purge",
        "drives": [drive],
        "tool": "nwipe 0.37",
    }
    for step, evidence, by in [
        ("collect", {"machine": machine["tag"]}, "tech2"),
        ("hold_check", {"hold": "none"}, "tech2"),
        ("wipe", proof, "tech2"),
        ("verify", {"result": "verified"}, "tech1"),
    ]:
        do(by, "step.complete", job, {"step": step, "evidence": evidence}, fresh(chance))
    with reading() as connection:
        body = connection.scalar(sa.select(document.c.body).where(document.c.type == "erasure"))
    record: Erasure = decode("erasure:", body)
    id_ = fresh(chance)
    args = {"erasures": [key_of(record.id)], "sha256": content_hash([record])}
    target = f"certificate:{derive(id_, 'certificate')}"
    do("supervisor1", "certificate.issue", target, args, id_)


def _labels(machine: dict, site: str, chance: Random) -> None:
    """A roll of blanks; and a machine whose first label is out of use."""
    id_, about = fresh(chance), f"asset:{machine['key']}"
    blanks = {"site": site, "count": 90, "note": "In the mail room, upper drawer"}
    do("receiving1", "tags.issue", f"roll:{derive(id_, 'roll')}", blanks, id_)
    do("tech1", "label.bind", about, {"tag": tags_of(1_001_000, 1)[0]})
    do(
        "tech1",
        "label.retire",
        about,
        {"tag": machine["tag"], "reason": "Scratched, can't be read"},
    )


def key_of_staff(username: str) -> str:
    return find_staff(username).id.partition(":")[2]


def do(
    username: str, kind: str, target: str, args: dict[str, Any], id_: str | None = None
) -> None:
    made = operation(kind, target, args, id_)
    result = submit([made], Actor.of(find_staff(username)))[0]
    if result.outcome != "applied":
        raise RuntimeError(f"the demo's own {kind} was {result.outcome}: {result.message}")


def _new(
    kind: str, assets: dict[str, str], person: str | None, username: str, chance: Random
) -> str:
    id_ = fresh(chance)
    job = f"job:{derive(id_, 'job')}"
    args = {"kind": kind, "assets": assets} | ({"person": person} if person else {})
    do(username, "job.create", job, args, id_)
    do("supervisor1", "job.assign", job, {"to": key_of_staff(username), "note": "Yours, please."})
    return job


def _office_hours() -> list[datetime]:
    """The next full hours at which one finds people at their desks, in UTC."""
    first = datetime.now(UTC).replace(minute=0, second=0, microsecond=0)
    coming = [first + timedelta(hours=ahead) for ahead in range(2, 120)]
    there = [(one, one.astimezone(ZoneInfo("America/New_York"))) for one in coming]
    return [one for one, local in there if 9 <= local.hour < 17 and local.weekday() < 5][:16]


def _to_step(job: str, done: int, technician: str, machine: dict, chance: Random) -> None:
    """Complete the first ``done`` steps, each by who does it."""
    new_tag = f"NW{chance.randint(10000, 99999)}"
    appointment = chance.choice(_office_hours())
    steps: list[tuple[str, dict[str, Any]]] = [
        ("invite", {"answer": "accepted"}),
        ("order", {"reference": f"PO-{chance.randint(10000, 99999)}"}),
        ("receive", {"condition": "good"}),
        ("prepare", {"incoming": {"tag": new_tag, "serial": f"SN{chance.randint(10**7, 10**8)}"}}),
        ("pickup", {"incoming": new_tag}),
        ("software", {"installed": True}),
        ("schedule", {"appointment": appointment.isoformat().replace("+00:00", ".000Z")}),
        ("copy", {"outgoing": machine["tag"], "incoming": new_tag, "copied": True}),
        ("setup", {"incoming": new_tag, "signed_by": "The customer"}),
    ]
    for key, evidence in steps[:done]:
        who = DONE_BY.get(key, technician)
        do(who, "step.complete", job, {"step": key, "evidence": evidence})
