"""What a carrier brought: deliveries, and the boxes that were scanned."""

import msgspec

from fieldapp.documents.base import Document, Named


class Delivery(Document, kw_only=True):
    """One visit of a carrier at a site; ``boxes`` are keys of the boxes that were scanned.

    Its id follows from site, carrier and tracking, or from site, carrier and day where there is no tracking, so
    that two phones without a network mean the same one. ``announced`` is how many boxes the carrier spoke of.
    """

    site: Named
    carrier: str = ""
    tracking: str | None = None
    day: str
    at: str
    by: Named
    announced: int | None = None
    boxes: list[str] = []

    def scopes(self) -> list[str]:
        return [f"site:{self.site.id}"]


class Scan(msgspec.Struct, kw_only=True):
    """What one person said of a box when they scanned it. ``photos`` are names of blobs."""

    op: str
    by: Named
    at: str
    order: str | None = None
    line: str | None = None
    model: str | None = None
    code: str | None = None
    tag: str | None = None
    condition: str = "good"
    pieces: int = 1
    elsewhere: str | None = None
    remark: str | None = None
    photos: list[str] = []
    voided: bool = False


class Said(msgspec.Struct, kw_only=True):
    """A decision about a box, or what became of it: by whom, when, why. ``order``, ``line`` and ``to`` are the
    matched order's, and where it went."""

    op: str
    by: Named
    at: str
    reason: str
    order: str | None = None
    line: str | None = None
    to: str | None = None
    photos: list[str] = []


class Box(Document, kw_only=True):
    """A box that was scanned. Its id follows from its identity, so that whoever scans it means the same one.

    ``identity`` is serial, code (the carrier's parcel id), or made: given by the phone where the box has neither.
    ``scans`` are all there were, ``matched``, ``accepted``, ``dead`` and ``returned`` what was said since; the
    fields above them follow from these. ``state`` is here, unexpected (no order), elsewhere (another site's),
    damaged, dead, returned or void. ``problem`` says what stands in the way of its label or its serial.
    """

    site: Named
    identity: str
    serial: str | None = None
    code: str | None = None
    delivery: str | None = None
    state: str = "unexpected"
    at: str
    by: Named
    order: str | None = None
    order_number: str | None = None
    line: str | None = None
    model: str | None = None
    condition: str = "good"
    pieces: int = 1
    elsewhere: str | None = None
    tag: str | None = None
    asset: str | None = None
    problem: str | None = None
    scans: list[Scan] = []
    matched: Said | None = None
    accepted: Said | None = None
    dead: Said | None = None
    returned: Said | None = None

    def scopes(self) -> list[str]:
        return [f"site:{self.site.id}"]

    def refers(self) -> list[str]:
        return [f"site:{self.site.id}", *(f"blob:{sha}" for sha in sorted(self.blobs()))]

    def blobs(self) -> set[str]:
        """Names of the photos that it shows."""
        said = [one for one in (self.dead, self.returned) if one is not None]
        return {sha for one in [*self.scans, *said] for sha in one.photos}
