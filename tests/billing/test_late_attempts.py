"""A clock that is missed when its month is issued, and an attempt in time that is heard of afterwards: both are shown, and what is capped or
reckoned by the month follows."""

from decimal import Decimal
from uuid import uuid4

import pytest

from fieldapp.models import reading
from fieldapp.portable.natives import derive
from fieldapp.sync.months import contract_of, look

SERVICE = {"targets": [{"clock": "response", "minutes": 60, "calendar": "always"}]}


@pytest.fixture
def late(books):
    """Ana's phone has an attempt of half past eight that nobody has heard of; October is over, and looked at."""

    def with_terms(**terms):
        books.terms(service=SERVICE, starts="2026-10-01", **terms)
        books.calendar("2026-10-31T20:00")
        ana = books.world.phone("ana")
        id_ = str(uuid4())
        job = f"job:{derive(id_, 'job')}"
        args = {"kind": "incident", "person": "jo", "problem": "It is slow"}
        assert books.world.do("sam", "job.create", job, args, id_=id_).outcome == "applied"
        ana.sync()
        books.calendar("2026-10-31T20:30")
        ana.act("contact.attempt", job, {"channel": "call", "reached": True, "said": "Tomorrow"})
        books.calendar("2026-11-02T09:00")
        with reading() as connection:
            contract = contract_of(connection, books.contract[9:])
        look(contract, "2026-10", books.world.actor("mia"))
        return ana

    return with_terms


def penalties(books, period):
    return [one["money"] for one in books.lines(period) if one["kind"] == "penalty"]


def test_a_penalty_of_an_issued_month_is_taken_back_on_the_next_invoice_and_both_are_shown(books, late):
    ana = late(penalties=[{"clock": "response", "amount": "50"}])
    before = books.issued("2026-10", "2026-11-02T09:00")
    assert penalties(books, "2026-10") == [Decimal(-50)]
    books.calendar("2026-11-05T09:00")
    ana.sync()
    books.issued("2026-11", "2026-12-01T09:00")
    assert penalties(books, "2026-11") == [Decimal(50)]
    assert penalties(books, "2026-10") == [Decimal(-50)]
    assert books.invoice("2026-10") == before
    charge, back = [one for one in books.world.ledger() if one["kind"] == "penalty"]
    assert back["reverses"] == charge["id"]


def test_the_cap_follows_what_was_taken_back(books, late):
    ana = late(penalties=[{"clock": "response", "amount": "50"}], penalty_cap="30")
    books.issued("2026-10", "2026-11-02T09:00")
    assert penalties(books, "2026-10") == [Decimal(-50), Decimal(20)]
    books.calendar("2026-11-05T09:00")
    ana.sync()
    books.issued("2026-11", "2026-12-01T09:00")
    assert sorted(penalties(books, "2026-11")) == [Decimal(-20), Decimal(50)]


def test_a_months_target_follows_what_is_heard_late(books, late):
    ana = late(penalties=[{"clock": "response", "amount": "500", "per": "month", "target": "95"}])
    books.issued("2026-10", "2026-11-02T09:00")
    assert penalties(books, "2026-10") == [Decimal(-500)]
    books.calendar("2026-11-05T09:00")
    ana.sync()
    books.issued("2026-11", "2026-12-01T09:00")
    assert penalties(books, "2026-11") == [Decimal(500)]


def test_a_look_is_of_a_moment_that_has_passed(books):
    (job,) = books.wipes(1, "2026-10-05T09:00")
    for at in ("2026-10-06T09:00:00.000Z", "soon"):
        assert books.world.do("mia", "clock.look", job, {"at": at}).outcome == "refused"


def test_a_clock_that_a_hold_was_forgotten_on_is_missed_in_its_month(books):
    """On hold from the 5th to the 6th, and nobody has released it: ten hours from the 5th on are over on the 7th."""
    service = {"targets": [{"clock": "completion", "minutes": 600, "calendar": "always"}], "pausing": ["customer"]}
    monthly = {"clock": "completion", "amount": "500", "per": "month", "target": "95"}
    books.terms(service=service, starts="2026-10-01", penalties=[{"clock": "completion", "amount": "50"}, monthly])
    books.calendar("2026-10-05T09:00")
    job = books.world.new_job("wipe", "m1", None)
    told = {"reason": "Away", "until": "2026-10-06T09:00:00.000Z", "kind": "customer"}
    assert books.world.do("sam", "hold.set", job, told).outcome == "applied"
    books.calendar("2026-11-02T09:00")
    with reading() as connection:
        contract = contract_of(connection, books.contract[9:])
    look(contract, "2026-10", books.world.actor("mia"))
    books.issued("2026-10", "2026-11-02T09:00")
    assert sorted(penalties(books, "2026-10")) == [Decimal(-500), Decimal(-50)]


def test_the_bill_looks_for_penalties_that_terms_of_another_day_ask(books):
    """Asked until the 20th, and no more on the month's last day: what was due before is asked still."""
    books.terms(service=SERVICE, starts="2026-10-01", penalties=[{"clock": "response", "amount": "50"}])
    books.calendar("2026-10-19T09:00")
    id_ = str(uuid4())
    args = {"kind": "incident", "person": "jo", "problem": "It is slow"}
    assert books.world.do("sam", "job.create", f"job:{derive(id_, 'job')}", args, id_=id_).outcome == "applied"
    told = {"from": "2026-10-20", "changes": {"penalties": []}, "reason": "Agreed"}
    assert books.world.do("adam", "contract.amend", books.contract, told).outcome == "applied"
    books.calendar("2026-11-02T09:00")
    with reading() as connection:
        contract = contract_of(connection, books.contract[9:])
    look(contract, "2026-10", books.world.actor("mia"))
    books.issued("2026-10", "2026-11-02T09:00")
    assert penalties(books, "2026-10") == [Decimal(-50)]


def test_a_target_that_was_missed_before_the_ledger_had_any_entry_is_asked_for(books):
    """October's clock is missed, and costs nothing by itself; November has the first entry, and so the first bill."""
    monthly = {"clock": "response", "amount": "500", "per": "month", "target": "95"}
    books.terms(service=SERVICE, starts="2026-10-01", penalties=[monthly])
    books.calendar("2026-10-19T09:00")
    id_ = str(uuid4())
    args = {"kind": "incident", "person": "jo", "problem": "It is slow"}
    assert books.world.do("sam", "job.create", f"job:{derive(id_, 'job')}", args, id_=id_).outcome == "applied"
    books.wipes(1, "2026-11-05T09:00")
    books.issued("2026-11", "2026-12-02T09:00")
    assert penalties(books, "2026-11") == [Decimal(-500)]
