"""Before a job is called off, its page says what becomes of order, machines and bill."""

import pytest

from fieldapp.sync.audit import faults
from tests.world import PASSWORD


@pytest.fixture
def open_as(app):
    def signed_in(username: str):
        client = app.test_client()
        client.post("/login", data={"username": username, "password": PASSWORD})
        return client

    yield signed_in
    assert faults() == []


def asked(client, job: str):
    return client.get(f"/jobs/{job.removeprefix('job:')}/if-cancelled")


def test_a_job_that_nobody_had_begun_earns_nothing(world, open_as):
    told = asked(open_as("sam"), world.new_job())
    assert told.text == "It earns nothing, and nothing was spent on it yet."


def test_what_was_begun_is_said_with_the_time_that_it_took_and_nothing_is_changed(world, open_as):
    job = world.new_job()
    world.complete(job, "invite")
    world.do("ana", "time.add", job, {"minutes": 40})
    told = asked(open_as("sam"), job).text
    assert told.startswith("It earns nothing:") and "40 minutes were spent" in told
    assert world.body(job)["state"] == "open" and world.ledger() == []


def test_nobody_else_is_told_and_of_no_other_sites_jobs(world, open_as):
    job = world.new_job()
    assert asked(open_as("ana"), job).status_code == 403
    assert asked(open_as("sam"), "job:nothing").status_code == 404


def test_the_page_asks_what_becomes_of_the_order_and_of_what_was_built(world, open_as):
    job = world.new_job()
    world.complete(job, "invite", "order", "receive", "prepare", "pickup")
    page = open_as("sam").get(f"/jobs/{job.removeprefix('job:')}").text
    assert "Send it back to the supplier" in page
    assert "Back to stock, free for the next job" in page
    assert 'name="args.machines.incoming" value="stock" checked' in page
