"""What is kept of a wipe: the drives and what became of each, who checked it, and what was certified.

By NIST SP 800-88: a drive is cleared, purged or destroyed; that it worked is *verified* on the drive, and
that the record and the verification are sound is *validated*, apart from it.
"""

import msgspec

from fieldapp.documents.base import Document, Named
from fieldapp.documents.drive import Drive
from fieldapp.documents.job import Machine


class LegalHold(msgspec.Struct, kw_only=True):
    """Nothing of it may be wiped, until a supervisor lifts this. ``person`` is set where all machines of a
    person are meant; ``erased_at`` where it was wiped all the same: before ``since``, or against it."""

    id: str
    op: str
    reason: str
    since: str
    by: Named
    person: Named | None = None
    erased_at: str | None = None


class Check(msgspec.Struct, kw_only=True):
    """A verification or a validation: ``result`` is passed or failed, ``how`` says in words what was done."""

    by: Named
    at: str
    op: str
    result: str
    how: str = ""


class Voided(msgspec.Struct, kw_only=True):
    """Why a record proves nothing any more."""

    by: Named
    at: str
    op: str
    why: str


class Erasure(Document, kw_only=True):
    """The record of one wipe of one machine. ``state`` is done, failed or void; a record is never changed
    into another: what was recorded wrongly is void, and the next wipe has a record of its own."""

    asset: Machine
    site: Named
    job: str
    number: str
    step: str
    op: str
    at: str
    by: Named
    method: str = ""
    tool: str = ""
    drives: list[Drive] = []
    logs: list[str] = []
    state: str = "done"
    verification: Check | None = None
    validation: Check | None = None
    void: Voided | None = None
    certificate: str | None = None

    def scopes(self) -> list[str]:
        return [f"site:{self.site.id}"]

    def refers(self) -> list[str]:
        return [f"blob:{sha}" for sha in sorted(set(self.logs))]


class Certificate(Document, kw_only=True):
    """What was certified, as it was then: ``erasures`` are copies. ``sha256`` is of their canonical JSON, and
    stands in the operation that issued it. A correction is another certificate that replaces this one."""

    number: str
    site: Named
    client: str = ""
    erasures: list[Erasure]
    sha256: str
    issued_at: str
    by: Named
    reason: str = ""
    replaces: str | None = None
    replaced_by: str | None = None

    def keys(self) -> list[str]:
        return [f"certificate:{self.number}"]
