"""As many rows written by sqlite3 in process, with nothing decided: the disk's and SQLite's part."""

import shutil
import sqlite3
import time
from pathlib import Path

from uuid_utils import uuid7

from bench.devices import BATCH


def copied(instance: Path) -> sqlite3.Connection:
    """A copy of the database there, set up as the server sets its own up."""
    copy = instance / "raw.db"
    shutil.copy(instance / "fieldapp.db", copy)
    connection = sqlite3.connect(copy, isolation_level=None)
    for pragma in ("journal_mode=WAL", "synchronous=FULL"):
        connection.execute(f"PRAGMA {pragma}")
    connection.execute(
        "CREATE TABLE raw_log (position INTEGER PRIMARY KEY, id TEXT UNIQUE, payload TEXT)"
    )
    return connection


def rate(connection: sqlite3.Connection, batches: int) -> float:
    """Operations a second, each a row of a log and a document; a counter for each batch."""
    rows = connection.execute(
        "SELECT id, body FROM document WHERE type = 'job' LIMIT ?", (BATCH,)
    ).fetchall()
    started = time.perf_counter()
    for _ in range(batches):
        connection.execute("BEGIN IMMEDIATE")
        connection.executemany(
            "UPDATE document SET body = ? WHERE id = ?", [(body, id_) for id_, body in rows]
        )
        log = [(str(uuid7()), body[:400]) for _, body in rows]
        connection.executemany("INSERT INTO raw_log (id, payload) VALUES (?, ?)", log)
        connection.execute("UPDATE scope SET version = version + 1")
        connection.execute("COMMIT")
    return batches * BATCH / (time.perf_counter() - started)
