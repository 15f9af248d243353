"""The page on which a supervisor defines a workflow, with a preview."""

import re

import pytest

from fieldapp.sync.audit import faults
from tests.world import PASSWORD

ROWS = {
    "title": "Laptop loan", "prefix": "ll", "person": "1", "machine": "Loaner", "bill": "wipe", "sites": "1", "offered": "1",
    "0.title": "Lend it", "0.role": "technician", "0.proof": "scan", "0.effect": "given",
    "1.title": "Take it back", "1.role": "receiving", "1.proof": "choice", "1.answers": "whole, broken", "1.effect": "stored", "1.before": "1",
}  # fmt: skip


@pytest.fixture
def sam(app, world):
    client = app.test_client()
    client.post("/login", data={"username": "sam", "password": PASSWORD})
    yield client
    assert faults() == []


def send(client, action: str, **fields):
    page = client.get("/supervisor/workflows/new").text
    found = {name: re.search(rf'name="{name}" value="([^"]+)"', page)[1] for name in ("csrf_token", "op")}
    return client.post("/supervisor/workflows", data=found | ROWS | fields | {"action": action})


def test_a_workflow_is_made_step_by_step_and_kept(sam, world):
    assert "There are none yet" in sam.get("/supervisor/workflows").text
    assert send(sam, "keep").status_code == 303
    page = sam.get("/supervisor/workflows").text
    assert "Laptop loan" in page and "Lend it → Take it back" in page and "Version 1" in page
    kept = world.body("workflow:laptop-loan")["versions"][0]["definition"]
    assert [step["after"] for step in kept["steps"]] == [[], ["lend-it"]]
    assert kept["steps"][1]["stops"] == {"proof": ["broken"]}
    assert "Laptop loan" in sam.get("/jobs/new").text


def test_an_empty_form_finds_no_fault_before_anything_is_asked_of_it(sam):
    assert "Nothing was kept" not in sam.get("/supervisor/workflows/new").text


def test_its_preview_shows_each_step_as_whoever_does_it_will_see_it(sam):
    page = send(sam, "look").text
    assert "As they will see it" in page
    assert "Step 1 of 2" in page and "Scan the machine" in page and "whole" in page


def test_steps_are_added_removed_and_moved(sam):
    assert 'name="2.title"' in send(sam, "add").text
    assert 'name="1.title"' not in send(sam, "drop 1").text
    moved = send(sam, "up 1").text
    assert re.search(r'name="0.title" value="([^"]+)"', moved)[1] == "Take it back"


def test_what_is_wrong_is_said_and_nothing_is_lost(sam, world):
    answer = send(sam, "keep", prefix="")
    assert answer.status_code == 422 and "one to three capital letters" in answer.text
    assert 'value="Take it back"' in answer.text
    assert not world.has("workflow:laptop-loan")


def test_a_change_is_a_new_version(sam, world):
    send(sam, "keep")
    page = sam.get("/supervisor/workflows/laptop-loan").text
    assert 'value="Loaner"' in page and "Keep it as a new version" in page
    send(sam, "keep", key="laptop-loan", help="When a laptop is in repair")
    assert len(world.body("workflow:laptop-loan")["versions"]) == 2
    assert sam.get("/supervisor/workflows/nothing").status_code == 404


def test_what_the_form_does_not_know_is_not_lost_by_it(sam, world):
    """Two proofs of one step, which the form has one field for."""
    send(sam, "keep")
    kept = world.body("workflow:laptop-loan")["versions"][0]["definition"]
    step = kept["steps"][0]
    step["needs"].append({"name": "note", "kind": "text", "title": "A word"})
    told = {name: kept[name] for name in ("title", "prefix", "steps", "assets", "bills")} | {"sites": ["1"]}
    assert world.do("sam", "workflow.define", "workflow:laptop-loan", told).outcome == "applied"
    assert "would be lost" in sam.get("/supervisor/workflows/laptop-loan").text
    answer = send(sam, "keep", key="laptop-loan")
    assert answer.status_code == 422 and "would be lost" in answer.text
    assert len(world.body("workflow:laptop-loan")["versions"]) == 2


def test_a_crooked_form_breaks_nothing(sam):
    for fields in ({"action": "drop x"}, {"action": "up 99"}, {"action": "drop 0"}, {"0.proof": "smell"}, {"0.effect": "eaten"}):
        action = fields.pop("action", "look")
        assert send(sam, action, **fields).status_code == 200
