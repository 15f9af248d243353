"""Phones may be ahead of the server, and the server may go back to an older program: what that one does not know is
held, and counts once the newer one is there. Older arguments are read for ever."""

from uuid import uuid4

import pytest

from fieldapp.operations import KINDS
from fieldapp.sync.audit import faults
from fieldapp.sync.upgrade import retry_held
from tests.simulator.programs import run
from tests.world import evidence


@pytest.fixture(autouse=True)
def clean(app):
    """Whichever program has run what, the newest comes to the same by the log."""
    yield
    run("next")
    found = faults()
    run("today")
    assert found == []


@pytest.fixture
def ana(world):
    phone = world.phone("ana")
    phone.sync()
    return phone


def say(ana, job: str, text: str, **more):
    return ana.do("note.add", job, {"words": text}, v=2, **more)


def notes(world, job: str) -> list[str]:
    return [one["text"] for one in world.body(job)["notes"]]


def test_what_comes_from_a_newer_app_follows_when_the_server_knows_it(world, ana):
    job = world.new_job("wipe")
    first = say(ana, job, "From tomorrow")
    after = ana.do("note.add", job, {"text": "Built on it"}, after=[first["id"]])
    assert [(one["outcome"], one["code"]) for one in (first, after)] == [
        ("held", "unknown_version"),
        ("held", "waiting_for"),
    ]
    assert retry_held() == []
    run("next")
    assert [one.outcome for one in retry_held()] == ["applied"]
    assert notes(world, job) == ["From tomorrow", "Built on it"]
    assert world.case(first["id"]).state == world.case(after["id"]).state == "applied"
    assert world.body(job)["disputed"] == []
    again = ana.send(ana.made[:1])[0]
    assert again["code"] == "unknown_version", "a stored answer never changes"
    assert retry_held() == []


def test_an_unknown_kind_too_and_its_author_as_they_are_now(world, ana):
    job = world.new_job("wipe")
    sent = ana.do("drone.send", job, {"height": 3})
    world.do("adam", "staff.record", "staff:1", {"username": "ana", "sites": []})
    run("next")
    assert [one.outcome for one in retry_held()] == ["applied"]
    assert (world.case(sent["id"]).state, world.case(sent["id"]).code) == ("open", "unknown_target")
    world.do("adam", "staff.record", "staff:1", {"username": "ana", "sites": ["1"]})
    assert notes(world, job) == ["The drone was at 3"]


def test_older_arguments_are_converted(world, ana):
    job = world.new_job("wipe")
    run("next")
    assert ana.do("note.add", job, {"text": "As ever"})["outcome"] == "applied"
    assert notes(world, job) == ["As ever"]


def test_back_to_an_older_program_and_forward_again_as_often_as_one_likes(world, ana):
    """A step waits for its turn; the older program, which does not know steps, is there when its turn comes."""
    job = world.new_job("wipe")
    before = world.body(job)
    ahead = ana.do("step.complete", job, {"step": "hold_check", "evidence": evidence(before, "hold_check")})  # fmt: skip
    scan = ana.do("asset.scan", "asset:m0", {"tag": "M0"})
    run("older")
    lost = ana.do("asset.scan", "asset:m0", {"tag": "M0"})
    assert (ahead["code"], scan["outcome"], lost["code"]) == ("waiting_for", "applied", "unknown_kind")
    run("today")
    assert len(retry_held()) == 1
    assert world.case(lost["id"]).state == "applied"
    run("older")
    hold = ana.do("hold.set", job, {"reason": "Away", "until": "2027-01-01"}, after=[ahead["id"]])
    assert (hold["outcome"], hold["code"]) == ("held", "unknown_kind")
    run("today")
    retry_held()
    assert world.case(hold["id"]).code == "waiting_for"
    run("older")
    world.complete(job, "collect", by="ben")
    assert world.case(hold["id"]).code == "unknown_kind", "its turn came while nobody knew it"
    run("next")
    assert len(retry_held()) == 1
    assert world.body(job)["hold"]["reason"] == "Away"


def test_what_followed_on_the_older_program_may_wait_again(world, ana):
    job = world.new_job("wipe")
    first, second = str(uuid4()), str(uuid4())
    hold = ana.do("hold.set", job, {"reason": "Away", "until": "2027-01-01"}, after=[first, second])
    assert hold["code"] == "waiting_for"
    run("older")
    ana.do("note.add", job, {"text": "First"}, id=first)
    assert world.case(hold["id"]).code == "unknown_kind"
    run("today")
    assert len(retry_held()) == 1
    assert world.case(hold["id"]).code == "waiting_for"
    ana.do("note.add", job, {"text": "Second"}, id=second)
    assert world.body(job)["hold"]["reason"] == "Away"


def test_whatever_was_decided_meanwhile_stays(world, ana):
    job = world.new_job("wipe")
    sent = say(ana, job, "From tomorrow")
    world.do("sam", "case.dismiss", f"case:{sent['id']}", {"reason": "No"})
    run("next")
    assert retry_held() == [] and notes(world, job) == []
    assert world.do("adam", "case.retry", f"case:{sent['id']}", {}).outcome == "already"


def test_a_decision_about_it_waits_for_the_newer_program_too(world, ana):
    """Refused by the one that does not know it, it would be applied where the newer one runs the log again."""
    job = world.new_job("wipe")
    sent = say(ana, job, "From tomorrow")
    decision = world.do("sam", "case.apply", f"case:{sent['id']}", {})
    assert (decision.outcome, decision.code) == ("held", "unknown_version")
    assert world.case(sent["id"]).state == "open"
    run("next")
    assert [one.outcome for one in retry_held()] == ["applied", "applied"]
    assert notes(world, job) == ["From tomorrow"]
    assert world.case(decision.id).state == "applied"


@pytest.mark.parametrize("who", ["ana", "sam"])
def test_only_administrators_try_again(world, ana, who):
    sent = say(ana, world.new_job("wipe"), "From tomorrow")
    run("next")
    assert world.do(who, "case.retry", f"case:{sent['id']}", {}).code == "forbidden"


def test_what_is_no_case_is_not_tried(world, ana):
    assert world.do("adam", "case.retry", "case:none", {}).code == "not_allowed"
    assert world.do("adam", "case.retry", world.new_job("wipe"), {}).code == "not_allowed"


def test_the_command_says_how_many(world, ana, app):
    say(ana, world.new_job("wipe"), "From tomorrow")
    run("next")
    told = app.test_cli_runner().invoke(args=["retry-held"])
    assert (told.exit_code, told.output) == (0, "1 tried again.\n")


def test_the_programs_of_the_tests_leave_no_trace():
    known = dict(KINDS)
    run("next")
    run("older")
    run("today")
    assert known == KINDS


def test_tried_twice_in_one_batch_both_attempts_are_run_again_as_they_were(world, ana):
    job = world.new_job("wipe")
    held = say(ana, job, "From tomorrow")
    adam = world.phone("adam")
    for _ in range(2):
        adam.act("case.retry", f"case:{held['id']}", {})
    assert [one["outcome"] for one in adam.sync()] == ["applied", "applied"]
    assert world.case(held["id"]).code == "unknown_version" and notes(world, job) == []
