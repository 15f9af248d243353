"""An order: what was asked of a supplier, what has come of it, and what is still awaited."""

import msgspec

from fieldapp.documents.base import Document, Named


class Later(msgspec.Struct, kw_only=True):
    """The supplier sends some of a line later: how many, and by which day, where one was named."""

    quantity: int
    op: str
    by: Named
    at: str
    until: str | None = None
    reason: str = ""


class Short(msgspec.Struct, kw_only=True):
    """What is not awaited any more: how many of a line, and why. A decision."""

    quantity: int
    op: str
    by: Named
    at: str
    reason: str


class Line(msgspec.Struct, kw_only=True):
    """One kind of thing ordered. ``later`` and ``shorts`` are decisions; what stands after ``shorts`` follows
    from the order's ``boxes`` (``operations.counting``) and is never counted up.

    ``received`` are pieces that came and can be used; ``damaged``, ``doa`` (dead on arrival) and ``substituted``
    (another model, not accepted yet) came and can't; ``over`` are more than were asked for.
    """

    id: str
    model: str
    quantity: int = 1
    later: Later | None = None
    shorts: list[Short] = []
    received: int = 0
    damaged: int = 0
    doa: int = 0
    substituted: int = 0
    over: int = 0
    backordered: int = 0
    serials: list[str] = []


class Counted(msgspec.Struct, kw_only=True):
    """A box as its order repeats it; ``id`` is the box's key. ``counts_as`` and ``counts_for`` (a line) are worked
    out: received, damaged, doa, substituted, over, returned, unmatched, or nothing.

    A ``stand_in`` is no box that anyone scanned: it is receiving's word that the order is here, and gives way to
    boxes. ``bound_by`` is the step that named the machine which came in it; ``named``: it named its serial, too.
    """

    id: str
    at: str
    line: str | None = None
    model: str | None = None
    serial: str | None = None
    code: str | None = None
    tag: str | None = None
    asset: str | None = None
    condition: str = "good"
    pieces: int = 1
    accepted: bool = False
    dead: bool = False
    gone: bool = False
    stand_in: bool = False
    bound_by: str | None = None
    named: bool = False
    counts_as: str = "nothing"
    counts_for: str | None = None


class Order(Document, kw_only=True):
    """``state`` is placed, partly (some of it is here), received, prepared or cancelled. ``job`` is the key of the
    job it is for; one for stock has none. ``outside`` is its number in the file that it was imported from. What came goes back to the supplier for the
    reason that ``returning`` gives.
    """

    number: str
    site: Named
    state: str = "placed"
    lines: list[Line] = []
    boxes: list[Counted] = []
    job: str | None = None
    job_number: str | None = None
    person: Named | None = None
    vip: bool = False
    due: str | None = None
    supplier: str | None = None
    reference: str | None = None
    tracking: str | None = None
    outside: str | None = None
    placed_at: str | None = None
    received_at: str | None = None
    prepared_op: str | None = None
    cancelled: bool = False
    returning: str | None = None

    def scopes(self) -> list[str]:
        return [f"site:{self.site.id}"]

    def keys(self) -> list[str]:
        return [f"order:{self.outside.upper()}"] if self.outside else []

    def refers(self) -> list[str]:
        return [f"person:{self.person.id}"] if self.person else []
