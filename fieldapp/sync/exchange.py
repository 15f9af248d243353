"""One round of sync: a device's request in, the answer out. Checks, merge, feed, in that order."""

import random
import time
from collections.abc import Callable
from functools import partial

import sqlalchemy as sa
import structlog
from flask import current_app

from fieldapp.documents import Staff, decode
from fieldapp.models import device as devices
from fieldapp.models import document, jotting, reading, writing
from fieldapp.models.statements import Statement
from fieldapp.operations.guards import is_moment
from fieldapp.sync import attempts, pull, push, software
from fieldapp.sync.commit import Raced, commit
from fieldapp.sync.deadline import within
from fieldapp.sync.incoming import Actor, Incoming, arrived
from fieldapp.sync.merge import Merge, Unable
from fieldapp.sync.messages import Operation, SyncRequest, Whole
from fieldapp.sync.moments import (
    anchor_time,
    clock_offset,
    jumped,
    key_of_file,
    moment_now,
    occurred,
    sign_anchor,
)
from fieldapp.sync.store import DatabaseStore
from fieldapp.version import numbers

log = structlog.get_logger()

TRIES = 4


def exchange(request: SyncRequest, operations: list[Operation], user: str, secret: bytes) -> dict:
    """The answer to a device of ``user``. Raises :class:`Whole` where nothing of it was taken."""
    if request.user != user:
        raise Whole(409, "wrong_user", "This queue belongs to someone else. It was left as it is.")
    if is_older(request.app, current_app.config["MIN_APP"]):
        raise Whole(
            426, "upgrade", "This app is too old for the server. Load it anew; what waits is kept."
        )
    received = moment_now()
    answer = _take(request, operations, received, secret)
    if answer["history"] == "shared" and not answer.get("revoked"):
        try:
            answer |= _pull(request, user)
        except pull.Future:
            answer |= {"history": "lost", "results": []}
    scopes = answer["scopes"]
    answer["drop_scopes"] = sorted(set(request.cursors or {}) - set(scopes)) if scopes else []
    answer["anchor"] = sign_anchor(answer["now"], secret)
    answer["file_key"] = key_of_file(request.device, user, secret)
    return answer


def transiently(work: Callable):
    """Run ``work`` again where another merge was in the way; then say that we are busy. What breaks a rule
    of the database each time is no race, and is raised."""
    for attempt in range(TRIES):
        try:
            return work()
        except (Raced, sa.exc.OperationalError, sa.exc.IntegrityError) as error:
            log.warning("merge ran into another", attempt=attempt, error=str(error)[:200])
            if attempt == TRIES - 1 and isinstance(error, sa.exc.IntegrityError):
                raise
            time.sleep(0.05 * 2**attempt * (0.5 + random.random()))
    raise Whole(503, "busy", "The server is busy. Everything is kept; it will be sent again.")


def _take(request: SyncRequest, operations: list[Operation], received: str, secret: bytes) -> dict:
    """Take what the device sent, in the order of its numbers; answer in the order in which it was sent."""
    order = sorted(range(len(operations)), key=lambda place: operations[place].seq)
    push_some = partial(_push, request, received, secret)
    answer = take(request.device, [operations[at] for at in order], push_some)
    if answer["results"]:
        results = dict(zip(order, answer["results"], strict=True))
        answer["results"] = [results[at] for at in range(len(operations))]
    return answer


def take(device: str, operations: list[Operation], push_some: Callable[..., dict]) -> dict:
    """The whole batch; one by one where something in it has brought a merge down. ``push_some(operations,
    unable, key)`` merges some of them in one transaction, and answers ``history`` and ``results``."""
    if not operations:
        return transiently(lambda: push_some([]))
    key = attempts.key_of(operations)
    if _begun(device, key) < attempts.WHOLE:
        try:
            return transiently(lambda: push_some(operations))
        except Whole:
            _no_attempt(device, key)
            raise
        except Exception:
            log.exception("a batch failed, and is merged one by one", device=device)
    return _one_by_one(device, operations, push_some)


def _begun(device: str, key: str) -> int:
    """Counting may come at a time when the database is busy, as merging may."""
    return transiently(lambda: attempts.begun(device, key))


def _no_attempt(device: str, key: str | None = None) -> None:
    transiently(lambda: attempts.turned_away(device, key))


def _one_by_one(device: str, operations: list[Operation], push_some: Callable[..., dict]) -> dict:
    results: list = []
    for one in operations:
        answer = _alone(device, one, push_some)
        if answer["history"] == "lost":
            return answer
        results += answer["results"]
    _no_attempt(device)
    return answer | {"results": results}


def _alone(device: str, one: Operation, push_some: Callable[..., dict]) -> dict:
    """One operation; where it has failed three times it is kept as that, in sight of a supervisor."""
    key = f"op:{one.id}"
    while True:
        is_last = _begun(device, key) >= attempts.ALONE
        unable = Unable(first={one.id: ["failed", FAILED]} if is_last else {})
        try:
            return transiently(partial(push_some, [one], unable, key))
        except Whole:
            _no_attempt(device, key)
            raise
        except Exception:
            log.exception("operation failed", id=one.id, kind=one.kind)
            if is_last:
                raise


FAILED = "The server could not work this out; it is kept and looked into."


def _push(
    request: SyncRequest,
    received: str,
    secret: bytes,
    operations: list[Operation],
    unable: Unable | None = None,
    key: str | None = None,
) -> dict:
    """Take the operations, in one transaction with the device's own row. Where there are none, all that is
    written is when the device was heard of last, and that need not wait for the disk."""
    with (writing if operations else jotting)() as connection, within(current_app.config["MERGE_DEADLINE"]):
        found = push.lock_device(connection, request, received)
        lost = not _shares_history(connection, request)
        results = []
        if not lost:
            push.check_order(connection, found, request, operations)
            distrust = REVOKED if found.revoked_at else None
            doubt = SET if _has_jumped(found, request, operations, received) else None
            more = {"distrust": distrust, "doubt": doubt}
            results = _merge(connection, request, operations, received, secret, unable, more)
        _note_contact(connection, found, request, [] if lost else operations, received)
        if operations:
            attempts.answered(connection, request.device, key)
    answer = {
        "protocol": 1,
        "now": received,
        "next_seq": found.next_seq,
        "history": "lost" if lost else "shared",
        "results": results,
        "scopes": {},
        "min_app": current_app.config["MIN_APP"],
    }
    return answer | {"revoked": True} if found.revoked_at else answer


SET = "The phone's clock was set while this was on it, so nobody knows when it was. A supervisor decides whether it counts."
REVOKED = "It came from a phone that was revoked. A supervisor decides whether it counts."


def is_older(app: str | None, wanted: str | None) -> bool:
    """Whether ``1.9.2`` is older than ``1.10``. A version that can't be read is no older than any."""
    try:
        return bool(app and wanted) and numbers(app) < numbers(wanted)
    except ValueError:
        return False


def _shares_history(connection: sa.Connection, request: SyncRequest) -> bool:
    """Before anything is taken: is the past that the device remembers ours?"""
    try:
        pull.check_cursors(connection, _cursors(request))
    except pull.Future:
        return False
    return push.knows_history(connection, request)


def _cursors(request: SyncRequest) -> dict[str, pull.Cursor]:
    read = {one: pull.read_cursor(text) for one, text in (request.cursors or {}).items()}
    return {one: cursor for one, cursor in read.items() if cursor is not None}


def _merge(connection, request, operations, received, secret, unable, more) -> list:
    if not operations:
        return []
    merge = Merge(DatabaseStore(connection), unable)
    staff = merge.session.peek(f"staff:{request.user}")
    actor = Actor.of(staff)
    batch = [incoming(one, actor, request, received, secret, **more) for one in operations]
    merge.prepare(batch)
    results = [merge.take(one) for one in batch]
    commit(connection, merge)
    return results


def incoming(
    one: Operation, actor: Actor, request: SyncRequest, received: str, secret: bytes, **more
) -> Incoming:
    """The operation with what is known of its arrival."""
    anchored = anchor_time(one.anchor, secret)
    moment = occurred(one.at, request.sent_at, anchored, received)
    return arrived(
        one,
        actor,
        moment,
        received,
        device=request.device,
        sent_at=request.sent_at,
        anchor_at=anchored,
        **more,
    )


def _has_jumped(found: push.Device, request, operations: list[Operation], received: str) -> bool:
    """Whether the phone's clock was set while these were queued, or since it was last heard of."""
    offset = clock_offset(request.sent_at, received)
    acts = [one.at for one in sorted(operations, key=lambda one: one.seq)]
    return jumped(acts, request.sent_at, found.clock_offset_ms, offset)


def _note_contact(
    connection, found: push.Device, request: SyncRequest, operations: list[Operation], received: str
) -> None:
    """What the device says of itself, for those who look after it, less the ``operations`` that it is rid of."""
    queue = request.queue
    left = max(0, (queue.operations if queue else 0) - len(operations))
    offset = clock_offset(request.sent_at, received)
    if _has_jumped(found, request, operations, received):
        found.jumped_at = received
    said = {
        "next_seq": found.next_seq,
        "app": request.app,
        "last_contact": received,
        "queued": left,
        "queued_blobs": queue.blobs if queue else 0,
        # Pages show it as an age: what is no moment says nothing.
        "oldest_at": queue.oldest_at if left and is_moment(queue.oldest_at) else None,
        "lost": found.lost,
        "clock_offset_ms": offset,
        "jumped_at": found.jumped_at,
    }
    MEET.rows(connection, id=found.id, user=found.user, first_contact=received, **said)


SAID = [
    "next_seq", "app", "last_contact", "queued", "queued_blobs", "oldest_at", "lost", "clock_offset_ms", "jumped_at"
]  # fmt: skip


def _meet(insert: Callable):
    put = insert(devices).values({name: sa.bindparam(name) for name in ("id", "user", "first_contact", *SAID)})  # fmt: skip
    new = {name: put.excluded[name] for name in SAID}
    return put.on_conflict_do_update(index_elements=["id"], set_=new)


MEET = Statement(_meet)


def _pull(request: SyncRequest, user: str) -> dict[str, dict]:
    """Who the user is now, and a page of each of their scopes, from one snapshot."""
    with reading() as connection:
        staff = _staff(connection, user)
        scopes = [f"user:{user}", *(f"site:{site}" for site in sorted(staff.sites))]
        scopes += software.scopes_of(connection, user)
        cursors = {one: cursor for one, cursor in _cursors(request).items() if one in scopes}
        pull.check_cursors(connection, cursors)
        at = pull.places(connection, scopes)
        pages = {
            one: pull.page(connection, one, cursors.get(one), at[one], pull.PAGE) for one in scopes
        }
    return {"scopes": pages, "me": {"name": staff.name, "roles": staff.roles, "sites": staff.sites}}


def _staff(connection: sa.Connection, user: str) -> Staff:
    return decode(f"staff:{user}", BODY.value(connection, id=f"staff:{user}"))


BODY = Statement(sa.select(document.c.body).where(document.c.id == sa.bindparam("id")))
