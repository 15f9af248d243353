"""A queue that a phone saved as a file: read, believed where the phone has signed it, and merged like any other.

The file is ``{"fieldapp_queue": 1, "queue": TEXT, "signature": HEX}``; TEXT is JSON of :class:`Saved`, and the
signature its HMAC-SHA256 by a key that the phone had from the server. Without a valid one nobody knows who
did this: then each operation is held, as of whoever loads the file, under an id of its own, so that the phone
can still send the original.
"""

import hashlib
import hmac
from uuid import NAMESPACE_URL, uuid5

import msgspec
import sqlalchemy as sa

from fieldapp.documents import Staff, decode
from fieldapp.models import device, document, reading, writing
from fieldapp.portable.natives import epoch, iso
from fieldapp.sync.cases import label
from fieldapp.sync.commit import commit
from fieldapp.sync.exchange import REVOKED, transiently
from fieldapp.sync.incoming import Actor, Incoming, arrived
from fieldapp.sync.merge import Merge
from fieldapp.sync.messages import Operation, Result
from fieldapp.sync.moments import anchor_time, key_of_file, moment_now, occurred
from fieldapp.sync.store import DatabaseStore

BATCH = 100


class Saved(msgspec.Struct, kw_only=True):
    """What the phone said. ``operations`` are as they would have been sent."""

    user: str
    device: str
    saved_at: str
    operations: list[Operation]
    app: str | None = None
    signed: bool = False


class _File(msgspec.Struct, kw_only=True):
    fieldapp_queue: int
    queue: str
    signature: str | None = None


class NotAQueue(ValueError):
    """What is wrong with the file, in a sentence. Nothing of it was taken."""


class Line(msgspec.Struct, kw_only=True):
    """What became of one operation; ``known`` where the server had it already."""

    id: str
    label: str
    outcome: str
    code: str
    message: str | None = None
    known: bool = False


def read(content: bytes, secret: bytes) -> Saved:
    """The file's queue, and whether the phone that it names has signed it."""
    try:
        file = msgspec.json.decode(content, type=_File)
        saved = msgspec.json.decode(file.queue, type=Saved)
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError) as error:
        raise NotAQueue(
            f"This is no queue that fieldapp saved, or not all of it: {error}. Save it again on the phone."
        ) from error
    if file.fieldapp_queue != 1:
        raise NotAQueue("A newer fieldapp saved this file. Update the server, then load it again.")
    made = hmac.new(
        key_of_file(saved.device, saved.user, secret).encode(), file.queue.encode(), hashlib.sha256
    ).hexdigest()
    signed = hmac.compare_digest(made, file.signature or "")
    return msgspec.structs.replace(saved, signed=signed)


def load(saved: Saved, loader: Actor, secret: bytes) -> list[Line]:
    """Merge it, in batches that each end as a whole; a second time changes nothing."""
    author, distrust, offset = _origin(saved)
    batch = sorted(saved.operations, key=lambda one: one.seq or 2**31)
    lines: list[Line] = []
    for at in range(0, len(batch), BATCH):
        received = moment_now()
        sent_at = iso(epoch(received) + offset)
        if saved.signed and author is not None:
            some = [
                _believed(one, author, distrust, loader, saved, sent_at, received, secret)
                for one in batch[at : at + BATCH]
            ]
        else:
            some = [_doubted(one, author, loader, received) for one in batch[at : at + BATCH]]
        lines += transiently(lambda some=some: _merge(some))
    return lines


def _origin(saved: Saved) -> tuple[Actor | None, str | None, int]:
    """Whose it is, why it is held whatever it is, and by how many ms the phone's clock is ahead."""
    with reading() as connection:
        body = connection.scalar(
            sa.select(document.c.body).where(document.c.id == f"staff:{saved.user}")
        )
        phone = connection.execute(sa.select(device).where(device.c.id == saved.device)).first()
    staff: Staff | None = decode("staff:", body) if body else None
    offset = (phone.clock_offset_ms or 0) if phone is not None else 0
    if staff is None:
        return None, None, offset
    distrust = REVOKED if phone is not None and phone.revoked_at else None
    if not staff.active:
        distrust = f"{staff.name} has left. A supervisor decides whether it counts."
    return Actor.of(staff), distrust, offset


def _believed(
    one: Operation,
    author: Actor,
    distrust: str | None,
    loader: Actor,
    saved: Saved,
    sent_at: str,
    received: str,
    secret: bytes,
) -> Incoming:
    """By the phone's clock as it stood at its last contact: how long the file was on its way, nobody knows."""
    anchored = anchor_time(one.anchor, secret)
    moment = occurred(one.at, sent_at, anchored, received)
    more = {"sent_at": sent_at, "anchor_at": anchored, "distrust": distrust}
    file = {"device": saved.device, "saved_at": saved.saved_at}
    return arrived(one, author, moment, received, submitted_by=loader.id, file=file, **more)


def _doubted(one: Operation, author: Actor | None, loader: Actor, received: str) -> Incoming:
    who = author.name if author is not None else "someone whom nobody here knows"
    copy = msgspec.structs.replace(
        one, id=str(uuid5(NAMESPACE_URL, f"unsigned {one.id}")), anchor=None
    )
    distrust = f"It comes from a file that no phone of ours has signed; it says that {who} did it."
    return arrived(copy, loader, received, received, distrust=distrust)


def _merge(batch: list[Incoming]) -> list[Line]:
    with writing() as connection:
        merge = Merge(DatabaseStore(connection))
        merge.prepare(batch)
        taken = [merge.take(one) for one in batch]
        words = [label(one, merge.session.peek(one.operation.target)) for one in batch]
        commit(connection, merge)
    return [_line(one, result, said) for one, result, said in zip(batch, taken, words, strict=True)]


def _line(one: Incoming, result: Result | dict, words: str) -> Line:
    told = result if isinstance(result, dict) else msgspec.structs.asdict(result)
    return Line(
        id=one.operation.id,
        label=words,
        outcome=told["outcome"],
        code=told["code"],
        message=told["message"],
        known=bool(told.get("repeat")),
    )
