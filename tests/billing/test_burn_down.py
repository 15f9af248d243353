"""The burn-down: what is bought, used, taken back, reserved and left; its alarms both ways; and the page that shows it."""

from decimal import Decimal

import pytest

from fieldapp.billing.alarms import alarms
from fieldapp.billing.burndown import burn_downs
from fieldapp.models import reading
from fieldapp.sync.months import contract_of
from tests.world import PASSWORD

D = Decimal
YEARS = [
    {"starts": "2026-01-01", "ends": "2026-12-31", "bought": "20"},
    {"starts": "2027-01-01", "ends": "2027-12-31", "bought": "30"},
]


def standing(books, now: str):
    with reading() as connection:
        contract = contract_of(connection, books.contract[9:])
        return burn_downs(connection, contract, f"{now}:00.000Z"), contract


def test_an_allotment_is_used_taken_back_reserved_and_left(books):
    """3 wipes are 1.5, of which one of 0.5 is undone; an open refresh reserves 1.5: 20 - 1.5 + 0.5 = 19 left."""
    books.terms(allotments=YEARS)
    *_, job = books.wipes(3, "2026-10-05T09:00")
    books.world.do("sam", "step.undo", job, {"step": "process", "reason": "The wrong shelf"})
    books.world.new_job("refresh", "m7")
    (one,), _ = standing(books, "2026-10-06T09:00")
    assert (one.bought, one.used, one.reversed, one.left) == (D(20), D("1.5"), D("0.5"), D(19))
    assert one.reserved == D(2), "the refresh, and the wipe that is open again"
    assert one.buy_back == D(1140), "19 at 60, whatever is reserved"


def test_the_years_are_apart_and_only_the_one_that_runs_has_reservations(books):
    books.terms(allotments=YEARS)
    books.wipes(2, "2026-12-31T09:00")
    books.wipes(1, "2027-01-01T09:00")
    books.world.new_job("refresh", "m7")
    (now, before), _ = standing(books, "2027-01-02T09:00")
    assert [(one.starts, one.left, one.reserved) for one in (now, before)] == [
        ("2027-01-01", D("29.5"), D("1.5")),
        ("2026-01-01", D(19), D(0)),
    ]
    assert before.forecast is None


def week_by_week(books, many: int, weeks: int) -> None:
    for at in range(weeks):
        books.wipes(many, f"2026-09-{1 + 7 * at:02d}T09:00")


def test_it_warns_that_an_allotment_runs_out_and_what_that_costs(books):
    """0.5 a week, 1 of 3 left: two weeks."""
    books.terms(bought="3", overage_price="120")
    week_by_week(books, 1, 4)
    (one,), contract = standing(books, "2026-09-29T09:00")
    (words,) = alarms(one, contract, str)
    assert one.forecast.mean == D("0.5")
    assert words.startswith("The allotment runs out on 2026-10-13 as it is going") and "costs 120.00 USD each" in words


def test_it_warns_of_what_will_be_paid_back_and_says_how_much_now_and_at_the_end(books):
    """2 of 1,000 are used: 998 at 60 today. 93 days, 13.286 weeks, at 0.5 with no spread are 6.6 more: 991.4 at 60 at the end."""
    books.terms(bought="1000", ends="2026-12-31")
    week_by_week(books, 1, 4)
    (one,), contract = standing(books, "2026-09-29T09:00")
    (words,) = alarms(one, contract, str)
    assert (one.buy_back, one.likely_buy_back) == (D(59880), (D(59484), D(59484), D(59484)))
    assert "991.4 will be left on 2026-12-31" in words and "59,484.00 USD are paid back" in words


def test_it_says_when_more_was_used_than_bought(books):
    books.terms(bought="0.5")
    books.wipes(3, "2026-10-05T09:00")
    (one,), contract = standing(books, "2026-10-06T09:00")
    assert alarms(one, contract, str) == [
        "1 more were used than bought. The terms name no price for what is beyond it."
    ]


@pytest.mark.parametrize("kind", ["svg", "csv"])
def test_the_picture_and_its_table_can_be_taken_along(books, app, kind):
    books.terms()
    books.wipes(2, "2026-10-05T09:00")
    client = app.test_client()
    client.post("/login", data={"username": "mia", "password": PASSWORD})
    answer = client.get(f"/contracts/2/burn-down/2026-01-01.{kind}")
    assert answer.status_code == 200
    if kind == "svg":
        assert answer.text.startswith("<svg xmlns=") and "--ink:" in answer.text and "Used 1<" in answer.text
    else:
        assert "2026-10-05,1,," in answer.text.splitlines()
    assert client.get("/contracts/2/burn-down/2025-01-01.svg").status_code == 404
