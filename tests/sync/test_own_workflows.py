"""A contract's own workflow: defined from steps, versioned, worked offline, billed by the contract."""

from uuid import uuid4

import pytest

from fieldapp.operations.jobs.own_kinds import kinds_in
from fieldapp.portable.natives import derive
from fieldapp.sync.audit import faults
from fieldapp.sync.submit import operation as made
from tests.world import done, evidence

LEND = {
    "key": "lend",
    "title": "Lend it",
    "needs": [{"name": "machine", "kind": "scan", "asset": "machine", "title": "Scan it"}],
    "effects": [{"asset": "machine", "state": "deployed", "holder": "person"}],
}
BACK = {
    "key": "back",
    "title": "Take it back",
    "after": ["lend"],
    "needs": [{"name": "whole", "kind": "yes", "title": "It is whole"}],
    "effects": [{"asset": "machine", "state": "in_stock", "holder": "store"}],
}
LOAN = {
    "title": "Laptop loan",
    "prefix": "LL",
    "sites": ["1"],
    "assets": {"machine": {"title": "Loaner"}},
    "bills": [{"rule": "transactions", "type": "wipe"}],
    "steps": [LEND, BACK],
}


def define(world, by="sam", key="laptop-loan", **changes):
    return world.do(by, "workflow.define", f"workflow:{key}", LOAN | changes)


def make(phone, kind: str, machine: str = "m0") -> tuple[str, dict]:
    id_ = str(uuid4())
    job = f"job:{derive(id_, 'job')}"
    args = {"kind": kind, "assets": {"machine": machine}, "person": "jo"}
    return job, phone.do("job.create", job, args, id=id_)


def test_a_supervisor_defines_a_workflow_and_its_jobs_are_worked_and_billed(world):
    assert define(world).outcome == "applied"
    sam = world.phone("sam")
    sam.sync()
    assert sam.documents()["workflow:laptop-loan"]["versions"][0]["definition"]["kind"] == "x-laptop-loan@1"
    job, told = make(sam, "x-laptop-loan@1")
    assert told["outcome"] == "applied", told
    assert world.body(job)["number"].startswith("LL-")
    for step in ("lend", "back"):
        args = {"step": step, "evidence": evidence(world.body(job), step)}
        assert world.do("ana", "step.complete", job, args).outcome == "applied"
    assert world.body(job)["state"] == "closed"
    assert [str(row["units"]) for row in world.ledger()] == ["0.5"]
    assert faults() == []


def test_open_jobs_stay_on_the_version_they_began_with(world):
    define(world)
    job, _ = make(world.phone("sam"), "x-laptop-loan@1")
    check = {"key": "check", "title": "Check it", "needs": [{"name": "ok", "kind": "yes", "title": "Checked"}]}
    assert define(world, steps=[check, LEND, BACK]).outcome == "applied"
    other, told = make(world.phone("sam"), "x-laptop-loan@2", "m1")
    assert told["outcome"] == "applied"
    assert [len(world.body(one)["steps"]) for one in (job, other)] == [2, 3]
    for step in ("lend", "back"):
        args = {"step": step, "evidence": evidence(world.body(job), step)}
        assert world.do("ana", "step.complete", job, args).outcome == "applied"
    assert world.body(job)["state"] == "closed"
    assert faults() == []


@pytest.mark.parametrize("kind", ["x-laptop-loan@2", "x-laptop-loan@0", "x-laptop-loan@x", "x-nothing@1", "x-", "x-@"])
def test_a_version_that_is_not_there_makes_no_job(world, kind):
    define(world)
    _, told = make(world.phone("sam"), kind)
    assert (told["outcome"], "no kind of job" in told["message"]) == ("refused", True)


WRONG = [
    ({"steps": []}, "1 to 30 steps"),
    ({"title": " "}, "Give the workflow a name"),
    ({"prefix": "loan"}, "one to three capital letters"),
    ({"steps": [LEND, LEND]}, "Two steps have the key “lend”"),
    ({"steps": [LEND | {"after": ["gone"]}, BACK]}, "comes after “gone”, and there is no such step"),
    ({"steps": [LEND | {"after": ["back"]}, BACK]}, "would wait for itself"),
    ({"steps": [LEND | {"after": ["lend"]}, BACK]}, "would wait for itself"),
    ({"steps": [LEND | {"parts": [{"key": "pack", "title": "Pack", "after": ["back"]}]}, BACK | {"after": ["lend"]}]}, "would wait for itself"),
    ({"prefix": "INV"}, "is for invoices"),
    ({"steps": [LEND | {"bench": {"nothing": ["imaging"]}}, BACK]}, "about a machine that the job does not have"),
    ({"steps": [LEND | {"bench": {"machine": ["baking"]}}, BACK]}, "on the bench runs one of imaging"),
    ({"steps": [LEND | {"role": "wizard"}]}, "is done by one of"),
    ({"steps": [LEND | {"title": ""}]}, "Every step has a name"),
    ({"steps": [LEND | {"needs": [{"name": "a", "kind": "smell"}]}]}, "nothing is proved by “smell”"),
    ({"steps": [LEND | {"needs": [{"name": "a", "kind": "choice", "choices": ["x"]}]}]}, "two answers or more"),
    ({"steps": [LEND | {"needs": [{"name": "a", "kind": "scan", "asset": "other"}]}]}, "a machine that the job does not have"),
    ({"steps": [LEND | {"effects": [{"asset": "machine", "holder": "aunt"}]}]}, "nobody known: “aunt”"),
    ({"steps": [LEND | {"stops": {"gone": ["no"]}}]}, "stopped by an answer"),
    ({"steps": [LEND | {"schedules": "machine"}]}, "by a day and time"),
    ({"steps": [{"title": "No key"}]}, "can't be read"),
    ({"person": False, "assets": {}, "steps": [{"key": "a", "title": "A"}]}, "a job needs a place"),
    ({"person": False}, "delivers to a person, and the job has none"),
    ({"bills": [{"rule": "transactions", "type": "dance"}]}, "has no transaction type “dance”"),
    ({"bills": [{"rule": "barter"}]}, "Nothing is billed by “barter”"),
    ({"sites": []}, "at which sites"),
    ({"steps": [LEND | {"help": "Hold it. " * 8000}, BACK]}, "at most 64 KiB"),
    *(
        (changes, "can't be a key")
        for name in ("__proto__", "constructor", "Two Words", "1", "a" * 81)
        for changes in (
            {"steps": [LEND | {"key": name}]},
            {"steps": [LEND | {"needs": [{"name": name, "kind": "yes"}]}]},
            {"steps": [LEND | {"unless": {name: ["no"]}}]},
            {"assets": {"machine": {"title": "Loaner"}, name: {"title": "Other"}}},
            {"people": {name: "The other"}},
        )
    ),
    ({"sites": ["2"]}, "for your own sites"),
]


@pytest.mark.parametrize(("changes", "says"), WRONG, ids=[says for _, says in WRONG])
def test_a_workflow_that_could_not_be_worked_is_not_defined(world, changes, says):
    told = define(world, **changes)
    assert told.outcome == "refused" and says in told.message, told
    assert not world.has("workflow:laptop-loan")


def test_a_site_keeps_what_its_open_jobs_are_worked_by(world):
    both = ["1", "2"]
    done(made("staff.record", "staff:4", {"username": "sam", "sites": both}))
    assert define(world, sites=both, bills=[{"rule": "time"}]).outcome == "applied"
    told = define(world, sites=["1"], bills=[{"rule": "time"}])
    assert (told.outcome, "Jobs at Annex may still need it" in told.message) == ("refused", True)


def test_no_job_of_it_is_made_where_it_is_not_used(world):
    done(made("staff.record", "staff:4", {"username": "sam", "sites": ["1", "2"]}))
    define(world)
    _, told = make(world.phone("sam"), "x-laptop-loan@1", "far")
    assert (told["outcome"], "is not used at Annex" in told["message"]) == ("refused", True)


def test_a_title_is_one_workflows_and_a_key_is_an_address(world):
    define(world)
    assert "called “Laptop loan” already" in define(world, key="other").message
    assert "small letters" in define(world, key="Über", title="Other").message


def test_only_supervisors_define_and_only_for_their_own_sites(world):
    assert define(world, by="ana").outcome == "refused"
    assert define(world, by="mia").outcome == "refused"


def test_only_the_newest_version_is_offered_and_none_that_was_withdrawn(world):
    define(world)
    define(world)
    found = kinds_in([world.body("workflow:laptop-loan")])
    assert {kind: one["offered"] for kind, one in found.items()} == {"x-laptop-loan@1": False, "x-laptop-loan@2": True}
    define(world, offered=False)
    found = kinds_in([world.body("workflow:laptop-loan")])
    assert not any(one["offered"] for one in found.values())
