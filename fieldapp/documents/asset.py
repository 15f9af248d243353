"""An asset: a machine or peripheral with a life of its own, named by the tag on its label."""

import msgspec

from fieldapp.documents.base import Document, Named
from fieldapp.documents.wiping import LegalHold

# With someone, or, as the books may have it, with nobody yet: others are in a job's hands or gone.
IN_USE = ("deployed", "in_stock")


class Custody(msgspec.Struct, kw_only=True):
    """Who holds it: ``type`` is mailroom, receiving, technician, person, store, courier, supplier or
    gone. ``since`` and ``op`` are of the moment from which they have held it without a break."""

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


class Signature(msgspec.Struct, kw_only=True):
    """What was signed, and by whom. ``text``, ``version`` and ``language`` name one of
    ``fieldapp.documents.texts``; filled with ``values`` it is what stood on the screen, and ``sha`` is
    the SHA-256 of that. ``picture`` is the name of a blob, or None where ``witness`` saw them agree."""

    by: str
    text: str
    version: int
    language: str
    values: dict[str, str]
    sha: str
    picture: str | None = None
    witness: str | None = None


class Link(msgspec.Struct, kw_only=True):
    """One hand-over in the chain of custody: from ``at`` on ``type``, ``id``, ``name`` held it.

    ``how`` it was proved: scan, said (a tap), signature, step (of ``job``), or books. ``by`` recorded
    it. ``owner`` is the key of the person from whom a step may take it. ``void`` links were undone.
    What follows from the links around it: ``offer``, the operation that had offered it to them, and
    ``broken``, who held it before and neither gave it nor offered it.
    """

    op: str | None
    at: str | None
    type: str
    id: str | None = None
    name: str = ""
    how: str = "said"
    by: Named | None = None
    job: str | None = None
    step: str | None = None
    owner: str | None = None
    note: str | None = None
    signature: Signature | None = None
    void: bool = False
    offer: str | None = None
    broken: str | None = None


class Offer(msgspec.Struct, kw_only=True):
    """Someone wants ``type``, ``id``, ``name`` to take it. ``state`` follows from the rest of the
    document: open, accepted, refused, withdrawn, or lapsed where it went elsewhere meanwhile."""

    op: str
    at: str
    by: Named
    type: str
    id: str | None = None
    name: str = ""
    giver: str = ""
    note: str | None = None
    state: str = "open"
    ended: str | None = None
    ended_at: str | None = None
    ended_by: Named | None = None
    ended_op: str | None = None
    reason: str | None = None


class Report(msgspec.Struct, kw_only=True):
    """Someone says that it is ``lost`` or ``stolen``, or that it was ``found``."""

    op: str
    at: str
    kind: str
    by: Named
    text: str


class Loan(msgspec.Struct, kw_only=True):
    """Lent to a person until the date ``due``; ``due_op`` set that date last."""

    op: str
    at: str
    by: Named
    person: Named
    due: str
    due_op: str


class BenchRun(msgspec.Struct, kw_only=True):
    """Something that runs on a machine by itself: ``what`` is imaging, wiping or updating, for about so many ``minutes``
    from ``at`` on, or until the ``step`` (or part of one) of ``job`` that it is for is done."""

    op: str
    at: str
    by: Named
    what: str
    minutes: int
    job: str | None = None
    step: str | None = None


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
    # The chain of custody in the order of its moments, the newest last; and what is said about it.
    chain: list[Link] = []
    offers: list[Offer] = []
    reports: list[Report] = []
    missing: Report | None = None
    loan: Loan | None = None
    # What ran on it on the bench, in the order of the moments.
    runs: list[BenchRun] = []

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
        if self.model_id:
            ids.append(f"model:{self.model_id}")
        return [*ids, *(f"blob:{sha}" for sha in sorted(self.blobs()))]

    def blobs(self) -> set[str]:
        """Names of the signatures in its chain."""
        signed = {link.signature.picture for link in self.chain if link.signature}
        return {sha for sha in signed if sha}


class Software(Document, kw_only=True):
    """What an inventory agent found installed on one asset; ``id`` is ``software:`` and its key.

    Apart from the asset, for it is a hundred times as long and only comparing needs it.
    """

    asset: str
    taken_at: str | None = None
    packages: list[Package] = []

    def scopes(self) -> list[str]:
        """A scope of its own: only phones with an open job that compares it read it."""
        return [self.id]
