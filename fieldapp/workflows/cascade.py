"""Cascade: an existing machine is reimaged and given to a new user, on time and materials."""

from fieldapp.workflows.frame import AssetRole, Bill, Workflow
from fieldapp.workflows.reimaging import cascade_steps

WORKFLOW = Workflow(
    kind="cascade",
    title="Cascade to a new user",
    prefix="C",
    group="Replace or move a machine",
    help="A machine that somebody has is reimaged and prepared for a new user.",
    assets={"machine": AssetRole(title="Machine", giver="holder")},
    bills=[Bill(rule="time")],
    steps=cascade_steps("the new user"),
)
