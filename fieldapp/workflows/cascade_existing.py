"""Cascade: an existing machine is given to an existing user, and the one that it replaces is collected."""

from fieldapp.documents import Need
from fieldapp.workflows.delivery import given_back
from fieldapp.workflows.disposal import LEAVES, processed_effects, processed_needs, wiped_needs
from fieldapp.workflows.frame import AssetRole, Bill, Effect, StepSpec, Workflow
from fieldapp.workflows.reimaging import cascade_steps

REPLACED = Need(
    name="replaced",
    kind="scan",
    asset="replaced",
    title="Scan the machine that it replaces",
)

WORKFLOW = Workflow(
    kind="cascade-existing",
    title="Cascade to an existing user",
    prefix="C",
    group="Replace or move a machine",
    help="A machine that somebody has goes to a colleague, and the colleague's old one is collected.",
    assets={
        "machine": AssetRole(title="Machine", giver="holder"),
        "replaced": AssetRole(title="Machine that it replaces", theirs=True),
    },
    bills=[Bill(rule="time")],
    steps=[
        *cascade_steps("the person"),
        StepSpec(
            key="collect",
            title="Collect what it replaces",
            help="Take the person's old machine with you.",
            after=["deliver"],
            needs=[
                REPLACED,
                *given_back("replaced"),
            ],
            effects=[Effect(asset="replaced", state="collected", holder="actor")],
            skippable=False,
        ),
        StepSpec(
            key="wiped",
            title="Wipe what it replaced",
            help="Scan the serial again, now. Skip it where the machine goes back to stock as it is, to be reimaged for its next user.",
            after=["collect"],
            needs=wiped_needs("replaced", "wiped_machine"),
            effects=[Effect(asset="replaced", state="wiped")],
            wipes="replaced",
            retained_from="deliver",
        ),
        StepSpec(
            key="process",
            title="Back to stock, or away",
            help="Put it into the store, or send it where it goes next. Unwiped, it may only go to the store.",
            after=["wiped"],
            needs=processed_needs(),
            effects=processed_effects("replaced"),
            processes="replaced",
            leaves=LEAVES,
            skippable=False,
        ),
    ],
)
