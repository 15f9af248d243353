"""The database: SQLite on its own, PostgreSQL for more. One engine reads, another one merges."""

from contextlib import contextmanager
from decimal import Decimal
from threading import Lock

import sqlalchemy as sa
from flask import Flask, current_app
from flask_sqlalchemy import SQLAlchemy
from sqlalchemy.types import BigInteger, TypeDecorator

db = SQLAlchemy()


class Fixed(TypeDecorator):
    """An exact decimal with four places, kept as an integer, so that SQL sums it exactly as well."""

    impl = BigInteger
    cache_ok = True

    def process_bind_param(self, value, dialect):
        return None if value is None else int((Decimal(value) * 10_000).to_integral_exact())

    def process_result_value(self, value, dialect):
        return None if value is None else Decimal(value).scaleb(-4).normalize() + 0


def connect_engines(app: Flask) -> None:
    """Give the app its merging engine, and set both up where they are SQLite."""
    with app.app_context():
        reader = db.engine
        writer = sa.create_engine(reader.url, pool_pre_ping=True, **_writer_options(reader))
        if reader.dialect.name == "sqlite":
            _as_wal(reader, "BEGIN")
            _as_wal(writer, "BEGIN IMMEDIATE")
        else:
            _relax_where_asked(writer)
        app.extensions["fieldapp_writer"] = writer


def _writer_options(reader: sa.Engine) -> dict:
    if reader.dialect.name == "sqlite":
        return {"connect_args": {"timeout": BUSY_SECONDS}}
    return {"isolation_level": "READ COMMITTED"}


def _as_wal(engine: sa.Engine, begin: str) -> None:
    """Write-ahead log, a sync at each commit, and a transaction that begins when we say so.

    pysqlite begins transactions by itself, and late; a read before the first write would then fail
    at once with SQLITE_BUSY_SNAPSHOT under another writer. So merging begins IMMEDIATE.
    """

    @sa.event.listens_for(engine, "connect")
    def _pragmas(connection, _record):
        connection.isolation_level = None
        for pragma in ("journal_mode=WAL", "synchronous=FULL", f"busy_timeout={BUSY_SECONDS * 1000}"):
            connection.execute(f"PRAGMA {pragma}").close()
        connection.execute("PRAGMA foreign_keys=ON").close()

    @sa.event.listens_for(engine, "begin")
    def _begin(connection):
        _wait_for_disk(connection, connection.connection.driver_connection)
        # Through SQLAlchemy, which says in its own words that another merge is at work.
        connection.exec_driver_sql(begin)


def _wait_for_disk(connection: sa.Connection, sqlite) -> None:
    """At the commit or not. It can't be said within a transaction, and the connection keeps it for the next one."""
    info = connection.connection.info
    if _is_relaxed(connection):
        if "usual" not in info:
            (info["usual"],) = sqlite.execute("PRAGMA synchronous").fetchone()
            sqlite.execute(f"PRAGMA synchronous={min(info['usual'], 1)}").close()
    elif "usual" in info:
        sqlite.execute(f"PRAGMA synchronous={info.pop('usual')}").close()


def _relax_where_asked(engine: sa.Engine) -> None:
    @sa.event.listens_for(engine, "begin")
    def _begin(connection):
        if _is_relaxed(connection):
            connection.exec_driver_sql("SET LOCAL synchronous_commit = off")


def _is_relaxed(connection: sa.Connection) -> bool:
    return connection.get_execution_options().get("relaxed", False)


def writing():
    """A transaction on the merging engine: ``with writing() as connection``."""
    return _in_turn(current_app.extensions["fieldapp_writer"])


def jotting():
    """A transaction on the merging engine that does not wait for the disk: its commit outlives any process of
    ours, and may be missing after a power cut. For what is only counted."""
    return _in_turn(current_app.extensions["fieldapp_writer"].execution_options(relaxed=True))


@contextmanager
def _in_turn(engine: sa.Engine):
    """SQLite has one writer, and whoever waits for it looks again after ever longer naps. Threads of one process
    wait for each other instead: four clients at once were slower than one, and are not any more."""
    turn = engine.dialect.name == "sqlite" and _turn.acquire(timeout=BUSY_SECONDS)
    try:
        with engine.begin() as connection:
            yield connection
    finally:
        if turn:
            _turn.release()


BUSY_SECONDS = 15
_turn = Lock()


def reading():
    """One snapshot to read from (PostgreSQL: REPEATABLE READ)."""
    connection = db.engine.connect()
    if db.engine.dialect.name != "sqlite":
        connection = connection.execution_options(isolation_level="REPEATABLE READ")
    return connection
