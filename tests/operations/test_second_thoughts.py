"""What comes second, late, or after something else has happened to the machine."""

from uuid import uuid4

import pytest

from fieldapp.portable.natives import derive
from fieldapp.sync.audit import faults
from fieldapp.sync.submit import operation as made
from tests.world import CASCADE, PASSWORD, WIPE, done, evidence


@pytest.fixture(autouse=True)
def sound(app):
    yield
    assert faults() == []


@pytest.fixture
def shows(app):
    """The job's page, as the server renders it."""
    client = app.test_client()
    client.post("/login", data={"username": "ana", "password": PASSWORD})
    return lambda job: client.get("/jobs/" + job.partition(":")[2])


@pytest.mark.parametrize(
    "value", [{"a": 1}, 1.5, ["x"], {"tag": 5, "serial": [1]}, "2026-99-99T99:99:99.999Z", "aaaa-aaaaaTaaaaaaaaaaaaZ"]
)  # fmt: skip
def test_what_comes_second_breaks_no_page(world, shows, value):
    job = world.new_job()
    world.complete(job, "invite", "order")
    args = {"step": "order", "evidence": {"reference": value}}
    world.do("ana", "step.complete", job, args)
    assert shows(job).status_code == 200


def test_what_comes_second_and_proves_nothing_is_not_taken_for_proof(world):
    job = world.new_job("wipe")
    world.complete(job, "collect")
    args = {"step": "collect", "evidence": {"machine": "M3"}}
    assert world.do("ana", "step.complete", job, args).code == "disputed"


def test_words_that_look_like_a_moment_are_shown_as_words(world, shows):
    job = world.new_job("cascade")
    world.complete(job, *CASCADE[:4])
    signed = {"machine": "M0", "signed_by": "aaaa-aaaaaTaaaaaaaaaaaaZ"}
    world.do("ana", "step.complete", job, {"step": "deliver", "evidence": signed})
    assert "aaaa-aaaaaTaaaaaaaaaaaaZ" in shows(job).text


def test_a_step_that_was_skipped_and_done_all_the_same_is_looked_at(world):
    job = world.new_job()
    world.complete(job, "invite", "order", "receive", "prepare")
    world.do("sam", "step.skip", job, {"step": "pickup", "reason": "From stock"})
    args = {"step": "pickup", "evidence": evidence(world.body(job), "pickup")}
    result = world.do("ana", "step.complete", job, args)
    assert (result.outcome, result.code) == ("held", "disputed")
    assert world.do("sam", "case.apply", f"case:{result.id}", {}).outcome == "applied"
    tag = world.body(job)["assets"]["incoming"]["id"]
    assert world.body(f"asset:{tag}")["custody"]["name"] == "Ana"


def test_a_serial_that_contradicts_the_books_is_looked_at(world):
    done(made("asset.record", "asset:stock", {"tag": "STOCK1", "serial": "SER1", "site": "1"}))
    job = world.new_job()
    world.complete(job, "invite", "order", "receive")
    args = {"step": "prepare", "evidence": {"incoming": {"tag": "STOCK1", "serial": "S-55"}}}
    result = world.do("rosa", "step.complete", job, args)
    assert "has the serial SER1 in the books, not S-55" in result.message


def test_a_serial_that_the_books_lacked_is_kept(world):
    done(made("asset.record", "asset:stock", {"tag": "STOCK1", "site": "1"}))
    job = world.new_job()
    world.complete(job, "invite", "order", "receive")
    args = {"step": "prepare", "evidence": {"incoming": {"tag": "STOCK1", "serial": "S-NEW"}}}
    assert world.do("rosa", "step.complete", job, args).outcome == "applied"
    assert world.body("asset:stock")["serial"] == "S-NEW"


def test_a_label_of_another_site_tells_nothing_of_its_machine(world):
    done(made("asset.record", "asset:far2", {"tag": "FAR2", "site": "2"}))
    job = world.new_job()
    world.complete(job, "invite", "order", "receive")
    args = {"step": "prepare", "evidence": {"incoming": {"tag": "FAR2"}}}
    result = world.do("rosa", "step.complete", job, args)
    assert result.message == "The tag FAR2 belongs to a machine elsewhere."


def test_undoing_leaves_alone_what_another_job_has_done_since(world):
    first = world.new_job("cascade", "m1")
    world.complete(first, *CASCADE)
    second = world.new_job("wipe", "m1", None)
    world.complete(second, *WIPE)
    world.do("sam", "step.undo", first, {"step": "orient", "reason": "A mistake"})
    before = world.body("asset:m1")
    result = world.do("sam", "step.undo", first, {"step": "deliver", "reason": "A mistake"})
    assert (result.outcome, result.code) == ("refused", "not_allowed")
    assert world.body("asset:m1") == before


def test_what_waits_for_a_machine_follows_when_a_step_brings_it_in(world):
    job = world.new_job()
    world.complete(job, "invite", "order", "receive")
    brings, scans = str(uuid4()), str(uuid4())
    asset = "asset:" + derive(brings, "incoming")
    world.do("ana", "asset.scan", asset, {"tag": "ZZ9"}, id_=scans)
    args = {"step": "prepare", "evidence": {"incoming": {"tag": "ZZ9"}}}
    world.do("sam", "step.complete", job, args, id_=brings)
    assert world.case(scans).state == "applied"
