"""Transactions of a closed job: fixed, per item and by bands of time; named types, types that don't fit, and closing again."""

from decimal import Decimal

import pytest

from tests.billing.books import Books, amended, contract, job

D = Decimal


@pytest.mark.parametrize(
    ("takes", "minutes", "units"),
    [
        ({"question": 1}, [], {"question": "0.25"}),
        ({"dock": 3}, [], {"dock": "0.75"}),
        ({"fix": 1}, [60], {"fix": "0.5"}),
        ({"fix": 1}, [40, 21], {"fix": "1"}),
        ({"fix": 1, "dock": 2}, [30], {"fix": "0.5", "dock": "0.5"}),
    ],
)
def test_a_type_takes_a_fixed_quantity_or_goes_by_items_or_by_bands_of_time(takes, minutes, units):
    books = Books(job(), contract())
    books.close(*minutes, takes=takes)
    assert {one.type: one.units for one in books.entries} == {
        name: D(many) for name, many in units.items()
    }
    assert all("the terms since 2026-01-01 give" in one.why for one in books.entries)


def test_what_the_workflow_takes_and_what_was_named_are_both_charged(app):
    books = Books(job("refresh"), contract())
    books.close(takes={"dock": 2})
    assert books.stands() == [
        ("transactions", "refresh", D("1.5")),
        ("transactions", "dock", D("0.50")),
    ]


@pytest.mark.parametrize(
    ("kind", "takes", "minutes", "words"),
    [
        ("incident", {"printer": 1}, [], "no term for the transaction type “printer”"),
        ("incident", {"fix": 1}, [], "goes by time, and none is recorded"),
        ("refresh", {"fix": 1}, [30], "does not fit this work"),
        ("incident", {}, [30], "without a transaction type"),
    ],
)  # fmt: skip
def test_what_no_term_prices_is_an_exception_and_never_a_silent_zero(kind, takes, minutes, words):
    books = Books(job(kind), contract())
    books.close(*minutes, takes=takes)
    assert [words in one.why for one in books.entries if one.kind == "exception"] == [True]


def test_minutes_beyond_the_last_band_are_an_exception():
    types = {"fix": {"per": "time", "bands": [{"up_to": 60, "quantity": "0.5"}]}}
    books = Books(job(), contract(types=types))
    books.close(61, takes={"fix": 1})
    assert [one.why for one in books.entries] == [
        "The transaction type “fix” has no band for 61 minutes"
    ]


def test_a_job_closed_on_a_day_outside_the_contract_has_no_terms():
    books = Books(job(), contract())
    (entry,) = books.close(takes={"question": 1}, at="2029-01-01T12:00:00.000Z")
    assert entry.kind == "exception"


def test_it_is_priced_by_the_terms_of_the_day_on_which_it_was_closed_whenever_that_is_heard():
    cheaper = amended("2026-03-04", types={"question": {"quantity": "0.1"}})
    books = Books(job(), contract(amendments=[cheaper], zone="Asia/Tokyo"))
    (entry,) = books.close(takes={"question": 1}, at="2026-03-03T14:59:00.000Z")
    assert (entry.units, entry.terms) == (D("0.25"), "2026-01-01")
    late = Books(job(), contract(amendments=[cheaper], zone="Asia/Tokyo"))
    (entry,) = late.close(takes={"question": 1}, at="2026-03-03T15:00:00.000Z")
    assert (entry.units, entry.terms) == (D("0.1"), "2026-03-04")


def test_time_that_comes_late_moves_the_band_by_a_reversal_and_a_new_charge_at_the_same_term():
    later = amended("2026-03-20", types={"fix": {"quantity": "9"}})
    books = Books(job(), contract(amendments=[later]))
    books.close(50, takes={"fix": 1})
    books.change(minutes=80)
    back, again = books.touch("2026-04-02T10:00:00.000Z")
    assert (back.reverses, back.units, again.units) == (books.entries[0].id, D("-0.5"), D("1"))
    assert again.at == "2026-04-02T10:00:00.000Z" and again.terms == "2026-01-01"


def test_time_that_changes_no_band_changes_nothing():
    books = Books(job(), contract())
    books.close(50, takes={"fix": 1})
    books.change(minutes=60)
    assert books.touch() == []


def test_late_time_prices_what_had_none():
    books = Books(job(), contract())
    books.close(takes={"fix": 1})
    books.change(minutes=20)
    assert [one.kind for one in books.touch()] == ["exception", "transactions"]


def test_reopening_charges_nothing_and_the_same_closing_again_neither():
    books = Books(job(), contract())
    books.close(takes={"question": 1})
    books.change(state="open", closed_at=None)
    assert books.touch() == []
    assert books.close(takes={"question": 1}, at="2026-03-09T10:00:00.000Z") == []


def test_another_type_at_the_second_closing_reverses_and_charges_anew():
    books = Books(job(), contract())
    books.close(takes={"question": 1})
    books.change(state="open", closed_at=None)
    back, new = books.close(20, takes={"fix": 1}, at="2026-03-09T10:00:00.000Z")
    assert (back.units, back.type, new.units, new.type) == (D("-0.25"), "question", D("0.5"), "fix")


def test_rework_is_zero_units_and_says_whose_fault_it_was():
    books = Books(job(rework="job:first"), contract())
    (entry,) = books.close(takes={"question": 1})
    assert (entry.kind, entry.units) == ("transactions", D(0))
    assert "mends what first left wrong" in entry.why


@pytest.mark.parametrize("why", [{"rework": "job:first"}, {"parent": "job:outage"}])
def test_what_earns_nothing_needs_no_type_and_no_acknowledgement(why):
    """Rework is closed without a type, and so are the forty calls that end with their outage."""
    books = Books(job(**why), contract())
    (entry,) = books.close(takes={})
    assert (entry.kind, entry.units) == ("transactions", D(0))
    books.change(parent=None, rework=None)
    back, open_ = books.touch()
    assert (back.reverses, open_.kind) == (entry.id, "exception")


@pytest.mark.parametrize(("told", "units"), [([], "0"), (["charges"], "0.25")])
def test_a_child_incident_is_charged_where_the_contract_says_so(told, units):
    books = Books(job(parent="job:outage"), contract(service={"children": told}))
    (entry,) = books.close(takes={"question": 1})
    assert entry.units == D(units)


def test_a_child_that_was_found_to_be_one_afterwards_is_taken_back_and_charged_when_it_is_none():
    books = Books(job(), contract())
    books.close(takes={"question": 1})
    books.change(parent="job:outage")
    assert [one.units for one in books.touch()] == [D("-0.25"), D(0)]
    books.change(parent=None)
    assert [one.units for one in books.touch()] == [D(0), D("0.25")]
