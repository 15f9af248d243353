"""A count of a room or a cupboard: what should have been there, and what was."""

import msgspec

from fieldapp.documents.base import Document, Named


class CountedMachine(msgspec.Struct, kw_only=True):
    """A machine as the count found the books. ``id`` is the asset's key; ``belongs`` says where else it should
    be, and whose it is."""

    id: str
    tag: str
    serial: str | None = None
    model: str | None = None
    belongs: str | None = None


class Count(Document, kw_only=True):
    """``what`` is room or cupboard, ``place`` its name as people call it.

    ``found`` were expected and there, ``missing`` expected and not, ``elsewhere`` there and expected somewhere
    else; ``unknown`` are codes that no machine in the books bears. ``where`` is about where the phone was, in
    degrees with two decimals, of those who allow it. Never changed: a later count of the place is another.
    """

    what: str
    place: str
    site: Named
    at: str
    by: Named
    op: str
    found: list[CountedMachine] = []
    missing: list[CountedMachine] = []
    elsewhere: list[CountedMachine] = []
    unknown: list[str] = []
    where: str | None = None

    def scopes(self) -> list[str]:
        return [f"site:{self.site.id}"]

    def refers(self) -> list[str]:
        return [f"site:{self.site.id}"]
