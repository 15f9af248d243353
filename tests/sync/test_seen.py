"""What was turned down, its author reads and puts away; supervisors still see it."""

import pytest

from fieldapp.sync.audit import faults


@pytest.fixture
def ana(world):
    phone = world.phone("ana")
    phone.sync()
    return phone


@pytest.fixture
def refused(world, ana):
    job = world.new_job("wipe")
    result = ana.do("job.assign", job, {"to": "nobody", "note": "Your turn"})
    assert result["outcome"] == "refused", result
    return result["id"]


def seen(phone, op):
    return phone.do("case.seen", f"case:{op}", {})


def test_its_author_has_read_it_and_it_stays_open_for_supervisors(world, ana, refused):
    assert seen(ana, refused)["outcome"] == "applied"
    case = world.case(refused)
    assert case.seen_at and case.state == "open"
    assert seen(ana, refused)["outcome"] == "already"
    assert faults() == []


def test_nobody_else_reads_it_for_them(world, ana, refused):
    assert seen(world.phone("ben"), refused)["outcome"] == "held"
    assert world.case(refused).seen_at is None


def test_what_waits_for_a_decision_can_not_be_put_away(world, ana):
    job = world.new_job("wipe")
    result = ana.do("step.complete", job, {"step": "collect", "evidence": {"machine": "M1"}})
    assert result["outcome"] == "held"
    assert seen(ana, result["id"])["outcome"] == "refused"


def test_only_a_case_can_be_read(world, ana):
    assert seen(ana, world.new_job("wipe").removeprefix("job:"))["outcome"] == "held"
    result = ana.do("case.seen", world.new_job("wipe", machine="m1"), {})
    assert (result["outcome"], result["code"]) == ("refused", "invalid")
