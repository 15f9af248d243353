"""A phone comes back after months with thousands of entries, to a server that is busy, deadlocked and told to wait."""

import os
import random
from collections import Counter

import pytest
import sqlalchemy as sa

from fieldapp.models import operation, reading
from fieldapp.sync import exchange
from fieldapp.sync.audit import faults
from tests.world import MACHINES

# ``ENTRIES=10000`` takes two minutes; here as many as go into a dozen batches.
ENTRIES, BATCH = int(os.environ.get("ENTRIES", 1_200)), 100
PATIENCE = 60


@pytest.fixture
def weather(monkeypatch):
    """Merges that fail before and after their commit, by a seed."""
    dice, seen = random.Random(10_000), Counter()
    commit = exchange.commit

    def stormy(connection, merge):
        fate = dice.random()
        if fate < 0.3:
            seen["before"] += 1
            raise sa.exc.OperationalError("UPDATE", {}, Exception("deadlock detected"))
        commit(connection, merge)
        if fate < 0.45:
            seen["at commit"] += 1
            raise sa.exc.OperationalError("COMMIT", {}, Exception("could not serialize access"))

    monkeypatch.setattr(exchange, "commit", stormy)
    monkeypatch.setattr(exchange.time, "sleep", lambda seconds: None)
    monkeypatch.setattr(exchange, "TRIES", 2)
    return dice, seen


def test_thousands_of_entries_arrive_once_whatever_the_server_is_going_through(world, weather):
    dice, seen = weather
    jobs = [world.new_job("wipe", f"m{at}") for at in range(MACHINES)]
    ana = world.phone("ana")
    ana.sync()
    for at in range(ENTRIES):
        kind, args = ("note.add", {"text": str(at)}) if at % 2 else ("time.add", {"minutes": 1})
        ana.act(kind, jobs[at % len(jobs)], args)
    fruitless = 0
    while ana.queue:
        answer = ana.post(ana.queue[:BATCH])
        if answer.status_code == 503:
            seen["busy"] += 1
            assert answer.headers["Retry-After"]
        elif dice.random() < 0.1:
            seen["answer lost"] += 1
        else:
            assert answer.status_code == 200, answer.text
            ana.store(answer.json)
            fruitless = -1
        fruitless += 1
        assert fruitless < PATIENCE, "the queue is stuck"
    assert min(seen[fate] for fate in ("before", "at commit", "busy", "answer lost")) > 0, seen
    assert {one["outcome"] for one in ana.answered.values()} == {"applied"}
    with reading() as connection:
        mine = sa.select(sa.func.count()).where(operation.c.device == ana.device)
        assert connection.scalar(mine) == ENTRIES
    assert sum(world.body(job)["minutes"] for job in jobs) == ENTRIES // 2
    assert sum(len(world.body(job)["notes"]) for job in jobs) == ENTRIES // 2
    ana.sync()
    assert all(ana.documents()[job] == world.body(job) for job in jobs)
    assert faults() == []
