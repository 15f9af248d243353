"""Backups: a copy of the database while it is at work, and the way back from one.

A restored database is of the past. Phones that have heard of what came after it tell so by themselves (their
witness and their cursors name what it does not know) and offer everything again. What could be given out
twice all the same is made to skip ahead here: numbers of jobs and orders, ids of staff and sites; and every
session ends, for whoever was let in or kept out since is forgotten too. Phones that are revoked now stay so.
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
from alembic.script import ScriptDirectory
from flask import current_app

from fieldapp.models.archive import NoBackup, pack, pictures_beside, unpack
from fieldapp.models.calendar import calendar_address
from fieldapp.models.caller import caller
from fieldapp.models.credential import credential
from fieldapp.models.database import db
from fieldapp.models.log import device
from fieldapp.models.store import FIRST_NUMBER, number

# More than anyone gives out between two backups.
AHEAD = 10_000


def back_up(target: Path) -> None:
    """Write a whole and consistent copy to ``target``, or nothing. Work goes on meanwhile.

    Photos stand beside it, in one file; where it has none, there is no such file."""
    pictures = pictures_beside(target)
    for file in (target, pictures):
        if file.exists():
            raise NoBackup(f"{file} is there already. Name another file.")
    target.parent.mkdir(parents=True, exist_ok=True)
    part, more = (file.with_name(file.name + ".part") for file in (target, pictures))
    try:
        _copy_out(part)
        # After the database: a photo that it tells of was there before it did, and stays.
        if pack(more):
            more.replace(pictures)
        with part.open("rb") as written:
            os.fsync(written.fileno())
        part.replace(target)
    finally:
        part.unlink(missing_ok=True)
        more.unlink(missing_ok=True)


def _copy_out(part: Path) -> None:
    if db.engine.dialect.name != "sqlite":
        _tool("pg_dump", "--format=custom", f"--file={part}", f"--dbname={_address()}")
        return
    with closing(sqlite3.connect(_file())) as live, closing(sqlite3.connect(part)) as copy:
        live.backup(copy)


def restore(source: Path) -> None:
    """Put what ``source`` holds in the place of all that the database has: the whole of it, or nothing.

    Photos that are not there come back from the file beside it; none that is there is taken away."""
    if not source.exists():
        raise NoBackup(f"There is no file {source}.")
    if pictures_beside(source).exists():
        unpack(pictures_beside(source))
    given, revoked = _given_out(), _revoked()
    if db.engine.dialect.name != "sqlite":
        _tool("pg_restore", "--list", str(source))
        _tool("pg_restore", "--clean", "--if-exists", "--single-transaction", f"--dbname={_address()}", str(source))  # fmt: skip
        with db.engine.begin() as connection:
            skip_ahead(connection, given)
            revoke_again(connection, revoked)
        return
    with tempfile.TemporaryDirectory(dir=Path(_file()).parent) as folder:
        made = Path(folder) / "restored.db"
        _prepare(source, made, given, revoked)
        # In one transaction of SQLite's own: whoever reads meanwhile sees the one or the other.
        with closing(sqlite3.connect(made)) as copy, closing(sqlite3.connect(_file())) as live:
            copy.backup(live)


def _given_out() -> dict[str, int]:
    """The numbers that the database is at now: one backup may be restored more than once."""
    with db.engine.connect() as connection:
        if not sa.inspect(connection).has_table("number"):
            return {}
        return dict(connection.execute(sa.select(number.c.series, number.c.last)).all())


def _revoked() -> list[dict]:
    """The phones that may hold no data."""
    with db.engine.connect() as connection:
        if not _has_revocations(connection):
            return []
        rows = connection.execute(sa.select(device).where(device.c.revoked_at.is_not(None)))
        return [dict(row) for row in rows.mappings()]


def _has_revocations(connection: sa.Connection) -> bool:
    found = sa.inspect(connection)
    names = {one["name"] for one in found.get_columns("device")} if found.has_table("device") else ()
    return "revoked_at" in names


def revoke_again(connection: sa.Connection, revoked: list[dict]) -> None:
    """Phones that were lost since the copy was made are lost still; one that it does not know has sent nothing yet."""
    for row in revoked if _has_revocations(connection) else []:
        said = {name: row[name] for name in ("revoked_at", "revoked_by")}
        changed = sa.update(device).where(device.c.id == row["id"]).values(said)
        if connection.execute(changed).rowcount == 0:
            connection.execute(sa.insert(device).values(row | {"next_seq": 1, "lost": 0}))


def _prepare(source: Path, made: Path, given: dict[str, int], revoked: list[dict]) -> None:
    """A copy that is known to be sound, and to repeat nothing that was given out."""
    engine = sa.create_engine(f"sqlite:///{made}")
    try:
        # Read as a database, not as a file: what its last writer left in a log beside it is part of it.
        with closing(sqlite3.connect(source)) as given_copy, closing(sqlite3.connect(made)) as copy:
            given_copy.backup(copy)
        with engine.begin() as connection:
            if connection.scalar(sa.text("PRAGMA integrity_check")) != "ok":
                raise NoBackup(f"{source} is damaged. Use an older one.")
            _know_schema(connection, source)
            skip_ahead(connection, given)
            revoke_again(connection, revoked)
    except (sqlite3.DatabaseError, sa.exc.DatabaseError, sa.exc.NoSuchTableError) as error:
        raise NoBackup(f"{source} is no backup of fieldapp, or is damaged.") from error
    finally:
        engine.dispose()


def _know_schema(connection: sa.Connection, source: Path) -> None:
    """A copy of this program's tables, as it has them now or had them once."""
    script = ScriptDirectory(current_app.extensions["migrate"].directory)
    made_by = connection.scalar(sa.text("SELECT version_num FROM alembic_version"))
    if made_by not in {one.revision for one in script.walk_revisions()}:
        raise NoBackup(f"{source} is of a program that this one does not know. Use the newer one.")
    found = sa.inspect(connection)
    for table in db.metadata.sorted_tables if made_by == script.get_current_head() else []:
        there = {one["name"] for one in found.get_columns(table.name)}
        if not {column.name for column in table.columns} <= there:
            raise NoBackup(f"{source} is no whole backup: its table {table.name} is another.")


def skip_ahead(connection: sa.Connection, given: dict[str, int]) -> None:
    """Give out no number twice, neither one that the copy knows nor one ``given`` out since; end every session."""
    copied = dict(connection.execute(sa.select(number.c.series, number.c.last)).all())
    # "" is where a series begins that neither of the two has yet.
    for series in {"", *copied, *given}:
        last = max(copied.get(series, FIRST_NUMBER - 1), given.get(series, FIRST_NUMBER - 1))
        connection.execute(sa.delete(number).where(number.c.series == series))
        connection.execute(sa.insert(number).values(series=series, last=last + AHEAD))
    for staff in connection.scalars(sa.select(credential.c.staff)).all():
        fresh = sa.update(credential).where(credential.c.staff == staff)
        connection.execute(fresh.values(stamp=secrets.token_hex(8)))
    # An address that was taken back since must not come to life again. An older copy knows of none.
    if sa.inspect(connection).has_table("calendar_address"):
        connection.execute(sa.delete(calendar_address))
    # Nor a token of another system that was ended since.
    if sa.inspect(connection).has_table("caller"):
        connection.execute(sa.delete(caller))


def _file() -> str:
    return str(db.engine.url.database)


def _address() -> str:
    """Without the password: whoever lists the processes would read it."""
    return db.engine.url.set(drivername="postgresql", password=None).render_as_string(False)


def _tool(name: str, *arguments: str) -> None:
    """PostgreSQL's own tools know best; where they are not, that is said."""
    if shutil.which(name) is None:
        raise NoBackup(f"{name} is not here. Install PostgreSQL's client tools, and try again.")
    secret = {"PGPASSWORD": db.engine.url.password} if db.engine.url.password else {}
    done = subprocess.run(
        [name, *arguments], env=os.environ | secret, capture_output=True, text=True
    )
    if done.returncode:
        raise NoBackup(f"{name} failed: {done.stderr.strip().splitlines()[-1]}")
