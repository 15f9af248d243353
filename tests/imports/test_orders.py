"""Orders from a file: rows with one number are one order; again it changes nothing; what came is left alone."""

import pytest

from fieldapp.operations.receiving.boxes import target_of
from fieldapp.portable.natives import derive
from fieldapp.sync.audit import faults
from fieldapp.sync.incoming import Actor
from fieldapp.sync.submit import operation, submit
from tests.imports.books import all_of, operations

HEAD = "PO Number,Model,Qty,Site,Due Date,Supplier,Job\n"
ROWS = "PO-1,Latitude 7450,3,Tower,2026-12-01,Northgate,\nPO-1,Dock,3.0,Tower,,,\nPO-2,Monitor,,Tower,,,\n"


@pytest.fixture
def tower(imported):
    imported("sites", "Name\nTower\nAnnex\n")
    return next(one["id"].partition(":")[2] for one in all_of("site") if one["name"] == "Tower")


def orders():
    return {one["number"]: one for one in all_of("order")}


def told(report):
    return [(one["line"], one["what"], one["name"]) for one in report["lines"]]


def test_rows_with_one_number_are_one_order(imported, tower):
    code, report = imported("orders", HEAD + ROWS)
    assert (code, told(report)) == (0, [(2, "created", "PO-1"), (4, "created", "PO-2")])
    one = orders()["PO-1"]
    assert [(line["model"], line["quantity"]) for line in one["lines"]] == [
        ("Latitude 7450", 3),
        ("Dock", 3),
    ]
    assert (one["due"], one["supplier"], one["state"]) == ("2026-12-01", "Northgate", "placed")
    assert orders()["PO-2"]["lines"][0]["quantity"] == 1


def test_again_it_changes_nothing_and_a_dry_run_nothing_at_all(imported, tower):
    before = operations()
    imported("orders", HEAD + ROWS, "--dry-run")
    assert operations() == before
    imported("orders", HEAD + ROWS)
    before = operations()
    _, report = imported("orders", HEAD + ROWS)
    assert operations() == before
    assert report["summary"]["unchanged"] == 2


def test_an_order_with_a_bad_row_is_left_out_as_a_whole(imported, tower):
    rows = "PO-1,Dock,many,Tower,,,\nPO-1,Latitude,1,Tower,,,\nPO-2,Monitor,1,Tower,,,\n"
    code, report = imported("orders", HEAD + rows)
    assert code == 1
    assert told(report) == [(2, "error", "PO-1"), (2, "skipped", "PO-1"), (4, "created", "PO-2")]
    assert "“many” is no number of pieces" in report["lines"][0]["why"]
    assert list(orders()) == ["PO-2"]


@pytest.mark.parametrize(
    ("row", "why"),
    [
        (",Dock,1,Tower,,,", "an order needs a number"),
        ("PO-1,,1,Tower,,,", "say what is ordered"),
        ("PO-1,Dock,0,Tower,,,", "no number of pieces"),
        ("PO-1,Dock,99999999999,Tower,,,", "no number of pieces"),
        ("PO-1,Dock,1,Nowhere,,,", "there is no site “Nowhere”"),
        ("PO-1,Dock,1,,,,", "name a site in the file, or say --site"),
        ("PO-1,Dock,1,Tower,soon,,", "is not a date"),
        ("PO-1,Dock,1,Tower,,,R-9", "there is no open job R-9"),
        ("PO-1,Dock,1,Tower,,A,\nPO-1,Pen,1,Tower,,B,", "“B” here, and “A” in a row before it"),
    ],
)
def test_each_fault_is_said_in_words(imported, tower, row, why):
    code, report = imported("orders", HEAD + row + "\n")
    assert code == 1
    assert any(why in one["why"] for one in report["lines"]), report["lines"]
    assert not orders()


def test_a_file_without_numbers_or_models_is_no_file_of_orders(imported, tower):
    code, report = imported("orders", "Number of things,Qty\n1,2\n")
    assert code == 1
    assert "needs a column" in report["lines"][0]["why"]


def test_the_file_takes_the_sites_place_from_the_command(imported, tower):
    imported("orders", HEAD + "PO-1,Dock,1,,,,\n", "--site", "Tower")
    assert orders()["PO-1"]["site"]["id"] == tower


def test_what_came_is_never_taken_away_by_a_file(app, imported, tower):
    imported("orders", HEAD + ROWS)
    rosa = Actor(id="r", name="Rosa", roles=["receiving"], sites=[tower])
    key = orders()["PO-1"]["id"].partition(":")[2]
    for serial in ("SN1", "SN2"):
        args = {
            "site": tower,
            "day": "2026-11-26",
            "serial": serial,
            "order": key,
            "model": "Latitude 7450",
        }
        made = operation("box.receive", target_of("box.receive", args, ""), args)
        assert submit([made], rosa)[0].outcome == "applied"
    _, report = imported("orders", HEAD + "PO-1,Latitude 7450,1,Tower,2026-12-09,,\n")
    assert report["lines"][0]["why"] == "Latitude 7450: 3 → 2; due: 2026-12-01 → 2026-12-09"
    one = orders()["PO-1"]
    assert [(line["quantity"], line["received"]) for line in one["lines"]] == [(2, 2), (3, 0)]
    assert one["state"] == "partly"


def test_an_order_for_a_job_does_its_step_and_takes_its_person(app, imported, contract, tower):
    imported("people", "Username,Name,Location,VIP\njo,Jo Bell,Tower,yes\n")
    imported("assets", "Asset Tag,Location,Checked Out To: Username\nA1,Tower,jo\n")
    machine, person = all_of("asset")[0], all_of("person")[0]
    sam = Actor(id="s", name="Sam", roles=["supervisor"], sites=[tower])
    made = operation("job.create", "", {})
    args = {"kind": "refresh", "assets": {"outgoing": key_of(machine)}, "person": key_of(person)}
    job = f"job:{derive(made.id, 'job')}"
    done = {"step": "invite", "evidence": {"answer": "accepted"}}
    both = [operation("job.create", job, args, made.id), operation("step.complete", job, done)]
    assert [one.outcome for one in submit(both, sam)] == ["applied", "applied"]
    number = all_of("job")[0]["number"]
    code, report = imported("orders", HEAD + f"PO-1,Latitude 7450,1,,,,{number.lower()}\n")
    assert code == 0, report
    one, job = orders()["PO-1"], all_of("job")[0]
    assert (one["job_number"], one["person"]["name"], one["vip"]) == (number, "Jo Bell", True)
    assert (job["current_step"], job["order"]) == ("receive", key_of(one))
    code, report = imported("orders", HEAD + f"PO-9,Latitude 7450,1,,,,{number}\n")
    assert code == 1 and "has an order already" in report["lines"][0]["why"]
    assert faults() == []


def key_of(document: dict) -> str:
    return document["id"].partition(":")[2]
