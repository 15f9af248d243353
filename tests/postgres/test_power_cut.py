"""PostgreSQL loses its power in the middle of the day: what was answered is there, the rest comes again."""

import pytest

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
