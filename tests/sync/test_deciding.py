"""Supervisors decide: what was held or refused counts after all, counts amended, or does not count."""

from decimal import Decimal
from uuid import uuid4

import pytest

from fieldapp.sync.audit import faults
from tests.world import CASCADE, REFRESH, WIPE, evidence


@pytest.fixture(autouse=True)
def clean(app):
    """Whatever was decided, the log run again gives the same."""
    yield
    assert faults() == []


def decide(world, verb: str, op: str, by: str = "sam", **args):
    return world.do(by, f"case.{verb}", f"case:{op}", args)


@pytest.fixture
def ana(world):
    phone = world.phone("ana")
    phone.sync()
    return phone


def held_step(ana, job: str, step: str, given: dict, **more) -> str:
    result = ana.do("step.complete", job, {"step": step, "evidence": given}, **more)
    assert result["outcome"] == "held", result
    return result["id"]


def test_what_is_applied_counts_as_its_authors_and_as_of_then(world, ana):
    job = world.new_job("wipe")
    op = held_step(ana, job, "collect", {"machine": "M1"})
    told = world.case(op)
    assert decide(world, "apply", op, reason="The labels were swapped").outcome == "applied"
    step = world.step(job, "collect")
    assert (step["state"], step["by"]["name"], step["op"], step["at"]) == (
        "done",
        "Ana",
        op,
        told.at,
    )
    case = world.case(op)
    assert (case.state, case.decided_by.name, case.words) == (
        "applied",
        "Sam",
        "The labels were swapped",
    )
    assert world.body(job)["disputed"] == []
    assert world.body("asset:m0")["custody"]["name"] == "Ana"


def test_the_first_answer_stays_word_for_word(world, ana):
    job = world.new_job("wipe")
    op = held_step(ana, job, "collect", {"machine": "M1"})
    before = next(row for row in world.log() if row["id"] == op)
    decide(world, "apply", op)
    assert next(row for row in world.log() if row["id"] == op) == before
    again = ana.send([one for one in ana.made if one["id"] == op])
    assert (again[0]["outcome"], again[0]["repeat"]) == ("held", True)


def test_the_author_hears_of_it(world, ana):
    job = world.new_job("wipe")
    op = held_step(ana, job, "collect", {"machine": "M1"})
    decide(world, "dismiss", op, reason="That is Ben's machine")
    ana.sync()
    case = ana.documents()[f"case:{op}"]
    assert (case["state"], case["words"]) == ("dismissed", "That is Ben's machine")
    assert (case["decided_by"]["name"], world.step(job, "collect")["state"]) == ("Sam", "todo")
    assert ana.documents()[job]["disputed"] == []


def test_a_step_ahead_of_its_turn_may_count_at_once(world, ana):
    job = world.new_job("cascade")
    op = held_step(ana, job, "backup", evidence(world.body(job), "backup"))
    assert world.case(op).code == "waiting_for"
    assert decide(world, "apply", op).outcome == "applied"
    assert world.step(job, "backup")["state"] == "done"
    # Its turn comes later, and does not do it again.
    world.complete(job, "pickup", by="ana")
    assert world.step(job, "backup")["op"] == op


def test_what_is_amended_counts_with_the_other_arguments(world, ana):
    job = world.new_job("wipe")
    op = held_step(ana, job, "collect", {"machine": "M1"})
    args = {"step": "collect", "evidence": {"machine": "M0"}}
    assert decide(world, "amend", op, args=args, reason="A slip").outcome == "applied"
    assert world.step(job, "collect")["evidence"] == {"machine": "M0"}
    assert world.case(op).state == "amended"


@pytest.mark.parametrize(
    ("args", "code"),
    [
        ({"step": 7}, "not_allowed"),
        ({"step": "nothing", "evidence": {}}, "not_allowed"),
        ({"step": "collect", "evidence": {"other": "x"}}, "not_allowed"),
    ],
)
def test_amended_into_nonsense_is_refused_and_changes_nothing(world, ana, args, code):
    job = world.new_job("wipe")
    op = held_step(ana, job, "collect", {"machine": "M1"})
    before = world.body(job)
    result = decide(world, "amend", op, args=args, reason="Try")
    assert (result.outcome, result.code) == ("refused", code)
    assert world.body(job) == before
    assert world.case(op).state == "open"


def test_never_for_wiping(world, ana):
    job = world.new_job("wipe")
    world.complete(job, "collect", "hold_check")
    op = held_step(ana, job, "wipe", {"machine": "M1", "method": "purge"})
    result = decide(world, "apply", op)
    assert (result.outcome, result.code) == ("refused", "not_allowed")
    assert "Nothing may be wiped but the machine in the books" in result.message
    assert world.body("asset:m1")["state"] == "deployed"


def test_what_would_break_the_books_is_refused(world, ana):
    job = world.new_job("refresh")
    world.complete(job, *REFRESH[:3])
    rosa = world.phone("rosa")
    rosa.sync()
    given = {"incoming": {"tag": "NEW-9", "serial": "S1"}}
    op = rosa.do("step.complete", job, {"step": "prepare", "evidence": given})["id"]
    assert decide(world, "apply", op).outcome == "refused"
    amended = {"step": "prepare", "evidence": {"incoming": {"tag": "NEW-9", "serial": "S-NEW"}}}
    assert decide(world, "amend", op, args=amended, reason="Read it again").outcome == "applied"
    assert world.body(job)["assets"]["incoming"]["tag"] == "NEW-9"


@pytest.mark.parametrize("who", ["ana", "rosa", "mia", "adam"])
def test_only_supervisors_decide(world, ana, who):
    job = world.new_job("wipe")
    op = held_step(ana, job, "collect", {"machine": "M1"})
    result = decide(world, "apply", op, by=who)
    assert (result.outcome, result.code) == ("refused", "forbidden")
    assert world.case(op).state == "open"


def test_a_supervisor_of_elsewhere_sees_no_case(world, ana):
    world.do("adam", "staff.record", "staff:70", {"username": "eve", "name": "Eve", "roles": ["supervisor"], "sites": ["2"]})  # fmt: skip
    job = world.new_job("wipe")
    op = held_step(ana, job, "collect", {"machine": "M1"})
    known, unknown = (
        decide(world, "dismiss", one, by="eve", reason="x") for one in (op, str(uuid4()))
    )
    assert (known.outcome, known.code, known.message) == (
        unknown.outcome,
        unknown.code,
        unknown.message,
    )
    assert known.code == "unknown_target"
    assert world.case(op).state == "open"


def test_deciding_twice_changes_nothing(world, ana):
    job = world.new_job("wipe")
    op = held_step(ana, job, "collect", {"machine": "M1"})
    decide(world, "apply", op)
    again = decide(world, "apply", op)
    assert (again.outcome, again.message) == ("already", "It was applied already, by Sam.")
    other = decide(world, "dismiss", op, reason="No")
    assert (other.outcome, other.code) == ("refused", "not_allowed")
    assert world.step(job, "collect")["state"] == "done"


def test_a_refused_decision_may_be_carried_out_after_all(world, ana):
    """Two hand over one job, neither seeing the other: the second is refused, and may be what is wanted."""
    job = world.new_job("wipe")
    seen = {"op": None}
    world.do("sam", "job.assign", job, {"to": world.user("ben"), "note": "Yours"})
    result = ana.do("job.assign", job, {"to": world.user("ana"), "note": "Mine"}, expect=seen)
    assert result["code"] == "not_allowed"
    assert decide(world, "apply", result["id"]).outcome == "applied"
    assert world.body(job)["assignee"]["name"] == "Ana"


def test_a_step_recorded_on_a_cancelled_job_happened_and_earns_nothing(world, ana):
    job = world.new_job("wipe")
    world.complete(job, *WIPE[:2])
    world.do("sam", "job.cancel", job, {"reason": "Gone"})
    op = held_step(ana, job, "wipe", {"machine": "M0", "method": "purge"})
    assert decide(world, "apply", op).outcome == "applied"
    assert (world.body("asset:m0")["state"], world.body(job)["state"]) == ("wiped", "cancelled")
    assert {(row["kind"], row["units"]) for row in world.ledger()} == {("exception", None)}


def test_the_step_that_closes_is_charged_once_as_of_when_it_was_done(world, ana):
    job = world.new_job("wipe")
    world.complete(job, *WIPE[:4])
    body = world.body(job)
    given = evidence(body, "process")
    op = held_step(ana, job, "process", given, expect={"op": str(uuid4())}, after=[])
    assert decide(world, "apply", op).outcome == "applied"
    (entry,) = world.ledger()
    assert (entry["units"], entry["at"]) == (Decimal("0.5"), world.case(op).at)
    assert decide(world, "apply", op).outcome == "already"
    assert len(world.ledger()) == 1


def dependants(ana, job: str) -> tuple[str, list[str]]:
    """A step that is held, and five notes that make no sense without it."""
    op = held_step(ana, job, "collect", {"machine": "M1"})
    made = [ana.do("note.add", job, {"text": f"Note {at}"}, after=[op])["id"] for at in range(5)]
    return op, made


def test_what_waits_for_it_follows_in_order(world, ana):
    job = world.new_job("wipe")
    op, made = dependants(ana, job)
    assert world.body(job)["notes"] == []
    decide(world, "apply", op)
    assert [note["op"] for note in world.body(job)["notes"]] == made
    assert {world.case(one).state for one in made} == {"applied"}


def test_what_waits_for_what_is_dismissed_becomes_a_case_of_its_own(world, ana):
    job = world.new_job("wipe")
    op, made = dependants(ana, job)
    decide(world, "dismiss", op, reason="It was the wrong machine")
    cases = [world.case(one) for one in made]
    assert {(one.state, one.code) for one in cases} == {("open", "disputed")}
    assert {one.message for one in cases} == {"What you did before it was not accepted."}
    assert decide(world, "apply", made[0]).outcome == "applied"
    assert [note["text"] for note in world.body(job)["notes"]] == ["Note 0"]


def test_what_is_undone_afterwards_is_undone_like_any_other(world, ana):
    job = world.new_job("wipe")
    op = held_step(ana, job, "collect", {"machine": "M1"})
    decide(world, "apply", op)
    result = ana.do("step.undo", job, {"step": "collect", "reason": "No"}, expect={"op": op})
    assert result["outcome"] == "applied"
    assert world.step(job, "collect")["state"] == "todo"


def test_what_took_effect_with_a_doubt_is_looked_at_and_done_with(world, ana):
    job = world.new_job("wipe")
    args = {"step": "collect", "evidence": {"machine": "M1"}, "here": {"machine": "No label"}}
    op = ana.do("step.complete", job, args)["id"]
    assert len(world.body(job)["disputed"]) == 1
    assert decide(world, "apply", op, reason="Seen").outcome == "applied"
    assert world.body(job)["disputed"] == []
    assert world.step(job, "collect")["op"] == op


def test_what_no_program_here_understands_can_only_be_dismissed(world, ana):
    job = world.new_job("wipe")
    result = ana.do("job.teleport", job, {})
    assert result["code"] == "unknown_kind"
    assert decide(world, "apply", result["id"]).outcome == "held"
    assert decide(world, "dismiss", result["id"], reason="Nothing of ours").outcome == "applied"


def test_edits_that_touch_different_things_need_no_decision(world, ana):
    job = world.new_job("cascade")
    ben = world.phone("ben")
    ben.sync()
    ana.act("step.complete", job, {"step": CASCADE[0], "evidence": {"machine": "M0"}})
    ana.act("time.add", job, {"minutes": 20})
    ben.act("note.add", job, {"text": "The desk has moved"})
    ben.act("schedule.set", job, {"at": "2026-12-01T09:00:00.000Z", "minutes": 60})
    outcomes = [one["outcome"] for phone in (ben, ana) for one in phone.sync()]
    assert outcomes == ["applied"] * 4
    assert not any(id_.startswith("case:") for id_ in ana.documents())


def test_what_was_too_large_counts_once_it_is_said_in_fewer_words(world, ana):
    job = world.new_job()
    large = {"text": "A note", "more": "x" * 70_000}
    refused = ana.do("note.add", job, large)
    assert (refused["outcome"], refused["code"]) == ("refused", "invalid")
    shorter = {"args": {"text": "A note"}, "reason": "Without the rest"}
    assert decide(world, "amend", refused["id"], **shorter).outcome == "applied"
    assert [note["text"] for note in world.body(job)["notes"]] == ["A note"]


HIGHER = {
    "staff:4": ("staff.record", {"username": "sam", "roles": ["supervisor", "admin"], "sites": ["1", "2"]}),
    "contract:1": ("contract.record", {"name": "Ours", "client": "C", "starts": "2020-01-01", "ends": "2039-12-31"}),
    "asset:far": ("asset.record", {"tag": "FAR", "site": "1"}),
}  # fmt: skip


@pytest.mark.parametrize("target", HIGHER)
@pytest.mark.parametrize("who", ["ana", "sam"])
def test_a_decision_makes_nobody_an_administrator(world, who, target):
    kind, args = HIGHER[target]
    before = world.body(target)
    tried = world.do(who, kind, target, args)
    assert tried.code == "forbidden"
    assert world.do("sam", "case.apply", f"case:{tried.id}", {}).outcome == "refused"
    told = {"args": args, "reason": "So that it counts"}
    assert world.do("sam", "case.amend", f"case:{tried.id}", told).outcome == "refused"
    assert world.body(target) == before
    assert world.do("sam", "case.dismiss", f"case:{tried.id}", {"reason": "No"}).outcome == "applied"


def test_what_an_administrator_did_is_not_amended_into_something_else(world):
    held = world.do("adam", "staff.record", "staff:1", {"username": "ana"}, after=[str(uuid4())])
    assert held.outcome == "held"
    args = {"username": "sam", "roles": ["supervisor", "admin"]}
    told = {"args": args, "reason": "So that it counts"}
    assert world.do("sam", "case.amend", f"case:{held.id}", told).outcome != "applied"
    assert "admin" not in world.body("staff:4")["roles"] + world.body("staff:1")["roles"]
