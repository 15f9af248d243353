"""What a supervisor accepts instead of a wipe: the contract says whether that earns."""

from decimal import Decimal

import pytest

from fieldapp.sync.audit import faults
from tests.world import REFRESH


@pytest.fixture(autouse=True)
def all_is_sound(app):
    yield
    assert faults() == []


def terms(world, **earns) -> None:
    assert world.amend(wiping={"earns": earns}).outcome == "applied"


def accept(world, by: str = "sam"):
    job = world.new_job()
    world.complete(job, *REFRESH[:9])
    return job, world.do(by, "wipe.accept", job, {"instead": "lost", "reason": "Stolen"})


def earned(world) -> list[tuple]:
    return [(row["kind"], row["units"]) for row in world.ledger()]


def test_it_earns_where_the_contract_says_so(world):
    terms(world, lost=True)
    job, result = accept(world)
    assert (result.outcome, world.body(job)["state"]) == ("applied", "closed")
    assert earned(world) == [("transactions", Decimal("1.5"))]


def test_it_earns_nothing_where_the_contract_says_that(world):
    terms(world, lost=False, legal_custody=True)
    accept(world)
    assert earned(world) == []


def test_a_silent_contract_makes_an_exception_until_it_speaks(world):
    job, _ = accept(world)
    assert earned(world) == [("exception", None)]
    assert "does not say whether that earns" in world.ledger()[0]["why"]
    world.do("ana", "note.add", job, {"text": "Asked the client"})
    assert len(world.ledger()) == 1
    terms(world, lost=True)
    world.do("ana", "note.add", job, {"text": "They pay"})
    assert earned(world)[1:] == [("exception", None), ("transactions", Decimal("1.5"))]


def test_taking_it_back_takes_what_it_earned(world):
    terms(world, lost=True)
    job, _ = accept(world)
    world.do("sam", "step.undo", job, {"step": "retire", "reason": "It was found"})
    assert sum(units for _, units in earned(world)) == 0
    world.complete(job, "retire")
    assert earned(world)[-1] == ("transactions", Decimal("1.5"))


def test_nobody_but_a_supervisor_accepts_it(world):
    job, result = accept(world, by="ana")
    assert (result.code, world.body(job)["state"]) == ("forbidden", "open")
