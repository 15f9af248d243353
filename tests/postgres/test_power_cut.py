"""PostgreSQL loses its power in the middle of the day: what was answered is there, the rest comes again."""

import pytest
import sqlalchemy as sa

from fieldapp.models import jotting, writing
from fieldapp.sync.audit import faults
from fieldapp.sync.exchange import time


@pytest.fixture(autouse=True)
def no_pauses(monkeypatch):
    monkeypatch.setattr(time, "sleep", lambda seconds: None)


def test_what_was_answered_is_there_and_the_rest_comes_again(world, cluster):
    job = world.new_job()
    ana = world.phone("ana")
    ana.do("note.add", job, {"text": "Before"})
    ana.act("note.add", job, {"text": "Meanwhile"})
    cluster.kill()
    try:
        assert ana.post(ana.queue).status_code in (500, 503)
    finally:
        cluster.start()
    assert [one["outcome"] for one in ana.sync()] == ["applied"]
    assert [note["text"] for note in world.body(job)["notes"]] == ["Before", "Meanwhile"]
    assert faults() == []


def test_only_a_count_does_not_wait_for_the_disk(app):
    told = []
    for transaction in (jotting, writing):
        with transaction() as connection:
            told.append(connection.scalar(sa.text("SHOW synchronous_commit")))
    assert told == ["off", "on"]
