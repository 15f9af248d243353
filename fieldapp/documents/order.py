"""An order: what was asked of a supplier for a job, and what has come of it."""

import msgspec

from fieldapp.documents.base import Document, Named


class Line(msgspec.Struct, kw_only=True):
    """One kind of thing ordered: ``quantity`` asked for, ``received`` so far, the serials that came."""

    id: str
    model: str
    quantity: int = 1
    received: int = 0
    serials: list[str] = []


class Order(Document, kw_only=True):
    """``state`` is placed, received, prepared or cancelled. ``job`` is the key of the job it is for."""

    number: str
    site: Named
    state: str = "placed"
    lines: list[Line] = []
    job: str | None = None
    job_number: str | None = None
    person: Named | None = None
    vip: bool = False
    due: str | None = None
    reference: str | None = None
    placed_at: str | None = None
    received_at: str | None = None

    def scopes(self) -> list[str]:
        return [f"site:{self.site.id}"]

    def refers(self) -> list[str]:
        return [f"person:{self.person.id}"] if self.person else []
