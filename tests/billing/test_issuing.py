"""A month is issued once it is over, in turn, and never changes any more: what comes late is on the next one."""

from decimal import Decimal

import pytest

LATE = "is issued already"


def test_a_month_is_issued_and_its_invoice_says_what_it_comes_to(books):
    books.wipes(3, "2026-10-05T09:00")
    books.cascade("2026-10-06T09:00", 60)
    invoice = books.issued("2026-10", "2026-11-02T09:00")
    assert invoice["number"] == "INV-1001"
    assert (invoice["lines"], Decimal(invoice["money"])) == (4, Decimal(80))
    assert {one["kind"]: (one["lines"], Decimal(one["units"])) for one in invoice["totals"]} == {
        "time": (1, Decimal(0)),
        "transactions": (3, Decimal("1.5")),
    }
    assert [(one["name"], Decimal(one["money"])) for one in invoice["centres"]] == [("CC-1", 80)]
    assert books.world.body(books.contract)["issued_through"] == "2026-10"


def test_what_comes_late_is_on_the_next_invoice(books):
    first = books.cascade("2026-10-06T09:00", 60)
    before = books.issued("2026-10", "2026-11-02T09:00")
    books.world.do("sam", "time.add", first, {"minutes": 60, "worked_on": "2026-10-06"})
    books.calendar("2026-11-20T09:00")
    assert len(books.lines("2026-10")) == 1
    late = books.lines("2026-11")
    assert [one["money"] for one in late] == [Decimal(80)]
    assert books.issued("2026-11", "2026-12-01T09:00")["lines"] == 1
    assert books.invoice("2026-10") == before


@pytest.mark.parametrize(
    ("period", "words"),
    [
        ("2026-11", "is not over yet"),
        ("2026-12", "is not over yet"),
        ("2026-10", "September 2026 comes first"),
        ("2026-13", "is no month"),
        ("October", "is no month"),
        ("2025-12", "September 2026 comes first"),
    ],
)
def test_a_month_that_is_not_over_or_out_of_turn_is_refused(books, period, words):
    books.terms()
    books.wipes(1, "2026-09-05T09:00")
    result = books.issue(period, "2026-11-15T09:00")
    assert (result.outcome, words in result.message) == ("refused", True), result
    assert books.invoices() == []


def test_a_month_is_issued_once(books):
    books.wipes(1, "2026-10-05T09:00")
    books.issued("2026-10", "2026-11-02T09:00")
    assert LATE in books.issue("2026-10", "2026-11-02T10:00").message
    assert len(books.invoices()) == 1


def test_no_month_is_passed_over(books):
    books.wipes(1, "2026-08-05T09:00")
    books.issued("2026-08", "2026-11-02T09:00")
    assert "September 2026 comes first" in books.issue("2026-10", "2026-11-02T10:00").message
    assert books.issued("2026-09", "2026-11-02T10:00")["lines"] == 0


@pytest.mark.parametrize("by", ["ana", "sam", "rosa"])
def test_only_managers_and_administrators_issue(books, by):
    books.wipes(1, "2026-10-05T09:00")
    assert books.issue("2026-10", "2026-11-02T09:00", by).code == "forbidden"


def test_the_month_ends_in_the_contracts_zone(books):
    """New York puts its clocks back on 1 November 2026; its October ends at four in the morning of UTC."""
    books.terms(zone="America/New_York")
    books.wipes(1, "2026-11-01T03:59")
    books.wipes(1, "2026-11-01T04:00")
    assert "is not over yet" in books.issue("2026-10", "2026-11-01T03:59").message
    assert books.issued("2026-10", "2026-11-01T04:00")["lines"] == 1
    assert books.issued("2026-11", "2026-12-01T05:00")["lines"] == 1


def test_a_leap_day_is_the_last_of_its_month(books):
    books.wipes(1, "2028-02-29T23:59")
    assert "is not over yet" in books.issue("2028-02", "2028-02-29T23:59").message
    assert books.issued("2028-02", "2028-03-01T00:00")["lines"] == 1


def test_work_without_a_price_is_acknowledged_before(books):
    books.terms(types={"refresh": {"quantity": "1.5"}})
    books.wipes(2, "2026-10-05T09:00")
    assert "2 entries have no price" in books.issue("2026-10", "2026-11-02T09:00").message
    told = ["Two wipes have no price"]
    invoice = books.issued("2026-10", "2026-11-02T09:00", seen=2, exceptions=told)
    assert invoice["exceptions"] == told


def test_an_amendment_in_an_issued_month_is_refused(books):
    books.terms()
    books.wipes(1, "2026-10-05T09:00")
    books.issued("2026-10", "2026-11-02T09:00")
    told = {"changes": {"buy_back_price": "70"}, "reason": "Agreed"}
    result = books.world.do("adam", "contract.amend", books.contract, told | {"from": "2026-10-15"})
    assert (result.outcome, "is invoiced" in result.message) == ("refused", True), result
    later = books.world.do("adam", "contract.amend", books.contract, told | {"from": "2026-11-15"})
    assert later.outcome == "applied", later
    assert books.world.body(books.contract)["issued_through"] == "2026-10"
