"""The real-world files, where they are at hand: imported twice, planned, and one of them worked."""

import pytest

from fieldapp.sync.incoming import Actor
from fieldapp.sync.submit import operation, submit
from tests.imports.books import all_of, operations
from tests.imports.conftest import SHARED, command

FILES = [
    ("sites", "locations-sample.csv"),
    ("models", "models-sample.csv"),
    ("people", "users-sample.csv"),
    ("assets", "assets-sample.csv"),
]
THERE = [one for one in FILES if (SHARED / one[1]).exists()]


@pytest.mark.parametrize(("what", "name"), THERE)
def test_importing_it_twice_changes_nothing(app, what, name):
    command(app, "import", what, str(SHARED / name), "--json")
    before = operations()
    _, report = command(app, "import", what, str(SHARED / name), "--json")
    assert (report["summary"]["created"], report["summary"]["changed"]) == (0, 0)
    assert operations() == before > 0


@pytest.mark.parametrize("files", [THERE] if len(THERE) == len(FILES) else [])
def test_a_real_machine_goes_through_all_ten_steps(app, contract, files):
    for what, name in files:
        command(app, "import", what, str(SHARED / name), "--json")
    _, lines = command(app, "plan-refresh", "--before", "2026-12-31", "--json")
    assert (
        sum(one["what"] == "planned" for one in lines),
        sum(one["what"] == "needs a person" for one in lines),
    ) == (9, 13)
    job = next(one for one in all_of("job") if one["assets"]["outgoing"]["tag"] == "HLK-1645158")
    ana = Actor(id="a", name="Ana", roles=["technician", "receiving"], sites=[job["site"]["id"]])
    sup = Actor(id="s", name="Sam", roles=["supervisor"], sites=[job["site"]["id"]])
    for step, evidence in TEN:
        filled = {
            name: "HLK-1645158" if value == "OLD" else value for name, value in evidence.items()
        }
        (result,) = submit(
            [operation("step.complete", job["id"], {"step": step, "evidence": filled})],
            sup if step == "order" else ana,
        )
        assert result.outcome == "applied", (step, result.message)
    _, lines = command(app, "plan-refresh", "--before", "2026-12-31", "--json")
    (told,) = [one["why"] for one in lines if one["tag"] == "HLK-1645158"]
    assert told == f"replaced already, by {job['number']}"
    _, ledger = command(app, "ledger", "--json")
    assert [(one["kind"], one["units"]) for one in ledger] == [("transactions", 1.5)]


TEN = [
    ("invite", {"answer": "accepted"}),
    ("order", {}),
    ("receive", {"condition": "good"}),
    ("prepare", {"incoming": {"tag": "NEW-1", "serial": "S1"}}),
    ("pickup", {"incoming": "NEW-1"}),
    ("software", {"installed": True}),
    ("schedule", {"appointment": "2026-12-01T09:00:00.000Z"}),
    ("copy", {"outgoing": "OLD", "incoming": "NEW-1", "copied": True}),
    ("setup", {"incoming": "NEW-1", "signed_by": "The customer"}),
    (
        "retire",
        {
            "outgoing": "OLD",
            "wiped_machine": "OLD",
            "method": "purge",
            "drives": [{"serial": "WD-1"}],
            "destination": "store",
        },
    ),
]
