"""Peripherals: monitors, keyboards, mice, docks, adapters. Ordered via the help desk, and brought to the desk."""

from fieldapp.documents import Need
from fieldapp.workflows.delivery import ordered, received, signature
from fieldapp.workflows.frame import AssetRole, Bill, Effect, StepSpec, Workflow

ITEM = Need(
    name="item", kind="scan", asset="item", title="Scan it, if it has a label", required=False
)

WORKFLOW = Workflow(
    kind="peripheral",
    title="Peripheral",
    prefix="D",
    group="Order something new",
    help="A monitor, keyboard, mouse, dock or power adapter, from the order to the desk.",
    assets={"item": AssetRole(title="Labelled item", given=False)},
    categories=["monitor", "keyboard", "mouse", "dock", "power adapter", "other"],
    bills=[Bill(rule="transactions", type="peripheral")],
    steps=[
        StepSpec(
            key="ordered",
            title="Ordered",
            role="acquisitions",
            help="The person has asked the help desk for it. Look whether it may be bought, or is in stock.",
            needs=[
                Need(
                    name="answer",
                    kind="choice",
                    title="The order",
                    choices=["approved", "declined"],
                )
            ],
            stops={"answer": ["declined"]},
        ),
        ordered(
            "placed",
            "Placed",
            [Need(name="model", kind="text", title="Which model", required=False)],
            after=["ordered"],
            help="Order it from the supplier. Skip it, and receiving, where it comes from stock.",
        ),
        received("received", "Received", after="placed", help="Take it in from the mail room."),
        StepSpec(
            key="pickup",
            title="Picked up by the technician",
            help="Take it from receiving or from stock. It is in your hands from now on.",
            after=["received"],
            needs=[
                Need(name="taken", kind="yes", title="I have it, all of it"),
                Need(
                    name="item",
                    kind="new_asset",
                    asset="item",
                    title="Its label, if it gets one of its own",
                    required=False,
                ),
            ],
            effects=[Effect(asset="item", state="prepared", holder="actor")],
        ),
        StepSpec(
            key="deploy",
            title="Deployed to the end user",
            help="Bring it to the desk, plug it in, and see it work.",
            after=["pickup"],
            needs=[
                ITEM,
                Need(name="signed_by", kind="text", title="Signed for by (name)"),
                signature("item", "signed_by"),
            ],
            effects=[Effect(asset="item", state="deployed", holder="person")],
            skippable=False,
        ),
    ],
)
