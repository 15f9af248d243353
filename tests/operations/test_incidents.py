"""Incidents as the floor has them: opened, answered, worked in steps that are chosen as it goes, closed, opened again."""

from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest

from fieldapp.portable.natives import derive
from fieldapp.sync.audit import faults
from tests.world import evidence

CLOSE = {"summary": "Reimaged; it runs for a day now", "minutes": 95, "takes": ["refresh"]}


@pytest.fixture(autouse=True)
def all_is_sound(app):
    yield
    assert faults() == []


def opened(world, by: str = "ana", problem: str = "It shuts down by itself", **more) -> str:
    id_ = str(uuid4())
    job = f"job:{derive(id_, 'job')}"
    args = {"kind": "incident", "person": "jo", "problem": problem, **more}
    result = world.do(by, "job.create", job, args, id_=id_)
    assert result.outcome == "applied", result
    return job


def pick(world, job: str, *steps: str) -> None:
    for step in steps:
        assert world.do("ana", "step.pick", job, {"step": step}).outcome == "applied"


def ago(**span) -> str:
    moment = datetime.now(UTC) - timedelta(**span)
    return moment.isoformat(timespec="milliseconds").replace("+00:00", "Z")


def test_a_machine_that_shuts_down_by_itself_is_tested_backed_up_reimaged_restored_and_returned(
    world,
):
    """The source's example: “the user complains about the machine shutting down automatically”."""
    job = opened(world, problem="The machine shuts down automatically", assets={"machine": "m0"})
    assert world.body(job)["number"].startswith("I-")
    said = {"channel": "call", "reached": True, "said": "Twice this morning"}
    assert world.do("ana", "contact.attempt", job, said).outcome == "applied"
    pick(world, job, "test_drive", "backup", "repair")
    proof = {"result": "failing", "code": "2000-0142"}
    world.do("ana", "step.complete", job, {"step": "test_drive", "evidence": proof})
    world.complete(job, "backup", by="ana")
    skipped = {"step": "repair", "reason": "The error can't be repaired"}
    assert world.do("ana", "step.skip", job, skipped).outcome == "applied"
    pick(world, job, "reimage")
    for part in (
        {"machine": "M0", "legal_hold": "none"},
        {"reloaded": True},
        {"restored": True},
        {"clean": True},
    ):
        done = {"step": "reimage", "evidence": part}
        assert world.do("ana", "step.complete", job, done).outcome == "applied"
    machine = world.body("asset:m0")
    assert (machine["state"], machine["custody"]["name"]) == ("deployed", "Jo Bell")
    assert world.do("ana", "job.close", job, CLOSE).outcome == "applied"
    closed = world.body(job)
    assert [(step["key"], step["state"]) for step in closed["steps"]] == [
        ("test_drive", "done"),
        ("backup", "done"),
        ("repair", "skipped"),
        ("reimage", "done"),
    ]
    assert (closed["state"], closed["minutes"], closed["erasures"]) == ("closed", 95, [])
    assert [one["type"] for one in closed["takes"]] == ["refresh"]


def test_a_legal_hold_keeps_an_incidents_machine_from_being_reimaged(world):
    job = opened(world, assets={"machine": "m0"})
    pick(world, job, "reimage")
    world.complete(job, "backup")
    assert world.do("sam", "legal.hold", "asset:m0", {"reason": "Matter 4711"}).outcome == "applied"
    wiped = {"step": "reimage", "evidence": {"machine": "M0", "legal_hold": "none"}}
    result = world.do("ana", "step.complete", job, wiped)
    assert (result.outcome, result.code) == ("held", "disputed")
    assert "It must not be reimaged" in result.message


def test_returning_a_reimaged_machine_is_no_reimaging_and_goes_on_under_a_hold(world):
    job = opened(world, assets={"machine": "m0"})
    pick(world, job, "reimage")
    world.complete(job, "backup")
    first = {"machine": "M0", "legal_hold": "none", "reloaded": True, "restored": True}
    world.do("ana", "step.complete", job, {"step": "reimage", "evidence": first})
    world.do("sam", "legal.hold", "asset:m0", {"reason": "Matter 4711"})
    last = world.do("ana", "step.complete", job, {"step": "reimage", "evidence": {"clean": True}})
    assert last.outcome == "applied"


def test_a_machine_that_is_being_replaced_can_have_an_incident_and_an_incident_a_refresh(world):
    refresh = world.new_job("refresh", "m0")
    incident = opened(world, assets={"machine": "m0"})
    assert world.body("asset:m0")["jobs"] == [refresh[4:], incident[4:]]
    opened(world, assets={"machine": "m1"})
    world.new_job("refresh", "m1")
    id_ = str(uuid4())
    again = {"kind": "wipe", "assets": {"machine": "m1"}}
    result = world.do("sam", "job.create", f"job:{derive(id_, 'job')}", again, id_=id_)
    assert result.message == "M1 is part of another open job."


def test_an_attempt_made_without_signal_stops_the_clock_at_its_own_moment(world):
    job, ana = opened(world), world.phone("ana")
    ana.sync()
    tried = ana.act("contact.attempt", job, {"channel": "call", "reached": False})
    ana.sync()
    body = world.body(job)
    clock = body["clocks"][0]
    assert (clock["op"], clock["stopped_at"]) == (tried["id"], body["attempts"][0]["at"])


def test_an_attempt_by_a_clock_that_was_set_goes_to_a_supervisor_first(world):
    job, ana = opened(world), world.phone("ana")
    ana.sync()
    ana.act("note.add", job, {"text": "On my way"}, at=ago(minutes=1))
    tried = ana.act("contact.attempt", job, {"channel": "call", "reached": True}, at=ago(hours=3))
    result = ana.sync()[1]
    assert (result["outcome"], result["code"]) == ("held", "disputed")
    assert "The phone's clock was set" in result["message"]
    assert world.body(job)["clocks"][0]["stopped_at"] is None
    decided = world.do(
        "sam", "case.apply", f"case:{tried['id']}", {"reason": "The call log says so"}
    )
    assert decided.outcome == "applied"
    assert world.body(job)["clocks"][0]["stopped_at"] is not None


def test_an_attempt_after_the_first_needs_no_clock_that_is_believed(world):
    job, ana = opened(world), world.phone("ana")
    ana.sync()
    ana.do("contact.attempt", job, {"channel": "call", "reached": False})
    ana.act("note.add", job, {"text": "On my way"})
    ana.act("contact.attempt", job, {"channel": "call", "reached": True}, at=ago(hours=3))
    assert [one["outcome"] for one in ana.sync()] == ["applied", "applied"]


def test_time_that_is_taken_back_after_reopening_leaves_the_first_answer_where_it_was(world):
    """The closing stopped the response clock, and is the operation that its minutes came with."""
    job = opened(world)
    closing = world.do("ana", "job.close", job, CLOSE)
    before = world.body(job)["clocks"][0]["stopped_at"]
    world.do("ana", "job.reopen", job, {"reason": "Again"})
    taken_back = {"op": closing.id, "reason": "It was 59 minutes"}
    assert world.do("ana", "entry.void", job, taken_back).outcome == "applied"
    assert world.body(job)["minutes"] == 0
    assert world.body(job)["clocks"][0]["stopped_at"] == before is not None


def test_forty_calls_about_one_outage_end_with_their_parent(world):
    parent = opened(world, problem="No network on floor 3")
    children = [
        opened(world, problem=f"No network, desk {at}", parent=parent[4:]) for at in range(3)
    ]
    late = opened(world, problem="No mail")
    assert world.do("ben", "job.follow", late, {"parent": parent[4:]}).outcome == "applied"
    own = opened(world, problem="Its own fault")
    assert world.do("ana", "job.close", parent, CLOSE).outcome == "applied"
    for child in [*children, late]:
        body = world.body(child)
        assert (body["state"], body["parent"], body["takes"]) == ("closed", parent[4:], [])
        assert "Reimaged" in body["summary"]
    assert world.body(own)["state"] == "open"


def test_when_an_outage_is_called_off_each_call_counts_and_is_charged_on_its_own_again(world):
    parent = opened(world, problem="No network on floor 3")
    child = opened(world, problem="No network, desk 1", parent=parent[4:])
    assert world.do("sam", "job.cancel", parent, {"reason": "A false alarm"}).outcome == "applied"
    body = world.body(child)
    assert (body["state"], body["parent"], world.body(parent)["children"]) == ("open", None, [])
    assert [clock["stopped_at"] is None for clock in body["clocks"]] == [False, True]
    assert world.do("ana", "job.close", child, CLOSE).outcome == "applied"
    (charge,) = (row for row in world.ledger() if row["job"] == child[4:])
    assert float(charge["units"]) == 1.5


def test_who_was_answered_before_the_outage_was_called_off_waits_for_no_second_answer(world):
    parent = opened(world, problem="No network on floor 3")
    child = opened(world, problem="No network, desk 1", parent=parent[4:])
    world.do("ana", "contact.attempt", child, {"channel": "call", "reached": True})
    world.do("sam", "job.cancel", parent, {"reason": "A false alarm"})
    assert [clock["name"] for clock in world.body(child)["clocks"]] == ["response"]


def test_what_followed_an_outage_and_is_converted_has_a_completion_clock_that_runs_again(world):
    target = {"clock": "completion", "minutes": 60, "calendar": "always"}
    world.amend(service={"targets": [target]})
    parent = opened(world, problem="No network on floor 3")
    child = opened(world, problem="No network, desk 1", parent=parent[4:])
    wish = {"kind": "request", "note": "She wants a longer cable"}
    assert world.do("ana", "job.convert", child, wish).outcome == "applied"
    running = [clock["name"] for clock in world.body(child)["clocks"] if not clock["stopped_at"]]
    assert running == ["completion"]


def test_no_job_is_rework_of_itself(world):
    job = opened(world)
    result = world.do("ana", "job.close", job, CLOSE | {"takes": [], "rework": job[4:]})
    assert "No job is rework of itself" in result.message
    assert world.body(job)["state"] == "open"


def test_rework_takes_nothing(world):
    first, job = opened(world), opened(world)
    result = world.do("ana", "job.close", job, CLOSE | {"rework": first[4:]})
    assert result.outcome == "applied"
    assert (world.body(job)["takes"], world.body(job)["rework"]) == ([], first[4:])


def test_a_child_that_follows_another_leaves_the_first(world):
    one, other = opened(world, problem="One"), opened(world, problem="Other")
    child = opened(world, problem="Child", parent=one[4:])
    assert world.do("ana", "job.follow", child, {"parent": other[4:]}).outcome == "applied"
    assert (world.body(one)["children"], world.body(other)["children"]) == ([], [child[4:]])


def test_no_child_has_children(world):
    parent = opened(world, problem="Parent")
    child = opened(world, problem="Child", parent=parent[4:])
    grandchild = opened(world, problem="Grandchild")
    result = world.do("ana", "job.follow", grandchild, {"parent": child[4:]})
    assert "choose the parent of all" in result.message
    result = world.do("ana", "job.follow", parent, {"parent": grandchild[4:]})
    assert "choose the parent of all" in result.message


def test_a_machine_of_a_closed_incident_is_free_and_taken_again_when_it_is_reopened(world):
    job = opened(world, assets={"machine": "m0"})
    world.do("ana", "job.close", job, CLOSE)
    assert world.body("asset:m0")["jobs"] == []
    assert world.do("ana", "job.reopen", job, {"reason": "Again"}).outcome == "applied"
    assert world.body("asset:m0")["jobs"] == [job[4:]]
    assert [clock["stopped_at"] is None for clock in world.body(job)["clocks"]] == [False, True]


def test_what_goes_to_another_site_is_seen_there_and_no_longer_here(world):
    job, ana, charlie = opened(world), world.phone("ana"), world.phone("charlie")
    ana.sync()
    moved = {"site": "2", "queue": "network", "note": "She works in the Annex now"}
    assert ana.do("job.transfer", job, moved)["outcome"] == "applied"
    ana.sync()
    charlie.sync()
    assert job not in ana.documents()
    assert charlie.documents()[job]["queue"] == "network"


def test_evidence_of_the_source_steps_is_asked_for(world):
    job = opened(world, assets={"machine": "m0"})
    pick(world, job, "reimage")
    asked = evidence(world.body(job), "reimage")
    assert {"machine", "legal_hold", "clean"} <= set(asked)


def test_an_attempt_that_is_taken_back_never_was_and_the_response_clock_runs_again(world):
    job = opened(world)
    id_ = str(uuid4())
    said = {"channel": "call", "reached": False, "said": ""}
    assert world.do("ana", "contact.attempt", job, said, id_=id_).outcome == "applied"
    back = {"op": id_, "reason": "It was another customer"}
    assert world.do("ben", "entry.void", job, back).outcome == "refused"
    assert world.do("ana", "entry.void", job, back).outcome == "applied"
    (clock,) = [one for one in world.body(job)["clocks"] if one["name"] == "response"]
    assert clock["stopped_at"] is None


def test_a_machine_that_nobody_could_name_is_named_later_and_only_a_supervisor_puts_another_there(world):
    job = opened(world)
    told = {"role": "machine", "code": "m3", "reason": "Read from its label"}
    assert world.do("ana", "job.machine", job, told | {"code": "FAR"}).outcome != "applied"
    assert world.do("ana", "job.machine", job, told | {"role": "other"}).outcome == "refused"
    assert world.do("ana", "job.machine", job, told).outcome == "applied"
    assert world.body(job)["assets"]["machine"]["tag"] == "M3"
    assert job.partition(":")[2] in world.body("asset:m3")["jobs"]
    pick(world, job, "reimage")
    result = world.do("ana", "job.machine", job, told | {"code": "M4"})
    assert result.outcome == "refused" and "Only a supervisor" in result.message
    assert world.do("sam", "job.machine", job, told | {"code": "M4"}).outcome == "applied"


def test_a_job_that_must_have_its_machine_gets_none_this_way(world):
    job = world.new_job("wipe", "m0")
    result = world.do("ana", "job.machine", job, {"role": "spare", "code": "M1", "reason": "It is here"})
    assert result.outcome == "refused"
