"""A charge that the owner of its cost centre disputes: marked, and decided. Its key is the ledger entry's."""

from fieldapp.documents.base import Document, Named


class Charge(Document, kw_only=True):
    """``state`` is disputed, kept or taken_back; ``reason`` is why it is disputed, ``words`` why it was decided so. ``period`` is the
    entry's month."""

    contract: str
    period: str
    state: str = "disputed"
    reason: str
    by: Named
    at: str
    op: str
    words: str = ""
    decided_by: Named | None = None
    decided_at: str | None = None
