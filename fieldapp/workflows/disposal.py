"""Wiping and where a machine goes then: what both the refresh and the wipe ask for, in one place."""

from fieldapp.documents import Need
from fieldapp.workflows.frame import Effect

# Who has it then is not the client: by NIST SP 800-88 its media are purged or destroyed before.
LEAVES = ["return", "resale", "donate", "recycle", "dispose"]

# What becomes of the machine; ``dispose`` is in jobs that were made before it was told apart.
ENDS = {
    "store": ("in_stock", "store"),
    "redeploy": ("in_stock", "store"),
    "return": ("returned", "supplier"),
    "resale": ("sold", "gone"),
    "donate": ("donated", "gone"),
    "recycle": ("recycled", "gone"),
    "dispose": ("disposed", "gone"),
}

# The paper that a destination needs: name, title, whether it must be there.
PAPERS = {
    "return": [
        ("lease", "Lease, and the lessor's return number", True),
        ("return_notice", "Return notice: number and date sent", True),
    ],
    "resale": [("bill_of_sale", "Buyer, and number of the bill of sale", True)],
    "donate": [("deed_of_gift", "Receiver, and number of the deed of gift", True)],
    "recycle": [("transfer_note", "Recycler, and number of the transfer note", True)],
    "redeploy": [("for_whom", "For whom, or the cascade's number", False)],
}


def wiped_needs(asset: str, scan: str, part: str | None = None) -> list[Need]:
    """The serial scanned again, now; how; and each drive with what became of it."""
    return [
        Need(
            name=scan,
            kind="scan",
            asset=asset,
            title="Scan the serial of the machine that you wipe",
            part=part,
            strict=True,
            serial=True,
        ),
        Need(
            name="method",
            kind="choice",
            title="How it was wiped",
            choices=["clear", "purge", "destroy"],
            part=part,
        ),
        Need(name="drives", kind="drives", title="Its drives", part=part),
        Need(name="tool", kind="text", title="Tool and version", required=False, part=part),
    ]


def processed_needs(part: str | None = None) -> list[Need]:
    """Where it goes, and the paper that goes with it."""
    papers = [
        Need(
            name=name,
            kind="text",
            title=title,
            required=required,
            part=part,
            when={"destination": destination},
        )
        for destination, asked in PAPERS.items()
        for name, title, required in asked
    ]
    return [
        Need(
            name="destination",
            kind="choice",
            title="Where it goes",
            choices=[one for one in ENDS if one != "dispose"],
            part=part,
        ),
        *papers,
    ]


def processed_effects(asset: str) -> list[Effect]:
    return [
        Effect(asset=asset, state=state, holder=holder, when={"destination": destination})
        for destination, (state, holder) in ENDS.items()
    ]
