"""Bringing a machine to its person: signed for, and shown. What every kind of job that delivers asks for."""

from fieldapp.documents import Need
from fieldapp.workflows.frame import Effect, StepSpec


def signature(asset: str, by: str, text: str = "delivery", part: str | None = None) -> Need:
    """Drawn below the text; the name of ``by`` is enough where the person can't or won't."""
    return Need(
        name="signature" if part is None else f"{part}_signature",
        kind="signature",
        title="Signature",
        required=False,
        asset=asset,
        text=text,
        by=by,
        part=part,
    )


def given_back(asset: str) -> list[Need]:
    """Whoever had the machine signs that it was taken, where somebody is there."""
    return [
        Need(name="returned_by", kind="text", title="Given back by (name)", required=False),
        signature(asset, "returned_by", "return"),
    ]


def handed_over(asset: str, scan: Need, to: str = "person", after: str = "", who: str = "the person") -> StepSpec:
    """The machine is scanned, and signed for: from then on it is theirs."""
    return StepSpec(
        key="deliver",
        title="Deliver",
        help=f"Bring it to {who}.",
        after=[after],
        needs=[
            scan,
            Need(name="signed_by", kind="text", title="Signed for by (name)"),
            signature(asset, "signed_by"),
        ],
        effects=[Effect(asset=asset, state="deployed", holder=to)],
        skippable=False,
    )


def orient() -> StepSpec:
    return StepSpec(
        key="orient",
        title="Orient the person",
        help="Show the person their machine.",
        after=["deliver"],
        needs=[Need(name="oriented", kind="yes", title="The person can work with it")],
    )


def received_needs() -> list[Need]:
    return [
        Need(
            name="condition",
            kind="choice",
            title="Condition of the boxes",
            choices=["good", "damaged"],
        )
    ]
