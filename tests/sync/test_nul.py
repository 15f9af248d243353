"""NUL, the one character that SQLite keeps and PostgreSQL does not: the same answers on both, and no queue that is stuck."""

import pytest

from fieldapp.sync import exchange
from fieldapp.sync.audit import faults
from tests.world import evidence

ENVELOPE = [
    {"device": "a\0"},
    {"user": "1\0"},
    {"app": "\0"},
    {"sent_at": "\0"},
    {"witness": {"seq": 1, "id": "\0"}},
    {"queue": {"oldest_at": "\0"}},
    {"cursors": {"site:\0": "x"}},
]
NAMES = [{"id": "a\0"}, {"kind": "note.add\0"}, {"target": "job:\0"}, {"after": ["\0"]}, {"at": "\0"}, {"anchor": "\0"}]  # fmt: skip
SAID = [
    {"args": {"text": "Half\0 a note"}},
    {"args": {"text": "A note", "\0": 1}},
    {"expect": {"op": "\0"}},
    {"expect": {"state": ["\0"]}},
    {"kind": "asset.scan", "target": "asset:m0", "args": {"tag": "\0"}},
    {"kind": "step.complete", "args": {"step": "receive", "evidence": {"incoming": {"tag": "A\0"}}}},
    {"kind": "job.create", "target": "job:new", "args": {"kind": "wipe", "assets": {"machine": "m2\0"}}},
    {"kind": "job.create", "target": "job:new", "args": {"kind": "wipe", "assets": {}, "person": "\0"}},
    {"kind": "time.add", "args": {"minutes": 5, "skill": "\0", "person": "\0"}},
    {"kind": "asset.record", "target": "asset:new", "args": {"tag": "A\0", "site": "1", "serial": "\0"}},
    {"kind": "person.record", "target": "person:new", "args": {"name": "A", "site": "1\0", "username": "\0"}},
    {"kind": "site.record", "target": "site:9", "args": {"name": "A\0", "contract": "1\0", "zone": "\0"}},
    {"kind": "staff.record", "target": "staff:9", "args": {"username": "a\0", "sites": ["1\0"]}},
    {"kind": "contract.record", "target": "contract:9", "args": {"name": "\0", "client": "C", "starts": "2020-01-01", "ends": "2030-01-01"}},
]  # fmt: skip


@pytest.fixture
def adam(world, monkeypatch):
    monkeypatch.setattr(exchange.time, "sleep", lambda seconds: None)
    yield world.phone("adam")
    assert faults() == []


@pytest.mark.parametrize("spoilt", ENVELOPE, ids=lambda one: next(iter(one)))
def test_a_request_that_names_what_no_column_keeps_is_not_this_protocol(world, adam, spoilt):
    adam.act("note.add", world.new_job(), {"text": "Here"})
    assert adam.post(adam.queue, **spoilt).status_code == 400
    adam.sync()
    assert adam.queue == []


@pytest.mark.parametrize("spoilt", NAMES, ids=lambda one: next(iter(one)))
def test_nor_is_an_operation_of_such_a_name(world, adam, spoilt):
    made = adam.act("note.add", world.new_job(), {"text": "Here"})
    assert adam.post([made | spoilt]).status_code == 400


def test_what_it_says_is_kept_and_counts_for_nothing_and_the_queue_goes_on(world, adam):
    job = world.new_job()
    for number, spoilt in enumerate(SAID):
        given = {"kind": "note.add", "target": job, "args": {"text": "x"}} | spoilt
        adam.act(given.pop("kind"), given.pop("target"), given.pop("args"), **given)
        adam.act("asset.scan", "asset:m0", {"tag": f"M{number}"})
    results = adam.sync()
    assert [(one["outcome"], one["code"]) for one in results[::2]] == [("refused", "invalid")] * len(SAID)  # fmt: skip
    assert [one["code"] for one in results[1::2]] == ["disputed"] * len(SAID)
    assert all(world.case(one["id"]).state == "open" for one in results[::2])


def test_a_supervisor_says_what_was_meant(world, adam):
    ana, job = world.phone("ana"), world.new_job()
    op = ana.do("note.add", job, {"text": "Half\0 a note"})["id"]
    amended = {"args": {"text": "A whole note"}, "reason": "Read it aloud"}
    assert world.do("sam", "case.amend", f"case:{op}", amended).outcome == "applied"
    assert [note["text"] for note in world.body(job)["notes"]] == ["A whole note"]


def test_text_that_speaks_of_it_is_text(world, adam):
    ana, job = world.phone("ana"), world.new_job()
    told = ["\\u0000", "\\\\u0000", "C:\\u0000\\", "\x01"]
    for text in told:
        assert ana.do("note.add", job, {"text": text})["outcome"] == "applied"
    assert [note["text"] for note in world.body(job)["notes"]] == told


def test_a_new_machine_with_it_is_none(world, adam):
    ana, job = world.phone("ana"), world.new_job()
    world.complete(job, "invite", "order")
    proof = evidence(world.body(job), "receive")
    spoilt = {name: {"tag": "A\0"} if isinstance(value, dict) else value for name, value in proof.items()}  # fmt: skip
    told = ana.do("step.complete", job, {"step": "receive", "evidence": spoilt | {"x": "\0"}})
    assert told["code"] == "invalid" and world.step(job, "receive")["state"] == "todo"
