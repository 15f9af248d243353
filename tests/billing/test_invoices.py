"""An invoice leaves the app as PDF, CSV and JSON: the same bytes each time, and nothing when the ledger was tampered with."""

import csv
import io
import json
import re
from decimal import Decimal
from uuid import uuid4

import pytest
import sqlalchemy as sa

from fieldapp.models import ledger, writing
from fieldapp.portable.natives import derive
from fieldapp.sync.submit import operation as made
from tests.world import PASSWORD, done


@pytest.fixture
def as_user(app):
    def open_as(username):
        client = app.test_client()
        client.post("/login", data={"username": username, "password": PASSWORD})
        return client

    return open_as


@pytest.fixture
def issued(books):
    books.terms(ends="2026-10-31", bought="10")
    books.wipes(2, "2026-10-05T09:00")
    books.cascade("2026-10-06T09:00", 60)
    return books.issued("2026-10", "2026-11-02T09:00")


def rows(text):
    return list(csv.DictReader(io.StringIO(text, newline="")))


def test_the_csv_has_a_row_for_each_line_and_comes_to_what_is_due(issued, as_user):
    answer = as_user("mia").get("/invoices/INV-1001.csv")
    found = rows(answer.text)
    assert len(found) == issued["lines"] == 4
    assert sum(Decimal(one["money"] or 0) for one in found) == Decimal(issued["money"])
    assert {one["number"][:2] for one in found if one["job"]} == {"W-", "C-"}


def test_the_json_says_its_format_and_comes_to_what_is_due(issued, as_user):
    told = as_user("mia").get("/invoices/INV-1001.json").json
    assert (told["format"], told["period"], told["count"]) == ("fieldapp-invoice/1", "2026-10", 4)
    assert sum(Decimal(one["money"] or 0) for one in told["lines"]) == Decimal(told["money"])
    assert told["sha256"] == issued["sha256"]


@pytest.mark.parametrize(
    "path",
    [
        "INV-1001.pdf", "INV-1001.csv", "INV-1001.json", "INV-1001/buy-back.pdf", "INV-1001/buy-back.csv",
        "INV-1001/cost-centre.pdf?name=CC-1", "INV-1001/cost-centre.csv?name=CC-1",
    ],
)  # fmt: skip
def test_it_is_the_same_bytes_each_time_whatever_comes_later(issued, books, as_user, path):
    mia = as_user("mia")
    before = mia.get(f"/invoices/{path}")
    assert before.status_code == 200
    books.cascade("2026-11-06T09:00", 90)
    done(made("person.record", "person:jo", {"name": "Jo Bell-Smith", "site": "1"}))
    assert mia.get(f"/invoices/{path}").data == before.data


def test_what_is_not_what_was_issued_is_given_to_nobody(issued, as_user):
    with writing() as connection:
        connection.execute(sa.update(ledger).where(ledger.c.kind == "time").values(money=Decimal(1)))
    answer = as_user("mia").get("/invoices/INV-1001.csv")
    with writing() as connection:
        connection.execute(sa.update(ledger).where(ledger.c.kind == "time").values(money=Decimal(80)))
    assert answer.status_code == 409
    assert "INV-1001" not in answer.headers.get("Content-Disposition", "")


def test_a_cost_centre_is_told_what_it_pays_and_the_sum(issued, as_user):
    text = as_user("mia").get("/invoices/INV-1001/cost-centre.csv?name=CC-1").text
    found = rows(text)
    assert [one["money"] for one in found] == ["80", "80"]
    assert found[-1]["rate"] == "total"
    assert as_user("mia").get("/invoices/INV-1001/cost-centre.csv?name=CC-9").status_code == 404


def test_the_buy_back_statement_is_by_hand(issued, as_user):
    """10 bought, 1 used: 9 left at 60 are 540."""
    (row,) = rows(as_user("mia").get("/invoices/INV-1001/buy-back.csv").text)
    assert (row["bought"], row["used"], row["left"], row["bought_back"], row["paid"]) == ("10", "1", "9", "9", "540")


def test_a_page_shows_it_and_strangers_see_none(issued, as_user):
    text = as_user("mia").get("/invoices/INV-1001").text
    assert "-460.00 USD due" in text and "CC-1" in text and "9 at 60.00" in text
    assert as_user("charlie").get("/invoices/INV-1001").status_code == 403
    assert as_user("mia").get("/invoices/INV-7").status_code == 404


def test_a_cost_centre_that_is_a_formula_stays_words_in_a_spreadsheet(books, as_user):
    evil = {"name": "Jo Bell", "site": "1", "cost_centre": "=cmd|' /C calc'!A0"}
    done(made("person.record", "person:jo", evil))
    books.cascade("2026-10-06T09:00", 60)
    books.issued("2026-10", "2026-11-02T09:00")
    (row,) = rows(as_user("mia").get("/invoices/INV-1001.csv").text)
    assert row["cost_centre"] == "'=cmd|' /C calc'!A0"


def test_the_month_shows_what_is_open_and_is_issued_once_that_is_acknowledged(books, as_user):
    books.terms(types={})
    (job,) = books.wipes(1, "2026-10-05T09:00")
    books.calendar("2026-11-02T09:00")
    mia = as_user("mia")
    page = mia.get(f"/contracts/{books.contract[9:]}/months/2026-10").text
    number = books.world.body(job)["number"]
    assert f"{number} was closed without time" in page
    assert "no term for" in page
    token = re.search(r'name="csrf_token" value="([^"]+)"', page)[1]
    many = re.search(r'name="acknowledged" value="(\w+)"', page)[1]
    refused = mia.post(f"/contracts/{books.contract[9:]}/months/2026-10", data={"csrf_token": token})
    assert (refused.status_code, "tick that you have" in refused.text) == (422, True)
    assert books.invoices() == []
    sent = {"csrf_token": token, "acknowledged": many}
    assert mia.post(f"/contracts/{books.contract[9:]}/months/2026-10", data=sent).status_code == 303
    (invoice,) = books.invoices()
    assert any("closed without time" in one for one in invoice["exceptions"])
    assert json.dumps(invoice["exceptions"]).count(number) == 2


def test_as_much_that_is_open_but_another_thing_is_looked_at_first(books, as_user):
    first, second = books.cascade("2026-10-06T09:00", 60), books.cascade("2026-10-06T10:00", 60)
    books.calendar("2026-11-02T09:00")
    world, mia, path = books.world, as_user("mia"), f"/contracts/{books.contract[9:]}/months/2026-10"

    def take_back(job):
        (time,) = [one for one in world.body(job)["times"] if not one["voided"]]
        assert world.do("sam", "entry.void", job, {"op": time["op"], "reason": "Not here"}).outcome == "applied"

    take_back(first)
    page = mia.get(path).text
    sent = {name: re.search(rf'name="{name}" value="(\w+[^"]*)"', page)[1] for name in ("csrf_token", "acknowledged")}
    world.do("sam", "time.add", first, {"minutes": 60, "worked_on": "2026-10-06"})
    take_back(second)
    refused = mia.post(path, data=sent)
    assert (refused.status_code, "tick that you have" in refused.text) == (422, True)
    assert books.invoices() == []


def test_a_month_that_is_not_over_says_so_and_can_not_be_issued(books, as_user):
    books.wipes(1, "2026-10-05T09:00")
    adam = as_user("adam")
    page = adam.get(f"/contracts/{books.contract[9:]}/months/2026-10").text
    assert "October 2026 is not over yet" in page and '<button class="button main">Issue' not in page
    token = re.search(r'name="csrf_token" value="([^"]+)"', adam.get("/admin/staff").text)[1]
    sent = {"csrf_token": token, "acknowledged": "1"}
    answer = adam.post(f"/contracts/{books.contract[9:]}/months/2026-10", data=sent)
    assert (answer.status_code, "is not over yet" in answer.text) == (422, True)
    assert books.invoices() == []


def test_supervisors_look_at_invoices_and_issue_none(issued, as_user):
    sam = as_user("sam")
    assert sam.get("/contracts/2/invoices").status_code == 200
    assert sam.get("/contracts/2/months/2026-11").status_code == 403


def test_more_hours_than_a_day_has_are_to_be_looked_at(books, as_user):
    for _ in range(2):
        books.world.do("ana", "time.add", books.cascade("2026-10-06T09:00", 60), {"minutes": 800})
    books.calendar("2026-11-02T09:00")
    page = as_user("mia").get(f"/contracts/{books.contract[9:]}/months/2026-10").text
    assert "Ana has 26 h 40 min on 6 Oct 2026: more than the day has" in page


def test_time_that_overlaps_is_to_be_looked_at(books, as_user):
    books.cascade("2026-10-06T09:00", 60)
    books.cascade("2026-10-06T09:10", 60)
    books.calendar("2026-11-02T09:00")
    assert "Sam has time on 6 Oct 2026 that overlaps, on 2 jobs" in as_user("mia").get(f"/contracts/{books.contract[9:]}/months/2026-10").text


def test_what_is_disputed_stands_first_and_what_may_well_be_right_is_folded_below(books, as_user):
    for day in (6, 7, 8):
        books.cascade(f"2026-10-0{day}T09:00", 60)
        books.cascade(f"2026-10-0{day}T09:10", 60)
    told = {"contract": books.contract[9:], "period": "2026-10", "reason": "We never ordered this"}
    books.world.do("mia", "charge.dispute", f"charge:{books.lines('2026-10')[0]['id']}", told)
    books.calendar("2026-11-02T09:00")
    page = shown(books, as_user)
    assert page.index("We never ordered this") < page.index("that overlaps")
    assert re.search(r"<summary>Sam has time on 6 Oct 2026 that overlaps, on 2 jobs\. And 2 more of this sort</summary>", page)
    assert "8 Oct 2026 that overlaps" in page and page.count("Machines may have been worked on side by side") == 1


def test_an_empty_month_says_so_before_it_is_issued(books, as_user):
    page = as_user("adam").get(f"/contracts/{books.contract[9:]}/months/2020-01").text
    assert "its invoice will be empty" in page


def shown(books, as_user, period: str = "2026-10") -> str:
    return as_user("mia").get(f"/contracts/{books.contract[9:]}/months/{period}").text


def test_a_charge_that_is_disputed_is_to_be_decided_first(books, as_user):
    job = books.cascade("2026-10-06T09:00", 60)
    (row,) = books.lines("2026-10")
    told = {"contract": books.contract[9:], "period": "2026-10", "reason": "We never ordered this"}
    books.world.do("mia", "charge.dispute", f"charge:{row['id']}", told)
    books.calendar("2026-11-02T09:00")
    page, number = shown(books, as_user), books.world.body(job)["number"]
    assert f"{number}, 80.00 USD of October 2026: disputed by CC-1. We never ordered this" in page
    assert f'/entries/{row["id"]}"' in page
    books.world.do("mia", "charge.settle", f"charge:{row['id']}", {"decision": "kept", "reason": "It was"})
    assert "disputed by CC-1" not in shown(books, as_user)


def test_time_on_a_job_without_a_contract_is_to_be_looked_at(books, as_user):
    books.calendar("2026-10-06T09:00")
    id_ = str(uuid4())
    job = f"job:{derive(id_, 'job')}"
    opened = books.world.do("charlie", "job.create", job, {"kind": "wipe", "assets": {"machine": "far"}}, id_=id_)
    assert opened.outcome == "applied", opened
    books.world.do("charlie", "time.add", job, {"minutes": 90})
    done(made("site.record", "site:2", {"name": "Annex", "contract": books.contract[9:]}))
    books.calendar("2026-11-02T09:00")
    assert "has 1 h 30 min of the month, and is under no contract" in shown(books, as_user)


def test_time_for_a_job_that_is_not_known_is_to_be_looked_at(books, as_user):
    books.calendar("2026-10-06T09:00")
    books.world.do("ana", "time.add", f"job:{uuid4()}", {"minutes": 30})
    books.calendar("2026-11-02T09:00")
    assert "by Ana is on no job that is known here" in shown(books, as_user)


def test_a_statement_has_the_contracts_days_in_its_file_and_on_paper(books, as_user):
    """Three in the morning of 7 October in UTC is the evening before in New York."""
    books.terms(zone="America/New_York")
    books.cascade("2026-10-07T03:00", 60)
    books.issued("2026-10", "2026-11-02T09:00")
    mia = as_user("mia")
    assert rows(mia.get("/invoices/INV-1001/cost-centre.csv?name=CC-1").text)[0]["date"] == "2026-10-06"
    paper = mia.get("/invoices/INV-1001/cost-centre.pdf?name=CC-1").data
    assert b"(6 Oct 2026)" in paper and b"October 2026, by New York time" in paper
