"""What is broken, hostile or merely odd: each gets an answer, and what comes after it is not kept waiting."""

import json
from uuid import uuid4

import pytest

from fieldapp.sync.audit import faults
from tests.phone import HEADERS
from tests.world import evidence


@pytest.fixture(autouse=True)
def sound(app):
    yield
    assert faults() == []


@pytest.fixture
def job(world):
    return world.new_job()


@pytest.fixture
def ana(world):
    phone = world.phone("ana")
    phone.sync()
    return phone


def notes(world, job):
    return [one["text"] for one in world.body(job)["notes"]]


@pytest.mark.parametrize(
    ("kind", "args"),
    [
        ("step.complete", {"step": 7}),
        ("step.complete", {"step": {"a": 1}}),
        ("step.complete", {"step": "invite", "evidence": []}),
        ("step.complete", {"step": "invite", "evidence": {"answer": {"a": ["deep"]}}}),
        (
            "step.complete",
            {"step": "prepare", "evidence": {"incoming": {"tag": 5, "serial": ["x"]}}},
        ),
        ("step.complete", {"step": "prepare", "evidence": {"incoming": "M5"}}),
        ("step.undo", {"step": ["invite"], "reason": "No"}),
        ("job.create", {"kind": "refresh", "assets": {"outgoing": 7}}),
        ("job.create", {"kind": "refresh", "assets": ["m0"]}),
        ("job.create", {"kind": None}),
        ("job.assign", {"to": None, "note": None}),
        ("entry.void", {"op": {}, "reason": "No"}),
        ("asset.scan", {"tag": 7}),
        ("hold.set", {"reason": "Away", "until": ""}),
        ("schedule.set", {"at": "2026-12-01T09:00:00Z", "minutes": 1.5}),
        ("", {}),
        ("raw", {}),
    ],
)
def test_arguments_of_the_wrong_shape_are_kept_and_stop_nothing(world, job, ana, kind, args):
    ana.act(kind or "x", job, args)
    ana.act("note.add", job, {"text": "After it"})
    first, second = ana.sync()
    assert first["outcome"] in ("held", "refused") and second["outcome"] == "applied"
    assert ana.documents()[first["case"]]["op"] == first["id"]
    assert world.phone("sam").sync() == []


@pytest.mark.parametrize("number", [2**63, 2**64, 10**30, -(10**30)])
@pytest.mark.parametrize("place", ["args", "seq", "v", "queue", "oldest_retained"])
def test_a_number_that_no_computer_holds_is_never_a_crash(job, ana, place, number):
    one = ana.act("note.add", job, {"text": "One"})
    more = {}
    if place == "args":
        one["args"] = {"text": "One", "more": number}
    elif place == "queue":
        more = {"queue": {"operations": number, "blobs": number}}
    elif place == "oldest_retained":
        more = {place: number}
    else:
        one[place] = number
    answer = ana.post([one], **more)
    assert answer.status_code in (200, 400, 409), answer.text
    assert "message" in answer.json or answer.json["results"][0]["outcome"]


def test_the_same_operation_twice_in_one_batch_is_one(world, job, ana):
    one = ana.act("note.add", job, {"text": "Once"})
    answer = ana.post([one, one])
    assert answer.status_code == 200, answer.text
    first, second = answer.json["results"]
    assert second == first | {"repeat": True}
    assert notes(world, job) == ["Once"]


def test_the_same_operation_under_two_numbers_of_one_batch_is_one(world, job, ana):
    one = ana.act("note.add", job, {"text": "Once"})
    answer = ana.post([one, one | {"seq": 2}]).json
    first, second = answer["results"]
    assert second == first | {"repeat": True}
    assert (notes(world, job), answer["next_seq"]) == (["Once"], 3)


def test_an_operation_that_waits_for_itself_is_held_and_stops_nothing(world, job, ana):
    mine = str(uuid4())
    ana.act("note.add", job, {"text": "Ouroboros"}, id=mine, after=[mine])
    ana.act("note.add", job, {"text": "Other"})
    assert [one["code"] for one in ana.sync()] == ["waiting_for", "ok"]


def test_two_operations_that_wait_for_each_other_are_held_and_stop_nothing(world, job, ana):
    one, two = str(uuid4()), str(uuid4())
    ana.act("note.add", job, {"text": "One"}, id=one, after=[two])
    ana.act("note.add", job, {"text": "Two"}, id=two, after=[one])
    assert [result["code"] for result in ana.sync()] == ["waiting_for", "waiting_for"]


@pytest.mark.parametrize(
    "target",
    [
        "nothing",
        "job:",
        ":",
        "case:1",
        "site:1",
        "staff:1",
        "software:m0",
        "job:" + "x" * 120,
    ],
)
def test_a_target_that_is_none_is_held_or_refused(ana, target):
    result = ana.do("note.add", target, {"text": "Where to?"})
    assert result["outcome"] in ("held", "refused"), result


def test_64_kib_are_counted_in_bytes(job, ana):
    large = {str(at): "日" * 3900 for at in range(8)}
    result = ana.do(
        "step.complete", job, {"step": "invite", "evidence": {"answer": "accepted"}, "here": large}
    )
    assert (result["outcome"], result["code"]) == ("refused", "invalid")


def test_any_text_comes_through_as_it_was(world, job, ana):
    odd = "Grüße 🖥 \u2028 </script> {{ 7 * 7 }} \u0007 \\u0000 '; DROP TABLE"
    ana.do("note.add", job, {"text": odd})
    ana.sync()
    assert notes(world, job) == [odd]
    assert ana.documents()[job]["notes"][0]["text"] == odd


def test_evidence_that_comes_second_is_kept_only_where_it_is_evidence(world, job, ana):
    world.complete(job, "invite", "order")
    proof = {"reference": {"a": "map"}}
    result = ana.do("step.complete", job, {"step": "order", "evidence": proof})
    assert result["outcome"] in ("already", "refused", "held")
    page = ana.http.get("/jobs/" + job.partition(":")[2] + "?step=order")
    assert page.status_code == 200


def test_a_raw_request_of_odd_members_is_answered(ana):
    for odd in (
        {"witness": 7},
        {"cursors": []},
        {"cursors": {"site:1": 7}},
        {"queue": "x"},
        {"oldest_retained": "x"},
    ):
        body = {"protocol": 1, "device": ana.device, "user": ana.user} | odd
        answer = ana.http.post(
            "/sync", data=json.dumps(body), headers={"Content-Type": "application/json"} | HEADERS
        )
        assert (answer.status_code, answer.json["error"]) == (400, "protocol"), odd


def test_an_unknown_step_of_the_books_leaves_the_job_as_it_was(world, job, ana):
    before = world.body(job)
    result = ana.do(
        "step.complete",
        job,
        {"step": "invite", "evidence": evidence(before, "invite") | {"answer": None}},
    )
    assert (result["outcome"], result["code"]) == ("held", "disputed")
    assert world.body(job) | {"disputed": []} == before
