"""Time and materials: per skill and cost centre, rounded once; a swap's shared time is halved before that."""

from decimal import Decimal

from tests.billing.books import Books, amended, contract, job, time

D = Decimal
AL = {"person": {"id": "al", "name": "Al", "cost_centre": "CC-2"}}


def swapped(*times: dict, **more) -> Books:
    books = Books(job("swap", people={"second": AL["person"]}), contract(**more))
    books.close(times=list(times))
    return books


def test_each_skill_has_its_rate_and_its_own_rounding():
    books = Books(job("swap"), contract())
    books.close(times=[time(31), time(16, skill="network"), time(10, skill="network")])
    assert [(one.skill, one.money) for one in books.entries] == [
        ("", D("60.00")),
        ("network", D("60.00")),
    ]


def test_in_a_swap_each_time_names_whose_machine():
    books = swapped(time(60, person="jo"), time(30, person="al"))
    assert books.stands() == [("time", "CC-1", D("80.00")), ("time", "CC-2", D("40.00"))]


def test_time_that_names_nobody_is_halved_before_it_is_rounded():
    books = swapped(time(61, person="jo"), time(31))
    assert [(one.cost_centre, one.minutes, one.money) for one in books.entries] == [
        ("CC-1", 77, D("120.00")),
        ("CC-2", 16, D("40.00")),
    ]


def test_late_shared_time_charges_each_cost_centre_its_difference():
    books = swapped(time(60, person="jo"), time(30, person="al"))
    books.change(times=[*books_times(books), time(60)])
    new = books.touch("2026-05-01T10:00:00.000Z")
    assert [(one.cost_centre, one.money) for one in new] == [
        ("CC-1", D("40.00")),
        ("CC-2", D("40.00")),
    ]


def books_times(books: Books) -> list[dict]:
    import msgspec

    return msgspec.to_builtins(books.job.times)


def test_time_that_is_voided_gives_the_difference_back_to_who_paid():
    books = swapped(time(60, person="jo"), time(30, person="al"))
    books.change(times=[time(60, person="jo"), time(30, person="al", voided=True)])
    books.job.people["second"].cost_centre = "CC-9"
    assert [(one.cost_centre, one.money) for one in books.touch()] == [("CC-2", D("-40.00"))]


def test_one_cost_centre_lacking_is_an_exception_and_the_other_is_charged():
    books = Books(job("swap", people={"second": {"id": "al", "name": "Al"}}), contract())
    books.close(times=[time(60)])
    assert [(one.kind, one.minutes) for one in books.entries] == [("time", 30), ("exception", 30)]


def test_a_day_without_a_rate_is_an_exception():
    books = Books(
        job("swap"),
        contract(rates={}, amendments=[amended("2026-06-01", rates={"": {"hourly": "80"}})]),
    )
    (entry,) = books.close(60)
    assert (entry.kind, entry.why) == (
        "exception",
        "60 minutes lack a rate for “any skill” on that day",
    )


def test_late_time_is_priced_as_the_first_charge_was():
    books = Books(
        job("swap"), contract(amendments=[amended("2026-04-01", rates={"": {"hourly": "500"}})])
    )
    books.close(60)
    books.change(times=[time(60), time(30)])
    (entry,) = books.touch("2026-04-02T10:00:00.000Z")
    assert (entry.money, entry.terms) == (D("40.00"), "2026-01-01")


def test_rework_by_time_costs_nothing_and_is_shown():
    books = Books(job("swap", rework="job:first"), contract())
    (entry,) = books.close(60)
    assert (entry.kind, entry.money, entry.minutes) == ("time", D(0), 60)
