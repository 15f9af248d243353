"""What supervisors, managers and administrators see and do."""

import re

import pytest

from fieldapp.sync.audit import faults
from tests.world import PASSWORD, WIPE


@pytest.fixture
def office(app):
    def open_as(username):
        client = app.test_client()
        client.post("/login", data={"username": username, "password": PASSWORD})
        return client

    yield open_as
    assert faults() == []


def test_sync_status_shows_each_phone_and_what_it_has_not_sent(world, office):
    ana = world.phone("ana")
    ana.post(
        queue={"operations": 3, "oldest_at": "2026-11-22T08:00:00.000Z", "blobs": 0}, app="1.4.0"
    )
    text = office("sam").get("/supervisor/sync").text
    assert "1 phone, 0 silent for more than a day, 3 entries unsent, 0 cases" in text
    assert "Ana" in text and "1.4.0" in text and ana.device in text


def test_sync_status_shows_how_many_photos_are_on_the_way(world, office):
    ana = world.phone("ana")
    ana.post(queue={"operations": 0, "blobs": 2})
    text = office("sam").get("/supervisor/sync").text
    assert "0 entries unsent, 2 photos to come, 0 cases" in text
    assert "and 2 photos" in text
    ana.post(queue={"operations": 0, "blobs": 0})
    assert "photo" not in office("sam").get("/supervisor/sync").text


def test_sync_status_shows_what_was_refused_with_reason_and_payload(world, office):
    job = world.new_job()
    world.phone("ana").do("step.skip", job, {"step": "setup", "reason": "No time today"})
    text = office("sam").get("/supervisor/sync").text
    assert "1 case" in text
    assert (
        "can&#39;t be skipped" in text and "No time today" in text and "Step 9 skipped on" in text
    )


def test_a_supervisor_sees_only_their_own_sites(world, office):
    charlie = world.phone("charlie")
    charlie.post()
    assert charlie.device not in office("sam").get("/supervisor/sync").text


def test_a_sites_hours_lead_back_to_where_one_came_from(world, office):
    assert 'href="/supervisor/clocks">Clocks</a>' in office("sam").get("/sites/1/hours").text
    assert 'href="/admin/staff">Staff and sites</a>' in office("adam").get("/sites/1/hours").text


def test_the_contract_shows_bought_used_reserved_and_left(world, office):
    world.new_job()
    done = world.new_job("wipe", "m1", None)
    world.complete(done, *WIPE)
    text = office("mia").get("/contracts/1").text
    assert "99.5 of 100 transactions left" in text
    assert re.search(r"<dt>Used</dt><dd>0.5</dd>", text) and re.search(
        r"<dt>Reserved</dt><dd>1.5</dd>", text
    )
    assert world.body(done)["number"] in text


class Admin:
    def __init__(self, client):
        self.client = client

    def save(self, action, **fields):
        token = re.search(
            r'name="csrf_token" value="([^"]+)"', self.client.get("/admin/staff").text
        )[1]
        return self.client.post(
            "/admin/staff", data={"csrf_token": token, "action": action, **fields}
        )


def test_an_administrator_adds_someone_who_can_sign_in_at_once(app, office):
    answer = Admin(office("adam")).save(
        "add",
        username="dora",
        name="Dora",
        password="long enough",
        roles=["technician"],
        sites=["1"],
    )
    assert answer.status_code == 303
    client = app.test_client()
    assert (
        client.post("/login", data={"username": "dora", "password": "long enough"}).status_code
        == 302
    )
    assert client.get("/me").json["roles"] == ["technician"]


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"username": "ana", "password": "long enough"}, "is taken"),
        ({"username": "a b", "password": "long enough"}, "no blanks"),
        ({"username": "dora", "password": "short"}, "at least 8"),
        ({"username": "dora", "password": "long enough", "roles": ["king"]}, "There is no role"),
    ],
)
def test_what_can_not_be_added_gets_a_sentence(office, fields, words):
    answer = Admin(office("adam")).save("add", name="", **fields)
    assert answer.status_code == 422
    assert words in answer.text


def test_the_last_administrator_can_not_be_removed(world, office):
    admin = Admin(office("adam"))
    for answer in (
        admin.save("disable", id="6"),
        admin.save("change", id="6", name="Adam", roles=["manager"]),
    ):
        assert answer.status_code == 422
        assert "last administrator" in answer.text
    assert world.body("staff:6")["active"] and world.body("staff:6")["roles"] == ["admin"]


def test_a_page_of_the_office_is_changed_only_with_its_token(world, office):
    answer = office("adam").post("/admin/staff", data={"action": "disable", "id": "1"})
    assert answer.status_code == 400
    assert world.body("staff:1")["active"]
