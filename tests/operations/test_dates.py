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


@pytest.mark.parametrize("at", NO_MOMENTS)
def test_an_appointment_is_at_a_moment(world, job, at):
    assert world.do("ana", "schedule.set", job, {"at": at, "minutes": 30}).outcome == "refused"
    world.complete(job, "invite")
    args = {"step": "schedule", "evidence": {"appointment": at}}
    assert world.do("ana", "step.complete", job, args).outcome in ("refused", "held")
    assert world.body(job)["scheduled_at"] is None


@pytest.mark.parametrize("until", [*NO_MOMENTS, *NO_DATES])
def test_a_hold_ends_at_a_moment(world, job, until):
    assert world.do("ana", "hold.set", job, {"reason": "Away", "until": until}).outcome == "refused"
    assert world.body(job)["hold"] is None


@pytest.mark.parametrize("date", NO_DATES)
def test_time_is_worked_on_a_date(world, job, date):
    assert world.do("ana", "time.add", job, {"minutes": 5, "worked_on": date}).outcome == "refused"
    assert world.body(job)["times"] == []


@pytest.mark.parametrize("date", NO_DATES)
def test_a_job_is_due_on_a_date(world, job, date):
    id_ = str(uuid4())
    new = f"job:{derive(id_, 'job')}"
    args = {"kind": "refresh", "assets": {"outgoing": "m1"}, "person": "jo", "due": date}
    assert world.do("ana", "job.create", new, args, id_=id_).outcome == "refused"
    assert not world.has(new)


@pytest.mark.parametrize("field", ["purchased", "end_of_life"])
@pytest.mark.parametrize("date", NO_DATES)
def test_a_machine_was_bought_on_a_date(world, job, field, date):
    result = world.do("adam", "asset.record", "asset:m0", {"tag": "M0", "site": "1", field: date})
    assert result.outcome == "refused"
    assert world.body("asset:m0")[field] is None
