"""Disputed charges: marked, decided once, and taken back by an entry that no rule charges again."""

from decimal import Decimal

import pytest

from fieldapp.billing.burndown import burn_downs
from fieldapp.models import reading
from fieldapp.sync.audit import faults
from fieldapp.sync.months import contract_of
from tests.world import CASCADE


@pytest.fixture(autouse=True)
def sound(app):
    yield
    assert faults() == []


@pytest.fixture
def charged(world) -> dict:
    """A cascade's charge of 80 for an hour."""
    job = world.new_job("cascade")
    world.do("ana", "time.add", job, {"minutes": 60})
    world.complete(job, *CASCADE)
    return world.ledger()[0]


def dispute(world, row: dict, by: str = "mia", **more):
    told = {"contract": "1", "period": row["period"], "reason": "We never ordered this"}
    return world.do(by, "charge.dispute", f"charge:{row['id']}", told | more)


def settle(world, row: dict, decision: str, by: str = "mia", reason: str = "Agreed"):
    told = {"decision": decision, "reason": reason}
    return world.do(by, "charge.settle", f"charge:{row['id']}", told)


def money(world) -> list[Decimal]:
    return [row["money"] for row in world.ledger()]


def test_a_charge_is_marked_and_stands_until_it_is_decided(world, charged):
    assert dispute(world, charged).outcome == "applied"
    assert dispute(world, charged).outcome == "already"
    body = world.body(f"charge:{charged['id']}")
    assert (body["state"], body["by"]["name"]) == ("disputed", "Mia")
    assert money(world) == [Decimal(80)]


def test_one_that_is_kept_changes_nothing_in_the_ledger(world, charged):
    dispute(world, charged)
    assert settle(world, charged, "kept").outcome == "applied"
    assert settle(world, charged, "taken_back").outcome == "already"
    assert money(world) == [Decimal(80)]


def test_one_that_is_taken_back_is_not_charged_again_by_its_rule(world, charged):
    dispute(world, charged)
    assert settle(world, charged, "taken_back").outcome == "applied"
    job = f"job:{charged['job']}"
    world.do("ana", "note.add", job, {"text": "Looked at again"})
    assert money(world) == [Decimal(80), Decimal(-80)]
    world.do("ana", "time.add", job, {"minutes": 30})
    assert money(world) == [Decimal(80), Decimal(-80), Decimal(40)]
    assert world.ledger()[1]["cost_centre"] == "CC-1" and world.ledger()[1]["kind"] == "adjustment"


def test_time_voided_after_its_charge_was_taken_back_gives_nothing_back_twice(world, charged):
    dispute(world, charged)
    settle(world, charged, "taken_back")
    job = world.body(f"job:{charged['job']}")
    told = {"op": job["times"][0]["op"], "reason": "Another job's"}
    world.do("ana", "entry.void", job["id"], told)
    assert sum(money(world)) == 0


def test_a_job_that_is_open_again_takes_back_charge_and_concession(world, charged):
    dispute(world, charged)
    settle(world, charged, "taken_back")
    world.do(
        "sam", "step.undo", f"job:{charged['job']}", {"step": "orient", "reason": "By mistake"}
    )
    assert money(world)[:2] == [Decimal(80), Decimal(-80)] and sum(money(world)) == 0


@pytest.mark.parametrize("who", ["ana", "sam"])
def test_only_managers_and_administrators_mark_and_decide(world, charged, who):
    assert dispute(world, charged, by=who).code == "forbidden"
    dispute(world, charged)
    assert settle(world, charged, "kept", by=who).code == "forbidden"


def test_what_is_no_dispute_gets_a_sentence(world, charged):
    assert "no such charge" in dispute(world, charged, period="2020-01").message
    assert "no such charge" in dispute(world, charged | {"id": "nothing"}).message
    assert "Say why" in dispute(world, charged, reason=" ").message
    assert "No such charge is disputed" in settle(world, charged, "kept").message
    dispute(world, charged)
    assert "kept or taken back" in settle(world, charged, "halved").message


@pytest.mark.parametrize("undone", [False, True])
def test_what_is_conceded_counts_in_the_allotment_of_its_charge(books, undone):
    """Two years of ten: a wipe of October 2026 is conceded in 2027, and makes October's year cheaper; undone, both come to nothing."""
    years = [{"starts": f"{year}-01-01", "ends": f"{year}-12-31", "bought": "10"} for year in (2026, 2027)]
    books.terms(starts="2026-01-01", ends="2027-12-31", allotments=years)
    (job,) = books.wipes(1, "2026-10-05T09:00")
    (row,) = [one for one in books.world.ledger() if one["kind"] == "transactions"]
    books.calendar("2027-01-10T09:00")
    dispute(books.world, row, contract="2")
    assert settle(books.world, row, "taken_back").outcome == "applied"
    if undone:
        assert books.world.do("sam", "step.undo", job, {"step": "process", "reason": "By mistake"}).outcome == "applied"
    with reading() as connection:
        terms = contract_of(connection, "2")
        year, before = burn_downs(connection, terms, "2027-02-01T09:00:00.000Z")
    assert (year.net, year.left, before.net, before.left) == (0, 10, 0, 10)
    # December had half a transaction less to buy back; January, in which it was conceded, corrects that.
    for period in ("2026-10", "2026-11", "2026-12", "2027-01"):
        books.issued(period, "2027-02-01T09:00")
    paid = [one["units"] for one in books.world.ledger() if one["kind"] == "buy_back"]
    assert paid == [Decimal("9.5"), Decimal("-9.5"), 10]
