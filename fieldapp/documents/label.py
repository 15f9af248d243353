"""Labels before they are on a machine, and the sheets that they are printed on."""

from fieldapp.documents.base import Document, Named


class Roll(Document, kw_only=True):
    """Blank labels made in advance: ``count`` tags, from the number ``first`` on (``operations.tags``).

    It never changes: a tag of it is blank for as long as no machine bears it."""

    number: str
    site: Named
    first: int
    count: int
    at: str
    by: Named
    note: str | None = None

    def scopes(self) -> list[str]:
        return [f"site:{self.site.id}"]

    def refers(self) -> list[str]:
        return [f"site:{self.site.id}"]


class Layout(Document, kw_only=True):
    """A sheet or roll of labels that is in no catalogue. Lengths are hundredths of a millimetre.

    ``left`` and ``top`` are where the first label begins; ``across`` and ``down`` from one to the next."""

    name: str
    page_width: int
    page_height: int
    columns: int
    rows: int
    width: int
    height: int
    left: int
    top: int
    across: int
    down: int

    def keys(self) -> list[str]:
        return [f"layout:{self.name.lower()}"]
