"""What an import makes of the books: created, changed, left alone; twice changes nothing."""

from tests.imports.books import all_of, asset, operations, problems
from tests.imports.conftest import command

HEAD = (
    "Asset Tag,Serial,Model,Model Number,Location,Purchase Date,Asset EOL Date,Checkout Type,"
    "Checked Out To: Username,Checked Out To: First Name,Checked Out To: Last Name,Checked Out To: Email,Cost Centre\n"
)
ONE = "lt-1,abc1,Latitude,L7440,Tower,1/23/23,10/27/28,User,jo,Jo,Bell,jo@example.com,CC-1\n"


def test_a_row_makes_the_site_model_and_person_that_it_names(imported):
    code, report = imported("assets", HEAD + ONE)
    assert code == 0
    assert [(one["what"], one["kind"]) for one in report["lines"]] == [
        ("created", "site"),
        ("created", "model"),
        ("created", "person"),
        ("created", "asset"),
    ]
    made = asset("LT-1")
    assert (made["serial"], made["model"], made["site"]["name"]) == ("ABC1", "Latitude", "Tower")
    assert (made["state"], made["custody"]["type"], made["person"]["name"]) == (
        "deployed",
        "person",
        "Jo Bell",
    )
    assert (made["purchased"], made["end_of_life"]) == ("2023-01-23", "2028-10-27")
    assert all_of("person")[0]["cost_centre"] == "CC-1"


def test_importing_twice_changes_nothing(imported):
    imported("assets", HEAD + ONE)
    before = operations()
    _, report = imported("assets", HEAD + ONE)
    assert report["summary"] == {
        "created": 0,
        "changed": 0,
        "unchanged": 1,
        "skipped": 0,
        "error": 0,
    }
    assert operations() == before


def test_a_dry_run_tells_the_same_and_does_nothing(imported):
    _, told = imported("assets", HEAD + ONE, "--dry-run")
    assert operations() == 0
    _, done = imported("assets", HEAD + ONE)
    assert [(one["what"], one["name"]) for one in told["lines"]] == [
        (one["what"], one["name"]) for one in done["lines"]
    ]


def test_a_changed_cell_changes_that_and_says_so(imported):
    imported("assets", HEAD + ONE)
    _, report = imported("assets", HEAD + ONE.replace("1/23/23", "2/23/23"))
    assert [(one["what"], one["why"]) for one in report["lines"]] == [
        ("changed", "purchased: 2023-01-23 → 2023-02-23")
    ]
    assert asset("LT-1")["purchased"] == "2023-02-23"


def test_a_serial_may_be_missing_but_not_be_anothers(imported):
    rows = (
        ONE
        + "lt-2,,Latitude,L7440,Tower,1/23/23,,,,,,,\n"
        + "lt-3,ABC1,Latitude,L7440,Tower,1/23/23,,,,,,,\n"
    )
    code, report = imported("assets", HEAD + rows)
    assert code == 1
    assert asset("LT-2")["serial"] is None
    assert problems(report)[0][:2] == (4, "Serial")
    code, report = imported("assets", HEAD + "lt-4,abc1,,,Tower,,,,,,,,\n")
    assert "is the serial of LT-1" in problems(report)[0][2]


def test_a_machine_checked_out_to_a_place_has_no_person(imported):
    imported("assets", HEAD + "lt-1,,,,Tower,1/23/23,,Location,,,,,\n")
    assert asset("LT-1")["person"] is None


def test_a_promoted_vip_shows_on_what_repeats_them(imported, contract, app):
    imported("assets", HEAD + ONE)
    command(app, "plan-refresh", "--before", "2030-01-01")
    imported("people", "Username,First Name,Last Name,VIP,Location\njo,Jo,Bell-Ray,1,Tower\n")
    assert asset("LT-1")["person"]["name"] == "Jo Bell-Ray"
    job = all_of("job")[0]
    assert (job["vip"], job["person"]["name"], job["person"]["vip"]) == (True, "Jo Bell-Ray", True)


def test_a_place_named_twice_is_skipped_and_no_error(imported):
    code, report = imported(
        "sites", "name,city\nTower,Bonn\nTower,Bonn\n", "--zone", "Europe/Berlin"
    )
    assert code == 0
    assert report["summary"]["skipped"] == 1
    assert [(one["name"], one["zone"]) for one in all_of("site")] == [("Tower", "Europe/Berlin")]


def test_a_zone_that_is_none_is_refused_before_anything_happens(imported):
    code, output = imported("sites", "name\nTower\n", "--zone", "Mars/Olympus")
    assert (code, operations()) == (1, 0)
    assert "America/New_York" in output


def test_a_models_life_is_read_in_months(imported):
    imported("models", "Name,Model Number,EOL\nLatitude,L1,48\n")
    assert all_of("model")[0]["months"] == 48
