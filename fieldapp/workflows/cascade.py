"""Cascade: an existing machine is reimaged and given to a new user, on time and materials."""

from fieldapp.documents import Need
from fieldapp.workflows.frame import AssetRole, Bill, Effect, StepSpec, Workflow

MACHINE = Need(name="machine", kind="scan", asset="machine", title="Scan the machine")

WORKFLOW = Workflow(
    kind="cascade",
    title="Cascade to a new user",
    prefix="C",
    assets={"machine": AssetRole(title="Machine")},
    bills=[Bill(rule="time")],
    steps=[
        StepSpec(
            key="pickup",
            title="Pick up",
            help="Fetch the machine from whoever has it.",
            needs=[MACHINE],
            effects=[Effect(asset="machine", state="collected", holder="actor")],
            skippable=False,
        ),
        StepSpec(
            key="backup",
            title="Back up the files",
            help="Save the earlier user's files, or record who waived it.",
            after=["pickup"],
            needs=[
                Need(
                    name="backup",
                    kind="choice",
                    title="The earlier user's files",
                    choices=["backed up", "waived"],
                ),
                Need(name="by_word_of", kind="text", title="Waived by (name)", required=False),
            ],
        ),
        StepSpec(
            key="reimage",
            title="Reimage",
            help="Wipe the system and load it anew. Not while there is a legal hold.",
            after=["backup"],
            needs=[
                Need(
                    name="machine",
                    kind="scan",
                    asset="machine",
                    title="Scan the machine that you reimage",
                    strict=True,
                ),
                Need(
                    name="legal_hold",
                    kind="choice",
                    title="Legal hold",
                    choices=["none", "on hold"],
                ),
                Need(
                    name="clean",
                    kind="yes",
                    title="No earlier user's profile, ID or access remains",
                ),
            ],
            stops={"legal_hold": ["on hold"]},
            effects=[Effect(asset="machine", state="in_build")],
            reimages="machine",
            skippable=False,
        ),
        StepSpec(
            key="prepare",
            title="Prepare the new user's IDs",
            help="Accounts, access and software for the new user, and for them alone.",
            after=["reimage"],
            needs=[Need(name="ids", kind="yes", title="The new user's IDs work on it")],
        ),
        StepSpec(
            key="deliver",
            title="Deliver",
            help="Bring it to the new user.",
            after=["prepare"],
            needs=[
                MACHINE,
                Need(name="signed_by", kind="text", title="Signed for by (name)"),
                Need(
                    name="signature",
                    kind="signature",
                    title="Signature",
                    required=False,
                    asset="machine",
                    text="delivery",
                    by="signed_by",
                ),
            ],
            effects=[Effect(asset="machine", state="deployed", holder="person")],
            skippable=False,
        ),
        StepSpec(
            key="orient",
            title="Orient the person",
            help="Show the new user their machine.",
            after=["deliver"],
            needs=[Need(name="oriented", kind="yes", title="The person can work with it")],
        ),
    ],
)
