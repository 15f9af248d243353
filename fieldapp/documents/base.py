"""What every document has in common: an id, a scope, and the keys and references it is found by.

A document *is* the state. It is stored whole as JSON, travels to the phones as it is, and there is
no second copy of it in columns. Fields hold ids, moments (UTC, ISO 8601 with milliseconds and ``Z``)
and facts; nothing in a document depends on what time it is now.
"""

import msgspec


class Document(msgspec.Struct, kw_only=True):
    """The base of the nouns that travel. ``id`` is ``type:key`` (``job:0192…``, ``site:4``)."""

    id: str

    def scopes(self) -> list[str]:
        """The feeds that carry this document: ``site:ID``, ``user:ID``, or none."""
        return []

    def keys(self) -> list[str]:
        """Names that no other document may bear at the same time, such as ``tag:K7M3Q9X``."""
        return []

    def refers(self) -> list[str]:
        """Ids of the documents whose words this one repeats, so that a change can be fanned out."""
        return []


class Named(msgspec.Struct, kw_only=True):
    """Another document, as this one repeats it: its key without the type, and its name."""

    id: str
    name: str


def key_of(document_id: str) -> str:
    """``"job:0192…"`` → ``"0192…"``."""
    return document_id.partition(":")[2]
