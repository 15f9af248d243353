"""Whatever supervisors decide, in whatever order, and whenever what it waited for arrives: a deed counts once at most,
is charged once at most, and is never gone."""

from itertools import permutations, product
from uuid import uuid4

import pytest

from fieldapp.sync.audit import faults
from tests.sync.test_properties import due, earned
from tests.world import CASCADE, WIPE, evidence

EVENTS = ["parent", "apply", "amend", "dismiss", "again"]
# How many events follow the first; all of four were tried once, and hold.
DEPTH = 1
ORDERS = [*product(["apply", "amend", "dismiss"], repeat=2), *permutations(EVENTS, 3)]


def test_time_that_waits_counts_once_whatever_is_decided(world):
    ana = world.phone("ana")
    for order in ORDERS:
        job = world.new_job("cascade")
        world.complete(job, *CASCADE, by="ana")
        assert world.body(job)["state"] == "closed"
        parent = str(uuid4())
        time = ana.act("time.add", job, {"minutes": 50}, after=[parent])
        assert ana.sync()[0]["code"] == "waiting_for"
        told = [happen(world, ana, job, time, parent, event) for event in order]
        counted = [one["minutes"] for one in world.body(job)["times"]]
        assert counted in ([], [50], [110]), (order, told)
        assert counted == expected(order), (order, told)
        assert earned(world, job) == due(world.body(job)), order
        assert world.has(f"case:{time['id']}")
    assert faults() == []


CLOSING = [*EVENTS, "ben", "undo"]


@pytest.mark.parametrize("first", CLOSING)
def test_the_step_that_closes_charges_once_whoever_does_it_and_whatever_is_decided(world, first):
    ana = world.phone("ana")
    for rest in permutations([one for one in CLOSING if one != first], DEPTH):
        job = world.new_job("wipe", "m1", None)
        world.complete(job, *WIPE[:-1], by="ana")
        parent, proof = str(uuid4()), evidence(world.body(job), WIPE[-1])
        step = ana.act("step.complete", job, {"step": WIPE[-1], "evidence": proof}, after=[parent])
        assert ana.sync()[0]["code"] == "waiting_for"
        told = [happen(world, ana, job, step, parent, event) for event in (first, *rest)]
        body = world.body(job)
        assert earned(world, job) == due(body), (first, rest, told)
        assert (body["state"] == "closed") == (world.step(job, WIPE[-1])["state"] == "done")
        world.do("sam", "job.cancel", job, {"reason": "The next one"})
        if body["state"] == "closed":
            assert live(world, job) == 1, (first, rest, told)
    assert faults() == []


def live(world, job: str) -> int:
    """Charges that stand: those made, less those taken back, and both of them."""
    mine = [row for row in world.ledger() if f"job:{row['job']}" == job]
    return len(mine) - 2 * len([row for row in mine if row["reverses"]])


def happen(world, ana, job: str, made: dict, parent: str, event: str) -> str:
    case, args = f"case:{made['id']}", made["args"]
    if event == "parent":
        return ana.do("note.add", job, {"text": "First"}, id=parent)["outcome"] if not known(ana, parent) else ""  # fmt: skip
    if event == "again":
        ana.start_again()
        return ana.sync()[0]["outcome"]
    if event == "ben":
        return world.do("ben", "step.complete", job, args).outcome
    if event == "undo":
        op = world.step(job, WIPE[-1])["op"]
        undo = {"step": WIPE[-1], "reason": "Not yet"}
        return world.do("sam", "step.undo", job, undo, expect={"op": op}).outcome
    amended = args | ({"minutes": 110} if "minutes" in args else {})
    more = {"args": amended} if event == "amend" else {}
    return world.do("sam", f"case.{event}", case, {"reason": "As I see it"} | more).outcome


def known(ana, id_: str) -> bool:
    return any(one["id"] == id_ for one in ana.made)


def expected(order) -> list[int]:
    """The first of them that settles it does so for good."""
    for event in order:
        if event in ("parent", "apply"):
            return [50]
        if event == "amend":
            return [110]
        if event == "dismiss":
            return []
    return []
