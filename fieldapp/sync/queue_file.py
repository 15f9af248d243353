"""A queue that a phone saved as a file: read, believed where the phone has signed it, and merged like any other.

The file is ``{"fieldapp_queue": 1, "queue": TEXT, "signature": HEX}``; TEXT is JSON of :class:`Saved`, and the
signature its HMAC-SHA256 by a key that the phone had from the server. Without a valid one nobody knows who
did this: then each operation is held, as of whoever loads the file, under an id of its own, so that the phone
can still send the original.
"""

import base64
import hashlib
import hmac
from collections.abc import Callable
from functools import partial
from uuid import NAMESPACE_URL, uuid5

import msgspec
import sqlalchemy as sa
from flask import current_app

from fieldapp.documents import Staff, decode
from fieldapp.models import device, document, reading, writing
from fieldapp.portable.natives import epoch, iso
from fieldapp.sync import attempts
from fieldapp.sync.cases import label
from fieldapp.sync.commit import commit
from fieldapp.sync.deadline import within
from fieldapp.sync.exchange import REVOKED, take
from fieldapp.sync.incoming import Actor, Incoming, arrived, copy_of
from fieldapp.sync.merge import Merge, Unable
from fieldapp.sync.messages import Operation, Result
from fieldapp.sync.moments import anchor_time, key_of_file, moment_now, occurred
from fieldapp.sync.store import DatabaseStore

BATCH = 100


class Saved(msgspec.Struct, kw_only=True):
    """What the phone said. ``operations`` are as they would have been sent."""

    user: str
    device: str
    saved_at: str
    operations: list[msgspec.Raw]
    app: str | None = None
    signed: bool = False

    def batch(self) -> list[Operation]:
        """What it holds, in the order in which it was done. What the phone could not send has no number."""
        read = [_operation(bytes(one), self) for one in self.operations]
        return sorted(read, key=lambda one: one.seq or 2**31)


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
    except (msgspec.MsgspecError, UnicodeError, RecursionError) as error:
        raise NotAQueue(
            f"This is no queue that fieldapp saved, or not all of it: {error}. Save it again on the phone."
        ) from error
    if file.fieldapp_queue != 1:
        raise NotAQueue("A newer fieldapp saved this file. Update the server, then load it again.")
    made = hmac.new(
        key_of_file(saved.device, saved.user, secret).encode(), file.queue.encode(), hashlib.sha256
    ).hexdigest()
    signed = hmac.compare_digest(made.encode(), (file.signature or "").encode())
    return msgspec.structs.replace(saved, signed=signed)


def _operation(raw: bytes, saved: Saved) -> Operation:
    """One that is no operation stops no other: it is kept as it came, as `raw`, under an id that its text gives."""
    try:
        return msgspec.json.decode(raw, type=Operation)
    except (msgspec.MsgspecError, UnicodeError, RecursionError):
        id_ = uuid5(NAMESPACE_URL, f"unread {saved.device} {hashlib.sha256(raw).hexdigest()}")
        args = {"base64": base64.b64encode(raw).decode()}
        return Operation(id=str(id_), kind="raw", target="unread", args=args)


def load(saved: Saved, loader: Actor, secret: bytes) -> list[Line]:
    """Merge it, in batches that each end as a whole; a second time changes nothing."""
    author, distrust, offset = _origin(saved)
    if saved.signed and author is not None:
        operations = saved.batch()
        arrive = partial(_believed, author, distrust, loader, saved, offset, secret)
    else:
        operations = [_copy(one) for one in saved.batch()]
        arrive = partial(_doubted, author, loader)
    lines: list[Line] = []
    for at in range(0, len(operations), BATCH):
        push_some = partial(_merge, f"file:{saved.device}", arrive)
        lines += take(f"file:{saved.device}", operations[at : at + BATCH], push_some)["results"]
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
    author: Actor,
    distrust: str | None,
    loader: Actor,
    saved: Saved,
    offset: int,
    secret: bytes,
    one: Operation,
    received: str,
) -> Incoming:
    """By the phone's clock as it stood at its last contact: how long the file was on its way, nobody knows."""
    anchored = anchor_time(one.anchor, secret)
    sent_at = iso(epoch(received) + offset)
    moment = occurred(one.at, sent_at, anchored, received)
    more = {"sent_at": sent_at, "anchor_at": anchored, "distrust": distrust}
    file = {"device": saved.device, "saved_at": saved.saved_at}
    return arrived(one, author, moment, received, submitted_by=loader.id, file=file, **more)


def _copy(one: Operation) -> Operation:
    return msgspec.structs.replace(one, id=copy_of(one.id), anchor=None)


def _doubted(author: Actor | None, loader: Actor, one: Operation, received: str) -> Incoming:
    who = author.name if author is not None else "someone whom nobody here knows"
    distrust = f"It comes from a file that no phone of ours has signed; it says that {who} did it."
    return arrived(one, loader, received, received, distrust=distrust)


def _merge(
    device: str,
    arrive: Callable[[Operation, str], Incoming],
    operations: list[Operation],
    unable: Unable | None = None,
    key: str | None = None,
) -> dict:
    """One transaction of it, as careful as with what a phone sends itself."""
    with writing() as connection, within(current_app.config["MERGE_DEADLINE"]):
        received = moment_now()
        batch = [arrive(one, received) for one in operations]
        merge = Merge(DatabaseStore(connection), unable)
        merge.prepare(batch)
        taken = [merge.take(one) for one in batch]
        words = [label(one, merge.session.peek(one.operation.target)) for one in batch]
        commit(connection, merge)
        attempts.answered(connection, device, key)
    told = zip(batch, taken, words, strict=True)
    return {"history": "shared", "results": [_line(*one) for one in told]}


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
