"""Merging: operations a second over real HTTP, and whether the number of documents matters."""

import json
import shutil
import sqlite3
import statistics
import tempfile
import time
from pathlib import Path
from uuid import uuid4

from uuid_utils import uuid7

from bench import results
from bench.data import day, make, now
from bench.server import Client, serving

BATCH = 100
JOBS = 280
SIZES = [1_000, 10_000, 100_000]
GOAL = 3_000


def run() -> None:
    rates = {}
    for size in SIZES:
        with tempfile.TemporaryDirectory() as folder:
            jobs = make(Path(folder), size, JOBS)
            rates[size] = _rate(Path(folder), jobs)
            raw = _raw(Path(folder)) if size == SIZES[0] else None
        if raw:
            ratio = rates[size] / raw
            results.note(
                "sync, batches of 100",
                rates[size],
                "operations/s",
                GOAL,
                "raw sqlite3 writing as much",
                ratio,
            )
            results.note("raw sqlite3: log row, document, counter", raw, "operations/s")
        else:
            against = f"the same among {SIZES[0]:,}"
            results.note(
                f"sync among {size:,} documents",
                rates[size],
                "operations/s",
                GOAL,
                against,
                rates[size] / rates[SIZES[0]],
            )


def _rate(instance: Path, jobs: list[str]) -> float:
    """The median over the batches, the first few apart."""
    batches = _batches(jobs)
    with serving(instance) as port:
        client = Client(port, "tech1")
        device, cursors = str(uuid4()), {}
        seconds = []
        for batch in [[], *batches]:
            request = {
                "protocol": 1, "app": "bench", "device": device, "user": client.user, "sent_at": now(),
                "oldest_retained": 1, "cursors": cursors, "operations": batch,
            }  # fmt: skip
            body = json.dumps(request).encode()
            started = time.perf_counter()
            answer = client.call("POST", "/sync", body)
            seconds.append(time.perf_counter() - started)
            cursors = {one: page["cursor"] for one, page in answer["scopes"].items()}
            wrong = [one for one in answer["results"] if one["outcome"] != "applied"]
            assert not wrong, wrong[:1]
    return BATCH / statistics.median(seconds[4:])


def _batches(jobs: list[str]) -> list[list[dict]]:
    made = []
    for at, job in enumerate(jobs):
        for kind, args in day(job, f"H{at:07d}"):
            made.append(
                {"id": str(uuid7()), "kind": kind, "v": 1, "target": job, "args": args, "at": now()}
            )
    for seq, one in enumerate(made, 1):
        one["seq"] = seq
    return [made[start : start + BATCH] for start in range(0, len(made) - BATCH, BATCH)]


def _raw(instance: Path) -> float:
    """As many rows written by sqlite3 in process, with nothing decided: the disk's and SQLite's part."""
    copy = instance / "raw.db"
    shutil.copy(instance / "fieldapp.db", copy)
    connection = sqlite3.connect(copy, isolation_level=None)
    for pragma in ("journal_mode=WAL", "synchronous=FULL"):
        connection.execute(f"PRAGMA {pragma}")
    rows = connection.execute(
        "SELECT id, body FROM document WHERE type = 'job' LIMIT 100"
    ).fetchall()
    connection.execute(
        "CREATE TABLE raw_log (position INTEGER PRIMARY KEY, id TEXT UNIQUE, payload TEXT)"
    )
    seconds = []
    for _ in range(30):
        started = time.perf_counter()
        connection.execute("BEGIN IMMEDIATE")
        connection.executemany(
            "UPDATE document SET body = ? WHERE id = ?", [(body, id_) for id_, body in rows]
        )
        log = [(str(uuid7()), body[:400]) for _, body in rows]
        connection.executemany("INSERT INTO raw_log (id, payload) VALUES (?, ?)", log)
        connection.execute("UPDATE scope SET version = version + 1")
        connection.execute("COMMIT")
        seconds.append(time.perf_counter() - started)
    return BATCH / statistics.median(seconds)
