"""A case: what became of an operation that was held or refused, in sight of its author."""

from fieldapp.documents.base import Document, Named


class Case(Document, kw_only=True):
    """``state`` is open, applied, amended or dismissed; ``readers`` are the users who get to see it.

    ``seen_at`` is when its
    author, of whom it was not accepted, said to have read so. ``words`` are what a supervisor said to the decision; one that followed by itself has none, and no ``decided_by``."""

    op: str
    target: str
    kind: str
    code: str
    outcome: str
    message: str | None = None
    state: str = "open"
    label: str = ""
    step: str | None = None
    author: Named
    sites: list[str] = []
    at: str
    decided_by: Named | None = None
    decided_at: str | None = None
    words: str | None = None
    seen_at: str | None = None
    readers: list[str] = []

    def scopes(self) -> list[str]:
        return [f"user:{reader}" for reader in self.readers]

    def refers(self) -> list[str]:
        """Who supervises the sites decides who reads it."""
        return [f"supervisors:{site}" for site in self.sites]
