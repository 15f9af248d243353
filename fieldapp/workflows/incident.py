"""Incident: something does not work. Its steps are picked as the work goes."""

from fieldapp.workflows.frame import AssetRole, Workflow
from fieldapp.workflows.picked import (
    BACK_UP,
    OTHER,
    REIMAGE,
    REPAIR,
    REPLACE_PART,
    TEST_DRIVE,
    TRAINING,
)

WORKFLOW = Workflow(
    kind="incident",
    title="Incident",
    prefix="I",
    assets={"machine": AssetRole(title="Machine", optional=True, theirs=True)},
    group="Something does not work",
    help="From what they say: test, repair, reimage; closed with time and type.",
    steps=[],
    free=True,
    catalogue=[TEST_DRIVE, BACK_UP, REPAIR, REIMAGE, REPLACE_PART, TRAINING, OTHER],
    person=False,
)
