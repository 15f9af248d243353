"""What work earns: once for each closing, by the terms, and the difference where something comes late."""

from decimal import Decimal

import pytest

from fieldapp.billing.hours import price
from fieldapp.documents import Rate
from fieldapp.sync.audit import faults
from tests.world import CASCADE, REFRESH, WIPE, evidence


@pytest.fixture(autouse=True)
def sound(app):
    yield
    assert faults() == []


def earned(world):
    return [(row["kind"], row["units"], row["money"]) for row in world.ledger()]


def test_closing_a_refresh_takes_one_and_a_half_transactions_once(world):
    job = world.new_job()
    world.complete(job, *REFRESH[:9])
    assert earned(world) == []
    world.complete(job, "retire")
    world.do("ana", "job.close", job, {"summary": "Done"})
    world.do("ana", "note.add", job, {"text": "Thanks"})
    assert earned(world) == [("transactions", Decimal("1.5"), None)]


def test_a_refresh_earns_only_when_all_three_parts_of_its_last_step_are_done(world):
    job, ana = world.new_job(), world.phone("ana")
    world.complete(job, *REFRESH[:9])
    proof = evidence(world.body(job), "retire")
    parts = [
        {"outgoing": proof["outgoing"]},
        {name: proof[name] for name in ("wiped_machine", "drives")} | {"method": "purge"},
        {"destination": "recycle", "transfer_note": "Acme, T-17"},
    ]
    for at, part in enumerate(parts):
        assert len(world.ledger()) == 0, at
        assert (
            ana.do("step.complete", job, {"step": "retire", "evidence": part})["outcome"]
            == "applied"
        )
    assert earned(world) == [("transactions", Decimal("1.5"), None)]
    assert (world.body("asset:m0")["state"], world.body("asset:m0")["custody"]["type"]) == (
        "recycled",
        "gone",
    )


def test_parts_done_by_two_technicians_offline_come_together(world):
    job, ana, ben = world.new_job(), world.phone("ana"), world.phone("ben")
    ben.sync()
    world.complete(job, *REFRESH[:9])
    proof = evidence(world.body(job), "retire")
    expect = {"state": "todo", "op": None}
    wipe = {name: proof[name] for name in ("wiped_machine", "drives", "method")}
    first = ben.do("step.complete", job, {"step": "retire", "evidence": wipe}, expect=expect)
    assert first["code"] == "waiting_for", "it was not collected yet"
    ana.do("step.complete", job, {"step": "retire", "evidence": {"outgoing": "M0"}}, expect=expect)
    assert [part["state"] for part in world.step(job, "retire")["parts"]] == [
        "done",
        "done",
        "todo",
    ]


def test_undoing_the_last_step_takes_it_back_and_doing_it_again_earns_again(world):
    job = world.new_job("wipe", person=None)
    world.complete(job, *WIPE)
    world.do("sam", "step.undo", job, {"step": "process", "reason": "Wrong shelf"})
    assert earned(world) == [
        ("transactions", Decimal("0.5"), None),
        ("transactions", Decimal("-0.5"), None),
    ]
    assert world.ledger()[1]["reverses"] == world.ledger()[0]["id"]
    assert (world.body(job)["state"], world.body("asset:m0")["state"]) == ("open", "wiped")
    world.complete(job, "process")
    assert [units for _, units, _ in earned(world)] == [
        Decimal("0.5"),
        Decimal("-0.5"),
        Decimal("0.5"),
    ]
    assert [row["fact"].rpartition("/")[2] for row in world.ledger()][::2] == ["1", "2"]


def test_two_technicians_who_finish_the_last_step_bill_once(world):
    job, ana, ben = world.new_job("wipe", person=None), world.phone("ana"), world.phone("ben")
    world.complete(job, *WIPE[:4])
    for phone in (ana, ben):
        phone.act(
            "step.complete",
            job,
            {"step": "process", "evidence": {"destination": "store"}},
            expect={"state": "todo", "op": None},
        )
    assert [ana.sync()[0]["outcome"], ben.sync()[0]["outcome"]] == ["applied", "already"]
    assert len(world.ledger()) == 1


def test_a_cascade_is_billed_by_time_to_the_new_users_cost_centre(world):
    job = world.new_job("cascade")
    world.do("ana", "time.add", job, {"minutes": 50})
    world.complete(job, *CASCADE)
    (row,) = world.ledger()
    assert (row["kind"], row["money"], row["cost_centre"], row["units"]) == (
        "time",
        Decimal("80"),
        "CC-1",
        None,
    )


def test_time_that_comes_late_charges_only_the_difference(world):
    job = world.new_job("cascade")
    world.do("ana", "time.add", job, {"minutes": 50})
    world.complete(job, *CASCADE)
    world.do("ana", "time.add", job, {"minutes": 5})
    assert len(world.ledger()) == 1, "still within the hour that was charged"
    world.do("ana", "time.add", job, {"minutes": 10})
    assert [row["money"] for row in world.ledger()] == [Decimal("80"), Decimal("20")]


def test_time_that_is_taken_back_gives_the_difference_back(world):
    job = world.new_job("cascade")
    world.do("ana", "time.add", job, {"minutes": 60})
    late = world.do("ana", "time.add", job, {"minutes": 60})
    world.complete(job, *CASCADE)
    world.do("ana", "entry.void", job, {"op": late.id, "reason": "Counted twice"})
    assert [row["money"] for row in world.ledger()] == [Decimal("160"), Decimal("-80")]
    assert world.body(job)["minutes"] == 60


def test_only_the_author_or_a_supervisor_takes_time_back(world):
    job = world.new_job("cascade")
    mine = world.do("ana", "time.add", job, {"minutes": 60})
    args = {"op": mine.id, "reason": "Not mine"}
    assert world.do("ben", "entry.void", job, args).code == "forbidden"
    assert world.do("sam", "entry.void", job, args).outcome == "applied"


def test_work_that_no_term_prices_is_an_exception_and_no_silent_zero(world):
    assert world.amend(types={}).outcome == "applied"
    job = world.new_job("wipe", person=None)
    world.complete(job, *WIPE)
    (row,) = world.ledger()
    assert (row["kind"], row["units"], row["money"]) == ("exception", None, None)
    assert "no term" in row["why"]


def test_time_without_a_cost_centre_is_an_exception(world):
    world.do("adam", "person.record", "person:al", {"name": "Al", "site": "1"})
    job = world.new_job("cascade", person="al")
    world.do("ana", "time.add", job, {"minutes": 60})
    world.complete(job, *CASCADE)
    assert [row["kind"] for row in world.ledger()] == ["exception"]


@pytest.mark.parametrize(
    ("minutes", "money"),
    [(0, "0"), (1, "40"), (30, "40"), (31, "60"), (45, "60"), (46, "80"), (60, "80"), (61, "100")],
)
def test_minimum_and_rounding_are_applied_once_to_the_sum(minutes, money):
    rate = Rate(hourly=Decimal(80), round_minutes=15, minimum_minutes=30)
    assert price(minutes, rate) == Decimal(money)
