"""Reports say what the books say, to those who may see it."""

import re
from decimal import Decimal

import pytest

from fieldapp.reports.gather import Asset, Clock, Job, Machine, Model, Named, Person, Step, Time
from fieldapp.reports.made import (
    earned,
    end_of_life,
    kept_and_missed,
    load,
    minutes,
    months_around,
    refreshes,
    step_times,
)
from tests.world import PASSWORD, REFRESH

NOW = "2026-11-26T12:00:00.000Z"
TOWER, ANNEX = Named("1", "Tower"), Named("2", "Annex")


def job(**more) -> Job:
    return Job(**{"id": "job:1", "kind": "refresh", "site": TOWER, "created_at": "2026-11-01T00:00:00.000Z"} | more)


def clock(due: str, stopped: str | None) -> Clock:
    return Clock("response", f"2026-{due}T10:00:00.000Z", f"2026-{stopped}:00.000Z" if stopped else None)


def rows(report) -> dict:
    return {row[0]: row[1:] for row in report.table.rows}


def test_a_promise_is_kept_at_its_very_moment_and_missed_a_minute_later():
    jobs = [job(clocks=[clock("10-05", "10-05T10:00")]), job(clocks=[clock("10-05", "10-05T10:01")])]
    assert rows(kept_and_missed(jobs, "month", NOW)) == {"2026-10": ["1", "1"]}


def test_a_clock_that_runs_still_is_missed_once_it_is_due_and_nothing_before():
    jobs = [job(clocks=[clock("11-26", None)]), job(clocks=[clock("11-27", None)])]
    assert rows(kept_and_missed(jobs, "month", NOW)) == {"2026-11": ["0", "1"]}


def test_promises_are_told_by_site_and_by_line_of_business():
    jobs = [job(clocks=[clock("10-05", "10-04T10:00")], person=Person("Claims")), job(site=ANNEX, clocks=[clock("10-05", "10-06T10:00")])]
    assert rows(kept_and_missed(jobs, "site", NOW)) == {"Annex": ["0", "1"], "Tower": ["1", "0"]}
    assert rows(kept_and_missed(jobs, "line", NOW)) == {"not known": ["0", "1"], "Claims": ["1", "0"]}


def test_months_go_over_the_year():
    assert months_around(NOW, 1, 2) == ["2026-10", "2026-11", "2026-12", "2027-01"]


@pytest.mark.parametrize(
    ("asset", "ends"),
    [
        (Asset("asset:1", end_of_life="2027-01-31", purchased="2020-01-01"), "2027-01-31"),
        (Asset("asset:1", model=" Latitude ", purchased="2024-03-15"), "2028-03-15"),
        (Asset("asset:1", purchased="2024-12-01"), "2027-12-01"),
        (Asset("asset:1"), None),
    ],
)
def test_a_life_ends_as_the_books_say_or_after_its_models_months_or_three_years(asset, ends):
    assert end_of_life(asset, {"latitude": 48}) == ends


def test_refreshes_are_done_planned_and_to_come_and_no_machine_counts_twice():
    jobs = [
        job(state="closed", closed_at="2026-10-02T00:00:00.000Z"),
        job(scheduled_at="2026-12-02T00:00:00.000Z", assets={"outgoing": Machine("a")}),
        job(due="2026-01-02"),
        job(kind="wipe", state="closed", closed_at="2026-10-02T00:00:00.000Z"),
    ]
    assets = [Asset("asset:a", end_of_life="2027-02-01"), Asset("asset:b", end_of_life="2027-02-01"), Asset("asset:c", state="disposed", end_of_life="2027-02-01"), Asset("asset:d", end_of_life="2020-01-01")]
    found = rows(refreshes(jobs, assets, [Model("x")], NOW))
    assert found["2026-10"] == ["1", "0", "0"]
    assert found["2026-11"] == ["0", "1", "1"], "what is overdue stands in this month"
    assert found["2026-12"] == ["0", "1", "0"]
    assert found["2027-02"] == ["0", "0", "1"]


def test_a_step_takes_from_the_step_before_it_until_it_is_done_in_the_median():
    def done(*days):
        return job(steps=[Step(key, key.title(), "done", f"2026-11-{day:02}T00:00:00.000Z") for key, day in zip(("invite", "order"), days, strict=True)])

    found = rows(step_times([done(2, 4), done(2, 3), done(2, 12)]))
    assert found == {"1. Invite": ["1", "3"], "2. Order": ["2", "3"]}


def test_load_counts_what_is_open_and_what_is_agreed_for_the_week():
    ana = Named("1", "Ana")
    jobs = [job(assignee=ana, scheduled_at="2026-12-01T00:00:00.000Z"), job(assignee=ana, scheduled_at="2026-12-20T00:00:00.000Z"), job(), job(assignee=ana, state="closed")]
    assert rows(load(jobs, NOW)) == {"Ana": ["2", "1"], "Nobody": ["1", "0"]}


def test_hours_are_those_of_seven_days_that_were_not_taken_back():
    ana = Named("1", "Ana")
    times = [Time(ana, 90, "2026-11-26"), Time(ana, 30, "2026-11-20"), Time(ana, 60, "2026-11-19"), Time(ana, 60, "2026-11-25", voided=True)]
    assert rows(minutes([job(times=times)], NOW)) == {"Ana": ["2"]}


def test_what_was_earned_is_less_what_was_reversed_and_money_stands_apart():
    found = rows(earned([("2026-11-23T00:00:00.000Z", "transactions", Decimal("1.5"), None), ("2026-11-26T00:00:00.000Z", "transactions", Decimal("-1.5"), None), ("2026-11-22T23:59:00.000Z", "time", None, Decimal("80"))], NOW))
    assert found["2026-11-23"] == ["0", "0"]
    assert found["2026-11-16"] == ["0", "80"]
    assert len(found) == 26


def browser(app, username):
    http = app.test_client()
    http.post("/login", data={"username": username, "password": PASSWORD})
    return http


def test_the_page_has_every_report_with_a_picture_and_its_table(app, world):
    found = world.new_job()
    world.complete(found, *REFRESH)
    page = browser(app, "sam").get("/reports").text
    assert page.count('role="img"') == page.count("The numbers</summary>") >= 3
    assert "Jo Bell" not in page


def test_a_spreadsheet_runs_nothing_and_has_plain_numbers(app, world):
    world.complete(world.new_job(), *REFRESH)
    answer = browser(app, "sam").get("/reports/earned.csv")
    assert answer.mimetype == "text/csv" and ",1.5," in answer.text
    assert browser(app, "sam").get("/reports/nothing.csv").status_code == 404
    world.do("adam", "site.record", "site:1", {"name": "=HYPERLINK(1)", "zone": "Europe/Berlin"})
    assert not re.search(r"(?m)^=", browser(app, "sam").get("/reports/promises-by-site.csv").text)


def test_reports_are_the_offices_and_a_supervisors_are_of_their_own_sites(app, world):
    world.complete(world.new_job(), *REFRESH)
    assert browser(app, "ana").get("/reports").status_code == 403
    there = [one for one in (browser(app, "sam").get("/reports/load.csv").text, browser(app, "mia").get("/reports/load.csv").text)]
    assert there[0] == there[1]
    world.do("adam", "staff.record", f"staff:{world.user('sam')}", {"username": "sam", "sites": ["2"]})
    assert "1.5" not in browser(app, "sam").get("/reports/earned.csv").text
