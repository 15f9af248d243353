"""Software: transferred from one machine to another, or installed. What becomes of the licence decides."""

from fieldapp.documents import Need
from fieldapp.workflows.frame import AssetRole, Bill, StepSpec, Workflow

WORKFLOW = Workflow(
    kind="software",
    title="Software transfer or install",
    prefix="S",
    group="Software",
    help="A program with its licence comes onto a machine, from another one or anew.",
    assets={
        "machine": AssetRole(title="Machine that gets it"),
        "source": AssetRole(title="Machine that it comes from", optional=True, giver="holder"),
    },
    bills=[Bill(rule="transactions", type="software")],
    steps=[
        StepSpec(
            key="approve",
            title="Approve the licence",
            role="acquisitions",
            help="Say which program, and where its licence comes from.",
            needs=[
                Need(name="software", kind="text", title="Program and version"),
                Need(
                    name="licence",
                    kind="choice",
                    title="The licence",
                    choices=["moved", "new licence bought", "needs none", "none to move"],
                ),
                Need(name="licence_number", kind="text", title="Its number", required=False),
            ],
            stops={"licence": ["none to move"]},
            skippable=False,
        ),
        StepSpec(
            key="install",
            title="Install",
            after=["approve"],
            help="Install it on the machine that gets it.",
            needs=[Need(name="machine", kind="scan", asset="machine", title="Scan the machine")],
            skippable=False,
        ),
        StepSpec(
            key="verify",
            title="Verify",
            help="Start it, with the person's own account.",
            after=["install"],
            needs=[
                Need(name="result", kind="choice", title="Result", choices=["works", "fails"])
            ],
            stops={"result": ["fails"]},
        ),
        StepSpec(
            key="remove",
            title="Remove from the old",
            help="A licence that was moved is used once: take the program off the machine that had it.",
            after=["verify"],
            needs=[
                Need(
                    name="source",
                    kind="scan",
                    asset="source",
                    title="Scan the machine that had it",
                    required=False,
                ),
                Need(name="removed", kind="yes", title="It is removed there"),
            ],
            unless={"licence": ["new licence bought", "needs none"]},
        ),
    ],
)
