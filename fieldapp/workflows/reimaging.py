"""Picking up, backing up, reimaging: what a machine goes through before it is another person's."""

from fieldapp.documents import Need
from fieldapp.workflows.delivery import given_back, handed_over, orient
from fieldapp.workflows.frame import Effect, StepSpec

MACHINE = Need(name="machine", kind="scan", asset="machine", title="Scan the machine")


def backup_needs(whose: str, part: str | None = None) -> list[Need]:
    """Saved, or waived by somebody who has a name."""
    before = "" if part is None else f"{part}_"
    return [
        Need(
            name=f"{before}backup",
            kind="choice",
            title=f"{whose} files",
            choices=["backed up", "waived"],
            part=part,
        ),
        Need(
            name=f"{before}by_word_of",
            kind="text",
            title="Waived by (name)",
            required=False,
            part=part,
        ),
    ]


def reimage_needs(asset: str, part: str | None = None) -> list[Need]:
    """The machine itself, no legal hold, and nothing left of whoever had it."""
    before = "" if part is None else f"{part}_"
    return [
        Need(
            name=asset,
            kind="scan",
            asset=asset,
            title="Scan the machine that you reimage",
            strict=True,
            part=part,
        ),
        Need(
            name=f"{before}legal_hold",
            kind="choice",
            title="Legal hold",
            choices=["none", "on hold"],
            part=part,
        ),
        Need(
            name=f"{before}clean",
            kind="yes",
            title="No earlier user's profile, ID or access remains",
            part=part,
        ),
    ]


def cascade_steps(user: str) -> list[StepSpec]:
    """From whoever has the machine to ``user``: “the new user”."""
    return [
        StepSpec(
            key="pickup",
            title="Pick up",
            help="Fetch the machine from whoever has it.",
            needs=[MACHINE, *given_back("machine")],
            effects=[Effect(asset="machine", state="collected", holder="actor")],
            skippable=False,
        ),
        StepSpec(
            key="backup",
            title="Back up the files",
            help="Save the earlier user's files, or record who waived it.",
            after=["pickup"],
            needs=backup_needs("The earlier user's"),
        ),
        StepSpec(
            key="reimage",
            title="Reimage",
            help="Wipe the system and load it anew. Not while there is a legal hold.",
            after=["backup"],
            needs=reimage_needs("machine"),
            stops={"legal_hold": ["on hold"]},
            effects=[Effect(asset="machine", state="in_build")],
            reimages="machine",
            skippable=False,
        ),
        StepSpec(
            key="prepare",
            title=f"Prepare {user}'s IDs",
            help=f"Accounts, access and software for {user}, and for them alone.",
            after=["reimage"],
            needs=[Need(name="ids", kind="yes", title=f"{user.capitalize()}'s IDs work on it")],
            bench={"machine": ["updating"]},
        ),
        handed_over("machine", MACHINE, after="prepare", who=user),
        orient(),
    ]
