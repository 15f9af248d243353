"""A dozen incidents, in every state that they can be in: waiting for an answer, tried in vain, worked on, resolved, closed, opened again."""

from datetime import UTC, datetime, timedelta
from random import Random
from typing import Any

from fieldapp.demo.chance import fresh
from fieldapp.demo.work import do, key_of_staff
from fieldapp.portable.natives import derive

# What the contract of the demo says of incidents and requests.
TYPES: dict[str, Any] = {
    "incident": {"quantity": "1", "kinds": ["incident"]},
    "minor_incident": {"quantity": "0.5", "kinds": ["incident"]},
    "request": {"quantity": "0.5", "kinds": ["request"]},
}
CLOSE = {
    "summary": "The dock's firmware was old; updated, and it holds",
    "minutes": 35,
    "takes": ["minor_incident"],
}


def call_in(people: list[dict], machines: list[dict], chance: Random) -> None:
    """``people`` are the first of whom one calls; ``machines`` theirs."""

    def opened(at: int, problem: str, by: str = "supervisor1", **more) -> str:
        return make(
            chance,
            by,
            {"kind": "incident", "person": people[at]["key"], "problem": problem, **more},
        )

    opened(0, "The screen flickers when the lid moves", impact="person", source="help_desk")
    opened(4, "No sound in calls, and the board meets at two", impact="person", source="help_desk")
    told = (datetime.now(UTC) - timedelta(minutes=50)).isoformat(timespec="milliseconds")
    opened(6, "Mail asks for the password again and again", reported_at=told.replace("+00:00", "Z"))
    vain = opened(8, "The docking station drops both monitors")
    do("tech1", "job.assign", vain, {"to": key_of_staff("tech1"), "note": "Yours, please."})
    do("tech1", "contact.attempt", vain, _tried(False, "Left a message with the assistant"))
    _working(
        opened(
            10,
            "It shuts down by itself, twice this morning",
            "tech1",
            assets={"machine": machines[10]["key"]},
            contact="in_person",
        )
    )
    outage = opened(12, "No network on floor 7", impact="site")
    for at in (13, 14):
        opened(at, "No network at my desk", parent=outage.partition(":")[2])
    moved = opened(15, "The badge printer prints nothing")
    do(
        "tech2",
        "job.transfer",
        moved,
        {"queue": "printing", "note": "Driver is fine; the print server rejects the job."},
    )
    _closed(opened(16, "The dock has no power", "tech2", contact="call"))
    again = opened(17, "The dock has no power, third floor kitchen side", "tech2", contact="call")
    _closed(again)
    do("tech2", "job.reopen", again, {"reason": "It happened again an hour later"})
    wish = opened(18, "She wants a second monitor", "tech1", contact="call")
    do("tech1", "job.convert", wish, {"kind": "request", "note": "Nothing is broken."})


def _working(job: str) -> None:
    """The drive fails its test; next is the reimage, which waits for the backup."""
    do("tech1", "step.pick", job, {"step": "test_drive"})
    proof = {"result": "failing", "code": "2000-0142"}
    do("tech1", "step.complete", job, {"step": "test_drive", "evidence": proof})
    do("tech1", "step.pick", job, {"step": "reimage"})


def _closed(job: str) -> None:
    do("tech2", "job.close", job, CLOSE)


def _tried(reached: bool, said: str) -> dict[str, Any]:
    return {"channel": "call", "reached": reached, "said": said}


def make(chance: Random, by: str, args: dict[str, Any]) -> str:
    """A new job; answers its id."""
    id_ = fresh(chance)
    job = f"job:{derive(id_, 'job')}"
    do(by, "job.create", job, args, id_)
    return job
