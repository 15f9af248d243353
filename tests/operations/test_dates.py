"""Dates that are none, or lie at the end of time, are not taken: a page must be able to show them."""

from uuid import uuid4

import pytest

from fieldapp.portable.natives import derive
from fieldapp.sync.audit import faults

NO_MOMENTS = [
    "",
    "soon",
    "2026-13-01T09:00:00Z",
    "2026-02-30T09:00:00Z",
    "2026-12-01T25:00:00Z",
    "9999-12-31T23:59:59Z",
    "0001-01-01T00:00:00Z",
]
NO_DATES = ["2026-13-01", "2026-02-30", "0000-00-00", "0001-01-01", "9999-12-31"]


@pytest.fixture
def job(world):
    yield world.new_job()
    sam = world.phone("sam").http
    for page in ("/work", "/receiving", "/queue", "/supervisor/sync", "/search?q=r", "/assets/m0"):
        assert sam.get(page).status_code == 200, page
    assert faults() == []


def test_an_appointment_is_at_a_moment(world, job):
    world.complete(job, "invite")
    for at in NO_MOMENTS:
        assert (
            world.do("ana", "schedule.set", job, {"at": at, "minutes": 30}).outcome == "refused"
        ), at
        args = {"step": "schedule", "evidence": {"appointment": at}}
        assert world.do("ana", "step.complete", job, args).outcome in ("refused", "held"), at
    assert world.body(job)["scheduled_at"] is None


def test_a_hold_ends_at_a_moment(world, job):
    for until in (*NO_MOMENTS, *NO_DATES):
        args = {"reason": "Away", "until": until}
        assert world.do("ana", "hold.set", job, args).outcome == "refused", until
    assert world.body(job)["hold"] is None


def test_time_is_worked_on_a_date(world, job):
    for date in NO_DATES:
        args = {"minutes": 5, "worked_on": date}
        assert world.do("ana", "time.add", job, args).outcome == "refused", date
    assert world.body(job)["times"] == []


def test_a_job_is_due_on_a_date(world, job):
    for date in NO_DATES:
        id_ = str(uuid4())
        new = f"job:{derive(id_, 'job')}"
        args = {"kind": "refresh", "assets": {"outgoing": "m1"}, "person": "jo", "due": date}
        assert world.do("ana", "job.create", new, args, id_=id_).outcome == "refused", date
        assert not world.has(new)


def test_a_machine_was_bought_on_a_date(world, job):
    for date in NO_DATES:
        for field in ("purchased", "end_of_life"):
            args = {"tag": "M0", "site": "1", field: date}
            assert world.do("adam", "asset.record", "asset:m0", args).outcome == "refused", args
    assert world.body("asset:m0")["purchased"] is None
