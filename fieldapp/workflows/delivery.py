"""From the supplier to the desk: ordered, received, prepared, signed for, shown. What every kind of job that delivers asks for."""

from fieldapp.documents import Need
from fieldapp.workflows.frame import Effect, StepSpec

INCOMING = Need(name="incoming", kind="scan", asset="incoming", title="Scan the new machine")


def reference() -> Need:
    return Need(name="reference", kind="text", title="The supplier's order number", required=False)


def ordered(key: str, title: str, needs: list[Need], after: list[str] | None = None, help: str = "") -> StepSpec:
    return StepSpec(
        key=key,
        title=title,
        role="acquisitions",
        help=help or "Order the machine and its accessories.",
        after=after or [],
        needs=[*needs, reference()],
        order="place",
    )


def received(key: str, title: str, after: str, help: str = "Take the boxes in from the mail room.") -> StepSpec:
    """What came damaged leaves the step open."""
    return StepSpec(
        key=key,
        title=title,
        role="receiving",
        help=help,
        after=[after],
        needs=[
            Need(
                name="condition",
                kind="choice",
                title="Condition of the boxes",
                choices=["good", "damaged"],
            )
        ],
        stops={"condition": ["damaged"]},
        order="receive",
    )


def prepared(
    key: str, title: str, after: str = "", help: str = "Unpack, put a label on the new machine, and scan it in."
) -> StepSpec:
    """It is in the books from now on, and with receiving until it is fetched."""
    return StepSpec(
        key=key,
        title=title,
        role="receiving",
        help=help,
        after=[after] if after else [],
        needs=[Need(name="incoming", kind="new_asset", asset="incoming", title="New machine")],
        effects=[Effect(asset="incoming", state="prepared", holder="receiving")],
        order="prepare",
        skippable=False,
    )


def built(after: str, title: str = "Build") -> StepSpec:
    """Fetched from receiving, and built by whoever fetched it."""
    return StepSpec(
        key="build",
        title=title,
        help="Take it from receiving. It is in your hands from now on.",
        after=[after],
        needs=[
            INCOMING,
            Need(name="built", kind="yes", title="Built, with the person's IDs and software"),
        ],
        effects=[Effect(asset="incoming", state="in_build", holder="actor")],
        bench={"incoming": ["imaging", "updating"]},
        skippable=False,
    )


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
        bench={asset: ["updating"]},
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
