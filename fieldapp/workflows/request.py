"""Other request: work that no other kind names. Free steps; it takes the transaction types that its closing says."""

from fieldapp.workflows.frame import AssetRole, Workflow
from fieldapp.workflows.picked import BACK_UP, INSTALL, MOVE, OTHER, REIMAGE, TRAINING

WORKFLOW = Workflow(
    kind="request",
    title="Other request",
    prefix="Q",
    assets={"machine": AssetRole(title="Machine", optional=True, theirs=True)},
    help="What no other kind names.",
    steps=[],
    free=True,
    catalogue=[INSTALL, MOVE, BACK_UP, REIMAGE, TRAINING, OTHER],
)
