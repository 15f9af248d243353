"""An operation that can't be merged stops no other: it is tried, counted, and kept as failed."""

import pytest
import sqlalchemy as sa

from fieldapp.models import attempt, reading
from fieldapp.operations import KINDS
from fieldapp.sync import exchange
from fieldapp.sync.audit import faults
from fieldapp.sync.commit import commit
from fieldapp.sync.store import DatabaseStore


@pytest.fixture(autouse=True)
def no_pauses(monkeypatch):
    monkeypatch.setattr(exchange.time, "sleep", lambda seconds: None)


@pytest.fixture
def ana(world):
    phone = world.phone("ana")
    phone.sync()
    return phone


class Killed(BaseException):
    """The process ends here: nothing of ours hears of it."""


def poison(monkeypatch, error) -> list[int]:
    """Whatever commits a note that says “poison” brings the merge down."""
    tries = []

    def failing(connection, merge):
        if any("poison" in one.incoming.payload and one.verdict.code != "failed" for one in merge.taken.values()):  # fmt: skip
            tries.append(len(merge.taken))
            raise error
        commit(connection, merge)

    monkeypatch.setattr(exchange, "commit", failing)
    return tries


def left(world) -> list:
    with reading() as connection:
        return connection.execute(sa.select(attempt)).all()


@pytest.mark.parametrize(
    "error", [OverflowError("too large"), sa.exc.IntegrityError("insert", {}, Exception("unique")), sa.exc.DataError("insert", {}, Exception("NUL"))]
)  # fmt: skip
def test_what_always_fails_is_kept_as_failed_and_the_rest_goes_through(
    world, ana, monkeypatch, error
):
    job = world.new_job()
    poison(monkeypatch, error)
    for text in ("Before", "poison", "After"):
        ana.act("note.add", job, {"text": text})
    results = ana.sync()
    told = [(one["outcome"], one["code"]) for one in results]
    assert told == [("applied", "ok"), ("held", "failed"), ("applied", "ok")]
    assert [note["text"] for note in world.body(job)["notes"]] == ["Before", "After"]
    assert world.case(results[1]["id"]).state == "open"
    assert left(world) == []
    monkeypatch.undo()
    assert faults() == []


def test_what_ends_the_process_is_counted_by_the_next_one(world, ana, monkeypatch):
    job = world.new_job()
    tries = poison(monkeypatch, Killed())
    for text in ("Before", "poison", "After"):
        ana.act("note.add", job, {"text": text})
    for _ in range(exchange.attempts.WHOLE + exchange.attempts.ALONE):
        with pytest.raises(Killed):
            ana.post(ana.queue)
    # Twice as a batch, then alone, three times.
    assert tries == [3, 3, 1, 1, 1]
    results = ana.sync()
    assert [one["code"] for one in results] == ["ok", "failed", "ok"]
    assert left(world) == []
    monkeypatch.undo()
    assert faults() == []


def test_a_request_that_is_answered_as_a_whole_is_no_attempt(world, ana):
    job = world.new_job()
    made = ana.act("note.add", job, {"text": "Here"}) | {"seq": 9}
    for _ in range(4):
        assert ana.post([made]).json["error"] == "gap"
    assert left(world) == []


def test_a_supervisor_may_have_it_tried_again_once_it_is_mended(world, ana, monkeypatch):
    job = world.new_job()
    poison(monkeypatch, OverflowError())
    op = ana.do("note.add", job, {"text": "poison"})["id"]
    monkeypatch.undo()
    assert world.do("sam", "case.apply", f"case:{op}", {}).outcome == "applied"
    assert [note["text"] for note in world.body(job)["notes"]] == ["poison"]
    assert faults() == []


def test_an_operation_whose_rule_crashes_costs_the_others_nothing(world, ana, monkeypatch):
    job = world.new_job()

    def broken(op, world):
        raise ZeroDivisionError

    kind = KINDS["time.add"]
    monkeypatch.setitem(KINDS, "time.add", type(kind)(**{**vars(kind), "verb": broken}))
    ana.act("time.add", job, {"minutes": 5})
    ana.act("note.add", job, {"text": "After"})
    assert [one["code"] for one in ana.sync()] == ["failed", "ok"]


def test_what_can_not_even_be_looked_up_is_kept_as_failed(world, ana, monkeypatch):
    job, find = world.new_job(), DatabaseStore.find

    def failing(store, keys):
        if any("POISON" in key for key in keys):
            raise sa.exc.DataError("select", {}, Exception("no such text"))
        return find(store, keys)

    monkeypatch.setattr(DatabaseStore, "find", failing)
    given = {"step": "receive", "evidence": {"incoming": {"tag": "Poison"}}}
    ana.act("step.complete", job, given)
    ana.act("note.add", job, {"text": "After"})
    assert [one["code"] for one in ana.sync()] == ["failed", "ok"]
    assert left(world) == []
