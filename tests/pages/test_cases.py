"""The page of a case: what a supervisor reads before deciding, and what the decision does."""

import re

import pytest

from fieldapp.sync.audit import faults
from tests.world import PASSWORD, WIPE, evidence


@pytest.fixture
def sam(app):
    client = app.test_client()
    client.post("/login", data={"username": "sam", "password": PASSWORD})
    yield client
    assert faults() == []


@pytest.fixture
def held(world):
    """Ana scanned another machine; Ben wrote a note meanwhile."""
    job = world.new_job("wipe")
    ana = world.phone("ana")
    ana.sync()
    ben = world.phone("ben")
    ben.sync()
    ben.do("note.add", job, {"text": "Two machines stand here"})
    args = {"step": "collect", "evidence": {"machine": "M1"}}
    return job, ana.do("step.complete", job, args, expect={"state": "todo"})["id"]


def decide(client, op: str, verb: str, **fields):
    page = client.get(f"/supervisor/cases/{op}").text
    token = re.search(r'name="csrf_token" value="([^"]+)"', page)[1]
    form = {"csrf_token": token, "verb": verb, "op": _id(page, verb), **fields}
    return client.post(f"/supervisor/cases/{op}", data=form)


def _id(page: str, verb: str) -> str:
    found = re.search(
        rf'name="verb" value="{verb}">\s*<input type="hidden" name="op" value="([^"]+)"', page
    )
    return found[1] if found else "0192f6a0-0000-7000-8000-000000000000"


def test_it_tells_what_was_tried_and_what_happened_meanwhile(sam, held):
    text = sam.get(f"/supervisor/cases/{held[1]}").text
    assert "M1 is not the machine for this step" in text
    assert "They saw, its state" in text and "to do" in text and "todo" not in text.partition("What was sent")[0]
    assert "Ben" in text and "Note on W-" in text


def test_it_shows_what_applying_would_change_and_keeps_nothing_of_it(world, sam, held):
    job, op = held
    before = len(world.log())
    text = sam.get(f"/supervisor/cases/{op}").text
    assert "step 1 (Collect): to do → done, Ana" in text
    assert "M0, who has it: Jo Bell → Ana" in text
    assert "Nothing is billed by it." in text
    assert (len(world.log()), world.step(job, "collect")["state"]) == (before, "todo")


def test_it_shows_what_would_be_billed(world, sam):
    job = world.new_job("wipe")
    world.complete(job, *WIPE[:4])
    args = {"step": "process", "evidence": evidence(world.body(job), "process")}
    ana = world.phone("ana")
    op = ana.do("step.complete", job, args, expect={"op": "never-heard-of"})["id"]
    assert "0.5 transactions." in sam.get(f"/supervisor/cases/{op}").text
    assert world.ledger() == []
    assert decide(sam, op, "apply").status_code == 303
    assert len(world.ledger()) == 1


def test_applied_it_counts_and_says_so(world, sam, held):
    job, op = held
    answer = decide(sam, op, "apply", **{"args.reason": "The books were wrong"})
    assert answer.status_code == 303
    assert world.step(job, "collect")["state"] == "done"
    text = sam.get(answer.headers["Location"]).text
    assert "Sam decided: applied" in text and "The books were wrong" in text
    assert "Apply anyway" not in text


def test_amended_by_the_fields_of_the_form(world, sam, held):
    job, op = held
    page = sam.get(f"/supervisor/cases/{op}").text
    assert 'name="args.args.evidence.machine" value="M1"' in page
    fields = {
        "args.args.step": "collect",
        "args.args.evidence.machine": "M0",
        "args.reason": "A slip",
    }
    assert decide(sam, op, "amend", **fields).status_code == 303
    assert world.step(job, "collect")["evidence"] == {"machine": "M0"}


def test_dismissed_it_is_kept_and_does_not_count(world, sam, held):
    job, op = held
    assert decide(sam, op, "dismiss", **{"args.reason": "Not his machine"}).status_code == 303
    assert (world.case(op).state, world.step(job, "collect")["state"]) == ("dismissed", "todo")
    assert any(row["id"] == op for row in world.log())


@pytest.mark.parametrize(
    ("verb", "fields", "sentence"),
    [
        ("dismiss", {"args.reason": "  "}, "Fill in the reason"),
        ("amend", {"args.args.step": "nothing", "args.reason": "x"}, "has no step called"),
    ],
)
def test_a_decision_that_can_not_be_says_why_and_records_nothing(
    world, sam, held, verb, fields, sentence
):
    _, op = held
    before = len(world.log())
    answer = decide(sam, op, verb, **fields)
    assert (answer.status_code, len(world.log())) == (422, before)
    assert sentence in answer.text and "Nothing was changed" in answer.text


def test_a_form_of_another_site_decides_nothing(world, sam, held):
    _, op = held
    form = {"verb": "apply", "op": "0192f6a0-0000-7000-8000-000000000001"}
    assert sam.post(f"/supervisor/cases/{op}", data=form).status_code == 400
    foreign = sam.post(
        f"/supervisor/cases/{op}", data=form, headers={"Origin": "https://evil.example"}
    )
    assert foreign.status_code == 403
    assert world.case(op).state == "open"


def test_others_have_no_such_page(app, held):
    for username, code in (("ana", 403), ("adam", 403), ("mia", 403)):
        client = app.test_client()
        client.post("/login", data={"username": username, "password": PASSWORD})
        assert client.get(f"/supervisor/cases/{held[1]}").status_code == code
    assert app.test_client().get(f"/supervisor/cases/{held[1]}").status_code == 302


def test_sync_status_leads_there(sam, held):
    assert f"/supervisor/cases/{held[1]}" in sam.get("/supervisor/sync").text


def test_a_case_that_is_not_is_not_found(sam, held):
    assert sam.get("/supervisor/cases/nothing").status_code == 404


@pytest.mark.parametrize("as_sent", [list, lambda drives: {str(at): one for at, one in enumerate(drives)}])  # fmt: skip
def test_amending_keeps_the_drives_that_a_program_listed(world, sam, as_sent):
    job = world.new_job("wipe")
    world.complete(job, "collect", "hold_check")
    drives = [{"serial": "D1", "method": "purge"}, {"serial": "D2", "result": "destroyed"}]
    told = {"machine": "S5", "method": "purge", "drives": as_sent(drives)}
    held = world.do("ana", "step.complete", job, {"step": "wipe", "evidence": told})
    page = sam.get(f"/supervisor/cases/{held.id}").text
    names = re.findall(r'name="(args\.args\.[^"]+)" value="([^"]*)"', page)
    fields = dict(names) | {"args.args.evidence.machine": "S0", "args.reason": "Misread"}
    fields |= {"args.args.step": "wipe", "args.args.evidence.method": "purge"}
    assert decide(sam, held.id, "amend", **fields).status_code == 303
    record = world.body(f"erasure:{world.body(job)['erasures'][-1]}")
    assert [(one["serial"], one["method"]) for one in record["drives"]] == [
        ("D1", "purge"),
        ("D2", "destroy"),
    ]
