"""Planning refreshes: three years after the purchase, one job for each machine that has a person."""

import pytest

from fieldapp.imports.plan import due_day
from tests.imports.books import all_of, operations
from tests.imports.conftest import command

HEAD = "Asset Tag,Location,Purchase Date,Asset EOL Date,Checked Out To: Username\n"


def plan(app, *options):
    code, lines = command(app, "plan-refresh", "--before", "2026-07-01", "--json", *options)
    assert code == 0
    return {one["tag"]: one for one in lines}


def test_due_is_three_years_after_the_purchase():
    assert due_day("2023-01-23").isoformat() == "2026-01-23"
    assert due_day("2024-02-29").isoformat() == "2027-02-28"


def test_machines_with_a_person_get_a_job_and_others_are_told(app, imported, contract):
    rows = "A,Tower,2023-01-23,2028-01-01,jo\nB,Tower,2023-01-23,,\nC,Tower,2024-01-23,,al\nD,Tower,,,mo\n"
    imported("assets", HEAD + rows)
    told = plan(app)
    assert {tag: one["what"] for tag, one in told.items()} == {
        "A": "planned",
        "B": "needs a person",
        "D": "skipped",
    }
    assert (told["A"]["due"], "2028-01-01" in told["A"]["why"]) == ("2026-01-23", True)
    (job,) = all_of("job")
    assert (job["kind"], job["due"], job["person"]["name"], job["contract"]) == (
        "refresh",
        "2026-01-23",
        "jo",
        contract,
    )


def test_planning_again_makes_no_job_twice(app, imported, contract):
    imported("assets", HEAD + "A,Tower,2023-01-23,,jo\n")
    plan(app)
    before = operations()
    assert plan(app)["A"]["why"] == "part of an open job, R-1001"
    assert operations() == before


def test_a_dry_run_makes_no_job(app, imported, contract):
    imported("assets", HEAD + "A,Tower,2023-01-23,,jo\n")
    assert plan(app, "--dry-run")["A"]["what"] == "planned"
    assert all_of("job") == []


def test_only_the_site_that_is_asked_for_is_planned(app, imported, contract):
    imported("assets", HEAD + "A,Tower,2023-01-23,,jo\nB,Annex,2023-01-23,,al\n")
    assert list(plan(app, "--site", "annex")) == ["B"]
    code, output = command(app, "plan-refresh", "--before", "2026-07-01", "--site", "nowhere")
    assert code == 1
    assert "Annex" in output


@pytest.mark.parametrize("day", ["soon", "2026-13-01"])
def test_a_day_that_is_none_is_refused(app, day):
    code, output = command(app, "plan-refresh", "--before", day)
    assert code == 2
    assert "%Y-%m-%d" in output
