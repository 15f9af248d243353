"""Forms and addresses that none of our pages makes: a sentence, and never half a deed."""

import re
from uuid import uuid4

import pytest

from fieldapp.sync.audit import faults
from tests.world import PASSWORD


@pytest.fixture
def ana(app):
    client = app.test_client()
    client.post("/login", data={"username": "ana", "password": PASSWORD})
    yield client
    assert faults() == []


def send(client, kind: str, **fields):
    token = re.search(r'name="csrf_token"[^>]*value="([^"]+)"', client.get("/more").text)[1]
    form = {"csrf_token": token, "op": str(uuid4()), "user": "1", **fields}
    return client.post(f"/do/{kind}", data=form)


@pytest.mark.parametrize("depth", [8, 500, 950, 5000])
def test_a_name_of_any_depth(world, ana, depth):
    fields = {"args" + ".a" * depth: "x", "args.text": "Hello", "target": world.new_job()}
    assert send(ana, "note.add", back="/work", **fields).status_code < 500


@pytest.mark.parametrize(
    "back", ["/work\r\nX: y", "/work?q=\n", "//evil", "/\t/evil", "/\\evil", ""]
)
def test_a_way_back_that_is_none_of_ours_leads_to_the_work(world, ana, back):
    answer = send(ana, "note.add", back=back, target=world.new_job(), **{"args.text": "Hello"})
    assert (answer.status_code, answer.headers["Location"]) == (303, "/work")


@pytest.mark.parametrize("path", ["/\t/evil", "/\n/evil", "//evil", "/\\evil"])
def test_signing_in_leads_nowhere_else(app, path):
    client = app.test_client()
    form = {"username": "ana", "password": PASSWORD, "next": path}
    answer = client.post("/login", data=form)
    assert "evil" not in client.get(answer.headers["Location"]).text


def test_a_supervisor_reads_the_contracts_of_their_own_sites(world, app):
    change = {"username": "charlie", "roles": ["supervisor"], "sites": ["2"]}
    world.do("adam", "staff.record", "staff:7", change)
    client = app.test_client()
    client.post("/login", data={"username": "charlie", "password": PASSWORD})
    assert client.get("/contracts/1").status_code == 404
    assert "Support" not in client.get("/contracts").text
