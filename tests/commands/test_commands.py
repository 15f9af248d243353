"""What operators type: JSON that is nothing but JSON, and sentences where something is wrong."""

import json

import pytest

from fieldapp.config import WrongSetting, settings
from fieldapp.documents import key_of
from fieldapp.staff import next_key, sites_by_key
from fieldapp.sync.audit import faults
from tests.imports.eraser_logs import NWIPE
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
        ("MIN_APP", "new", "a version like 1.4.0"),
        ("MIN_APP", "1.4.", "a version like 1.4.0"),
        ("MIN_APP", "99.0", "this server's own app is"),
        ("LOCK_DAYS", "0", "1 or more"),
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


CONTRACT = """
name = "Support 2026"
client = "Acme"
starts = 2026-01-01
ends = 2028-12-31
zone = "Europe/Berlin"
bought = 100
price = 95.5
sites = ["elsewhere"]
[types]
wipe = 0.5
[rates.any]
hourly = 88.25
round_minutes = 30
"""


@pytest.fixture
def terms(app, tmp_path):
    next_key("contract")  # the first is the tests' own

    def write(text):
        file = tmp_path / "contract.toml"
        file.write_text(text)
        return str(file)

    return write


def test_a_contract_is_made_from_a_file_and_given_to_its_sites(world, flask, terms):
    site = next(one for one in sites_by_key().values() if one.contract is None)
    file = terms(CONTRACT.replace("elsewhere", site.name))
    assert json.loads(flask("contract", file, "--dry-run", "--json").stdout)["dry_run"]
    assert sites_by_key()[key_of(site.id)].contract is None
    told = json.loads(flask("contract", file, "--json").stdout)
    assert told["sites"] == [site.name]
    assert sites_by_key()[key_of(site.id)].contract == told["id"]
    body = world.body(f"contract:{told['id']}")
    assert (body["bought"], body["price"], body["types"]) == (
        "100",
        "95.5",
        {"wipe": {"quantity": "0.5", "per": "job", "bands": [], "kinds": []}},
    )
    assert body["rates"][""]["hourly"] == "88.25"
    changed = json.loads(flask("contract", file, "--json").stdout)
    assert changed["id"] == told["id"]


@pytest.mark.parametrize(
    ("was", "now", "says"),
    [
        ('name = "Support 2026"', "", "name"),
        ("bought = 100", "bougth = 100", "bougth"),
        ("ends = 2028-12-31", "ends = 2025-12-31", "must not end before it starts"),
        ("wipe = 0.5", "wipe = -1", "is no amount"),
        ('"Europe/Berlin"', '"Berlin"', "no time zone"),
        ("round_minutes = 30", "round_minute = 30", "no term called “rates.any.round_minute”"),
        ("[types]", "[types", "can't be read"),
        ('"elsewhere"', '"Nowhere"', "There is no site “Nowhere”"),
    ],
)
def test_a_contract_that_is_wrong_changes_nothing(world, flask, terms, was, now, says):
    named = (
        CONTRACT
        if "elsewhere" in was
        else CONTRACT.replace("elsewhere", next(iter(sites_by_key().values())).name)
    )
    assert was in named
    before = world.log()
    done = flask("contract", terms(named.replace(was, now)))
    assert done.exit_code == 1 and says in done.output
    assert world.log() == before


def test_a_file_that_changes_terms_tells_the_difference_and_asks_from_when_and_why(
    world, flask, terms
):
    named = CONTRACT.replace("elsewhere", next(iter(sites_by_key().values())).name)
    told = json.loads(flask("contract", terms(named), "--json").stdout)
    dearer = terms(named.replace("hourly = 88.25", "hourly = 99"))
    before = world.log()
    asked = flask("contract", dearer)
    assert asked.exit_code == 1 and "Say --from DAY and --reason TEXT" in asked.output
    assert (
        "any skill: 88.25 USD an hour, up to the next 30 minutes, 15 at least → 99.00"
        in asked.output
    )
    assert flask("contract", dearer, "--dry-run").exit_code == 0
    early = flask("contract", dearer, "--from", "2025-12-31", "--reason", "Agreed")
    assert early.exit_code == 1 and "runs from 1 Jan 2026" in early.output
    assert world.log() == before
    made = flask("contract", dearer, "--from", "2026-07-01", "--reason", "Agreed", "--json")
    (change,) = json.loads(made.stdout)["changes"]
    assert (change["section"], change["term"]) == ("Time and materials", "any skill")
    (kept,) = world.body(f"contract:{told['id']}")["amendments"]
    assert (kept["from"], kept["reason"], list(kept["changes"])) == (
        "2026-07-01",
        "Agreed",
        ["rates"],
    )
    assert world.body(f"contract:{told['id']}")["rates"][""]["hourly"] == "88.25"


def test_the_example_of_a_contract_can_be_read(flask, terms):
    site = next(iter(sites_by_key().values())).name
    text = flask("contract", "--example").stdout.replace("Riverside Tower", site)
    assert flask("contract", terms(text)).exit_code == 0


def test_a_site_says_its_zone_and_who_acts_for_whom(world, flask):
    key, site = next(iter(sites_by_key().items()))
    (told,) = json.loads(
        flask(
            "site",
            "set",
            site.name,
            "--zone",
            "Asia/Tokyo",
            "--acting",
            "receiving=technician",
            "--json",
        ).stdout
    )
    assert told["zone"] == "Asia/Tokyo" and "receiving=technician" in told["acting"]
    assert flask("site", "set", key, "--acting", "receiving=").exit_code == 0
    assert "receiving=" not in json.loads(flask("site", "list", "--json").stdout)[0]["acting"]
    for wrong in (["--zone", "Tokyo"], ["--acting", "boss=technician"], ["--acting", "receiving"]):
        assert flask("site", "set", key, *wrong).exit_code == 1
    assert flask("site", "set", "Nowhere").exit_code == 1


def test_staff_of_the_floor_without_a_site_are_pointed_out(flask):
    done = flask("staff", "add", "zoe", "--role", "technician", "--password", "a good one")
    assert done.exit_code == 0 and "zoe sees no work yet" in done.output
    assert "sees no work" not in flask("staff", "grant", "zoe", "--all-sites").output


def test_erasers_logs_are_kept_with_the_job_of_that_number(world, flask, tmp_path):
    job = world.new_job("wipe", person=None)
    (tmp_path / "wipe.log").write_text(NWIPE)
    (tmp_path / "notes.txt").write_text("hello")
    done = flask("eraser-log", "w-1001", str(tmp_path / "wipe.log"), "--json")
    assert (done.exit_code, json.loads(done.stdout)[0]["outcome"]) == (0, "applied")
    assert len(world.body(job)["eraser_logs"][0]["drives"]) == 3
    done = flask("eraser-log", "W-1001", str(tmp_path / "notes.txt"), "--json")
    assert (done.exit_code, json.loads(done.stdout)[0]["outcome"]) == (1, "unreadable")
    assert flask("eraser-log", "W-9", str(tmp_path / "wipe.log")).exit_code != 0


def test_official_holidays_come_by_country_and_state_and_what_is_not_known_is_said(world, flask):
    name, year = "Tower", world.log()[0]["received_at"][:4]
    asked = ["site", "holidays", name, "--country", "US", "--state", "NY", "--years", year]
    assert "Thanksgiving" in flask(*asked, "--dry-run").output
    assert world.body("site:1")["calendar"] is None
    assert flask(*asked).exit_code == 0
    calendar = world.body("site:1")["calendar"]
    assert f"{year}-07-04" in calendar["holidays"] and calendar["hours"]["sun"] == [["00:00", "24:00"]]
    wrong = flask(*asked[:4], "Atlantis", *asked[5:])
    assert wrong.exit_code == 1 and "are not known" in wrong.output
    nonsense = flask(*asked[:-1], "soon")
    assert nonsense.exit_code == 1 and "for which years" in nonsense.output
