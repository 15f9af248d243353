"""The demo: each technician has open refreshes at different steps, and all that must hold does."""

import json

import pytest
from flask_migrate import upgrade

from fieldapp import create_app
from fieldapp.sync.audit import faults
from tests.imports.books import all_of


@pytest.fixture(scope="module")
def demo(tmp_path_factory):
    path = tmp_path_factory.mktemp("demo") / "demo.db"
    app = create_app(SQLALCHEMY_DATABASE_URI=f"sqlite:///{path}", SECRET_KEY=b"a key for the tests")
    with app.app_context():
        upgrade()
        done = app.test_cli_runner().invoke(
            args=["demo", "--seed", "7", "--password", "my own one", "--json"]
        )
        yield app, json.loads(done.stdout)


def test_it_names_its_users_and_their_password(demo):
    app, users = demo
    assert [one["username"] for one in users] == [
        "tech1",
        "tech2",
        "receiving1",
        "supervisor1",
        "manager1",
        "admin1",
    ]
    for one in users:
        answer = app.test_client().post(
            "/login", data={"username": one["username"], "password": "my own one"}
        )
        assert answer.status_code == 302


def test_each_technician_has_open_refreshes_at_different_steps(demo):
    jobs = [job for job in all_of("job") if job["kind"] == "refresh" and job["state"] != "closed"]
    for name in ("Ana Ruiz", "Ben Okafor"):
        mine = {job["current_step"] for job in jobs if job["assignee"]["name"] == name}
        assert len(mine) >= 8, mine
    assert {job["kind"] for job in all_of("job")} == {
        "refresh", "cascade", "wipe", "incident", "request",
    }  # fmt: skip
    assert any(job["vip"] for job in jobs) and any(job["state"] == "held" for job in jobs)


def test_all_that_must_hold_holds(demo):
    assert faults() == []
