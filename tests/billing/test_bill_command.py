"""``flask bill``: shows a month, and issues it only once it is told what is open."""

import json

import pytest
import sqlalchemy as sa

from fieldapp.models import closed, worked, writing
from fieldapp.sync.audit import faults


@pytest.fixture
def bill(app, books):
    books.terms()
    books.wipes(1, "2026-10-05T09:00")
    books.calendar("2026-11-02T09:00")
    return lambda *told: app.test_cli_runner().invoke(args=["bill", *told])


def test_it_shows_what_a_month_comes_to_and_what_is_open(bill, books):
    told = json.loads(bill("Other support", "2026-10", "--json").stdout)
    assert (told["month"], told["issued"], len(told["open"])) == ("2026-10", False, 1)
    assert "closed without time" in told["open"][0]["words"]
    assert books.invoices() == []


def test_it_issues_only_what_was_acknowledged(bill, books):
    refused = bill("Other support", "2026-10", "--issue")
    assert (refused.exit_code, "--acknowledge 1" in refused.stderr) == (1, True)
    assert books.invoices() == []
    assert bill("other support", "2026-10", "--issue", "--acknowledge", "1").exit_code == 0
    assert len(books.invoices()) == 1
    again = bill("Other support", "2026-10", "--issue", "--acknowledge", "1")
    assert (again.exit_code, "is issued already" in again.stderr) == (1, True)


def test_a_dry_run_issues_nothing_whatever_else_is_asked(bill, books):
    assert bill("Other support", "2026-10", "--issue", "--dry-run", "--acknowledge", "1").exit_code == 0
    assert books.invoices() == []


@pytest.mark.parametrize(
    ("name", "month", "words"),
    [
        ("Other support", "October", "is no month"),
        ("Nobody", "2026-10", "Name one contract"),
        ("Client", "2026-10", "“Other support”, “Support”"),
    ],
)
def test_what_it_can_not_do_gets_a_sentence(bill, name, month, words):
    answer = bill(name, month)
    assert (answer.exit_code, words in answer.stderr) == (1, True), answer.stderr


@pytest.mark.parametrize(("table", "column"), [(closed, "minutes"), (worked, "minutes")])
def test_the_audit_finds_rows_that_do_not_follow_from_their_job(books, table, column):
    books.cascade("2026-10-06T09:00", 60)
    with writing() as connection:
        connection.execute(sa.update(table).values({column: 7}))
    assert [fault.rule for fault in faults()] == [3]
    with writing() as connection:
        connection.execute(sa.update(table).values({column: 60}))
