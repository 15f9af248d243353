"""Photos in a backup: one file beside the database's, from which those come back that are not there."""

import io
import os
import tarfile
from pathlib import Path

import sqlalchemy as sa

from fieldapp.models import blobs
from fieldapp.models.database import db


class NoBackup(Exception):
    """Why there is none, or why it can't be restored, in a sentence that says what to do."""


def pictures_beside(file: Path) -> Path:
    """Where the photos of the backup ``file`` are."""
    return file.with_name(file.name + ".blobs.tar")


def pack(target: Path) -> int:
    """Write all photos that are there to ``target``; how many there were. Without any there is no file."""
    names = [sha for sha in put() if blobs.is_there(sha)]
    if not names:
        return 0
    with target.open("wb") as file:
        with tarfile.open(fileobj=file, mode="w") as archive:
            for sha in names:
                _add(archive, sha)
        file.flush()
        os.fsync(file.fileno())
    return len(names)


def _add(archive: tarfile.TarFile, sha: str) -> None:
    """It is read whole: the store tells no time, and a photo has a few megabytes at most."""
    source = blobs.opened(sha)
    if source is None:
        return
    with source:
        content = source.read()
    entry = tarfile.TarInfo(sha)
    entry.size = len(content)
    archive.addfile(entry, io.BytesIO(content))


def unpack(source: Path) -> None:
    """Put each photo of the archive where it belongs, if it is not there. One that is damaged stops it, and
    harms nothing: what was put before it is right under its name."""
    try:
        with tarfile.open(source) as archive:
            for member in archive:
                content = archive.extractfile(member) if blobs.NAME.fullmatch(member.name) else None
                if content is None or not blobs.add(member.name, content):
                    raise NoBackup(f"{source} is damaged. Use an older one, or go on without it.")
    except (tarfile.TarError, EOFError) as error:
        raise NoBackup(f"{source} is damaged. Use an older one, or go on without it.") from error


def missing() -> int:
    """How many photos the database tells of that are not there."""
    return sum(not blobs.is_there(sha) for sha in put())


def put() -> list[str]:
    """Names of all that were put; none where the database is of before there were any."""
    with db.engine.connect() as connection:
        if not sa.inspect(connection).has_table("blob"):
            return []
        names = sa.select(blobs.blob.c.sha).distinct().order_by(blobs.blob.c.sha)
        return list(connection.scalars(names))
