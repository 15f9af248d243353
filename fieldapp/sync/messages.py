"""What travels between a device and the server, typed. ``docs/sync.md`` says what it means."""

from typing import Annotated, Any

import msgspec

# What is kept in columns has no NUL: PostgreSQL holds none, and a queue that bore one would be stuck there.
NO_NUL = r"^[^\u0000]*$"

Id = Annotated[str, msgspec.Meta(min_length=1, max_length=128, pattern=NO_NUL)]
Moment = Annotated[str, msgspec.Meta(max_length=40, pattern=NO_NUL)]

# What a database holds as a number everywhere.
Count = Annotated[int, msgspec.Meta(ge=0, le=2**31 - 2)]

OPERATION_LIMIT = 64 * 1024
BODY_LIMIT = 8 * 1024 * 1024


class Operation(msgspec.Struct, kw_only=True):
    """One thing that a person did, at one moment, on one device. ``args`` are raw until their kind
    is known; a null is the same as an absence."""

    id: Id
    seq: Count | None = None
    kind: Id
    v: int = 1
    target: Id
    args: dict[str, Any] | None = None
    expect: dict[str, Any] | None = None
    after: Annotated[list[Id], msgspec.Meta(max_length=1000)] | None = None
    at: Moment | None = None
    anchor: Annotated[str, msgspec.Meta(max_length=200, pattern=NO_NUL)] | None = None


class Witness(msgspec.Struct, kw_only=True):
    seq: Count
    id: Id


class Queue(msgspec.Struct, kw_only=True):
    operations: Count = 0
    oldest_at: Moment | None = None
    blobs: Count = 0


class SyncRequest(msgspec.Struct, kw_only=True):
    """``operations`` stay raw, so that one that is no operation does not spoil the rest."""

    protocol: int
    device: Id
    user: Id
    app: Annotated[str, msgspec.Meta(max_length=100, pattern=NO_NUL)] | None = None
    sent_at: Moment | None = None
    oldest_retained: Count | None = None
    witness: Witness | None = None
    queue: Queue | None = None
    cursors: dict[Id, Annotated[str, msgspec.Meta(max_length=400)] | None] | None = None
    operations: list[msgspec.Raw] | None = None


class Result(msgspec.Struct, kw_only=True):
    """What became of an operation, for ever. ``at`` maps scopes to the version that shows it."""

    id: str
    outcome: str
    code: str
    message: str | None = None
    case: str | None = None
    at: dict[str, int] = {}


class NotThisProtocol(Exception):
    """The body is not what ``docs/sync.md`` describes; nothing of it was taken."""


class Whole(Exception):
    """An answer to a request as a whole, which takes nothing of it. ``extra`` joins the body."""

    def __init__(self, status: int, error: str, message: str, **extra):
        super().__init__(message)
        self.status, self.error, self.message, self.extra = status, error, message, extra

    def body(self) -> dict:
        return {"error": self.error, "message": self.message, **self.extra}


_decode_request = msgspec.json.Decoder(SyncRequest).decode
_decode_operation = msgspec.json.Decoder(Operation).decode


def read_request(body: bytes) -> tuple[SyncRequest, list[Operation]]:
    """The request and its operations. Raises :class:`NotThisProtocol` with a sentence."""
    try:
        request = _decode_request(body)
        operations = [_decode_operation(raw) for raw in request.operations or []]
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError) as error:
        raise NotThisProtocol(f"This is not a sync request: {error}.") from error
    if request.protocol != 1:
        raise NotThisProtocol("This server speaks protocol 1.")
    if any(operation.seq is None or operation.seq < 1 for operation in operations):
        raise NotThisProtocol("Every operation has a seq, counted from 1.")
    return request, operations
