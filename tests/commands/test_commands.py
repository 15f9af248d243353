"""What operators type: JSON that is nothing but JSON, and sentences where something is wrong."""

import json

import pytest

from fieldapp.config import WrongSetting, settings
from fieldapp.sync.audit import faults
from tests.world import WIPE


@pytest.fixture
def flask(app):
    def run(*arguments):
        return app.test_cli_runner().invoke(args=list(arguments))

    yield run
    assert faults() == []


@pytest.mark.parametrize(
    "command",
    [
        ["ledger"],
        ["devices"],
        ["cases"],
        ["cases", "--all"],
        ["audit"],
        ["staff", "list"],
        ["plan-refresh", "--before", "2027-01-01"],
    ],
)
def test_with_json_standard_output_is_one_json_value(flask, command):
    done = flask(*command, "--json")
    assert done.exit_code == 0
    assert isinstance(json.loads(done.stdout), list)
    assert flask(*command).exit_code == 0


def test_the_ledger_tells_what_was_earned(world, flask):
    job = world.new_job("wipe", person=None)
    world.complete(job, *WIPE)
    (entry,) = json.loads(flask("ledger", "--json").stdout)
    assert {name: entry[name] for name in ("rule", "fact", "kind", "units", "money", "reverses")} == {
        "rule": "transactions:wipe", "fact": f"{job}/close/1", "kind": "transactions", "units": 0.5, "money": None, "reverses": None,
    }  # fmt: skip
    assert f"job:{entry['job']}" == job and entry["id"] and entry["at"]


def test_devices_and_cases_tell_who_and_what(world, flask):
    ana = world.phone("ana")
    ana.do("step.skip", world.new_job(), {"step": "setup", "reason": "No time"})
    (device,) = json.loads(flask("devices", "--json").stdout)
    assert (device["id"], device["username"], device["next_seq"]) == (ana.device, "ana", 2)
    (case,) = json.loads(flask("cases", "--json").stdout)
    assert (case["code"], case["payload"]["args"]["reason"], case["author"]["name"]) == (
        "not_allowed",
        "No time",
        "Ana",
    )


def test_staff_are_added_granted_and_disabled(world, flask):
    assert (
        flask(
            "staff",
            "add",
            "dora",
            "--role",
            "technician",
            "--site",
            "tower",
            "--password",
            "long enough",
        ).exit_code
        == 0
    )
    assert flask("staff", "grant", "dora", "--role", "supervisor", "--site", "Annex").exit_code == 0
    (dora,) = [
        one
        for one in json.loads(flask("staff", "list", "--json").stdout)
        if one["username"] == "dora"
    ]
    assert (dora["roles"], dora["sites"]) == ("technician,supervisor", "1,2")
    assert flask("staff", "grant", "dora", "--role", "manager", "--only").exit_code == 0
    assert flask("staff", "passwd", "dora", "--password", "another one").exit_code == 0
    assert flask("staff", "disable", "dora").exit_code == 0
    (dora,) = [
        one
        for one in json.loads(flask("staff", "list", "--json").stdout)
        if one["username"] == "dora"
    ]
    assert (dora["roles"], dora["active"]) == ("manager", False)


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["staff", "disable", "adam"], "last administrator"),
        (["staff", "grant", "adam", "--role", "manager", "--only"], "last administrator"),
        (["staff", "disable", "nobody"], "Nobody has the user name"),
        (["staff", "grant", "ana", "--site", "nowhere"], "There is no site"),
        (["staff", "grant", "ana"], "Say what to grant"),
        (["staff", "add", "ana", "--password", "long enough"], "is taken"),
        (["staff", "passwd", "ana", "--password", "short"], "at least 8"),
    ],
)
def test_what_can_not_be_done_gets_a_sentence_and_changes_nothing(flask, arguments, words):
    done = flask(*arguments)
    assert done.exit_code == 1
    assert words in done.output


def test_the_demo_is_for_an_empty_database(flask):
    done = flask("demo")
    assert done.exit_code == 1
    assert "another DATABASE_URL" in done.output
    assert flask("demo", "--if-empty").exit_code == 0


@pytest.mark.parametrize(
    ("name", "value", "words"),
    [
        ("DATABASE_URL", "mysql://x/y", "SQLite nor PostgreSQL"),
        ("DATABASE_URL", "no address", "SQLite nor PostgreSQL"),
        ("DATABASE_URL", "sqlite://", "names no file"),
        ("PUBLIC_URL", "field.example.com", "https://field.example.com"),
        ("SECRET_KEY", "short", "at least 16"),
        ("PORT", "http", "1 to 65535"),
    ],
)
def test_a_wrong_setting_stops_the_start_with_a_sentence(tmp_path, monkeypatch, name, value, words):
    monkeypatch.setenv(name, value)
    monkeypatch.delenv("PUBLIC_URL", raising=False) if name == "PORT" else None
    with pytest.raises(WrongSetting) as stopped:
        settings(tmp_path)
    assert words in str(stopped.value)


def test_a_postgres_address_is_taken_as_hosts_write_it(tmp_path, monkeypatch):
    monkeypatch.setenv("DATABASE_URL", "postgres://user:secret@host/name")
    assert (
        settings(tmp_path)["SQLALCHEMY_DATABASE_URI"]
        == "postgresql+psycopg://user:secret@host/name"
    )


def test_the_secret_is_made_once_and_kept_to_ourselves(tmp_path, monkeypatch):
    monkeypatch.delenv("SECRET_KEY", raising=False)
    assert settings(tmp_path)["SECRET_KEY"] == settings(tmp_path)["SECRET_KEY"]
    assert (tmp_path / "secret_key").stat().st_mode & 0o077 == 0
