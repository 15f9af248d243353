"""Penalties: one for a job, the dearest; entered by whoever touches it late, taken back when the clock was kept."""

from decimal import Decimal

import pytest

from tests.billing.books import WHO, Books, amended, contract, job

D = Decimal
PENALTIES = [
    {"clock": "response", "amount": "50"},
    {"clock": "response", "amount": "200", "vip": True},
    {"clock": "completion", "amount": "80"},
    {"clock": "response", "amount": "999", "per": "month", "target": "95"},
    {
        "clock": "response",
        "amount": "700",
        "priority": "P1",
        "line_of_business": "Claims",
        "kind": "incident",
    },
]
STARTED, DUE = "2026-03-02T09:00:00.000Z", "2026-03-02T10:00:00.000Z"
BEFORE, AFTER = "2026-03-02T09:30:00.000Z", "2026-03-02T10:00:00.001Z"


def clock(name: str = "response", **more) -> dict:
    return {"name": name, "started_at": STARTED, "due_at": DUE} | more


def books(*clocks: dict, **more) -> Books:
    return Books(job(clocks=list(clocks), **more), contract(penalties=PENALTIES))


def money(entries) -> list[Decimal]:
    return [one.money for one in entries if one.kind == "penalty"]


def test_the_operation_that_finds_the_clock_overdue_enters_the_penalty():
    late = books(clock())
    assert late.touch(BEFORE) == []
    (entry,) = late.touch(AFTER)
    assert (entry.kind, entry.money, entry.terms) == ("penalty", D("-50"), "2026-01-01")
    assert "was due 2026-03-02 10:00" in entry.why and "was running at" in entry.why


def test_a_clock_that_stops_when_it_is_due_is_kept():
    assert books(clock(stopped_at=DUE)).touch(AFTER) == []
    assert money(books(clock(stopped_at=AFTER)).touch(AFTER)) == [D("-50")]


def test_an_attempt_in_time_that_is_heard_late_takes_the_penalty_back_and_both_are_shown():
    late = books(clock())
    late.touch(AFTER)
    late.change(clocks=[clock(stopped_at=BEFORE)])
    (back,) = late.touch(BEFORE)
    assert (back.money, back.reverses) == (D("50"), late.entries[0].id)
    assert "the clock was kept after all" in back.why


def test_what_happened_before_it_was_due_and_is_heard_later_takes_nothing_back():
    late = books(clock())
    late.touch(AFTER)
    assert late.touch(BEFORE) == []


def test_snow_that_is_declared_afterwards_takes_the_penalty_back_and_a_later_due_may_bring_it_again():
    late = books(clock())
    late.touch(AFTER)
    late.change(clocks=[clock(due_at="2026-03-04T10:00:00.000Z")])
    assert money(late.touch(AFTER)) == [D("50")]
    assert money(late.touch("2026-03-04T11:00:00.000Z")) == [D("-50")]


def test_one_incident_has_one_penalty_the_dearest():
    late = books(clock(), clock("completion"))
    assert money(late.touch(AFTER)) == [D("-80")]
    vip = books(clock(), clock("completion"), vip=True)
    assert money(vip.touch(AFTER)) == [D("-200")]


def test_a_dearer_clock_that_is_missed_later_replaces_the_penalty():
    late = books(clock(), clock("completion", due_at="2026-03-05T10:00:00.000Z"))
    assert money(late.touch(AFTER)) == [D("-50")]
    assert money(late.touch("2026-03-06T10:00:00.000Z")) == [D("50"), D("-80")]


def test_a_second_response_clock_after_reopening_brings_no_second_penalty():
    again = clock(started_at="2026-03-04T09:00:00.000Z", due_at="2026-03-04T10:00:00.000Z")
    late = books(clock(stopped_at=AFTER), again)
    assert money(late.touch("2026-03-05T10:00:00.000Z")) == [D("-50")]


def test_a_penalty_asks_for_all_that_it_names():
    person = {"id": "jo", "name": "Jo", "line_of_business": "Claims"}
    assert money(books(clock(), priority="P1", person=person).touch(AFTER)) == [D("-700")]
    assert money(books(clock(), priority="P2", person=person).touch(AFTER)) == [D("-50")]


def test_the_terms_of_the_day_on_which_it_was_due_say_how_much():
    dearer = amended("2026-03-03", penalties=[{"clock": "response", "amount": "75"}])
    late = Books(job(clocks=[clock()]), contract(penalties=PENALTIES, amendments=[dearer]))
    assert money(late.touch("2026-03-09T10:00:00.000Z")) == [D("-50")]


ATTEMPT = {"op": "a", "by": WHO, "at": BEFORE, "channel": "call", "reached": True}


def test_an_attempt_with_a_doubtful_time_is_decided_before_anything_is_charged_or_taken_back():
    doubted = ATTEMPT | {"doubt": "The phone's clock had jumped"}
    assert books(clock(), attempts=[doubted]).touch(AFTER) == []
    late = books(clock())
    late.touch(AFTER)
    late.change(attempts=[doubted], clocks=[clock(stopped_at=BEFORE)])
    assert late.touch(AFTER) == []
    late.change(attempts=[ATTEMPT])
    assert money(late.touch(AFTER)) == [D("50")]


def test_what_was_missed_before_it_followed_an_outage_stays_missed():
    late = books(clock())
    late.touch(AFTER)
    followed = {"parent": "outage", "followed_at": "2026-03-02T11:00:00.000Z"}
    late.change(clocks=[clock(stopped_at=followed["followed_at"])], **followed)
    assert late.touch("2026-03-02T11:00:00.000Z") == []
    again = clock(started_at="2026-03-04T09:00:00.000Z", due_at="2026-03-04T10:00:00.000Z")
    only_then = books(again, **followed)
    assert only_then.touch("2026-03-05T10:00:00.000Z") == []


def test_what_counts_of_a_child_is_what_the_terms_of_the_day_say_on_which_it_was_due():
    strict = amended("2026-03-03", service={"children": ["clocks"]})
    terms = contract(penalties=PENALTIES, amendments=[strict])
    told = {"parent": "outage", "followed_at": STARTED}
    assert Books(job(clocks=[clock()], **told), terms).touch("2026-03-09T10:00:00.000Z") == []
    later = clock(due_at="2026-03-04T10:00:00.000Z")
    assert money(Books(job(clocks=[later], **told), terms).touch("2026-03-09T10:00:00.000Z")) == [D("-50")]


@pytest.mark.parametrize(("told", "many"), [([], 0), (["clocks"], 1)])
def test_the_contract_says_whether_the_clocks_of_a_child_count(told, many):
    terms = contract(penalties=PENALTIES, service={"children": told})
    child = Books(job(clocks=[clock()], parent="job:outage"), terms)
    assert len(child.touch(AFTER)) == many
