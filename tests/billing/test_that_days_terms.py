"""What was earned by time stays as it was earned: at that day's rate, from the cost centre that paid."""

from decimal import Decimal

import pytest

from fieldapp.sync.audit import faults
from fieldapp.sync.submit import operation as made
from tests.world import CASCADE, WIPE, done


@pytest.fixture(autouse=True)
def sound(app):
    yield
    assert faults() == []


def closed(world, minutes=60, **more) -> str:
    job = world.new_job("cascade", **more)
    world.do("ana", "time.add", job, {"minutes": minutes})
    world.complete(job, *CASCADE)
    return job


def paid(world) -> dict:
    by: dict = {}
    for entry in world.ledger():
        centre = entry["cost_centre"]
        by[centre] = by.get(centre, Decimal(0)) + (entry["money"] or 0)
    return by


def test_a_new_rate_changes_nothing_that_was_earned(world):
    job = closed(world)
    before = world.ledger()
    world.amend(rates={"": {"hourly": "120"}})
    world.do("ana", "note.add", job, {"text": "Anything"})
    done(made("person.record", "person:jo", {"name": "Jo Bell-Smith", "site": "1"}))
    assert world.ledger() == before


def test_late_time_comes_at_the_rate_of_the_first_charge(world):
    job = closed(world)
    world.amend(rates={"": {"hourly": "120"}})
    world.do("ana", "time.add", job, {"minutes": 30})
    assert paid(world) == {"CC-1": Decimal(120)}


def test_what_is_taken_back_goes_to_the_cost_centre_that_paid(world):
    job = world.new_job("cascade")
    time = world.do("ana", "time.add", job, {"minutes": 60})
    world.complete(job, *CASCADE)
    move = {"name": "Jo Bell", "site": "1", "cost_centre": "CC-2"}
    done(made("person.record", "person:jo", move))
    world.do("ana", "entry.void", job, {"op": time.id, "reason": "Another job"})
    assert paid(world) == {"CC-1": Decimal(0)}


def test_minutes_without_a_cost_centre_are_all_in_the_exception_until_they_are_priced(world):
    done(made("person.record", "person:noc", {"name": "No Centre", "site": "1", "username": "noc"}))
    job = closed(world, person="noc")
    world.do("ana", "time.add", job, {"minutes": 600})
    live = [one for one in world.ledger() if one["reverses"] is None]
    assert [one["minutes"] for one in live] == [60, 660]
    assert {one["kind"] for one in world.ledger()} == {"exception"}
    done(
        made(
            "person.record", "person:noc", {"name": "No Centre", "site": "1", "cost_centre": "CC-9"}
        )
    )
    assert paid(world)["CC-9"] == Decimal(880)
    reversed_ones = {one["reverses"] for one in world.ledger()}
    assert all(one["id"] in reversed_ones for one in live)


def test_a_transaction_that_no_term_priced_is_charged_once_one_does(world):
    world.amend(types={})
    job = world.new_job("wipe")
    world.complete(job, *WIPE)
    assert [one["kind"] for one in world.ledger()] == ["exception"]
    world.amend(types={"wipe": {"quantity": "0.5"}})
    for _ in range(2):
        world.do("ana", "note.add", job, {"text": "Looked at again"})
    assert [(one["kind"], one["units"]) for one in world.ledger()] == [
        ("exception", None),
        ("exception", None),
        ("transactions", Decimal("0.5")),
    ]


def test_no_name_of_a_skill_makes_two_facts_one(world):
    job = closed(world, 30)
    first = world.do("ana", "time.add", job, {"minutes": 60})
    result = world.do("ana", "time.add", job, {"minutes": 60, "skill": f"/{first.id}"})
    assert result.outcome == "applied"
    facts = [one["fact"] for one in world.ledger()]
    assert len(facts) == len(set(facts)) == 3


@pytest.mark.parametrize(
    "rate", [{"minimum_minutes": 10**15}, {"round_minutes": 10**9}, {"round_minutes": 0}]
)
def test_terms_that_no_ledger_holds_are_refused(world, rate):
    assert world.amend(rates={"": {"hourly": "80"} | rate}).outcome == "refused"
