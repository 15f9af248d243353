"""Importing again: after work, after a change, after the power went; and a lot at once."""

import pytest
import sqlalchemy as sa

from fieldapp.imports import books as importing
from fieldapp.models import db
from fieldapp.sync.incoming import Actor
from fieldapp.sync.submit import operation, submit
from tests.imports.books import all_of, asset, operations
from tests.imports.conftest import command

HEAD = "Asset Tag,Serial,Model,Location,Purchase Date,Username,Full Name\n"


def many(count: int) -> str:
    rows = (
        f"T{at},S{at},Model {at % 7},Site {at % 5},2023-01-{at % 28 + 1:02d},u{at % 50},User {at % 50}"
        for at in range(count)
    )
    return HEAD + "\n".join(rows) + "\n"


def test_what_work_has_moved_stays_where_the_work_left_it(app, imported, contract):
    rows = HEAD + "T1,S1,Latitude,Tower,2023-01-23,jo,Jo Bell\n"
    imported("assets", rows)
    command(app, "plan-refresh", "--before", "2030-01-01")
    (job,) = all_of("job")
    _, report = imported(
        "assets", rows.replace("Tower", "Annex").replace("jo,Jo Bell", "al,Al Lee")
    )
    assert (asset("T1")["site"]["name"], asset("T1")["person"]["name"]) == ("Tower", "Jo Bell")
    (told,) = [one for one in report["lines"] if one["kind"] == "asset"]
    assert told["what"] == "unchanged"
    assert "Al Lee" in told["why"] and "Annex" in told["why"]
    sam = Actor(id="s", name="Sam", roles=["supervisor"], sites=[job["site"]["id"]])
    submit([operation("job.cancel", job["id"], {"reason": "declined"})], sam)
    imported("assets", rows.replace("Tower", "Annex"))
    assert asset("T1")["site"]["name"] == "Annex"


def test_a_changed_serial_frees_the_old_one(imported):
    imported("assets", HEAD + "T1,S1,,Tower,,,\n")
    code, _ = imported("assets", HEAD + "T1,S2,,Tower,,,\nT2,S1,,Tower,,,\n")
    assert (code, asset("T1")["serial"], asset("T2")["serial"]) == (0, "S2", "S1")


def test_an_import_that_was_killed_ends_the_same_when_it_is_run_again(imported, monkeypatch):
    whole = importing.submit

    def dies(batch):
        if operations() > 500:
            raise KeyboardInterrupt
        return whole(batch)

    monkeypatch.setattr(importing, "submit", dies)
    code, _ = imported("assets", many(1500))
    assert code == 1
    assert 0 < len(all_of("asset")) < 1500
    monkeypatch.undo()
    _, report = imported("assets", many(1500))
    assert report["summary"]["error"] == report["summary"]["changed"] == 0
    assert (len(all_of("asset")), len(all_of("person")), len(all_of("site"))) == (1500, 50, 5)
    before = operations()
    imported("assets", many(1500))
    assert operations() == before


def test_a_long_dry_run_tells_what_the_long_run_does(imported):
    _, told = imported("assets", many(1000), "--dry-run")
    _, done = imported("assets", many(1000))
    assert told["summary"] == done["summary"]
    assert told["kinds"] == done["kinds"]


def statements(app, work) -> int:
    seen = []
    engines = [db.engine, app.extensions["fieldapp_writer"]]
    for engine in engines:
        sa.event.listen(engine, "before_cursor_execute", lambda *_: seen.append(1))
    work()
    return len(seen)


def test_a_chunk_takes_a_few_statements_and_not_some_for_each_row(app, imported):
    imported("assets", many(5))
    assert statements(app, lambda: imported("assets", many(400))) < 150


@pytest.mark.parametrize(
    "option",
    [("--contract", "9"), ("--zone", "America"), ("--zone", ""), ("--zone", "../etc/passwd")],
)
def test_wrong_options_are_told_before_anything_happens(imported, option):
    code, output = imported("sites", "name\nTower\n", *option)
    assert (code, operations()) == (1, 0)
    assert "There is no" in output


def test_new_sites_get_the_only_contract_and_old_ones_that_lack_it(imported, app):
    imported("sites", "name\nTower\n")
    assert all_of("site")[0]["contract"] is None
    key = one_contract()
    imported("sites", "name,Time Zone\nTower,Europe/Berlin\nAnnex,\n")
    assert {(one["name"], one["zone"], one["contract"]) for one in all_of("site")} == {
        ("Tower", "Europe/Berlin", key),
        ("Annex", "UTC", key),
    }


def one_contract() -> str:
    terms = {"client": "Client", "name": "Support", "starts": "2020-01-01", "ends": "2039-12-31"}
    submit([operation("contract.record", "contract:1", terms)])
    return "1"


def test_a_zone_in_the_file_that_is_none_is_told(imported):
    code, report = imported("sites", "name,Zone\nTower,Moon/Crater\n")
    assert (code, report["lines"][0]["column"]) == (1, "Zone")


def test_text_shows_rows_then_how_then_sums(app, tmp_path):
    path = tmp_path / "file.csv"
    path.write_text("name,colour\nTower,red\n")
    code, output = command(app, "import", "sites", str(path))
    assert code == 0
    assert output.splitlines()[1].split() == ["2", "created", "site", "Tower"]
    assert "Columns that are not used: colour." in output
    assert "flask staff grant" in output
    code, output = command(app, "import", "sites", str(path))
    assert output.splitlines()[-1] == "0 created, 0 changed, 1 unchanged, 0 skipped, 0 error"
