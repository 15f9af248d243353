"""A device's operations: who lives under its id, what it has sent before, and in what order."""

from dataclasses import dataclass

import sqlalchemy as sa

from fieldapp.models import device, sequence
from fieldapp.models import operation as log
from fieldapp.models.statements import Among, Statement, new_row
from fieldapp.sync.messages import Operation, SyncRequest, Whole


@dataclass
class Device:
    """The device's row, locked; ``next_seq`` is the first number that it has not used."""

    id: str
    user: str
    next_seq: int
    new: bool = False
    lost: int = 0
    clock_offset_ms: int | None = None
    jumped_at: str | None = None
    revoked_at: str | None = None


def lock_device(connection: sa.Connection, request: SyncRequest, now: str) -> Device:
    """The device that asks: the first lock taken. One id belongs to one user's database."""
    rows = LOCK.rows(connection, id=request.device)
    if not rows:
        return Device(request.device, request.user, 1, new=True)
    return Device(**dict(zip(KEPT, rows[0], strict=True)))


KEPT = ["id", "user", "next_seq", "lost", "clock_offset_ms", "jumped_at", "revoked_at"]
LOCK = Statement(
    sa.select(*(device.c[name] for name in KEPT))
    .where(device.c.id == sa.bindparam("id"))
    .with_for_update()
)


def fork() -> Whole:
    return Whole(409, "fork", "Another device lives under this id. Take a new one, and send again.")


def knows_history(connection: sa.Connection, request: SyncRequest) -> bool:
    """Whether the newest operation that the device had answered is in the log."""
    if request.witness is None:
        return True
    return LOGGED.value(connection, id=request.witness.id) is not None


LOGGED = Statement(sa.select(log.c.id).where(log.c.id == sa.bindparam("id")))
USE_UP = Statement(new_row(sequence))


def check_order(
    connection: sa.Connection, found: Device, request: SyncRequest, operations: list[Operation]
) -> None:
    """The whole batch, before any of it is taken: forks, then gaps. Uses its numbers up."""
    if found.user != request.user:
        raise fork()
    used = _used(connection, found, operations)
    for one in operations:
        if one.seq in used and used[one.seq] != one.id:
            raise fork()
    for seq in sorted(one.seq for one in operations):
        _next(found, seq, request.oldest_retained)
    fresh = {one.seq: one.id for one in operations if one.seq not in used}
    rows = [{"device": found.id, "seq": seq, "op": id_} for seq, id_ in fresh.items()]
    if rows:
        USE_UP.many(connection, rows)


def _next(found: Device, seq: int, retained: int | None) -> None:
    """Numbers are skipped only where the device no longer has what bore them."""
    if seq > found.next_seq:
        skipped_to = min(seq, retained or 1)
        if skipped_to < seq:
            raise gap(max(skipped_to, found.next_seq))
        found.lost += seq - found.next_seq
    found.next_seq = max(found.next_seq, seq + 1)


def gap(next_seq: int) -> Whole:
    message = f"Something is missing: send everything from number {next_seq} on."
    return Whole(409, "gap", message, next_seq=next_seq)


def _used(connection: sa.Connection, found: Device, operations: list[Operation]) -> dict[int, str]:
    """Numbers of this batch that were used before. Two operations under one number are a fork too."""
    batch: dict[int, str] = {}
    for one in operations:
        if batch.setdefault(one.seq, one.id) != one.id:
            raise fork()
    if found.new or not batch or min(batch) >= found.next_seq:
        return {}
    return dict(USED.rows(connection, device=found.id, some=sorted(batch)))


USED = Statement(
    sa.select(sequence.c.seq, sequence.c.op).where(
        sequence.c.device == sa.bindparam("device"), Among(sequence.c.seq)
    )
)
