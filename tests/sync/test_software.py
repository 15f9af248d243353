"""Lists of software travel to whoever has the open job that compares them, and to nobody else."""

import pytest

from fieldapp.sync.audit import faults
from fieldapp.sync.submit import operation, submit

OLD = [{"name": "Mozilla Firefox (x64)", "version": "9.9"}, {"name": "Visio", "version": "16"}]
NEW = [{"name": "Firefox", "version": "10.0"}, {"name": "Visio", "version": "16"}]


@pytest.fixture(autouse=True)
def all_is_sound(app):
    yield
    assert faults() == []


def inventory(asset: str, packages: list) -> None:
    args = {"taken_at": None, "serial": None, "packages": packages}
    (result,) = submit([operation("asset.inventory", asset, args)])
    assert result.outcome == "applied", result


@pytest.fixture
def job(world):
    """Ana's, picked up, with an inventory of both machines."""
    job = world.new_job()
    world.do("sam", "job.assign", job, {"to": world.user("ana"), "note": "Yours"})
    world.complete(job, "invite", "order", "receive", "prepare", "pickup")
    inventory("asset:m0", OLD)
    inventory(f"asset:{world.body(job)['assets']['incoming']['id']}", NEW)
    return job


def lists_of(phone) -> list[str]:
    phone.sync()
    return sorted(id_ for scope in phone.replica.values() for id_ in scope if id_.startswith("software:"))


def test_both_lists_come_with_the_job_and_leave_with_it(world, job):
    ana, ben = world.phone("ana"), world.phone("ben")
    assert len(lists_of(ana)) == 2 and lists_of(ben) == []
    world.do("sam", "job.assign", job, {"to": world.user("ben"), "note": "Ana is ill"})
    assert lists_of(ana) == [] and len(lists_of(ben)) == 2
    world.do("sam", "job.cancel", job, {"reason": "Declined"})
    assert lists_of(ben) == []


def test_a_machine_without_a_counterpart_is_not_worth_the_way(world):
    job = world.new_job()
    world.do("sam", "job.assign", job, {"to": world.user("ana"), "note": "Yours"})
    inventory("asset:m0", OLD)
    assert lists_of(world.phone("ana")) == []


def test_a_new_inventory_changes_what_is_compared_and_keeps_what_was_decided(world, job):
    complete = ("step.complete", job, {"step": "software", "evidence": {"installed": True}})
    decided = {"choice": "accepted", "packages": ["newer firefox"]}
    assert world.do("ana", "software.decide", job, decided).outcome == "applied"
    inventory(f"asset:{world.body(job)['assets']['incoming']['id']}", NEW[:1])
    held = world.do("ana", *complete)
    assert (held.outcome, held.code) == ("held", "disputed") and held.message.startswith("1 difference ")
    world.do("ana", "software.decide", job, {"choice": "planned", "packages": ["missing visio"], "note": "Monday"})
    assert world.do("ana", *complete).outcome == "applied"
