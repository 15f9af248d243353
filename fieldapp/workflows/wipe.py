"""Wipe: a machine is collected, wiped and processed on its own, outside a refresh."""

from fieldapp.documents import Need
from fieldapp.workflows.delivery import given_back
from fieldapp.workflows.disposal import LEAVES, processed_effects, processed_needs, wiped_needs
from fieldapp.workflows.frame import AssetRole, Bill, Effect, StepSpec, Workflow

WORKFLOW = Workflow(
    kind="wipe",
    title="Wipe",
    prefix="W",
    group="Take a machine away",
    help="A machine is collected, wiped with a certificate, and sent where it goes next.",
    person=False,
    assets={"machine": AssetRole(title="Machine")},
    bills=[Bill(rule="transactions", type="wipe")],
    steps=[
        StepSpec(
            key="collect",
            title="Collect",
            help="Take the machine. It is in your hands from now on.",
            needs=[
                Need(name="machine", kind="scan", asset="machine", title="Scan the machine"),
                *given_back("machine"),
            ],
            effects=[Effect(asset="machine", state="collected", holder="actor")],
            skippable=False,
            instead=True,
        ),
        StepSpec(
            key="hold_check",
            title="Check for a hold",
            help="Ask whether a legal or retention hold forbids wiping it.",
            after=["collect"],
            needs=[
                Need(
                    name="hold",
                    kind="choice",
                    title="Legal or retention hold",
                    choices=["none", "on hold"],
                )
            ],
            stops={"hold": ["on hold"]},
            skippable=False,
            instead=True,
        ),
        StepSpec(
            key="wipe",
            title="Wipe",
            help="Scan the serial again, now, on the machine that you wipe.",
            after=["hold_check"],
            needs=wiped_needs("machine", "machine"),
            effects=[Effect(asset="machine", state="wiped")],
            wipes="machine",
            retained_from="collect",
            skippable=False,
            instead=True,
        ),
        StepSpec(
            key="verify",
            title="Verify",
            help="Check that nothing can be read from it.",
            after=["wipe"],
            needs=[
                Need(
                    name="result",
                    kind="choice",
                    title="Result",
                    choices=["verified", "failed"],
                )
            ],
            stops={"result": ["failed"]},
            verifies="machine",
            skippable=False,
            instead=True,
        ),
        StepSpec(
            key="process",
            title="Process",
            help="Send it where it goes next.",
            after=["verify"],
            needs=processed_needs(),
            effects=processed_effects("machine"),
            processes="machine",
            leaves=LEAVES,
            skippable=False,
            instead=True,
        ),
    ],
)
