"""A person's appointments in their own calendar: by a secret address, as iCalendar, following every change."""

import re
from datetime import timedelta

import pytest
from icalendar import Calendar

from fieldapp.sync.audit import faults
from tests.world import PASSWORD


class Browser:
    def __init__(self, app, username: str):
        self.http = app.test_client()
        self.http.post("/login", data={"username": username, "password": PASSWORD})

    def change(self, act: str) -> str:
        token = re.search(r'name="csrf_token" value="([^"]+)"', self.http.get("/calendar/address").text)[1]
        answer = self.http.post(f"/calendar/address/{act}", data={"csrf_token": token}, headers={"Origin": "http://localhost"})
        assert answer.status_code == 303
        return self.http.get("/calendar/address").text


def new_address(browser: Browser) -> str:
    return re.search(r'value="http[^"]*?(/calendar/[^"]+\.ics)"', browser.change("new"))[1]


@pytest.fixture
def ana(app):
    yield Browser(app, "ana")
    assert faults() == []


@pytest.fixture
def job(world):
    job = world.new_job()
    world.do("sam", "job.assign", job, {"to": world.user("ana"), "note": "Yours"})
    schedule(world, job, "2027-03-28T00:30:00.000Z", 120)
    return job


def schedule(world, job: str, at: str, minutes: int) -> None:
    assert world.do("ana", "schedule.set", job, {"at": at, "minutes": minutes}).outcome == "applied"


def events(app, path: str) -> list:
    answer = app.test_client().get(path)
    assert (answer.status_code, answer.mimetype) == (200, "text/calendar"), answer.text
    return Calendar.from_ical(answer.data).walk("VEVENT")


def test_an_appointment_stands_in_the_sites_zone_across_the_clocks_change(app, ana, job):
    path = new_address(ana)
    (event,) = events(app, path)
    assert event["dtstart"].dt.isoformat() == "2027-03-28T01:30:00+01:00"
    # Two hours later it is 04:30 there: the clocks went forward.
    assert event["dtend"].dt.isoformat() == "2027-03-28T04:30:00+02:00"
    assert event["dtstart"].params["TZID"] == "Europe/Berlin"
    text = app.test_client().get(path).text
    assert "BEGIN:VTIMEZONE" in text and "Jo Bell" in event["summary"] and event["location"].startswith("Tower")


def test_a_change_keeps_the_identity_and_raises_the_sequence(app, ana, job, world):
    path = new_address(ana)
    (first,) = events(app, path)
    schedule(world, job, "2027-04-01T08:00:00.000Z", 30)
    (second,) = events(app, path)
    assert first["uid"] == second["uid"] and second["sequence"] > first["sequence"]
    assert second["dtend"].dt - second["dtstart"].dt == timedelta(minutes=30)


def test_a_cancelled_job_is_cancelled_there(app, ana, job, world):
    path = new_address(ana)
    world.do("sam", "job.cancel", job, {"reason": "Declined"})
    (event,) = events(app, path)
    assert event["status"] == "CANCELLED"


def test_a_job_handed_on_leaves_the_feed(app, ana, job, world):
    path = new_address(ana)
    world.do("sam", "job.assign", job, {"to": world.user("ben"), "note": "Ana is ill"})
    assert events(app, path) == []


def test_the_address_is_shown_once_and_a_new_one_ends_it(app, ana, job):
    first = new_address(ana)
    assert ".ics" not in ana.http.get("/calendar/address").text
    second = new_address(ana)
    assert first != second and len(events(app, second)) == 1
    assert app.test_client().get(first).status_code == 404


def test_an_address_taken_back_is_gone(app, ana, job):
    path = new_address(ana)
    ana.change("end")
    assert app.test_client().get(path).status_code == 404


def test_whoever_left_has_no_feed(app, ana, job, world):
    path = new_address(ana)
    told = {"username": "ana", "name": "Ana", "roles": ["technician"], "sites": ["1"], "active": False}
    assert world.do("adam", "staff.record", f"staff:{world.user('ana')}", told).outcome == "applied"
    assert app.test_client().get(path).status_code == 404


def test_nobody_makes_an_address_for_another(app):
    assert app.test_client().post("/calendar/address/new").status_code in (302, 401)
    assert app.test_client().get("/calendar/guessed.ics").status_code == 404
