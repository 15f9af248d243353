"""New asset acquisition: a machine that replaces none, from the order to the desk."""

from fieldapp.documents import Need
from fieldapp.workflows.delivery import handed_over, received_needs
from fieldapp.workflows.frame import AssetRole, Bill, Effect, StepSpec, Workflow

INCOMING = Need(name="incoming", kind="scan", asset="incoming", title="Scan the new machine")

WORKFLOW = Workflow(
    kind="acquisition",
    title="New asset",
    prefix="N",
    group="Order something new",
    help="A machine is bought for somebody, and replaces none.",
    assets={"incoming": AssetRole(title="New machine", given=False)},
    bills=[Bill(rule="transactions", type="acquisition")],
    steps=[
        StepSpec(
            key="ordered",
            title="Ordered",
            role="acquisitions",
            help="Order the machine and its accessories.",
            needs=[
                Need(name="model", kind="text", title="What is ordered"),
                Need(
                    name="reference",
                    kind="text",
                    title="The supplier's order number",
                    required=False,
                ),
            ],
            order="place",
        ),
        StepSpec(
            key="received",
            title="Received",
            role="receiving",
            help="Take the boxes in from the mail room.",
            after=["ordered"],
            needs=received_needs(),
            stops={"condition": ["damaged"]},
            order="receive",
        ),
        StepSpec(
            key="prepare",
            title="Prepared",
            role="receiving",
            help="Unpack, put a label on the new machine, and scan it in.",
            after=["received"],
            needs=[Need(name="incoming", kind="new_asset", asset="incoming", title="New machine")],
            effects=[Effect(asset="incoming", state="prepared", holder="receiving")],
            order="prepare",
            skippable=False,
        ),
        StepSpec(
            key="build",
            title="Built",
            help="Take it from receiving. It is in your hands from now on.",
            after=["prepare"],
            needs=[
                INCOMING,
                Need(name="built", kind="yes", title="Built, with the person's IDs and software"),
            ],
            effects=[Effect(asset="incoming", state="in_build", holder="actor")],
            skippable=False,
        ),
        handed_over("incoming", INCOMING, after="build"),
    ],
)
