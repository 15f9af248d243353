"""A kind of job is data: one that nobody has thought of yet works as soon as it is said."""

import pytest

from fieldapp.documents import Need
from fieldapp.sync.audit import faults
from fieldapp.workflows import WORKFLOWS, AssetRole, Bill, Effect, StepSpec, Workflow

LOAN = Workflow(
    kind="loan",
    title="Loan",
    prefix="L",
    assets={"machine": AssetRole(title="Loaner")},
    bills=[Bill(rule="transactions", type="refresh")],
    steps=[
        StepSpec(
            key="lend",
            title="Lend",
            needs=[Need(name="machine", kind="scan", asset="machine", title="Scan it")],
            effects=[Effect(asset="machine", state="lent", holder="person")],
        ),
        StepSpec(
            key="back",
            title="Back",
            after=["lend"],
            effects=[Effect(asset="machine", state="in_stock", holder="store")],
        ),
    ],
)

HOLDERS = ["actor", "person", "mailroom", "receiving", "store", "supplier", "gone"]


def test_a_new_kind_of_job_is_worked_and_billed_by_its_data_alone(world, monkeypatch):
    monkeypatch.setitem(WORKFLOWS, "loan", LOAN)
    job, ana = world.new_job("loan"), world.phone("ana")
    ana.sync()
    assert ana.documents()[job]["number"].startswith("L-")
    assert (
        ana.do("step.complete", job, {"step": "lend", "evidence": {"machine": "M0"}})["outcome"]
        == "applied"
    )
    assert (world.body("asset:m0")["state"], world.body("asset:m0")["custody"]["name"]) == (
        "lent",
        "Jo Bell",
    )
    assert ana.do("step.complete", job, {"step": "back", "evidence": {}})["outcome"] == "applied"
    assert world.body(job)["state"] == "closed"
    assert [str(row["units"]) for row in world.ledger()] == ["1.5"]
    assert faults() == []


@pytest.mark.parametrize("workflow", WORKFLOWS.values(), ids=list(WORKFLOWS))
def test_a_workflow_names_only_what_it_has(workflow):
    steps = [step.key for step in workflow.steps]
    known = [*steps, *(part.key for step in workflow.steps for part in step.parts)]
    assert len(set(known)) == len(known)
    for step in workflow.steps:
        parts = [part.key for part in step.parts]
        assert {*step.after, *(key for part in step.parts for key in part.after)} <= set(known)
        assert {need.part for need in step.needs} <= {None, *parts}
        assert {need.asset for need in step.needs if need.asset} <= set(workflow.assets)
        effects = [*step.effects, *(effect for part in step.parts for effect in part.effects)]
        assert {effect.asset for effect in effects} <= set(workflow.assets)
        givers = {effect.holder for effect in effects} - {None, *HOLDERS}
        assert givers <= set(workflow.people)
        names = {need.name: need for need in step.needs}
        for name, answers in step.stops.items():
            assert set(answers) < set(names[name].choices) and names[name].choices[0] not in answers
        assert step.schedules is None or names[step.schedules].kind == "time"


def test_no_step_of_a_refresh_requires_a_photo_or_a_signature():
    needs = [need for step in WORKFLOWS["refresh"].steps for need in step.needs]
    assert not [need for need in needs if need.kind in ("photo", "signature") and need.required]
