"""A week of appointments: whose, on which day, what stands in the way, and what is free."""

import pytest

from fieldapp.screens import calendar
from tests.screens import samples as s


def page(*jobs, who=None, now=s.NOW, **query) -> dict:
    found = {"jobs": list(jobs), "sites": [s.site()]}
    return calendar.page(found, s.here("/calendar", who=who, now=now, query=query))


def at(moment: str, name="one", **changes) -> dict:
    return s.job(name, scheduled_at=moment, scheduled_minutes=60, **changes)


def shown(found: dict) -> dict:
    return {day["day"]: [row["number"] for row in day["rows"]] for day in found["days"] if day["rows"]}


MONDAY, SUNDAY, NEXT = ("2026-11-23T09:00:00.000Z", "2026-11-29T22:30:00.000Z", "2026-11-29T23:30:00.000Z")
KIM = {"id": "9", "name": "Kim Lee", "op": None}


def test_a_week_begins_on_monday_and_ends_with_the_sites_midnight():
    found = page(at(MONDAY), at(SUNDAY, "two"), at(NEXT, "three"))
    assert shown(found) == {"2026-11-23": ["R-one"], "2026-11-29": ["R-two"]}
    assert shown(page(at(NEXT, "three"), day="2026-12-01")) == {"2026-11-30": ["R-three"]}


def test_mine_are_mine_and_the_teams_are_everybodys():
    jobs = at(MONDAY), at(MONDAY, "two", assignee=KIM), at(MONDAY, "three", assignee=None)
    assert shown(page(*jobs)) == {"2026-11-23": ["R-one"]}
    found = calendar.page({"jobs": list(jobs), "sites": [s.site()]}, s.here(query={"who": "team"}))
    assert shown(found) == {"2026-11-23": ["R-one", "R-two", "R-three"]}


def test_a_supervisor_sees_the_teams():
    found = page(at(MONDAY, assignee=KIM), who=s.user("supervisor", id="1"))
    assert found["team"] and not found["choice"] and shown(found)


def test_conflicts_are_counted_and_told():
    found = page(at(MONDAY), at("2026-11-23T09:30:00.000Z", "two"))
    assert found["summary"] == "2 appointments, 2 in conflict"
    assert found["days"][0]["rows"][0]["conflicts"] == ["At the same time as R-two, Mary Okafor"]


def test_what_is_free_is_told_in_spans():
    found = page(at("2026-11-24T10:00:00.000Z"))
    assert found["days"][1]["free"] == ["09:00 to 11:00", "12:00 to 17:00"]
    assert found["days"][5]["free"] == []


@pytest.mark.parametrize("day", ["2026-02-30", "2026-13-01", "tomorrow", "٢026-11-23", "2026-1-1-1", "9999-12-31"])
def test_a_day_that_is_none_shows_this_week(day):
    assert page(day=day)["first"] == "2026-11-23"


def test_weeks_go_over_the_end_of_a_year_and_a_leap_day():
    assert page(day="2027-01-01")["first"] == "2026-12-28"
    assert page(day="2028-02-29")["first"] == "2028-02-28"
