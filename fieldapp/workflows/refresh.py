"""Tech refresh: a machine at the end of its three-year life is replaced, like for like."""

from fieldapp.documents import Need
from fieldapp.workflows.delivery import INCOMING, ordered, prepared, received, signature
from fieldapp.workflows.disposal import LEAVES, processed_effects, processed_needs, wiped_needs
from fieldapp.workflows.frame import AssetRole, Bill, Effect, PartSpec, StepSpec, Workflow

OUTGOING = Need(name="outgoing", kind="scan", asset="outgoing", title="Scan the old machine")
# Built, it stands there until its day: days in which updates come.
WAITING = {"incoming": ["updating"]}

WORKFLOW = Workflow(
    kind="refresh",
    title="Tech refresh",
    prefix="R",
    group="Replace or move a machine",
    help="A machine at the end of its life is replaced, like for like.",
    assets={
        "outgoing": AssetRole(title="Old machine", theirs=True),
        "incoming": AssetRole(title="New machine", given=False),
    },
    bills=[Bill(rule="transactions", type="refresh")],
    steps=[
        StepSpec(
            key="invite",
            title="Invitation accepted",
            help="Send the invitation, and record the person's answer.",
            needs=[
                Need(
                    name="answer",
                    kind="choice",
                    title="The person's answer",
                    choices=["accepted", "declined"],
                )
            ],
            stops={"answer": ["declined"]},
            invites="answer",
        ),
        ordered("order", "Order placed", [], after=["invite"]),
        received("receive", "Order received", after="order"),
        prepared("prepare", "Prepared for the technician", after="receive"),
        StepSpec(
            key="pickup",
            title="Pick up and begin the build",
            help="Take the new machine from receiving. It is in your hands from now on.",
            after=["prepare"],
            needs=[INCOMING],
            effects=[Effect(asset="incoming", state="in_build", holder="actor")],
        ),
        StepSpec(
            key="software",
            title="Clone the software",
            help="Install on the new machine what the old one has. Differences are accepted, planned or explained.",
            after=["pickup"],
            needs=[
                Need(name="installed", kind="yes", title="The software of the old one is installed")
            ],
            bench={"incoming": ["imaging", "updating"]},
        ),
        StepSpec(
            key="schedule",
            title="Agree day and time",
            help="Agree with the person when you come.",
            after=["invite"],
            needs=[Need(name="appointment", kind="time", title="Day and time")],
            schedules="appointment",
            bench=WAITING,
        ),
        StepSpec(
            key="copy",
            title="Copy data",
            help="Copy all data files from the old machine to the new one.",
            after=["pickup", "software", "schedule"],
            needs=[
                OUTGOING,
                INCOMING,
                Need(name="copied", kind="yes", title="All data files are on the new machine"),
            ],
            bench=WAITING,
        ),
        StepSpec(
            key="setup",
            title="Set up and orient",
            help="Set up the new machine and show it to the person.",
            # Also where copying is left out: what is heard late of the pick-up would take the machine back.
            after=["copy", "pickup"],
            needs=[
                INCOMING,
                Need(name="signed_by", kind="text", title="Signed off by (name)"),
                signature("incoming", "signed_by"),
            ],
            effects=[Effect(asset="incoming", state="deployed", holder="person")],
            skippable=False,
        ),
        StepSpec(
            key="retire",
            title="Collect, wipe and process",
            help="The old machine is collected, wiped and processed; only then does the job close.",
            after=["setup"],
            requires={"incoming": "deployed"},
            needs=[
                Need(
                    name="outgoing",
                    kind="scan",
                    asset="outgoing",
                    title="Scan the old machine as you take it",
                    part="collected",
                ),
                Need(
                    name="returned_by",
                    kind="text",
                    title="Given back by (name)",
                    required=False,
                    part="collected",
                ),
                Need(
                    name="signature",
                    kind="signature",
                    title="Signature",
                    required=False,
                    asset="outgoing",
                    text="return",
                    by="returned_by",
                    part="collected",
                ),
                *wiped_needs("outgoing", "wiped_machine", "wiped"),
                *processed_needs("processed"),
            ],
            parts=[
                PartSpec(
                    key="collected",
                    title="Collected",
                    after=["copy"],
                    effects=[Effect(asset="outgoing", state="collected", holder="actor")],
                ),
                PartSpec(
                    key="wiped",
                    title="Wiped",
                    after=["collected", "setup"],
                    effects=[Effect(asset="outgoing", state="wiped")],
                    wipes="outgoing",
                    retained_from="setup",
                ),
                PartSpec(
                    key="processed",
                    title="Processed",
                    after=["wiped", "setup"],
                    effects=processed_effects("outgoing"),
                    processes="outgoing",
                    leaves=LEAVES,
                ),
            ],
            instead=True,
            skippable=False,
        ),
    ],
)
