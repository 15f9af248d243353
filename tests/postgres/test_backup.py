"""Backing up and restoring by PostgreSQL's own tools: phones bring again what came after, charged once."""

import os

import pytest

from fieldapp.sync.audit import faults
from tests.commands.test_backup import come_back, work_through
from tests.world import WIPE


@pytest.fixture
def flask(app, cluster, monkeypatch):
    monkeypatch.setenv("PATH", f"{cluster.bin}:{os.environ['PATH']}")
    return lambda *told: app.test_cli_runner().invoke(args=[str(one) for one in told])


def test_what_came_after_the_backup_comes_again_and_no_number_twice(world, flask, tmp_path):
    copy = tmp_path / "monday.dump"
    job = world.new_job("wipe")
    ana = world.phone("ana")
    ana.sync()
    work_through(ana, job, *WIPE[:2])
    done = flask("backup", copy)
    assert done.exit_code == 0, done.output
    work_through(ana, job, *WIPE[2:])
    lost = world.body(world.new_job("wipe", "m1"))["number"]
    done = flask("restore", copy, "--replace")
    assert done.exit_code == 0, done.output
    assert (world.body(job)["state"], world.ledger()) == ("open", [])
    assert [one["outcome"] for one in come_back(world, ana)] == ["applied"] * 5
    assert len(world.ledger()) == 1
    assert int(world.body(world.new_job("wipe", "m1"))["number"][2:]) > int(lost[2:]) + 9_000
    assert faults() == []


def test_what_is_no_dump_changes_nothing(world, flask, tmp_path):
    job = world.new_job("wipe")
    bad = tmp_path / "bad.dump"
    bad.write_text("Dear diary")
    done = flask("restore", bad, "--replace")
    assert (done.exit_code, world.has(job)) == (1, True)
