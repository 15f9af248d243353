"""What the terms ask by the month, over months that are issued one after the other: targets, caps, overage, buy-back. By hand."""

from decimal import Decimal

import pytest

from fieldapp.billing.entries import entry, reversal
from fieldapp.billing.months import month_bounds
from fieldapp.billing.run import reckon, statements
from fieldapp.documents import Allotment, Amendment, Contract, Named, Penalty

D = Decimal


class Ledger:
    """A ledger in memory; ``kept`` says by month how many clocks ended, and how many of them in time."""

    def __init__(self, **terms):
        told = {"starts": "2026-01-01", "ends": "2026-12-31", "bought": D(10), "buy_back_price": D(60)} | terms
        self.contract = Contract(id="contract:1", client="C", name="N", **told)
        self.rows, self.kept = [], {}

    def entries(self, contract, period=None, kinds=None):
        return [one for one in self.rows if period in (None, one.period) and (kinds is None or one.kind in kinds)]

    def units(self, contract, since, until, through):
        at = {one.id: one.at for one in self.rows}
        return sum(
            (one.units for one in self.rows if one.kind == "transactions" and one.period <= through and since <= at[one.reverses or one.id] < until),
            D(0),
        )  # fmt: skip

    def first_period(self, contract):
        return min((one.period for one in self.rows), default=None)

    def first_clock(self, contract):
        return min((f"{month}-15T10:00:00.000Z" for month, _ in self.kept), default=None)

    def clocks(self, contract, penalty, span, children):
        return self.kept.get((span[0][:7], penalty.clock), (0, 0))

    def penalty(self, number: int, day: str, money: int, period: str | None = None):
        made = entry("penalty:breach", f"{number}/response", "penalty", str(number), "op", f"{day}T10:00:00.000Z", "late", money=D(-money), period=period or day[:7])  # fmt: skip
        self.rows.append(made)
        return made

    def use(self, number: int, day: str, units: str, period: str | None = None):
        made = entry("transactions:wipe", f"{number}/close", "transactions", str(number), "op", f"{day}T10:00:00.000Z", "closed", units=D(units), period=period or day[:7])  # fmt: skip
        self.rows.append(made)
        return made

    def take_back(self, one, day: str):
        back = reversal(one, "it was not so", "op", f"{day}T10:00:00.000Z")
        back.period = day[:7]
        self.rows.append(back)

    def issue(self, period: str):
        """Reckon the month up; answers the money of what was entered, by kind."""
        month = reckon(self.contract, period, self, f"issue {period}")
        self.rows += month.entered
        self.month = month
        assert {one.period for one in month.entered} <= {period}
        assert len({(one.rule, one.fact) for one in self.rows}) == len(self.rows)
        return [(one.kind, one.money) for one in month.entered]


def target(amount: int, percent: int, **more) -> Penalty:
    return Penalty(clock="response", amount=D(amount), per="month", target=D(percent), **more)


def test_a_month_below_its_target_is_a_penalty_and_one_that_meets_it_is_none():
    """19 of 20 are 95 %, which is the target; 18 are 90 %."""
    books = Ledger(penalties=[target(500, 95)])
    books.kept = {("2026-01", "response"): (20, 19), ("2026-02", "response"): (20, 18)}
    assert books.issue("2026-01") == []
    assert books.issue("2026-02") == [("penalty", D(-500))]
    assert "18 of 20 response clocks were kept in 2026-02, 90.0 %" in books.rows[-1].why
    assert books.issue("2026-03") == []


def test_of_two_targets_of_one_scope_the_dearest_that_was_missed_is_charged():
    books = Ledger(penalties=[target(500, 95), target(900, 80)])
    books.kept = {("2026-01", "response"): (10, 9)}
    assert books.issue("2026-01") == [("penalty", D(-500))]
    books.kept[("2026-02", "response")] = (10, 7)
    assert books.issue("2026-02") == [("penalty", D(-900))]


def test_a_month_without_clocks_misses_nothing():
    books = Ledger(penalties=[target(500, 95)])
    assert books.issue("2026-01") == []


def test_what_was_kept_after_all_takes_a_months_penalty_back_on_the_next_invoice():
    books = Ledger(penalties=[target(500, 95)])
    books.kept = {("2026-01", "response"): (20, 18)}
    books.issue("2026-01")
    books.kept[("2026-01", "response")] = (20, 19)
    assert books.issue("2026-02") == [("penalty", D(500))]
    assert books.rows[-1].reverses == books.rows[0].id
    books.kept[("2026-01", "response")] = (20, 18)
    assert books.issue("2026-03") == [("penalty", D(-500))], "and is charged again, by a fact of its own"


def test_what_is_above_a_months_cap_is_given_back():
    books = Ledger(penalty_cap=D(1000))
    books.penalty(1, "2026-01-05", 700)
    books.penalty(2, "2026-01-06", 600)
    assert books.issue("2026-01") == [("penalty", D(300))]
    assert books.issue("2026-02") == []


def test_a_reversal_recomputes_the_cap_in_the_open_month():
    """700 and 600 are capped at 1,000; without the 600 all of 700 is due: the 300 given back are asked again, for 600 were too."""
    books = Ledger(penalty_cap=D(1000))
    books.penalty(1, "2026-01-05", 700)
    late = books.penalty(2, "2026-01-06", 600)
    books.issue("2026-01")
    books.take_back(late, "2026-02-03")
    assert books.issue("2026-02") == [("penalty", D(-300))]
    assert sum(one.money for one in books.rows) == -700


def test_the_cap_of_a_month_is_of_that_month_alone():
    books = Ledger(penalty_cap=D(1000))
    books.penalty(1, "2026-01-05", 900)
    books.issue("2026-01")
    books.penalty(2, "2026-02-05", 900)
    assert books.issue("2026-02") == []


def test_a_target_and_breaches_are_capped_together():
    books = Ledger(penalty_cap=D(1000), penalties=[target(500, 95)])
    books.kept = {("2026-01", "response"): (2, 1)}
    books.penalty(1, "2026-01-05", 900)
    assert books.issue("2026-01") == [("penalty", D(-500)), ("penalty", D(400))]


def test_overage_is_charged_once_and_taken_back_from_the_newest():
    """10 bought at first; 8 in January, 4 in February (2 beyond), 3 in March (3 beyond): 120 each."""
    books = Ledger(overage_price=D(120))
    books.use(1, "2026-01-05", "8")
    assert books.issue("2026-01") == []
    books.use(2, "2026-02-05", "4")
    assert books.issue("2026-02") == [("overage", D(240))]
    third = books.use(3, "2026-03-05", "3")
    assert books.issue("2026-03") == [("overage", D(360))]
    books.take_back(third, "2026-04-02")
    assert books.issue("2026-04") == [("overage", D(-360))]
    assert sum(one.money or 0 for one in books.rows) == 240


def test_overage_that_is_taken_back_in_part_stays_at_its_price():
    books = Ledger(overage_price=D(120))
    books.use(1, "2026-01-05", "12")
    half = books.use(2, "2026-01-06", "1")
    books.issue("2026-01")
    change = Amendment(from_="2026-02-01", changes={"overage_price": "200"}, reason="dearer", op="a", at="2026-01-20T10:00:00.000Z", by=Named(id="1", name="A"))  # fmt: skip
    books.contract.amendments.append(change)
    books.take_back(half, "2026-02-02")
    assert books.issue("2026-02") == [("overage", D(-360)), ("overage", D(240))]
    books.use(3, "2026-03-02", "1")
    assert books.issue("2026-03") == [("overage", D(200))], "what comes now has the price of its day"


def test_an_exception_is_charged_once_there_is_a_price():
    books = Ledger()
    books.use(1, "2026-01-05", "12")
    assert books.issue("2026-01") == [("exception", None)]
    assert books.issue("2026-02") == []
    change = Amendment(from_="2026-01-01", changes={"overage_price": "100"}, reason="agreed", op="a", at="2026-03-01T10:00:00.000Z", by=Named(id="1", name="A"))  # fmt: skip
    books.contract.amendments.append(change)
    assert books.issue("2026-03") == [("exception", None), ("overage", D(200))]


YEARS = [
    Allotment(starts="2026-01-01", ends="2026-12-31", bought=D(10)),
    Allotment(starts="2027-01-01", ends="2027-12-31", bought=D(20)),
]


def test_each_contract_year_has_its_own_allotment_and_its_own_buy_back():
    """2026: 10 less 4 are 6, at 60: 360. January's 1 is 2027's."""
    books = Ledger(ends="2027-12-31", allotments=YEARS)
    books.use(1, "2026-12-31", "4")
    books.use(2, "2027-01-01", "1")
    assert books.issue("2026-12") == [("buy_back", D(-360))]
    assert books.issue("2027-01") == []
    assert [(one.used, one.left) for one in statements(books.month)] == [(D(4), D(6)), (D(1), D(19))]


def test_december_work_that_comes_in_january_corrects_the_buy_back_on_januarys_invoice():
    """1.5 came late: 4.5 are left instead of 6, so 270 instead of 360."""
    books = Ledger(ends="2027-12-31", allotments=YEARS)
    books.use(1, "2026-12-30", "4")
    books.issue("2026-12")
    books.use(2, "2026-12-31", "1.5", period="2027-01")
    assert books.issue("2027-01") == [("buy_back", D(360)), ("buy_back", D(-270))]
    assert sum(one.money or 0 for one in books.rows) == -270


def test_what_was_taken_back_after_the_end_is_left_of_the_allotment_that_gave_it():
    books = Ledger(ends="2027-12-31", allotments=YEARS)
    one = books.use(1, "2026-12-30", "4")
    books.issue("2026-12")
    books.take_back(one, "2027-01-05")
    assert books.issue("2027-01") == [("buy_back", D(360)), ("buy_back", D(-600))]


def test_an_allotment_that_is_used_up_has_nothing_to_buy_back():
    books = Ledger(overage_price=D(100))
    books.use(1, "2026-12-30", "11")
    assert books.issue("2026-12") == [("overage", D(100))]


def test_the_price_of_the_last_day_buys_back():
    books = Ledger()
    change = Amendment(from_="2026-12-31", changes={"buy_back_price": "50"}, reason="agreed", op="a", at="2026-12-01T10:00:00.000Z", by=Named(id="1", name="A"))  # fmt: skip
    books.contract.amendments.append(change)
    assert books.issue("2026-12") == [("buy_back", D(-500))]


@pytest.mark.parametrize(
    ("zone", "moment", "month"),
    [
        ("America/New_York", "2026-11-01T03:59", "2026-10"),
        ("America/New_York", "2026-11-01T04:00", "2026-11"),
        ("America/New_York", "2026-12-01T04:59", "2026-11"),
        ("Europe/Berlin", "2026-03-31T21:59", "2026-03"),
        ("Europe/Berlin", "2026-03-31T22:00", "2026-04"),
        ("Africa/Cairo", "2026-04-30T20:59", "2026-04"),
    ],
)
def test_months_end_in_the_contracts_zone_whatever_its_clocks_do(zone, moment, month):
    books = Ledger(zone=zone)
    since, until = month_bounds(books.contract, month)
    assert since <= f"{moment}:00.000Z" < until


def amendment(day: str, **changes) -> Amendment:
    return Amendment(from_=day, changes=changes, reason="agreed", op=day, at=f"{day}T10:00:00.000Z", by=Named(id="1", name="A"))


def test_what_is_bought_is_on_the_invoice_of_its_first_month_where_it_is_paid_in_advance():
    books = Ledger(price=D(95), buy_back_price=D(0))
    assert books.issue("2026-01") == []
    books = Ledger(price=D(95), buy_back_price=D(0), paid_in_advance=True)
    assert books.issue("2026-01") == [("purchase", D(950))]
    assert books.rows[0].why == "10 transactions bought in 2026-01 for the allotment from 2026-01-01, paid in advance at 95"
    assert books.issue("2026-02") == []
    (stands,) = statements(books.month)
    assert (stands.bought, stands.used) == (10, 0)


def test_the_first_invoice_has_what_was_bought_in_the_months_before_it():
    books = Ledger(price=D(95), paid_in_advance=True)
    assert books.issue("2026-03") == [("purchase", D(950))]
    assert books.rows[0].at.startswith("2026-01-31") and books.rows[0].period == "2026-03"


def test_each_allotment_is_paid_for_as_it_begins_and_what_is_bought_more_at_its_own_price():
    spans = [Allotment(starts="2026-01-01", ends="2026-06-30", bought=D(10)), Allotment(starts="2026-07-01", ends="2026-12-31", bought=D(20))]
    books = Ledger(price=D(95), buy_back_price=D(0), paid_in_advance=True, allotments=spans)
    assert books.issue("2026-01") == [("purchase", D(950))]
    told = [{"starts": "2026-01-01", "ends": "2026-06-30", "bought": "14"}, {"starts": "2026-07-01", "ends": "2026-12-31", "bought": "20"}]
    books.contract.amendments.append(amendment("2026-03-10", allotments=told, price="100"))
    assert books.issue("2026-02") == []
    assert books.issue("2026-03") == [("purchase", D(400))]
    less = [{"starts": "2026-01-01", "ends": "2026-06-30", "bought": "12"}, {"starts": "2026-07-01", "ends": "2026-12-31", "bought": "20"}]
    books.contract.amendments.append(amendment("2026-05-01", allotments=less))
    assert books.issue("2026-05") == [("purchase", D(-190))]
    books.issue("2026-06")
    assert books.issue("2026-07") == [("purchase", D(2000))]


def test_an_allotment_that_began_before_the_term_is_not_paid_for_afterwards():
    books = Ledger(price=D(95), buy_back_price=D(0))
    books.issue("2026-01")
    books.contract.amendments.append(amendment("2026-02-01", paid_in_advance=True))
    assert books.issue("2026-02") == []
