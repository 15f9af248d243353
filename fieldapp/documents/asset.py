"""An asset: a machine or peripheral with a life of its own, named by the tag on its label."""

import msgspec

from fieldapp.documents.base import Document, Named
from fieldapp.documents.wiping import LegalHold


class Custody(msgspec.Struct, kw_only=True):
    """Who holds it: ``type`` is mailroom, receiving, technician, person, store, supplier or gone."""

    type: str
    id: str | None = None
    name: str = ""
    since: str | None = None
    op: str | None = None


class Label(msgspec.Struct, kw_only=True):
    """A label of a machine beside the one in ``tag``: ``state`` is live or retired. ``by`` put it on,
    or took it out of use, with ``op`` at ``at``; ``reason`` is what was said then."""

    tag: str
    state: str = "live"
    at: str | None = None
    op: str | None = None
    by: Named | None = None
    reason: str | None = None


class Event(msgspec.Struct, kw_only=True):
    """A line of the asset's life: when, who, what, the job that it was part of, and about where (see Seen)."""

    at: str
    op: str
    what: str
    by: Named | None = None
    job: str | None = None
    where: str | None = None


class Seen(msgspec.Struct, kw_only=True):
    """The last time that someone had it before them: in which room, and about where on earth (degrees with two
    decimals), where that is known."""

    at: str
    op: str
    by: Named
    place: str | None = None
    where: str | None = None


class Placed(msgspec.Struct, kw_only=True):
    """Since when the place in the books is what it is, and by which operation."""

    at: str
    op: str


class Package(msgspec.Struct, kw_only=True):
    """One installed piece of software, as an inventory agent reported it."""

    name: str
    version: str | None = None
    publisher: str | None = None


class Asset(Document, kw_only=True):
    """``state`` is in_stock, ordered, received, prepared, in_build, deployed, collected, wiped,
    retired, or whatever a workflow's effects set. ``purchased`` and ``end_of_life`` are dates;
    the due date of a refresh follows from the first, the second is only shown. ``legal`` are the legal holds on it,
    ``erasure`` is the key of the wipe that holds good now, ``order`` that of the order that it came with, where it
    was labelled as it was received. ``place`` is the room or cupboard where it belongs, in people's own words,
    which ``placed`` dates."""

    tag: str
    serial: str | None = None
    model: str | None = None
    model_id: str | None = None
    category: str | None = None
    name: str | None = None
    state: str = "in_stock"
    custody: Custody
    person: Named | None = None
    site: Named
    jobs: list[str] = []
    purchased: str | None = None
    end_of_life: str | None = None
    software_count: int = 0
    software_hash: str | None = None
    events: list[Event] = []
    last_scan: str | None = None
    legal: list[LegalHold] = []
    erasure: str | None = None
    labels: list[Label] = []
    order: str | None = None
    seen: Seen | None = None
    place: str | None = None
    placed: Placed | None = None

    def scopes(self) -> list[str]:
        return [f"site:{self.site.id}"]

    def keys(self) -> list[str]:
        """A retired tag stays taken for ever: nobody else gets it."""
        tags = [f"tag:{tag.upper()}" for tag in (self.tag, *(one.tag for one in self.labels))]
        return [*dict.fromkeys(tags), f"serial:{self.serial.upper()}"] if self.serial else [*dict.fromkeys(tags)]

    def refers(self) -> list[str]:
        ids = [f"site:{self.site.id}", *(f"legal:{hold.id}" for hold in self.legal)]
        if self.person:
            ids.append(f"person:{self.person.id}")
        return [*ids, f"model:{self.model_id}"] if self.model_id else ids


class Software(Document, kw_only=True):
    """What an inventory agent found installed on one asset; ``id`` is ``software:`` and its key.

    Apart from the asset, for it is a hundred times as long and only comparing needs it.
    """

    asset: str
    taken_at: str | None = None
    packages: list[Package] = []
