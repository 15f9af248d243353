"""New asset acquisition: a machine that replaces none, from the order to the desk."""

from fieldapp.documents import Need
from fieldapp.workflows.delivery import INCOMING, built, handed_over, ordered, prepared, received
from fieldapp.workflows.frame import AssetRole, Bill, Workflow

WORKFLOW = Workflow(
    kind="acquisition",
    title="New asset",
    prefix="N",
    group="Order something new",
    help="A machine is bought for somebody, and replaces none.",
    assets={"incoming": AssetRole(title="New machine", given=False)},
    bills=[Bill(rule="transactions", type="acquisition")],
    steps=[
        ordered("ordered", "Ordered", [Need(name="model", kind="text", title="What is ordered")]),
        received("received", "Received", after="ordered"),
        prepared("prepare", "Prepared", after="received"),
        built(after="prepare", title="Built"),
        handed_over("incoming", INCOMING, after="build"),
    ],
)
