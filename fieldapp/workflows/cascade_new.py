"""Cascade: a new machine is built for an existing user, on time and materials."""

from fieldapp.workflows.delivery import INCOMING, built, handed_over, orient, prepared
from fieldapp.workflows.frame import AssetRole, Bill, Workflow

WORKFLOW = Workflow(
    kind="cascade-new",
    title="New machine to an existing user",
    prefix="C",
    group="Replace or move a machine",
    help="A new machine, or one from stock, is built for somebody who works here already.",
    assets={"incoming": AssetRole(title="New machine", given=False)},
    bills=[Bill(rule="time")],
    steps=[
        prepared(
            "receive",
            "Receive",
            help="Unpack it or take it from stock, put a label on it, and scan it in.",
        ),
        built(after="receive"),
        handed_over("incoming", INCOMING, after="build"),
        orient(),
    ],
)
