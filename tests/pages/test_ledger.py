"""Why an entry is in the ledger, told on a page; and disputes decided there."""

import re

import pytest

from fieldapp.sync.audit import faults
from tests.world import CASCADE, PASSWORD, WIPE


@pytest.fixture
def office(app):
    def open_as(username):
        client = app.test_client()
        client.post("/login", data={"username": username, "password": PASSWORD})
        return client

    yield open_as
    assert faults() == []


def test_an_entry_says_its_rule_terms_facts_and_operation_and_both_sides_of_a_reversal(
    world, office
):
    job = world.new_job("wipe", person=None)
    world.complete(job, *WIPE)
    world.do("sam", "step.undo", job, {"step": "process", "reason": "Wrong shelf"})
    first, back = world.ledger()
    mia = office("mia")
    listed = mia.get("/contracts/1").text
    assert f"/contracts/1/entries/{first['id']}" in listed
    page = mia.get(f"/contracts/1/entries/{first['id']}").text
    for said in (
        "the terms since 1 Jan 2020 give 0.5 for the job",
        "Closed work takes transactions of the type “wipe”",
        f'<a href="/jobs/{job[4:]}">{world.body(job)["number"]} was closed</a>',
        "transactions:wipe",
        first["fact"],
        "step.complete",
        "Sam",
        "takes this back",
    ):
        assert said in page, said
    assert "something unknown" not in page
    assert f"/contracts/1/entries/{back['id']}" in page and job.partition(":")[2] in page
    other = mia.get(f"/contracts/1/entries/{back['id']}").text
    assert (
        "step.undo" in other
        and "taken back by this" in other
        and "the job is not closed any more" in other
    )


def test_a_manager_marks_a_charge_and_decides_it_there(world, office):
    job = world.new_job("cascade")
    world.do("ana", "time.add", job, {"minutes": 60})
    world.complete(job, *CASCADE)
    path = f"/contracts/1/entries/{world.ledger()[0]['id']}"
    mia = office("mia")

    def send(**told):
        page = mia.get(path).text
        token = re.search(r'name="csrf_token" value="([^"]+)"', page)[1]
        return mia.post(path, data={"csrf_token": token} | told)

    assert send(action="dispute", reason=" ").status_code == 422
    assert send(action="dispute", reason="Not ours").status_code == 303
    assert "Not ours" in mia.get(path).text
    assert send(action="settle", decision="taken_back", reason="Wrong floor").status_code == 303
    page = mia.get(path).text
    assert "Disputed, and taken back" in page and "-80.00 USD" in page
    assert "Mark it as disputed" not in office("sam").get(path).text


def test_who_may_not_see_the_contract_sees_no_entry_and_no_entry_is_none(world, office):
    assert office("ana").get("/contracts/1/entries/x").status_code == 403
    assert office("mia").get("/contracts/1/entries/x").status_code == 404
    assert office("mia").get("/contracts/9/entries/x").status_code == 404


def test_a_long_ledger_is_read_page_by_page_newest_first(world, office, monkeypatch):
    monkeypatch.setattr("fieldapp.pages.paging.PAGE", 1)
    job = world.new_job("wipe", person=None)
    world.complete(job, *WIPE)
    world.do("sam", "step.undo", job, {"step": "process", "reason": "Wrong shelf"})
    first, back = [f"/entries/{one['id']}" for one in world.ledger()]
    mia = office("mia")
    newest = mia.get("/contracts/1").text
    assert back in newest and first not in newest and "Those before" not in newest
    assert 'href="/contracts/1?page=2#ledger-title">Those after' in newest
    older = mia.get("/contracts/1?page=2").text
    assert first in older and back not in older and "Those after" not in older
