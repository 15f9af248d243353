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
