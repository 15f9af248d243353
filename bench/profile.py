"""Where a batch's time goes, sampled in the process that merges: which room was at work, by its innermost frame."""

import os
import signal
import statistics
import tempfile
import time
from collections import Counter
from pathlib import Path
from types import FrameType

import msgspec

from bench import results
from bench.data import database, make
from bench.devices import BATCH, Device, batches, jobs_of

EVERY = 0.001
COUNT = 60
# The first that fits an innermost frame's file and function names what was at work.
ROOMS = [
    ("sqlite3: statements and commits", "sqlalchemy/engine/default.py", "do_"),
    ("SQLAlchemy around them", "sqlalchemy", ""),
    ("documents to text and back", "fieldapp/documents", ""),
    ("documents to text and back", "fieldapp/sync/session.py", ""),
    ("rules: operations and workflows", "fieldapp/operations", ""),
    ("rules: operations and workflows", "fieldapp/workflows", ""),
    ("rules: operations and workflows", "fieldapp/portable", ""),
    ("billing", "fieldapp/billing", ""),
    ("order, identity, log", "fieldapp/sync", ""),
    ("order, identity, log", "fieldapp/models", ""),
]


def run() -> None:
    with tempfile.TemporaryDirectory() as folder:
        (place,) = make(Path(folder), assets=3_000, jobs=COUNT * BATCH // 15 + 10)
        shares, seconds = _sampled(Path(folder), place)
    results.note("merge in process, without a server: CPU of a batch of 100", seconds * 1000, "ms", better="lower")  # fmt: skip
    for name, share in shares.most_common():
        results.note(f"of it, {name}", share * 100, "%", better="lower")


def _sampled(here: Path, place) -> tuple[Counter[str], float]:
    """Shares of the time, and the median seconds of processor that a batch takes."""
    from fieldapp.sync.exchange import exchange
    from fieldapp.sync.messages import read_request
    from fieldapp.sync.moments import moment_now, sign_anchor

    person = place.people[0][0]
    device = Device(0, person, "")
    hits: Counter[str] = Counter()
    seconds = []

    def hit(_signal: int, frame: FrameType | None) -> None:
        hits[_room(frame)] += 1

    with database(here) as app:
        device.anchor = sign_anchor(moment_now(), app.secret_key)
        work = batches(device, jobs_of([place]), COUNT)
        before = signal.signal(signal.SIGPROF, hit)
        for at, batch in enumerate(work):
            body = device.request(batch)
            signal.setitimer(signal.ITIMER_PROF, EVERY if at >= 5 else 0, EVERY)
            started = time.process_time()
            answer = exchange(*read_request(body), person, app.secret_key)
            msgspec.json.encode(answer)
            seconds.append(time.process_time() - started)
            signal.setitimer(signal.ITIMER_PROF, 0)
            device.cursors = {one: page["cursor"] for one, page in answer["scopes"].items()}
        signal.signal(signal.SIGPROF, before)
    every = sum(hits.values())
    return Counter({name: count / every for name, count in hits.items()}), statistics.median(seconds[5:])  # fmt: skip


def _room(frame: FrameType | None) -> str:
    while frame is not None:
        file, function = frame.f_code.co_filename.replace(os.sep, "/"), frame.f_code.co_name
        for name, part, start in ROOMS:
            if part in file and function.startswith(start):
                return name
        frame = frame.f_back
    return "the rest"
