"""Photos and signatures: files named by the SHA-256 of their bytes, and the table of who put them.

A file is under its name only when it is whole, and never changes; with ``BLOB_STORE`` it is an object of an
S3-compatible store instead (:mod:`fieldapp.models.bucket`), and what the disk has from before is shown from there. What has arrived of one that is not
whole yet stands aside, below ``arriving``, for whoever sends it. Several machines share one folder.
"""

import hashlib
import os
import re
import time
from collections.abc import Iterator
from contextlib import contextmanager
from fcntl import LOCK_EX, LOCK_NB, flock
from io import BytesIO
from pathlib import Path
from typing import BinaryIO

import sqlalchemy as sa
from flask import current_app

from fieldapp.models import bucket
from fieldapp.models.database import db

blob = db.Table(
    "blob",
    sa.Column("sha", sa.Text, primary_key=True),
    sa.Column("user", sa.Text, primary_key=True),
    # Where its user worked then, as JSON: who may see it through a document of which site.
    sa.Column("sites", sa.Text, nullable=False),
    sa.Column("type", sa.Text, nullable=False),
    sa.Column("size", sa.Integer, nullable=False),
    sa.Column("at", sa.Text, nullable=False),
    sa.Index("blob_by_user", "user", "at"),
)

NAME = re.compile("[0-9a-f]{64}")
CHUNK = 64 * 1024
DAY = 24 * 60 * 60


class Elsewhere(Exception):
    """What comes does not go on where ``offset`` bytes have arrived."""

    def __init__(self, offset: int):
        super().__init__(f"{offset} bytes have arrived")
        self.offset = offset


class Busy(Exception):
    """The same user's other request is writing the same blob."""


def folder() -> Path:
    """BLOB_DIR, or ``blobs`` beside the database."""
    given = current_app.config["BLOB_DIR"]
    if given:
        return Path(given)
    file = db.engine.url.database if db.engine.dialect.name == "sqlite" else None
    return (Path(file).parent if file else Path(current_app.instance_path)) / "blobs"


def path_of(sha: str) -> Path:
    return folder() / sha[:2] / sha


def hash_of(file: Path) -> str | None:
    """The SHA-256 of its bytes, in hexadecimal digits; None where there is no such file."""
    try:
        with file.open("rb") as opened:
            return hashlib.file_digest(opened, "sha256").hexdigest()
    except FileNotFoundError:
        return None


def is_there(sha: str) -> bool:
    """Whether it is kept, on the disk or in the store. Raises :class:`fieldapp.models.bucket.Unreachable`."""
    return path_of(sha).exists() or (bucket.is_used() and bucket.is_there(sha))


def opened(sha: str) -> BinaryIO | None:
    """It, to be read from its beginning; None where there is none."""
    try:
        return path_of(sha).open("rb")
    except FileNotFoundError:
        content = bucket.read(sha) if bucket.is_used() else None
        return BytesIO(content) if content is not None else None


def remove(sha: str) -> None:
    """It is kept no longer, on the disk or in the store."""
    path_of(sha).unlink(missing_ok=True)
    if bucket.is_used():
        bucket.remove(sha)


def kept_hash(sha: str) -> str | None:
    """The SHA-256 of what is kept under that name; None where nothing is."""
    file = opened(sha)
    if file is None:
        return None
    with file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def arrived(sha: str, user: str) -> int:
    """How many bytes of it have arrived from that user."""
    try:
        return _part(sha, user).stat().st_size
    except FileNotFoundError:
        return 0


@contextmanager
def arriving(sha: str, user: str, start: int) -> Iterator[BinaryIO]:
    """The file of what has arrived, open to be written from ``start`` on, and nobody else's meanwhile.

    Raises :class:`Elsewhere` where it does not go on there, :class:`Busy` where another request has it."""
    part = _part(sha, user)
    part.parent.mkdir(parents=True, exist_ok=True)
    with part.open("a+b") as file:
        try:
            flock(file, LOCK_EX | LOCK_NB)
        except OSError as error:
            raise Busy from error
        if not _is_still(part, file):
            raise Busy
        size = file.seek(0, os.SEEK_END)
        if start > size:
            raise Elsewhere(size)
        file.truncate(start)
        file.seek(0, os.SEEK_END)
        yield file


def _is_still(part: Path, file: BinaryIO) -> bool:
    """Whether it is still called that. The one who had it before us may have finished: then it is whole,
    under its own name, and not to be touched."""
    try:
        return os.path.samestat(part.stat(), os.fstat(file.fileno()))
    except FileNotFoundError:
        return False


def finish(sha: str, user: str, file: BinaryIO) -> None:
    """What has arrived is the whole: it is safe under its name, on the disk or in the store, when this returns."""
    file.flush()
    if bucket.is_used():
        file.seek(0)
        bucket.put(sha, file.read())
        # One that the disk has from before would be read first, sound or not.
        path_of(sha).unlink(missing_ok=True)
        _part(sha, user).unlink(missing_ok=True)
        return
    os.fsync(file.fileno())
    target = path_of(sha)
    target.parent.mkdir(parents=True, exist_ok=True)
    _part(sha, user).replace(target)
    for directory in (target.parent, target.parent.parent):
        _sync(directory)


def drop(sha: str, user: str) -> None:
    """Forget what has arrived."""
    _part(sha, user).unlink(missing_ok=True)


def add(sha: str, source: BinaryIO) -> bool:
    """Put a whole file under its name, where it is not there sound already. Whether its bytes are those."""
    if kept_hash(sha) == sha:
        return True
    with arriving(sha, "", 0) as file:
        digest = hashlib.sha256()
        while piece := source.read(CHUNK):
            digest.update(piece)
            file.write(piece)
        if digest.hexdigest() == sha:
            finish(sha, "", file)
            return True
        drop(sha, "")
        return False


def started(user: str) -> int:
    """How many of the user's have begun to arrive; what nobody has gone on with for a day is forgotten."""
    parts = [part for part in _parts(user).glob("*") if not _is_old(part)]
    return len(parts)


def _is_old(part: Path) -> bool:
    try:
        if part.stat().st_mtime > time.time() - DAY:
            return False
        part.unlink()
    except FileNotFoundError:
        pass
    return True


def _parts(user: str) -> Path:
    """A folder for each user; what a user's key may look like is not the file system's business."""
    return folder() / "arriving" / hashlib.sha256(user.encode()).hexdigest()[:16]


def _part(sha: str, user: str) -> Path:
    return _parts(user) / sha


def _sync(directory: Path) -> None:
    """A name, too, is safe only when its folder is."""
    handle = os.open(directory, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
