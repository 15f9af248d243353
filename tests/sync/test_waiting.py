"""What waits follows by itself, in chains, with its numbers, and whatever became of what it waited for."""

from uuid import uuid4

import pytest

from fieldapp.portable.natives import derive
from fieldapp.sync import merge
from fieldapp.sync.audit import faults
from tests.world import REFRESH, evidence


@pytest.fixture(autouse=True)
def sound(app):
    yield
    assert faults() == []


@pytest.fixture
def job(world):
    return world.new_job()


@pytest.fixture
def ana(world):
    phone = world.phone("ana")
    phone.sync()
    return phone


def later(phone, kind, target, args, **more):
    """Done, and kept back for now."""
    made = phone.act(kind, target, args, **more)
    phone.queue.remove(made)
    phone.next_seq -= 1
    return made


def send(phone, made):
    phone.queue.append(made | {"seq": phone.next_seq})
    phone.next_seq += 1
    return next(one for one in phone.sync() if one["id"] == made["id"])


def texts(world, job):
    return [one["text"] for one in world.body(job)["notes"]]


def test_a_chain_follows_link_by_link(world, job, ana):
    first = later(ana, "note.add", job, {"text": "First"})
    second = later(ana, "note.add", job, {"text": "Second"}, after=[first["id"]])
    third = later(ana, "note.add", job, {"text": "Third"}, after=[second["id"]])
    for one in (third, second):
        assert send(ana, one)["code"] == "waiting_for"
    assert texts(world, job) == []
    send(ana, first)
    assert texts(world, job) == ["First", "Second", "Third"]
    assert [world.case(one["id"]).state for one in (second, third)] == ["applied", "applied"]


def test_an_operation_that_waits_for_two_follows_the_second(world, job, ana):
    one, two = (later(ana, "note.add", job, {"text": text}) for text in ("One", "Two"))
    both = later(ana, "note.add", job, {"text": "Both"}, after=[one["id"], two["id"]])
    send(ana, both)
    send(ana, one)
    assert texts(world, job) == ["One"]
    send(ana, two)
    assert texts(world, job) == ["One", "Two", "Both"]


def test_what_expects_an_unknown_operation_waits_for_it(world, job, ana):
    done = later(ana, "step.complete", job, {"step": "invite", "evidence": {"answer": "accepted"}})
    undo = later(
        ana,
        "step.undo",
        job,
        {"step": "invite", "reason": "Wrong person"},
        expect={"op": done["id"]},
    )
    assert send(ana, undo)["code"] == "waiting_for"
    send(ana, done)
    assert world.step(job, "invite")["state"] == "todo"
    assert world.case(undo["id"]).state == "applied"


def test_what_builds_on_something_that_is_refused_when_its_time_comes_is_disputed(world, job, ana):
    """A waits for X, B for A. X comes, A is refused then: B must not wait for ever."""
    first = later(ana, "note.add", job, {"text": "X"})
    skip = later(ana, "step.skip", job, {"step": "setup", "reason": "No"}, after=[first["id"]])
    child = later(ana, "note.add", job, {"text": "B"}, after=[skip["id"]])
    send(ana, skip)
    send(ana, child)
    send(ana, first)
    assert world.case(skip["id"]).code == "not_allowed"
    assert world.case(child["id"]).code == "disputed"
    assert (
        send(ana, later(ana, "note.add", job, {"text": "C"}, after=[skip["id"]]))["code"]
        == "disputed"
    )


def test_what_is_refused_when_its_time_comes_is_no_dispute_of_the_job(world, job, ana):
    first = later(ana, "note.add", job, {"text": "X"})
    blank = later(ana, "note.add", job, {"text": " "}, after=[first["id"]])
    send(ana, blank)
    assert [one["op"] for one in world.body(job)["disputed"]] == [blank["id"]]
    send(ana, first)
    assert world.case(blank["id"]).code == "invalid"
    assert world.body(job)["disputed"] == []


def a_job(phone, machine, **more):
    id_ = str(uuid4())
    args = {"kind": "wipe", "assets": {"machine": machine}}
    return later(phone, "job.create", f"job:{derive(id_, 'job')}", args, id=id_, **more)


def test_a_job_that_had_to_wait_gets_the_number_of_the_moment_it_is_made(world, job, ana):
    first = later(ana, "note.add", job, {"text": "X"})
    waiting, other = a_job(ana, "m1", after=[first["id"]]), a_job(ana, "m2")
    assert send(ana, waiting)["code"] == "waiting_for"
    send(ana, other)
    send(ana, first)
    assert [world.body(one["target"])["number"] for one in (other, waiting)] == ["W-1001", "W-1002"]


def test_a_job_that_waits_for_the_same_batch_gets_its_number(world, job, ana):
    first = later(ana, "note.add", job, {"text": "X"})
    waiting, other = a_job(ana, "m1", after=[first["id"]]), a_job(ana, "m2")
    for one in (waiting, other, first):
        ana.queue.append(one | {"seq": ana.next_seq})
        ana.next_seq += 1
    assert [one["code"] for one in ana.sync()] == ["waiting_for", "ok", "ok"]
    assert [world.body(one["target"])["number"] for one in (other, waiting)] == ["W-1001", "W-1002"]


def test_a_job_that_crashed_with_a_number_does_not_shift_those_of_others(world, ana, monkeypatch):
    kind = merge.KINDS["job.create"]

    def crash(op, world):
        world.number("W")
        raise RuntimeError("a bug")

    broken = type(kind)(crash, kind.args, roles=kind.roles, makes=True)
    monkeypatch.setitem(merge.KINDS, "job.create", broken)
    assert send(ana, a_job(ana, "m1"))["code"] == "failed"
    monkeypatch.setitem(merge.KINDS, "job.create", kind)
    assert send(ana, a_job(ana, "m2"))["outcome"] == "applied"


def test_what_crashes_when_its_time_comes_is_kept_as_failed(world, job, ana, monkeypatch):
    first = later(ana, "note.add", job, {"text": "X"})
    waiting = later(ana, "time.add", job, {"minutes": 5}, after=[first["id"]])
    send(ana, waiting)
    kind = merge.KINDS["time.add"]

    def crash(op, world):
        world.document(op.target).title = "Half done"
        raise RuntimeError("a bug")

    monkeypatch.setitem(
        merge.KINDS, "time.add", type(kind)(crash, kind.args, fact=True, roles=kind.roles)
    )
    assert send(ana, first)["outcome"] == "applied"
    assert (world.case(waiting["id"]).code, world.case(waiting["id"]).state) == ("failed", "open")
    assert world.body(job)["title"] != "Half done"
    monkeypatch.setitem(merge.KINDS, "time.add", kind)


def test_an_unknown_target_follows_when_it_is_made(world, ana):
    made = a_job(ana, "m1")
    note = later(ana, "note.add", made["target"], {"text": "Early"})
    assert send(ana, note)["code"] == "unknown_target"
    assert send(ana, made)["outcome"] == "applied"
    assert texts(world, made["target"]) == ["Early"]
    assert world.case(note["id"]).state == "applied"


def test_a_job_for_a_machine_that_is_not_in_the_books_follows_when_it_is(world, ana):
    made = a_job(ana, "m77")
    assert send(ana, made)["code"] == "unknown_target"
    world.do("adam", "asset.record", "asset:m77", {"tag": "M77", "site": "1"})
    assert world.body(made["target"])["assets"]["machine"]["tag"] == "M77"
    assert world.case(made["id"]).state == "applied"


def test_a_job_for_a_machine_of_a_site_that_was_lost_follows_when_it_is_given_back(world, ana):
    world.do("adam", "staff.record", "staff:1", {"username": "ana", "sites": ["2"]})
    made = a_job(ana, "m1")
    assert send(ana, made)["code"] == "unknown_target"
    world.do("adam", "staff.record", "staff:1", {"username": "ana", "sites": ["1"]})
    assert world.body(made["target"])["created_by"]["name"] == "Ana"


def test_what_waits_is_done_by_its_author_as_they_are_when_it_follows(world, job, ana):
    """Ana is no technician any more when receiving's step comes."""
    world.complete(job, *REFRESH[:3])
    ahead = ana.do("step.complete", job, {"step": "pickup", "evidence": {"incoming": "NEW-1"}})
    assert ahead["code"] == "waiting_for"
    world.do("adam", "staff.record", "staff:1", {"username": "ana", "roles": ["manager"]})
    world.do(
        "rosa",
        "step.complete",
        job,
        {"step": "prepare", "evidence": {"incoming": {"tag": "NEW-1"}}},
    )
    assert world.step(job, "pickup")["state"] == "todo"
    assert world.case(ahead["id"]).code == "disputed"


def test_its_stored_answer_stays_when_it_has_followed(world, job, ana):
    first = later(ana, "note.add", job, {"text": "X"})
    second = later(ana, "note.add", job, {"text": "Y"}, after=[first["id"]])
    answer = send(ana, second)
    send(ana, first)
    again = send(ana, second)
    assert again == answer | {"repeat": True}
    assert texts(world, job) == ["X", "Y"]


def test_a_step_that_followed_frees_the_next_one_too(world, job, ana):
    """5, 6 and 8 wait for 4: one arrival brings them all."""
    world.complete(job, *REFRESH[:3])
    world.complete(job, "schedule", by="ana")
    proofs = {
        "copy": {"outgoing": "M0", "incoming": "NEW-1", "copied": True},
        "software": {"installed": True},
        "pickup": {"incoming": "NEW-1"},
    }
    for step, proof in proofs.items():
        result = ana.do("step.complete", job, {"step": step, "evidence": proof})
        assert result["code"] == "waiting_for"
    world.do(
        "rosa",
        "step.complete",
        job,
        {"step": "prepare", "evidence": {"incoming": {"tag": "NEW-1"}}},
    )
    assert {world.step(job, key)["state"] for key in proofs} == {"done"}
    assert world.body(job)["disputed"] == []


def test_a_supervisor_who_comes_later_sees_what_is_open(world, job, ana):
    refused = ana.do("step.skip", job, {"step": "setup", "reason": "No time"})
    world.do("adam", "staff.record", "staff:2", {"username": "ben", "roles": ["supervisor"]})
    ben = world.phone("ben")
    ben.sync()
    assert refused["case"] in ben.documents()


def test_a_supervisor_who_leaves_the_site_sees_its_cases_no_longer(world, job, ana):
    refused = ana.do("step.skip", job, {"step": "setup", "reason": "No time"})
    sam = world.phone("sam")
    sam.sync()
    assert refused["case"] in sam.documents()
    world.do("adam", "staff.record", "staff:4", {"username": "sam", "sites": ["2"]})
    sam.sync()
    assert refused["case"] not in sam.documents()


def test_evidence_that_waits_is_checked_when_it_follows(world, job, ana):
    world.complete(job, *REFRESH[:3])
    ahead = ana.do("step.complete", job, {"step": "pickup", "evidence": {"incoming": "NEW-1"}})
    world.do(
        "rosa",
        "step.complete",
        job,
        {"step": "prepare", "evidence": {"incoming": {"tag": "ANOTHER"}}},
    )
    assert world.case(ahead["id"]).code == "disputed"
    assert [one["code"] for one in world.body(job)["disputed"]] == ["disputed"]
    proof = evidence(world.body(job), "pickup")
    assert (
        ana.do("step.complete", job, {"step": "pickup", "evidence": proof})["outcome"] == "applied"
    )


def test_what_an_operation_in_vain_had_in_its_hands_still_hears_of_changes(world, job, ana):
    """A name changes right after something on the job was refused, in one merge and by the log."""
    made = a_job(ana, "m1")
    bad = later(ana, "step.skip", made["target"], {"step": "wipe", "reason": "No"})
    ana.do("step.skip", job, {"step": "setup", "reason": "No time"})
    world.do("adam", "person.record", "person:jo", {"name": "Jo Ball", "site": "1"})
    assert world.body(job)["person"]["name"] == "Jo Ball"
    for one in (made, bad):
        send(ana, one)
    world.do("adam", "asset.record", "asset:m1", {"tag": "RENAMED", "site": "1"})
    assert world.body(made["target"])["assets"]["machine"]["tag"] == "RENAMED"


def test_what_waited_and_applied_with_a_doubt_settles_what_builds_on_it(world, job, ana):
    """“This is the machine here” on a step that waited: the step is done, the case stays open."""
    world.complete(job, *REFRESH[:3])
    args = {
        "step": "pickup",
        "evidence": {"incoming": "ODD-1"},
        "here": {"incoming": "The label fell off"},
    }
    ahead = ana.do("step.complete", job, args)
    child = ana.do("note.add", job, {"text": "Picked it up"}, after=[ahead["id"]])
    assert (ahead["code"], child["code"]) == ("waiting_for", "waiting_for")
    world.do(
        "rosa",
        "step.complete",
        job,
        {"step": "prepare", "evidence": {"incoming": {"tag": "NEW-1"}}},
    )
    assert world.step(job, "pickup")["state"] == "done"
    assert (world.case(ahead["id"]).state, world.case(ahead["id"]).code) == ("open", "disputed")
    assert "Picked it up" in texts(world, job)


def test_who_came_first_follows_first_whoever_began_to_wait_for_it_first(world):
    """Run again, all of it happens in one merge: the order must be the log's there too."""
    job = world.new_job("wipe")
    ana, ben = world.phone("ana"), world.phone("ben")
    for phone in (ana, ben):
        phone.sync()
    parent, check = str(uuid4()), {"step": "hold_check", "evidence": {"hold": "none"}}
    first = ana.do("step.complete", job, check, after=[parent])
    second = ben.do("step.complete", job, check)
    assert [one["code"] for one in (first, second)] == ["waiting_for", "waiting_for"]
    # Only now does the first begin to wait for its turn.
    ana.do("note.add", job, {"text": "What it builds on"}, id=parent)
    world.complete(job, "collect", by="ana")
    assert world.step(job, "hold_check")["op"] == first["id"]
    assert world.case(second["id"]).outcome == "already"
