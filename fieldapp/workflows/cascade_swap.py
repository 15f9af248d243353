"""Cascade: two users swap their machines. Both are picked up, both reimaged, both delivered; both cost centres pay."""

from fieldapp.documents import Need
from fieldapp.workflows.delivery import signature
from fieldapp.workflows.frame import AssetRole, Bill, Effect, PartSpec, StepSpec, Workflow
from fieldapp.workflows.reimaging import backup_needs, reimage_needs

# The machines, and who gets each: a role of the job's people, or its person.
MACHINES = {"first": "The person's machine", "second": "The other person's machine"}
GETS = {"first": "second", "second": "person"}
GETTER = {"first": "the other person", "second": "the person"}


def _parts(done: str, **more) -> list[PartSpec]:
    """One for each machine, by anyone at any time; ``done`` says what has been done to it."""
    return [
        PartSpec(key=f"{key}_{done}", title=title, **{name: of(key) for name, of in more.items()})
        for key, title in MACHINES.items()
    ]


def _scan(key: str, done: str) -> Need:
    return Need(
        name=key,
        kind="scan",
        asset=key,
        title=f"Scan {MACHINES[key][0].lower()}{MACHINES[key][1:]}",
        part=f"{key}_{done}",
    )


def _delivered(key: str) -> list[Need]:
    part = f"{key}_delivered"
    signed_by = f"{key}_signed_by"
    who = GETTER[key]
    return [
        _scan(key, "delivered"),
        Need(name=signed_by, kind="text", title=f"Signed for by {who} (name)", part=part),
        signature(key, signed_by, part=part),
    ]


WORKFLOW = Workflow(
    kind="cascade-swap",
    title="Swap between two users",
    prefix="C",
    group="Replace or move a machine",
    help="Two people exchange their machines; both are reimaged.",
    assets={
        "first": AssetRole(title=MACHINES["first"], theirs=True),
        "second": AssetRole(title=MACHINES["second"], giver="second"),
    },
    people={"second": "The other person"},
    bills=[Bill(rule="time")],
    steps=[
        StepSpec(
            key="pickup",
            title="Pick up both",
            help="Fetch both machines, at once or one after the other.",
            needs=[_scan(key, "taken") for key in MACHINES],
            parts=_parts(
                "taken",
                effects=lambda key: [Effect(asset=key, state="collected", holder="actor")],
            ),
            skippable=False,
        ),
        StepSpec(
            key="backup",
            title="Back up both",
            help="Save each one's files, or record who waived it.",
            needs=[
                need
                for key, title in MACHINES.items()
                for need in backup_needs(f"{title}: its", f"{key}_saved")
            ],
            parts=_parts("saved", after=lambda key: [f"{key}_taken"]),
        ),
        StepSpec(
            key="reimage",
            title="Reimage both",
            help="Wipe the system and load it anew. Not while there is a legal hold.",
            needs=[need for key in MACHINES for need in reimage_needs(key, f"{key}_reimaged")],
            stops={f"{key}_reimaged_legal_hold": ["on hold"] for key in MACHINES},
            parts=_parts(
                "reimaged",
                after=lambda key: [f"{key}_saved"],
                effects=lambda key: [Effect(asset=key, state="in_build")],
                reimages=lambda key: key,
            ),
            skippable=False,
        ),
        StepSpec(
            key="prepare",
            title="Prepare both users' IDs",
            help="On each machine the accounts, access and software of who gets it, and of them alone.",
            needs=[
                Need(
                    name=f"{key}_ids",
                    kind="yes",
                    title=f"The IDs of {GETTER[key]} work on it",
                    part=f"{key}_prepared",
                )
                for key in MACHINES
            ],
            parts=_parts(
                "prepared",
                after=lambda key: [f"{key}_reimaged"],
                bench=lambda key: {key: ["updating"]},
            ),
        ),
        StepSpec(
            key="deliver",
            title="Deliver both",
            help="Bring each machine to the other one's user.",
            needs=[need for key in MACHINES for need in _delivered(key)],
            parts=_parts(
                "delivered",
                after=lambda key: [f"{key}_prepared"],
                effects=lambda key: [Effect(asset=key, state="deployed", holder=GETS[key])],
                bench=lambda key: {key: ["updating"]},
            ),
            skippable=False,
        ),
        StepSpec(
            key="orient",
            title="Orient both",
            help="Show each of them their machine.",
            after=["deliver"],
            needs=[Need(name="oriented", kind="yes", title="Both can work with theirs")],
        ),
    ],
)
