"""What is beyond an allotment is charged, what is left of it is bought back; both by hand-calculated figures."""

from decimal import Decimal


def amounts(books, period, kind):
    rows = [one for one in books.lines(period) if one["kind"] == kind]
    return [(one["units"], one["money"]) for one in rows]


def test_what_is_left_at_the_end_is_bought_back_whatever_is_reserved(books):
    """10 bought, 2 wipes of 0.5 used: 9 left, at 60 each 540; the open refresh reserves 1.5 and lessens nothing."""
    books.terms(ends="2026-10-31", bought="10")
    books.wipes(2, "2026-10-05T09:00")
    books.world.new_job("refresh", "m7")
    invoice = books.issued("2026-10", "2026-11-01T00:00")
    assert amounts(books, "2026-10", "buy_back") == [(Decimal(9), Decimal(-540))]
    assert Decimal(invoice["money"]) == -540
    (told,) = invoice["allotments"]
    assert [Decimal(told[name]) for name in ("bought", "used", "left", "bought_back", "paid")] == [10, 1, 9, 9, 540]


def test_nothing_is_bought_back_before_the_end(books):
    books.wipes(1, "2026-10-05T09:00")
    books.issued("2026-10", "2026-11-01T00:00")
    assert amounts(books, "2026-10", "buy_back") == []


def test_an_overdrawn_allotment_without_a_price_is_an_exception(books):
    books.terms(bought="1")
    books.wipes(4, "2026-10-05T09:00")
    assert "1 entry has no price" in books.issue("2026-10", "2026-11-01T00:00").message
    books.issued("2026-10", "2026-11-01T00:00", seen=1)
    (row,) = [one for one in books.lines("2026-10") if one["kind"] == "exception"]
    assert "1 transactions in 2026-10 beyond the 1 bought" in row["why"]
