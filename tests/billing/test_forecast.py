"""The forecast by hand: whole weeks, their mean, their spread, and the day on which a line passes what was bought."""

from decimal import Decimal

from fieldapp.billing.burndown import cuts
from fieldapp.billing.forecast import forecast

# Four weeks: mean 10, spread √(32/3) = 3.27.
WEEKS = [Decimal(10), Decimal(14), Decimal(6), Decimal(10)]


def ahead(bought: int = 100, ends: str = "2026-03-01"):
    return forecast(WEEKS, ends, "2026-02-02", Decimal(40), Decimal(bought))


def test_weeks_are_counted_back_from_today():
    assert cuts("2026-01-01", "2026-01-20") == ["2026-01-01", "2026-01-06", "2026-01-13", "2026-01-20"]
    assert cuts("2026-01-06", "2026-01-20") == ["2026-01-06", "2026-01-13", "2026-01-20"]
    assert cuts("2026-01-06", "2026-01-06") == ["2026-01-06"]


def test_it_goes_on_as_the_weeks_went_within_a_range():
    """27 days, 3.857 weeks, ahead: 40 + 38.6; give or take 1.2816 × 3.266 × √(3.857 + 3.857²/4) = 11.5."""
    told = ahead()
    last = told.ahead[-1]
    assert (told.weeks, told.mean, told.spread) == (4, Decimal("10.0"), Decimal("3.3"))
    assert (last.day, last.likely, last.low, last.high) == (
        "2026-03-01", Decimal("78.6"), Decimal("67.1"), Decimal("90.1"),
    )  # fmt: skip
    assert (told.out, told.out_early) == (None, None)


def test_it_runs_out_on_the_day_on_which_the_line_passes_what_was_bought():
    """20 are left at 10 a week: two weeks; earlier and later by the range."""
    told = ahead(60)
    assert told.out == "2026-02-16"
    assert told.out_early < told.out < told.out_late


def test_what_is_used_up_has_run_out_today():
    assert ahead(40).out == "2026-02-02"


def test_weeks_before_there_was_any_work_say_nothing():
    told = forecast([Decimal(0), *WEEKS], "2026-03-01", "2026-02-02", Decimal(40), Decimal(100))
    assert (told.weeks, told.mean) == (4, 10)


def test_fewer_than_four_weeks_say_nothing():
    assert forecast(WEEKS[1:], "2026-03-01", "2026-02-02", Decimal(40), Decimal(90)) is None


def test_after_its_end_nothing_is_ahead():
    assert ahead(ends="2026-02-02") is None


def test_what_was_used_is_never_unused():
    """The low line does not fall below what is used already, however wide the range."""
    wild = [Decimal(40), Decimal(0), Decimal(0), Decimal(0)]
    told = forecast(wild, "2026-06-01", "2026-02-02", Decimal(40), Decimal(500))
    assert all(one.low >= 40 for one in told.ahead)
