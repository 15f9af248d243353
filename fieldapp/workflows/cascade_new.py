"""Cascade: a new machine is built for an existing user, on time and materials."""

from fieldapp.documents import Need
from fieldapp.workflows.delivery import handed_over, orient
from fieldapp.workflows.frame import AssetRole, Bill, Effect, StepSpec, Workflow

INCOMING = Need(name="incoming", kind="scan", asset="incoming", title="Scan the new machine")

WORKFLOW = Workflow(
    kind="cascade-new",
    title="New machine to an existing user",
    prefix="C",
    group="Replace or move a machine",
    help="A new machine, or one from stock, is built for somebody who works here already.",
    assets={"incoming": AssetRole(title="New machine", given=False)},
    bills=[Bill(rule="time")],
    steps=[
        StepSpec(
            key="receive",
            title="Receive",
            role="receiving",
            help="Unpack it or take it from stock, put a label on it, and scan it in.",
            needs=[Need(name="incoming", kind="new_asset", asset="incoming", title="New machine")],
            effects=[Effect(asset="incoming", state="prepared", holder="receiving")],
            order="prepare",
            skippable=False,
        ),
        StepSpec(
            key="build",
            title="Build",
            help="Take it from receiving. It is in your hands from now on.",
            after=["receive"],
            needs=[
                INCOMING,
                Need(name="built", kind="yes", title="Built, with the person's IDs and software"),
            ],
            effects=[Effect(asset="incoming", state="in_build", holder="actor")],
            skippable=False,
        ),
        handed_over("incoming", INCOMING, after="build"),
        orient(),
    ],
)
