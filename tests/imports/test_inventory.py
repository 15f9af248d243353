"""An agent's inventory: whose it is, what is installed, and what is no inventory."""

import json

import pytest

from tests.imports.books import all_of, asset, operations, problems

REPORT = {
    "content": {
        "bios": {"ssn": "abc1", "smodel": "XPS 13"},
        "hardware": {"name": "jo-laptop"},
        "softwares": [
            {"name": "vim", "version": "9.1"},
            {"name": "git", "version": "2.50", "publisher": "The Git authors"},
        ],
    }
}
BOOKS = "Asset Tag,Serial,Location\nLT-1,ABC1,Tower\nLT-2,,Tower\n"


def inventory(**more) -> str:
    return json.dumps({"content": REPORT["content"] | more})


def test_the_machine_is_found_by_its_serial(imported):
    imported("assets", BOOKS)
    code, _ = imported("inventory", inventory())
    assert code == 0
    assert asset("LT-1")["software_count"] == 2
    (software,) = all_of("software")
    assert [one["name"] for one in software["packages"]] == ["git", "vim"]


def test_the_same_inventory_again_changes_nothing(imported):
    imported("assets", BOOKS)
    imported("inventory", inventory())
    before = operations()
    imported("inventory", inventory())
    assert operations() == before


def test_a_missing_serial_is_learnt_when_the_tag_is_told(imported):
    imported("assets", "Asset Tag,Serial,Location\nLT-2,,Tower\n")
    imported("inventory", inventory(), "--tag", "lt-2")
    assert asset("LT-2")["serial"] == "ABC1"


def test_another_machines_report_is_not_taken(imported):
    imported("assets", "Asset Tag,Serial,Location\nLT-1,OTHER,Tower\n")
    code, report = imported("inventory", inventory(), "--tag", "LT-1")
    assert code == 1
    assert "is it another machine?" in problems(report)[0][2]


def test_an_unknown_machine_is_made_only_where_it_is_said_where(imported):
    code, report = imported("inventory", inventory())
    assert (code, operations()) == (1, 0)
    assert "--tag TAG and --site NAME" in problems(report)[0][2]
    code, _ = imported("inventory", inventory(), "--tag", "LT-9", "--site", "Tower")
    assert code == 0
    assert (asset("LT-9")["serial"], asset("LT-9")["software_count"]) == ("ABC1", 2)


@pytest.mark.parametrize(
    ("content", "words"),
    [("{", "not JSON"), ("[1]", "no agent's"), ('{"content": 3}', "no agent's")],
)
def test_what_is_no_inventory_is_refused_with_a_sentence(imported, content, words):
    code, report = imported("inventory", content)
    assert code == 1
    assert words in problems(report)[0][2]


def test_three_thousand_packages_fit(imported):
    imported("assets", BOOKS)
    many = [{"name": f"package {at}", "version": "1"} for at in range(3000)]
    code, _ = imported("inventory", inventory(softwares=many))
    assert (code, asset("LT-1")["software_count"]) == (0, 3000)


def test_the_serial_says_more_than_the_tag_in_the_firmware(imported):
    imported("assets", BOOKS)
    imported("inventory", inventory(bios={"ssn": "abc1", "assettag": "LT-2"}))
    assert (asset("LT-1")["software_count"], asset("LT-2")["software_count"]) == (2, 0)


@pytest.mark.parametrize(
    "said",
    [{"bios": {"ssn": "new1", "assettag": "lt-2"}}, {"bios": {}, "hardware": {"name": "lt-2"}}],
)
def test_without_a_known_serial_the_tag_or_the_name_says_which(imported, said):
    imported("assets", BOOKS)
    code, _ = imported("inventory", inventory(**said))
    assert (code, asset("LT-2")["software_count"]) == (0, 2)


def test_a_tag_that_has_another_serial_is_not_guessed(imported):
    imported("assets", BOOKS)
    code, _ = imported("inventory", inventory(bios={"ssn": "new1", "assettag": "LT-1"}))
    assert (code, asset("LT-1")["software_count"]) == (1, 0)


def test_an_inventory_without_software_empties_no_list(imported):
    imported("assets", BOOKS)
    imported("inventory", inventory())
    code, report = imported("inventory", inventory(softwares=None))
    assert (code, asset("LT-1")["software_count"]) == (1, 2)
    assert "lists no software" in problems(report)[0][2]


def test_an_older_report_changes_nothing(imported):
    imported("assets", BOOKS)
    zone = {"timezone": {"offset": "+0200"}}
    imported(
        "inventory", inventory(accesslog={"logdate": "2026-06-09 09:58:08"}, operatingsystem=zone)
    )
    assert all_of("software")[0]["taken_at"] == "2026-06-09T07:58:08.000Z"
    old = inventory(accesslog={"logdate": "2026-06-08 09:58:08"}, softwares=[])
    code, report = imported("inventory", old)
    assert (code, report["lines"][0]["what"], asset("LT-1")["software_count"]) == (0, "skipped", 2)


def test_a_dry_run_makes_no_machine(imported):
    code, report = imported(
        "inventory", inventory(), "--tag", "LT-9", "--site", "Tower", "--dry-run"
    )
    assert (code, operations()) == (0, 0)
    assert [one["kind"] for one in report["lines"]] == ["site", "model", "asset", "software"]


@pytest.mark.parametrize("large", [str.upper, str.title])
def test_keys_in_large_letters_are_an_older_agents(imported, large):
    imported("assets", BOOKS)
    text = json.dumps(
        {
            large("content"): {
                large("bios"): {large("ssn"): "abc1"},
                large("softwares"): [{large("name"): "vim"}],
            }
        }
    )
    code, _ = imported("inventory", text)
    assert (code, asset("LT-1")["software_count"]) == (0, 1)
