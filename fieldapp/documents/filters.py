"""What someone of the office looks for again and again: named questions to the list of jobs."""

import msgspec

from fieldapp.documents.base import Document


class Filter(msgspec.Struct, kw_only=True):
    """``query`` maps fields of the list's form to what was chosen there."""

    name: str
    query: dict[str, str]
    op: str
    at: str


class Filters(Document, kw_only=True):
    """One user's own, in the order in which they were made; the id is ``filters:`` and the user's key."""

    owner: str
    filters: list[Filter] = []

    def scopes(self) -> list[str]:
        return [f"user:{self.owner}"]
