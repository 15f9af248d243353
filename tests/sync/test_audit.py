"""The audit finds what does not hold, and nothing where all does."""

import json

import pytest
import sqlalchemy as sa

from fieldapp.models import (
    document,
    document_key,
    ledger,
    operation,
    scope_commit,
    sequence,
    writing,
)
from fieldapp.sync.audit import faults


@pytest.fixture
def lived_in(world):
    """A world in which something has happened: a closed job, a held and a refused operation."""
    job, ana = world.new_job("wipe", person=None), world.phone("ana")
    ana.sync()
    world.complete(job, "collect", "hold_check", "wipe", "verify", "process")
    ana.do("note.add", job, {"text": "Done"})
    ana.do("step.skip", job, {"step": "wipe", "reason": "No"})
    assert faults() == []
    return world


def write(*statements) -> None:
    with writing() as connection:
        for statement in statements:
            connection.execute(statement)


def body_of(kind: str) -> tuple[str, dict]:
    with writing() as connection:
        row = connection.execute(
            sa.select(document.c.id, document.c.body).where(document.c.type == kind)
        ).first()
    return row.id, json.loads(row.body)


def edit(kind: str, **fields):
    id_, body = body_of(kind)
    return (
        sa.update(document)
        .where(document.c.id == id_)
        .values(body=json.dumps(body | fields, separators=(",", ":")))
    )


def last_operation():
    return (
        sa.select(sa.func.max(operation.c.position))
        .where(operation.c.device.is_not(None))
        .scalar_subquery()
    )


FAULTS = {
    "a log row is gone": (1, lambda: [sa.delete(operation).where(operation.c.position == last_operation())]),
    "a number is not used up": (1, lambda: [sa.delete(sequence).where(sequence.c.seq == 1)]),
    "a charge is doubled": (2, lambda: [_double()]),
    "a charge is gone": (2, lambda: [sa.delete(ledger)]),
    "a charge is changed": (2, lambda: [sa.update(ledger).values(units=ledger.c.units + 1)]),
    "a document was edited": (3, lambda: [edit("job", title="Something else")]),
    "a document is gone": (3, lambda: [sa.delete(document).where(document.c.type == "person")]),
    "a key is gone": (3, lambda: [sa.delete(document_key).where(document_key.c.key == "tag:M3")]),
    "a list column is stale": (3, lambda: [sa.update(document).where(document.c.type == "job").values(state="open")]),
    "a stored result was changed": (4, lambda: [sa.update(operation).where(operation.c.position == last_operation()).values(outcome="applied", code="ok")]),
    "a commit is missing": (5, lambda: [sa.delete(scope_commit).where(scope_commit.c.version == 2)]),
    "an actor is not who was signed in": (6, lambda: [sa.update(operation).where(operation.c.position == last_operation()).values(actor="2")]),
    "a case is missing": (7, lambda: [sa.delete(document).where(document.c.type == "case")]),
    "a case is out of its supervisor's sight": (7, lambda: [edit("case", readers=["1", "2"])]),
    "a case is out of its author's sight": (7, lambda: [edit("case", readers=["4"])]),
    "a phone's time was changed": (4, lambda: [sa.update(operation).where(operation.c.position == last_operation()).values(at="2026-01-01T00:00:00.000Z")]),
    "a column says another target": (4, lambda: [sa.update(operation).where(operation.c.position == last_operation()).values(target="job:other")]),
    "a result names a version that never was": (5, lambda: [_told(99_999)]),
    "a result names a version before its turn": (5, lambda: [_told(1)]),
    "a derived time is not the clocks'": (8, lambda: [sa.update(operation).where(operation.c.position == last_operation()).values(occurred_at="2020-01-01T00:00:00.000Z", anchor_at=None)]),
    "a time is out of bounds": (8, lambda: [sa.update(operation).where(operation.c.position == last_operation()).values(occurred_at="2999-01-01T00:00:00.000Z")]),
}  # fmt: skip


def _told(version: int):
    """The last result of a phone, with another version of the site."""
    at = operation.c.position == last_operation()
    with writing() as connection:
        told = json.loads(connection.scalar(sa.select(operation.c.result).where(at)))
    told["at"]["site:1"] = version
    return sa.update(operation).where(at).values(result=json.dumps(told, separators=(",", ":")))


def _double():
    copied = [one for one in ledger.c if one.name not in ("position", "id", "fact")]
    row = sa.select(sa.literal("twice"), ledger.c.fact + "/again", *copied)
    return sa.insert(ledger).from_select(["id", "fact", *(one.name for one in copied)], row)


@pytest.mark.parametrize("name", FAULTS)
def test_a_planted_fault_is_found(lived_in, name):
    rule, statements = FAULTS[name]
    write(*statements())
    assert rule in {fault.rule for fault in faults()}, name


def test_a_world_without_faults_has_none(lived_in):
    assert faults() == []


def test_the_command_lists_the_faults_and_fails(lived_in, app):
    runner = app.test_cli_runner()
    assert runner.invoke(args=["audit"]).exit_code == 0
    assert json.loads(runner.invoke(args=["audit", "--json"]).stdout) == []
    write(edit("job", title="Something else"))
    done = runner.invoke(args=["audit", "--json"])
    assert done.exit_code == 1
    assert json.loads(done.stdout)[0]["rule"] == 3
