"""Photos and signatures: taken piece by piece, whole or not at all, and shown to those who may see them."""

import hashlib
import re
import shutil
from collections.abc import Callable
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from io import BytesIO
from typing import NamedTuple

import msgspec
import sqlalchemy as sa
from flask import current_app

from fieldapp.models import blob, blobs, document, feed, operation, reading, reference, writing
from fieldapp.models.bucket import Unreachable
from fieldapp.models.statements import upsert
from fieldapp.sync.bare import bare
from fieldapp.sync.exchange import transiently
from fieldapp.sync.incoming import Actor
from fieldapp.sync.messages import Whole
from fieldapp.sync.moments import moment_now

# So many may be on their way at once from one person.
STARTED = 100
BEGINNINGS = {
    "image/jpeg": re.compile(rb"\xff\xd8\xff"),
    "image/png": re.compile(rb"\x89PNG\r\n\x1a\n"),
    "image/webp": re.compile(rb"RIFF....WEBP", re.DOTALL),
}


class Span(NamedTuple):
    """Which bytes of it come now: from ``start``, ``length`` of them, of ``total`` in all."""

    start: int
    length: int
    total: int


class Kept(NamedTuple):
    """A blob that may be shown."""

    type: str
    size: int


def check_name(sha: str) -> None:
    """Nothing else is ever a path."""
    if not blobs.NAME.fullmatch(sha):
        raise Whole(400, "invalid", "A blob is named by its SHA-256: 64 digits, of 0-9 and a-f.")


def type_of(beginning: bytes) -> str | None:
    """What the first bytes say that it is, whatever anyone calls it."""
    return next((name for name, mark in BEGINNINGS.items() if mark.match(beginning)), None)


def take(sha: str, actor: Actor, span: Span, read: Callable[[int], bytes]) -> int | None:
    """Take what comes of it. How many bytes have arrived, or None when it is whole and kept.

    Raises :class:`Whole` where it can't be taken, and then nothing of it is kept but what had arrived before."""
    _check_size(span)
    if _has_put(sha, actor.id) and blobs.kept_hash(sha) == sha:
        return None
    if not blobs.arrived(sha, actor.id):
        _check_room(actor.id, span)
    try:
        with blobs.arriving(sha, actor.id, span.start) as file:
            _write(file, span, read)
            if file.tell() < span.total:
                return file.tell()
            kind = _check_content(sha, actor.id, file)
            blobs.finish(sha, actor.id, file)
    except blobs.Elsewhere as elsewhere:
        told = f"{elsewhere.offset} bytes have arrived. Go on from there."
        raise Whole(409, "offset", told, offset=elsewhere.offset) from elsewhere
    except blobs.Busy as busy:
        raise Whole(503, "busy", "This one is being sent already.") from busy
    transiently(lambda: _note(sha, actor, kind, span.total))
    return None


def named_in(payload: dict) -> list[str]:
    """Every name of a blob that an operation may mean."""
    found = re.findall(r'"([0-9a-f]{64})"', msgspec.json.encode(payload).decode())
    return list(dict.fromkeys(found))


def keep(content: bytes, actor: Actor) -> str:
    """Take it whole, as a page without the worker has it, without where it was taken. Its name."""
    content = bare(content)
    sha = hashlib.sha256(content).hexdigest()
    with _there():
        take(sha, actor, Span(0, len(content), len(content)), BytesIO(content).read)
    return sha


@contextmanager
def _there():
    """A page says in a sentence that the store gives no answer; what was typed is kept."""
    try:
        yield
    except Unreachable as error:
        current_app.logger.exception("the store of photos can't be reached")
        told = "The store of photos can't be reached just now. Try again in a minute, or go on without."
        raise Whole(503, "busy", told) from error


def keep_log(content: bytes, actor: Actor) -> str:
    """What an eraser wrote, whole and as it is: shown as text or as a PDF, and nothing in it runs. Its name."""
    sha = hashlib.sha256(content).hexdigest()
    _check_size(Span(0, len(content), len(content)))
    _check_room(actor.id, Span(0, len(content), len(content)))
    with _there():
        blobs.add(sha, BytesIO(content))
    kind = "application/pdf" if content.startswith(b"%PDF-") else "text/plain"
    _note(sha, actor, kind, len(content))
    return sha


def _check_size(span: Span) -> None:
    limit = current_app.config["BLOB_LIMIT"]
    if span.total > limit:
        most = f"{limit // (1024 * 1024)} MB"
        raise Whole(
            413, "too_large", f"A photo has at most {most}. Take it smaller, and try again."
        )
    if span.length < 1 or span.start + span.length > span.total:
        raise Whole(400, "invalid", "These bytes are none of it.")


def _check_room(user: str, span: Span) -> None:
    """A person has so much for a day, and the disk must not fill up: operations come first."""
    since = (datetime.now(UTC) - timedelta(days=1)).isoformat()
    wanted = sa.select(sa.func.sum(blob.c.size)).where(blob.c.user == user, blob.c.at > since)
    with reading() as connection:
        used = connection.scalar(wanted) or 0
    if used + span.total > current_app.config["BLOB_DAILY"] or blobs.started(user) >= STARTED:
        raise Whole(429, "quota", "These are more photos than one day takes. They stay where they are, and can be sent tomorrow.")  # fmt: skip
    blobs.folder().mkdir(parents=True, exist_ok=True)
    if shutil.disk_usage(blobs.folder()).free < current_app.config["BLOB_SPARE"] + span.total:
        raise Whole(507, "no_room", "The server has no room for photos just now. They stay where they are; tell whoever runs it.")  # fmt: skip


def _write(file, span: Span, read: Callable[[int], bytes]) -> None:
    """As it comes: what arrived before a connection broke need not come again."""
    left = span.length
    while left and (piece := read(min(blobs.CHUNK, left))):
        file.write(piece)
        left -= len(piece)


def _check_content(sha: str, user: str, file) -> str:
    """It is what its name says, and a picture; otherwise nothing of it is kept."""
    file.seek(0)
    kind = type_of(file.read(16))
    file.seek(0)
    sound = hashlib.file_digest(file, "sha256").hexdigest() == sha
    if sound and kind:
        return kind
    blobs.drop(sha, user)
    if not sound:
        raise Whole(422, "wrong_hash", "What arrived is not what its name says. Send it again.")
    raise Whole(415, "wrong_type", "This is no picture that can be shown: send JPEG, PNG or WebP.")


def _note(sha: str, actor: Actor, kind: str, size: int) -> None:
    """Who put it, and where they work: once more by the same person, at those sites too."""
    with writing() as connection:
        mine = (blob.c.sha == sha, blob.c.user == actor.id)
        known = connection.scalar(sa.select(blob.c.sites).where(*mine))
        sites = sorted({*actor.sites, *(msgspec.json.decode(known) if known else [])})
        told = {"sites": msgspec.json.encode(sites).decode(), "at": moment_now()}
        put = upsert(connection, blob).values(sha=sha, user=actor.id, type=kind, size=size, **told)
        connection.execute(put.on_conflict_do_update(index_elements=["sha", "user"], set_=told))


def _has_put(sha: str, user: str) -> bool:
    wanted = sa.select(blob.c.sha).where(blob.c.sha == sha, blob.c.user == user)
    with reading() as connection:
        return connection.scalar(wanted) is not None


def forget_unnamed(days: int = 30) -> int:
    """Remove what was put so long ago and nothing names: no document, and no operation of the log, which a phone
    offers for 30 days. How many there were."""
    since = (datetime.now(UTC) - timedelta(days=days)).isoformat()
    is_named = sa.exists().where(operation.c.payload.contains(blob.c.sha))
    is_shown = sa.exists().where(reference.c.refers_to == sa.literal("blob:") + blob.c.sha)
    old = sa.select(blob.c.sha).group_by(blob.c.sha).having(sa.func.max(blob.c.at) < since)
    with writing() as connection:
        gone = connection.scalars(old.where(~is_named, ~is_shown)).all()
        connection.execute(sa.delete(blob).where(blob.c.sha.in_(gone)))
    # First the rows: a file that nobody tells of does no harm, and one that is missing would.
    for sha in gone:
        blobs.remove(sha)
    return len(gone)


def find(sha: str, user: str, sites: list[str]) -> Kept | None:
    """It, where the user may see it: whoever put it; those of a site where a document refers to it, and where
    one who put it worked, for to know its name is not to have seen it; and those who see a case about it."""
    with reading() as connection:
        puts = connection.execute(sa.select(blob).where(blob.c.sha == sha)).mappings().all()
        if not puts or not _may_see(connection, sha, puts, user, sites):
            return None
    whole = blobs.is_there(sha)
    return Kept(puts[0]["type"], puts[0]["size"]) if whole else None


def _may_see(connection: sa.Connection, sha: str, puts, user: str, sites: list[str]) -> bool:
    if any(put["user"] == user for put in puts):
        return True
    theirs = {site for put in puts for site in msgspec.json.decode(put["sites"])}
    return bool(
        _shown_at(connection, sha, sorted(theirs & set(sites)))
        or _in_a_case(connection, sha, [put["user"] for put in puts], user)
    )


def _shown_at(connection: sa.Connection, sha: str, sites: list[str]) -> bool:
    wanted = (
        sa.select(document.c.id)
        .join(reference, reference.c.document == document.c.id)
        .where(reference.c.refers_to == f"blob:{sha}", document.c.site.in_(sites))
    )
    return connection.scalar(wanted.limit(1)) is not None


def _in_a_case(connection: sa.Connection, sha: str, authors: list[str], user: str) -> bool:
    """What was held or refused is in no document but its case; whoever decides must see what they decide on."""
    wanted = (
        sa.select(operation.c.id)
        .join(feed, feed.c.document == sa.literal("case:") + operation.c.id)
        .where(feed.c.scope == f"user:{user}", feed.c.present)
        .where(operation.c.actor.in_(authors), operation.c.payload.contains(sha))
    )
    return connection.scalar(wanted.limit(1)) is not None
