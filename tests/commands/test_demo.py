"""The demo: a site in the middle of its contract, whose technicians have open work at every step, and all that must hold does."""

import json
from datetime import UTC, datetime

import pytest
import sqlalchemy as sa
from flask_migrate import upgrade

from fieldapp import create_app
from fieldapp.demo import plan
from fieldapp.demo.quarter import play
from fieldapp.models import ledger, operation, reading
from fieldapp.sync.audit import faults
from tests.conftest import hasten
from tests.imports.books import all_of
from tests.world import SECRET

# In the middle of a morning; on a Sunday night; as summer time ends, as a year and a month begin; on a holiday's noon.
MOMENTS = [
    datetime(2026, 11, 24, 15, 40, tzinfo=UTC),
    datetime(2027, 2, 28, 8, 5, tzinfo=UTC),
    datetime(2026, 11, 1, 6, 30, tzinfo=UTC),
    datetime(2027, 1, 1, 3, 0, tzinfo=UTC),
    datetime(2027, 7, 5, 13, 31, tzinfo=UTC),
]


def new_app(path):
    return create_app(SQLALCHEMY_DATABASE_URI=f"sqlite:///{path}/demo.db", SECRET_KEY=SECRET)


@pytest.fixture(scope="module")
def demo(tmp_path_factory):
    app = new_app(tmp_path_factory.mktemp("demo"))
    with app.app_context():
        hasten(app)
        done = app.test_cli_runner().invoke(
            args=["demo", "--seed", "7", "--password", "my own one", "--json"]
        )
        yield app, json.loads(done.stdout)


@pytest.fixture
def empty(tmp_path):
    app = new_app(tmp_path)
    with app.app_context():
        hasten(app)
        upgrade()
        yield app


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
    assert any(job["vip"] for job in jobs) and any(job["state"] == "held" for job in jobs)


def test_what_goes_on_is_of_all_kinds(demo):
    going = [job for job in all_of("job") if job["state"] in ("open", "held")]
    assert {job["kind"] for job in going} == {
        "refresh", "cascade", "wipe", "incident", "request", "peripheral", "software", "acquisition",
    }  # fmt: skip
    states = {asset["state"] for asset in all_of("asset")}
    assert states >= {
        "in_stock", "received", "prepared", "in_build", "deployed", "collected", "wiped", "returned", "recycled",
    }  # fmt: skip
    assert [case["state"] for case in all_of("case")].count("open") == 1
    now = datetime.now(UTC).isoformat()
    assert any(job["scheduled_at"] and job["scheduled_at"] > now for job in going)


def test_some_months_were_worked_and_all_but_the_last_are_billed(demo):
    (contract,) = all_of("contract")
    assert len({job["created_at"][:7] for job in all_of("job")}) >= 3
    assert len(all_of("invoice")) in (2, 3), "the month just over is issued on its third day"
    with reading() as connection:
        weeks = {at[:10] for at in connection.scalars(sa.select(ledger.c.at))}
    assert len(weeks) > 30
    assert contract["starts"] <= min(weeks)


def test_what_is_going_on_takes_hours_and_days(demo):
    """Time per step, the load of the week and the clocks say something only then."""
    with reading() as connection:
        moments = [*connection.scalars(sa.select(operation.c.occurred_at))]
    now = datetime.now(UTC).isoformat()
    assert max(moments) < now
    assert len({at[:13] for at in moments[-150:]}) > 10
    steps = [step for job in all_of("job") for step in job["steps"] if step["at"]]
    assert len({step["at"] for step in steps}) > len(steps) * 0.8


def test_all_that_must_hold_holds(demo):
    assert faults() == []


@pytest.mark.parametrize("now", MOMENTS, ids=lambda at: f"{at:%a %d %b %H:%M}")
def test_it_can_begin_at_any_moment(empty, now):
    made = plan(1, now, history=False)
    assert max(deed.heard for deed in made.deeds) <= now
    play(made)
    assert faults() == []
    assert [job["state"] for job in all_of("job")].count("closed") == 1


def test_without_its_history_there_is_only_the_present(empty):
    with_all, bare = (plan(1, MOMENTS[0], history=one) for one in (True, False))
    assert len(with_all.deeds) > 4 * len(bare.deeds)
    assert {deed.kind for deed in with_all.deeds} > {deed.kind for deed in bare.deeds}


def test_what_was_stopped_halfway_is_told_from_a_demo(empty):
    """Nobody has a password yet: nobody could sign in."""
    books = plan(1, MOMENTS[0], history=False)
    books.deeds = sorted(books.deeds, key=lambda deed: deed.heard)[:60]
    play(books)
    told = empty.test_cli_runner().invoke(args=["demo", "--if-empty"])
    assert told.exit_code == 1
    assert "stopped halfway. Remove sqlite:///" in told.output
