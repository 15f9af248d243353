"""Adjustments: what people agreed on, entered once with its reason; and a look at a job's clocks."""

from decimal import Decimal

import pytest

from fieldapp.sync.audit import faults
from fieldapp.sync.submit import operation as made
from tests.world import CASCADE, THERE, done


@pytest.fixture(autouse=True)
def sound(app):
    yield
    assert faults() == []


def adjust(world, by="mia", target="contract:1", **args):
    return world.do(by, "adjustment.add", target, {"reason": "Agreed by phone"} | args)


def test_a_manager_adjusts_transactions_or_money_with_a_reason(world):
    assert adjust(world, units="-1.5").outcome == "applied"
    assert adjust(world, by="adam", money="12.50", cost_centre="CC-7").outcome == "applied"
    first, second = world.ledger()
    assert (first["kind"], first["units"], first["money"], first["contract"]) == (
        "adjustment",
        Decimal("-1.5"),
        None,
        "1",
    )
    assert (second["money"], second["cost_centre"]) == (Decimal("12.50"), "CC-7")
    assert first["why"] == "Mia: Agreed by phone" and first["period"]


def test_one_about_a_job_does_not_hide_what_the_job_was_charged(world):
    job = world.new_job("cascade")
    world.do("ana", "time.add", job, {"minutes": 60})
    world.complete(job, *CASCADE)
    assert adjust(world, money="-10", job=job.partition(":")[2]).outcome == "applied"
    world.do("ana", "note.add", job, {"text": "Looked at again"})
    assert [row["money"] for row in world.ledger()] == [Decimal("80"), Decimal("-10")]


@pytest.mark.parametrize(
    ("args", "words"),
    [
        ({}, "either transactions or an amount"),
        ({"units": "1", "money": "1"}, "either transactions or an amount"),
        ({"money": "0"}, "no amount to adjust by"),
        ({"money": "0.001"}, "no amount to adjust by"),
        ({"units": "NaN"}, "no amount to adjust by"),
        ({"units": "1", "job": "nowhere"}, "no such job"),
        ({"units": "1", "reason": " "}, "Say why"),
    ],
)
def test_what_is_no_adjustment_gets_a_sentence(world, args, words):
    result = adjust(world, **args)
    assert result.outcome == "refused" and words in result.message, result
    assert world.ledger() == []


@pytest.mark.parametrize("who", ["ana", "sam"])
def test_only_managers_and_administrators_adjust(world, who):
    assert adjust(world, by=who, units="1").code == "forbidden"


def test_a_look_at_the_clocks_leaves_the_job_as_it_is(world):
    job = world.new_job()
    before = world.body(job)
    assert world.do("mia", "clock.look", job, {}).outcome == "applied"
    assert world.body(job) == before
    assert world.do("ana", "clock.look", job, {}).code == "forbidden"
    assert world.do("mia", "clock.look", "asset:m0", {}).outcome == "refused"


def test_a_supervisor_looks_at_jobs_of_their_own_sites_and_who_bills_at_any(world):
    job = world.new_job("wipe", "m1", None)
    done(made("staff.record", "staff:9", {"username": "sue", "name": "Sue", "roles": ["supervisor"], "sites": [THERE]}))
    assert world.do("sue", "clock.look", job, {}).code == "unknown_target"
    done(made("staff.record", "staff:9", {"username": "sue", "name": "Sue", "roles": ["manager"], "sites": [THERE]}))
    assert world.do("sue", "clock.look", job, {}).outcome == "applied"
