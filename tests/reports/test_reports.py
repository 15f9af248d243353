"""Reports say what the books say, to those who may see it. Each figure here was counted by hand."""

import re
from decimal import Decimal

import pytest
import sqlalchemy as sa

from fieldapp.models import clock, closed, ledger, reading, underway, worked, writing
from fieldapp.reports import counts, made
from fieldapp.reports.counts import Walked
from fieldapp.reports.parts import Sight, months_around, sight, weeks_before
from tests.world import PASSWORD, REFRESH

NOW = "2026-11-26T12:00:00.000Z"
YORK = {"client": "Other", "name": "York", "starts": "2020-01-01", "ends": "2039-12-31", "bought": "100", "zone": "America/New_York", "currency": "EUR"}


def put(table: sa.Table, *rows: dict) -> None:
    """Rows as a merge derives them, of a job each."""
    usual = {"place": 0, "contract": "1", "site": "1"}
    with writing() as connection:
        for at, row in enumerate(rows):
            connection.execute(sa.insert(table), [{"job": f"j{at}", **usual, **row}])


def clocks(*rows: dict) -> None:
    put(clock, *({"name": "response", "kind": "incident", "vip": False, "child": False, **row} for row in rows))


def enter(*rows: tuple) -> None:
    """``(contract, at, kind, units, money)`` in the ledger."""
    with writing() as connection:
        for number, (contract, at, kind, units, money) in enumerate(rows):
            row = {"id": f"e{number}", "rule": "r", "fact": f"f{number}", "job": "j", "op": "o", "why": "w"}
            connection.execute(sa.insert(ledger), [row | {"contract": contract, "at": at, "kind": kind, "units": units and Decimal(units), "money": money and Decimal(money)}])


def seen(count, only: list[str] | None = None, now: str = NOW):
    """What ``count`` finds for somebody who sees those sites."""
    with reading() as connection:
        return count(connection, sight(connection, only, now))


def rows(report: made.Report) -> dict:
    return {row[0]: row[1:] for row in report.table.rows}


def by_month(connection: sa.Connection, there: Sight) -> dict:
    months = months_around(there.day, 5, 0)
    found = rows(made.promises_by_month(counts.promises(connection, there, months), months))
    return {month: row[:2] for month, row in found.items() if row[:2] != ["0", "0"]}


@pytest.fixture
def york(world):
    world.do("adam", "contract.record", "contract:2", YORK)


def test_a_month_is_the_contracts_and_ends_at_its_own_midnight(york):
    """In New York clocks go back in the night of 1 November 2026: the month begins four hours after UTC's, and ends five after."""
    edges = ["2026-11-01T03:59:59.999Z", "2026-11-01T04:00:00.000Z", "2026-12-01T04:59:59.999Z", "2026-12-01T05:00:00.000Z"]
    clocks(*({"contract": "2", "ends_at": at, "kept": True} for at in edges))
    found = seen(by_month, now="2026-12-20T12:00:00.000Z")
    assert found == {"October 2026": ["1", "0"], "November 2026": ["2", "0"], "December 2026": ["1", "0"]}


def test_without_a_contract_a_month_is_the_sites(world):
    world.do("adam", "site.record", "site:2", {"name": "Annex", "zone": "Asia/Tokyo"})
    clocks(*({"contract": None, "site": "2", "ends_at": at, "kept": False} for at in ("2026-10-31T14:59:00.000Z", "2026-10-31T15:00:00.000Z")))
    assert seen(by_month) == {"October 2026": ["0", "1"], "November 2026": ["0", "1"]}


def test_what_runs_is_missed_once_it_is_due_and_neither_before_nor_while_it_is_paused(world):
    clocks({"ends_at": "2026-11-26T11:59:00.000Z", "kept": None}, {"ends_at": "2026-11-26T12:01:00.000Z", "kept": None}, {"ends_at": None, "kept": None})
    assert seen(by_month) == {"November 2026": ["0", "1"]}


def test_promises_are_told_by_site_and_line_with_their_share_those_with_most_misses_first(world):
    one = {"ends_at": "2026-11-02T10:00:00.000Z", "line": "Claims"}
    clocks({**one, "kept": True}, {**one, "kept": True}, {**one, "kept": False}, {**one, "kept": True, "site": "2", "line": None, "contract": None})
    months = months_around(NOW, 11, 0)
    found = seen(lambda connection, there: counts.promises(connection, there, months))
    sites = {"1": "Tower", "2": "Annex"}
    assert rows(made.promises_by(found, "site", sites)) == {"Tower": ["2", "1", "66.7"], "Annex": ["1", "0", "100"]}
    assert rows(made.promises_by(found, "line", sites)) == {"Claims": ["2", "1", "66.7"], "not known": ["1", "0", "100"]}
    assert [one.site for one in seen(lambda connection, there: counts.promises(connection, there, months), only=["2"])] == ["2"]


def test_months_go_over_the_year():
    assert months_around(NOW, 1, 2) == ["2026-10", "2026-11", "2026-12", "2027-01"]


def by_kind(connection: sa.Connection, there: Sight) -> dict:
    months = months_around(there.day, 5, 12)
    found = (counts.done(connection, there, months[:6]), counts.planned(connection, there, months[5:]), counts.ending(connection, there, months[5:]))
    return {month: row for month, row in rows(made.refreshes(months, *found)).items() if set(row) != {"0"}}


def test_refreshes_are_done_and_planned_in_the_contracts_months(york):
    about = {"contract": "2", "kind": "refresh"}
    put(closed, {**about, "closed_at": "2026-11-01T03:00:00.000Z", "minutes": 5}, {**about, "kind": "wipe", "closed_at": "2026-10-05T03:00:00.000Z", "minutes": 5})
    put(
        underway,
        {**about, "scheduled_at": "2027-01-01T03:00:00.000Z", "due": "2027-05-05"},
        {**about, "due": "2027-02-01"},
        {**about, "due": "2026-01-31"},
        {**about},
        {**about, "kind": "wipe", "due": "2027-02-01"},
    )
    assert seen(by_kind) == {
        "October 2026": ["1", "0", "0"], "November 2026": ["0", "2", "0"], "December 2026": ["0", "1", "0"], "February 2027": ["0", "1", "0"],
    }  # fmt: skip


def test_machines_are_forecast_three_years_or_their_models_life_after_their_purchase_but_those_that_a_refresh_has(world):
    world.do("adam", "model.record", "model:1", {"name": "Latitude", "months": 48})
    books = {
        "m0": {"purchased": "2024-01-15"},  # replaced by the refresh below
        "m1": {"purchased": "2024-01-15"},  # January 2027
        "m2": {"purchased": "2023-01-15", "model": "1"},  # four years: January 2027
        "m3": {"end_of_life": "2027-03-31"},  # no day of purchase
        "m4": {"purchased": "2020-01-15"},  # overdue: this month
        "m5": {"purchased": "2024-02-15"},  # part of another job: February 2027
    }
    for key, more in books.items():
        asset = {"tag": key.upper(), "serial": f"S{key[1:]}", "site": "1", "person": "jo"}
        assert world.do("adam", "asset.record", f"asset:{key}", asset | more).outcome == "applied"
    world.new_job(machine="m0")
    world.new_job("wipe", machine="m5")
    found = {month: row[2] for month, row in seen(by_kind).items() if row[2] != "0"}
    assert found == {"November 2026": "1", "January 2027": "2", "February 2027": "1", "March 2027": "1"}
    assert seen(lambda connection, there: counts.ending(connection, there, ["2026-11"]), only=["2"]) == {}


def test_a_step_takes_from_the_step_before_it_until_it_is_done_in_the_median():
    def job(*days):
        steps = [counts._Step(key, key.title(), "done", f"2026-11-{day:02}T00:00:00.000Z") for key, day in zip(("invite", "order"), days, strict=True)]
        return Walked("2026-11-01T00:00:00.000Z", steps)

    found = rows(made.step_times([job(2, 4), job(2, 3), job(2, 12)]))
    assert found == {"1. Invite": ["1", "3"], "2. Order": ["2", "3"]}


def test_steps_are_those_of_the_refreshes_that_were_closed_last(world, monkeypatch):
    first, last, wipe = world.new_job(), world.new_job(machine="m1"), world.new_job("wipe", machine="m2")
    put(closed, *({"job": job.partition(":")[2], "kind": kind, "closed_at": at, "minutes": 1} for job, kind, at in ((first, "refresh", "2026-11-01"), (last, "refresh", "2026-11-02"), (wipe, "wipe", "2026-11-03"))))
    monkeypatch.setattr(counts, "LAST", 1)
    (found,) = seen(counts.walked)
    assert found.created_at == world.body(last)["created_at"]


def test_load_counts_what_is_open_and_what_is_agreed_until_the_end_of_the_seventh_day(york):
    """Of 26 November in New York: 3 December's last moment there is 4:59 on the fourth."""
    about = {"contract": "2", "kind": "wipe", "staff": "1"}
    times = ["2026-11-26T11:59:00.000Z", "2026-11-26T12:00:00.000Z", "2026-12-04T04:59:00.000Z", "2026-12-04T05:00:00.000Z"]
    put(underway, *({**about, "scheduled_at": at} for at in times), {**about, "staff": None})
    assert rows(made.load(seen(counts.load))) == {"Ana": ["4", "2"], "Nobody": ["1", "0"]}


def test_whoever_has_a_name_of_another_is_told_apart(world):
    world.do("adam", "staff.record", "staff:2", {"username": "ben", "name": "Ana", "roles": ["technician"], "sites": ["1"]})
    put(underway, *({"kind": "wipe", "staff": staff} for staff in ("1", "2")))
    assert set(rows(made.load(seen(counts.load)))) == {"Ana (1)", "Ana (2)"}


def test_hours_are_those_of_seven_days(world):
    put(worked, *({"staff": "1", "worked_on": day, "at": f"{day}T00:00:00.000Z", "minutes": many} for day, many in (("2026-11-26", 90), ("2026-11-20", 30), ("2026-11-19", 60), ("2026-11-27", 60))))
    assert rows(made.hours(seen(counts.hours))) == {"Ana": ["2"]}


def weekly(connection: sa.Connection, there: Sight, kind: str = "transactions") -> dict:
    weeks = weeks_before(there.day, 4)
    return {part.name: dict(zip(weeks, counts.earned(connection, part, weeks, kind), strict=True)) for part in there.contracts}


def test_what_was_earned_stands_in_the_contracts_week_less_what_was_taken_back_in_it(york):
    """Monday the 23rd begins at five in New York, and at midnight where the other contract is."""
    enter(
        ("2", "2026-11-23T04:59:00.000Z", "transactions", "1.5", None), ("2", "2026-11-23T05:00:00.000Z", "transactions", "2", None),
        ("2", "2026-11-24T05:00:00.000Z", "transactions", "-0.5", None), ("1", "2026-11-23T00:00:00.000Z", "transactions", "1", None),
        ("1", "2026-11-23T00:00:00.000Z", "penalty", "9", "9"),
    )  # fmt: skip
    found = seen(weekly)
    assert (found["York"]["2026-11-16"], found["York"]["2026-11-23"], found["Support"]["2026-11-23"]) == (Decimal("1.5"), Decimal("1.5"), Decimal(1))


def test_what_is_taken_back_may_be_more_than_was_earned(world):
    report = made.earned(["2026-11-16", "2026-11-23"], [("A", [Decimal(-2), Decimal(1)])])
    assert rows(report) == {"16 Nov 2026": ["−2"], "23 Nov 2026": ["1"]}
    assert "16 Nov, A: −2" in report.svg


def browser(app, username):
    http = app.test_client()
    http.post("/login", data={"username": username, "password": PASSWORD})
    return http


def test_money_of_two_currencies_is_never_one_sum(app, york):
    with app.app_context():
        now = browser(app, "mia").get("/reports/earned.csv").text.splitlines()[-1].partition(",")[0]
    enter(("1", f"{now}T12:00:00.000Z", "time", None, "80"), ("2", f"{now}T12:00:00.000Z", "time", None, "70"))
    mia = browser(app, "mia")
    page = mia.get("/reports").text
    assert "Time and materials per week, USD" in page and "Time and materials per week, EUR" in page
    told = {currency: mia.get(f"/reports/money-{currency}.csv").text.splitlines() for currency in ("USD", "EUR")}
    assert (told["USD"][0], told["USD"][-1]) == ('Week from,"Support, USD"', f"{now},80")
    assert (told["EUR"][0], told["EUR"][-1]) == ('Week from,"York, EUR"', f"{now},70")
    assert mia.get("/reports/money-GBP.csv").status_code == 404
    assert browser(app, "sam").get("/reports/money-EUR.csv").status_code == 404, "a contract of none of their sites"


def test_more_contracts_than_colours_are_one_in_the_picture_and_each_in_the_table():
    weeks = ["2026-11-23"]
    report = made.earned(weeks, [(f"C{at}", [Decimal(1)]) for at in range(7)])
    assert report.table.rows == [["23 Nov 2026", *["1"] * 7]]
    assert "3 others: 3" in report.svg and "C5" not in report.svg


def test_the_page_has_every_report_with_a_picture_for_either_screen_and_its_table(app, world):
    world.complete(world.new_job(), *REFRESH)
    page = browser(app, "sam").get("/reports").text
    assert page.count('class="plot wide"') == page.count('class="plot narrow"') == page.count("The numbers</summary>") >= 5
    assert "Jo Bell" not in page


def test_the_page_tells_how_far_a_contract_is_and_what_is_paid_back(app, world):
    world.amend(buy_back_price="60")
    world.complete(world.new_job(), *REFRESH)
    page = browser(app, "sam").get("/reports").text
    assert "Burn-down, Support" in page and "98.5" in page and "5,910.00 USD" in page
    world.do("adam", "staff.record", f"staff:{world.user('sam')}", {"username": "sam", "sites": ["2"]})
    assert "Burn-down" not in browser(app, "sam").get("/reports").text


def test_a_spreadsheet_runs_nothing_and_has_plain_numbers_and_months_that_sort(app, world):
    world.complete(world.new_job(), *REFRESH)
    sam = browser(app, "sam")
    answer = sam.get("/reports/earned.csv")
    assert answer.mimetype == "text/csv" and re.search(r"(?m)^\d{4}-\d\d-\d\d,1\.5\r$", answer.text)
    assert re.search(r"(?m)^\d{4}-\d\d,1,0,0\r$", sam.get("/reports/refreshes.csv").text)
    assert sam.get("/reports/nothing.csv").status_code == 404
    world.do("adam", "site.record", "site:1", {"name": "=HYPERLINK(1)", "zone": "Europe/Berlin"})
    clocks({"ends_at": world.body(world.new_job(machine="m1"))["created_at"], "kept": True, "line": "+cmd"})
    for name in re.findall(r'"/reports/([\w-]+)\.csv"', sam.get("/reports").text):
        assert not re.search(r"(?m)^[=+@]", sam.get(f"/reports/{name}.csv").text), name


def test_each_picture_goes_into_a_slide_with_its_colours_and_title(app, world):
    world.complete(world.new_job(), *REFRESH)
    svg = browser(app, "sam").get("/reports/refreshes.svg")
    assert svg.mimetype == "image/svg+xml"
    assert "--s0" in svg.text and ">Refreshes done, planned and to come</text>" in svg.text and svg.text.count("<svg") == 1


def test_reports_are_the_offices_and_a_supervisors_are_of_their_own_sites(app, world):
    world.complete(world.new_job(), *REFRESH)
    assert browser(app, "ana").get("/reports").status_code == 403
    names = ["refreshes", "steps", "hours", "earned"]
    there = {user: [browser(app, user).get(f"/reports/{name}.csv").text for name in names] for user in ("sam", "mia")}
    assert there["sam"] == there["mia"]
    world.do("adam", "staff.record", f"staff:{world.user('sam')}", {"username": "sam", "sites": ["2"]})
    gone = [browser(app, "sam").get(f"/reports/{name}.csv").text for name in names]
    assert not re.search(r",[1-9]", "".join(gone))
