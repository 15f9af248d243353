"""Backups: a copy of the database while it is at work, and the way back from one.

A restored database is of the past. Phones that have heard of what came after it tell so by themselves (their
witness and their cursors name what it does not know) and offer everything again. What could be given out
twice all the same is made to skip ahead here: numbers of jobs and orders, ids of staff and sites; and every
session ends, for whoever was let in or kept out since is forgotten too.
"""

import os
import secrets
import shutil
import sqlite3
import subprocess
import tempfile
from contextlib import closing
from pathlib import Path

import sqlalchemy as sa

from fieldapp.models.credential import credential
from fieldapp.models.database import db
from fieldapp.models.store import FIRST_NUMBER, number

# More than anyone gives out between two backups.
AHEAD = 10_000


class NoBackup(Exception):
    """Why there is none, or why it can't be restored, in a sentence that says what to do."""


def back_up(target: Path) -> None:
    """Write a whole and consistent copy to ``target``, or nothing. Work goes on meanwhile."""
    if target.exists():
        raise NoBackup(f"{target} is there already. Name another file.")
    target.parent.mkdir(parents=True, exist_ok=True)
    part = target.with_name(target.name + ".part")
    try:
        _copy_out(part)
        with part.open("rb") as written:
            os.fsync(written.fileno())
        part.replace(target)
    finally:
        part.unlink(missing_ok=True)


def _copy_out(part: Path) -> None:
    if db.engine.dialect.name != "sqlite":
        _tool("pg_dump", "--format=custom", f"--file={part}", f"--dbname={_address()}")
        return
    with closing(sqlite3.connect(_file())) as live, closing(sqlite3.connect(part)) as copy:
        live.backup(copy)


def restore(source: Path) -> None:
    """Put what ``source`` holds in the place of all that the database has: the whole of it, or nothing."""
    if not source.exists():
        raise NoBackup(f"There is no file {source}.")
    if db.engine.dialect.name != "sqlite":
        _tool("pg_restore", "--clean", "--if-exists", "--single-transaction", f"--dbname={_address()}", str(source))  # fmt: skip
        with db.engine.begin() as connection:
            skip_ahead(connection)
        return
    with tempfile.TemporaryDirectory(dir=Path(_file()).parent) as folder:
        made = Path(folder) / "restored.db"
        _prepare(source, made)
        # In one transaction of SQLite's own: whoever reads meanwhile sees the one or the other.
        with closing(sqlite3.connect(made)) as copy, closing(sqlite3.connect(_file())) as live:
            copy.backup(live)


def _prepare(source: Path, made: Path) -> None:
    """A copy that is known to be sound, and to repeat nothing that was given out."""
    shutil.copyfile(source, made)
    engine = sa.create_engine(f"sqlite:///{made}")
    try:
        with engine.begin() as connection:
            if connection.scalar(sa.text("PRAGMA integrity_check")) != "ok":
                raise NoBackup(f"{source} is damaged. Use an older one.")
            if not {"operation", "document", "alembic_version"} <= set(sa.inspect(connection).get_table_names()):  # fmt: skip
                raise NoBackup(f"{source} is no backup of fieldapp.")
            skip_ahead(connection)
    except sa.exc.DatabaseError as error:
        raise NoBackup(f"{source} is no backup of fieldapp, or is damaged.") from error
    finally:
        engine.dispose()


def skip_ahead(connection: sa.Connection) -> None:
    """Give out no number twice, and end every session."""
    if connection.scalar(sa.select(number.c.last).where(number.c.series == "")) is None:
        # Also of a series that began after the backup.
        connection.execute(sa.insert(number).values(series="", last=FIRST_NUMBER))
    connection.execute(sa.update(number).values(last=number.c.last + AHEAD))
    for staff in connection.scalars(sa.select(credential.c.staff)).all():
        fresh = sa.update(credential).where(credential.c.staff == staff)
        connection.execute(fresh.values(stamp=secrets.token_hex(8)))


def _file() -> str:
    return str(db.engine.url.database)


def _address() -> str:
    return db.engine.url.set(drivername="postgresql").render_as_string(hide_password=False)


def _tool(name: str, *arguments: str) -> None:
    """PostgreSQL's own tools know best; where they are not, that is said."""
    if shutil.which(name) is None:
        raise NoBackup(f"{name} is not here. Install PostgreSQL's client tools, and try again.")
    done = subprocess.run([name, *arguments], capture_output=True, text=True)
    if done.returncode:
        raise NoBackup(f"{name} failed: {done.stderr.strip().splitlines()[-1]}")
