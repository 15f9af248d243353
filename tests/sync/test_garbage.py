"""Requests that no phone of ours makes: each is answered, and nobody else notices."""

import base64
import json

import pytest

from fieldapp.sync.audit import faults


@pytest.fixture
def ana(world):
    yield world.phone("ana")
    assert faults() == []


@pytest.mark.parametrize(
    "at", ["garbage", "0001-01-01T00:00:00.000Z", "9999-12-31T23:59:59.999Z", ""]
)
def test_an_age_that_is_none_spoils_no_supervisors_page(world, ana, at):
    assert ana.post(queue={"operations": 1, "oldest_at": at, "blobs": 0}).status_code == 200
    assert world.phone("sam").http.get("/supervisor/sync").status_code == 200


@pytest.mark.parametrize("version", [2**63, 2**31, -1, 10**30])
@pytest.mark.parametrize("place", [0, 2])
def test_a_cursor_with_a_number_that_is_none_starts_from_nothing(ana, version, place):
    parts = [0, "", 0, ""]
    parts[place] = version
    cursor = base64.urlsafe_b64encode(json.dumps(parts).encode()).decode().rstrip("=")
    answer = ana.post(cursors={"site:1": cursor})
    assert (answer.status_code, answer.json["scopes"]["site:1"]["reset"]) == (200, True)


@pytest.mark.parametrize("depth", [100, 900, 940, 945, 5000])
def test_any_depth_is_answered(world, ana, depth):
    args: dict = {}
    for _ in range(depth):
        args = {"a": args}
    text = f'{{"a": {"[" * depth}{"]" * depth}}}'
    made = ana.act("note.add", world.new_job(), {"text": "x"})
    body = {
        "protocol": 1,
        "device": ana.device,
        "user": ana.user,
        "operations": [made | {"args": "HERE"}],
    }
    raw = json.dumps(body).replace('"HERE"', text)
    headers = {"Origin": "http://localhost", "X-Fieldapp": "1", "Content-Type": "application/json"}
    assert ana.http.post("/sync", data=raw, headers=headers).status_code in (200, 400)


def test_any_number_of_parents_is_answered(world, ana):
    made = ana.act(
        "note.add", world.new_job(), {"text": "x"}, after=[f"{at:x}" for at in range(300_000)]
    )
    assert ana.post([made]).status_code == 400
    ana.queue.clear()
    ana.next_seq = 1
    few = ana.act(
        "note.add",
        world.new_job("wipe", "m1"),
        {"text": "x"},
        after=[f"{at:x}" for at in range(900)],
    )
    assert ana.post([few]).json["results"][0]["code"] == "waiting_for"
