"""What changes after a clock was missed, or a charge disputed, makes nothing of it dearer, and lets nobody off."""

import pytest

from tests.operations.test_incidents import CLOSE, opened

HOUR = {"clock": "response", "minutes": 60, "kind": "incident", "calendar": "always"}
PERSON = {"name": "Jo Bell", "site": "1", "username": "jo", "cost_centre": "CC-1"}
BREACH = [
    {"clock": "response", "amount": "50", "kind": "incident"},
    {"clock": "response", "amount": "200", "vip": True},
]


@pytest.fixture
def missed(world, calendar) -> str:
    """An incident that nobody has answered for three hours."""
    world.amend(service={"targets": [HOUR]}, penalties=BREACH)
    calendar("2026-10-05T09:00")
    job = opened(world)
    calendar("2026-10-05T12:00")
    return job


def amounts(world, kind: str = "penalty") -> list[float]:
    return [float(row["money"]) for row in world.ledger() if row["kind"] == kind]


def test_who_becomes_a_vip_months_later_was_none_when_the_clock_was_missed(world, missed, calendar):
    world.do("ana", "job.close", missed, CLOSE)
    calendar("2026-11-25T12:00")
    person = PERSON | {"vip": True}
    assert world.do("adam", "person.record", "person:jo", person).outcome == "applied"
    world.do("ana", "note.add", missed, {"text": "Filed"})
    assert world.body(missed)["vip"] is True
    assert amounts(world) == [-50]


def test_who_is_a_vip_no_more_was_one_when_the_clock_was_missed(world, calendar):
    world.amend(service={"targets": [HOUR]}, penalties=BREACH)
    world.do("adam", "person.record", "person:jo", PERSON | {"vip": True})
    calendar("2026-10-05T09:00")
    opened(world)
    calendar("2026-10-05T12:00")
    world.do("adam", "person.record", "person:jo", PERSON | {"vip": False})
    assert amounts(world) == [-200]


def test_converting_an_incident_lets_nobody_off_its_penalty(world, missed):
    converted = {"kind": "request", "note": "It is a wish"}
    assert world.do("sam", "job.convert", missed, converted).outcome == "applied"
    assert amounts(world) == [-50]


def test_an_amendment_of_a_past_day_makes_no_penalty_dearer_that_was_charged(world, missed):
    world.do("ana", "note.add", missed, {"text": "On my way"})
    world.amend("2026-10-01", penalties=[{"clock": "response", "amount": "90"}])
    world.do("ana", "note.add", missed, {"text": "Nearly there"})
    assert amounts(world) == [-50]


def test_a_disputed_charge_that_was_given_back_is_not_given_back_again(world, calendar):
    calendar("2026-10-05T09:00")
    job = opened(world)
    world.do("ana", "job.close", job, CLOSE)
    (charge,) = (row for row in world.ledger() if row["kind"] == "transactions")
    marked = {"contract": "1", "period": "2026-10", "reason": "Not ours"}
    target = f"charge:{charge['id']}"
    assert world.do("mia", "charge.dispute", target, marked).outcome == "applied"
    decided = {"decision": "taken_back", "reason": "Agreed"}
    assert world.do("mia", "charge.settle", target, decided).outcome == "applied"
    world.do("ana", "job.reopen", job, {"reason": "Again"})
    again = CLOSE | {"takes": ["wipe"]}
    assert world.do("ana", "job.close", job, again).outcome == "applied"
    assert float(sum(row["units"] for row in world.ledger())) == 0.5


def test_a_disputed_charge_that_the_rules_took_back_meanwhile_is_not_given_back_again(world, calendar):
    calendar("2026-10-05T09:00")
    job = opened(world)
    world.do("ana", "job.close", job, CLOSE)
    (charge,) = (row for row in world.ledger() if row["kind"] == "transactions")
    marked = {"contract": "1", "period": "2026-10", "reason": "Not ours"}
    target = f"charge:{charge['id']}"
    world.do("mia", "charge.dispute", target, marked)
    world.do("ana", "job.reopen", job, {"reason": "Again"})
    world.do("ana", "job.close", job, CLOSE | {"takes": ["wipe"]})
    decided = {"decision": "taken_back", "reason": "Agreed"}
    assert world.do("mia", "charge.settle", target, decided).outcome == "applied"
    assert float(sum(row["units"] for row in world.ledger())) == 0.5


def test_overage_that_was_given_back_in_a_dispute_is_not_taken_back_beside_it(books, world):
    books.terms(bought="1", overage_price="10", allotments=[])
    wipes = books.wipes(4, "2026-10-05T09:00")
    books.issued("2026-10", "2026-11-03T09:00")
    (charge,) = (row for row in world.ledger() if row["kind"] == "overage")
    marked = {"contract": "2", "period": "2026-10", "reason": "Too dear"}
    target = f"charge:{charge['id']}"
    assert world.do("mia", "charge.dispute", target, marked).outcome == "applied"
    decided = {"decision": "taken_back", "reason": "Agreed"}
    assert world.do("mia", "charge.settle", target, decided).outcome == "applied"
    undone = {"step": "process", "reason": "Not done"}
    for job in wipes:
        assert world.do("sam", "step.undo", job, undone).outcome == "applied"
    books.issued("2026-11", "2026-12-03T09:00")
    assert float(sum(row["money"] or 0 for row in world.ledger())) == 0


def test_overage_that_was_given_back_in_a_dispute_stays_given_back_once(books, world):
    books.terms(bought="1", overage_price="10", allotments=[])
    books.wipes(4, "2026-10-05T09:00")
    books.issued("2026-10", "2026-11-03T09:00")
    (charge,) = (row for row in world.ledger() if row["kind"] == "overage")
    marked = {"contract": "2", "period": "2026-10", "reason": "Too dear"}
    target = f"charge:{charge['id']}"
    world.do("mia", "charge.dispute", target, marked)
    world.do("mia", "charge.settle", target, {"decision": "taken_back", "reason": "Agreed"})
    books.issued("2026-11", "2026-12-03T09:00")
    books.issued("2026-12", "2027-01-03T09:00")
    assert float(sum(row["money"] or 0 for row in world.ledger())) == 0


IN_HOURS = HOUR | {"calendar": ""}
OFFICE = {"hours": {"mon": [["09:00", "10:00"]]}}
ALL_DAY = {"hours": {day: [["00:00", "24:00"]] for day in ("mon", "tue", "wed", "thu", "fri", "sat", "sun")}}


@pytest.mark.parametrize(("answered", "here", "there", "penalties"), [
    (False, ALL_DAY, OFFICE, [-50]),
    (True, OFFICE, ALL_DAY, []),
    (False, OFFICE, ALL_DAY, []),
])
def test_a_transfer_to_other_hours_neither_brings_a_penalty_nor_lets_anybody_off(
    world, calendar, answered, here, there, penalties
):
    """Opened on a Monday at 12, transferred at 15: missed by hours that never end, still to come by the office's."""
    calendar("2026-10-01T09:00")
    world.amend(service={"targets": [IN_HOURS]}, penalties=BREACH[:1])
    for key, name, hours in (("1", "Tower", here), ("2", "Annex", there)):
        told = {"name": name, "contract": "1", "calendar": hours}
        assert world.do("adam", "site.record", f"site:{key}", told).outcome == "applied"
    calendar("2026-10-05T12:00")
    job = opened(world)
    calendar("2026-10-05T14:30")
    if answered:
        world.do("ana", "contact.attempt", job, {"channel": "call", "reached": True})
    calendar("2026-10-05T15:00")
    moved = {"site": "2", "note": "She works in the Annex now"}
    assert world.do("ana", "job.transfer", job, moved).outcome == "applied"
    assert amounts(world) == penalties
