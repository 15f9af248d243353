"""What comes to a device: a site for the first time, and the newest changes among very many documents."""

import statistics
import tempfile
import time
from pathlib import Path

import msgspec

from bench import results
from bench.data import Place, fill, make
from bench.devices import BATCH, Device, at_once, batches, jobs_of
from bench.peers import Absent, Line, pouchdb
from bench.server import cookies, serving

SITE = 10_000
TIMES = 5
SIZES = [10_000, 100_000, 1_000_000]
JOBS = 160


def run() -> None:
    _first_sync()
    _newest()


def _first_sync() -> None:
    """A site of ten thousand documents comes to a device that has nothing, gzip as browsers ask for it."""
    with tempfile.TemporaryDirectory() as folder:
        (place,) = make(Path(folder), assets=SITE - 100, jobs=100)
        person = place.people[0][0]
        cookie = cookies(Path(folder), place.people)[person]
        with serving(Path(folder)) as server:
            seconds, sizes, count = [], [], 0
            for _ in range(TIMES):
                device = Device(server.port, person, cookie, gzip=True)
                seconds.append(at_once([device.pull]))
                sizes.append(device.received)
                count = _count(server.port, person, cookie)
            documents = _documents(server.port, person, cookie)
        ours = statistics.median(seconds)
        results.note("first sync of 10,000 documents, on the wire", statistics.median(sizes) / count, "B a document, gzip", 160, better="lower")  # fmt: skip
        _beside_pouchdb(ours, documents)


def _count(port: int, person: str, cookie: str) -> int:
    return Device(port, person, cookie).pull()


class Bodies(msgspec.Struct):
    put: list[dict]
    cursor: str
    more: bool


class Whole(msgspec.Struct):
    scopes: dict[str, Bodies]


def _documents(port: int, person: str, cookie: str) -> list[dict]:
    """Everything that a device gets, bodies and all."""
    device = Device(port, person, cookie)
    found: list[dict] = []
    while True:
        told = device.line.ask("POST", "/sync", device.request([]))
        answer = msgspec.json.decode(told, type=Whole)
        device.cursors = {one: page.cursor for one, page in answer.scopes.items()}
        found += [one for page in answer.scopes.values() for one in page.put]
        if not any(page.more for page in answer.scopes.values()):
            return found


def _beside_pouchdb(ours: float, documents: list[dict]) -> None:
    """The same documents, replicated into memory by PouchDB, and read by the bare feed."""
    name = "first sync of 10,000 documents"
    with tempfile.TemporaryDirectory() as folder:
        try:
            with pouchdb.serving(Path(folder)) as port:
                line = Line(port)
                for start in range(0, len(documents), 500):
                    some = [{"_id": one["id"], **one["body"]} for one in documents[start : start + 500]]  # fmt: skip
                    line.json("POST", "/db/_bulk_docs", {"docs": some})
                pulls = [at_once([pouchdb.Device(port).pull]) for _ in range(TIMES)]
                theirs = statistics.median(pouchdb.replicate(port, TIMES))
        except Absent as error:
            results.note(name, ours * 1000, "ms", better="lower")
            results.absent(f"PouchDB: {name}", str(error))
            return
    results.note(name, ours * 1000, "ms", 0.1, "PouchDB's replication", ours / theirs, better="lower", goal_of="ratio")  # fmt: skip
    results.note(f"PouchDB's replication: {name}", theirs * 1000, "ms", better="lower")
    results.note(f"pouchdb-server's bare feed in one piece: {name}", statistics.median(pulls) * 1000, "ms", better="lower")  # fmt: skip


def _newest() -> None:
    """The newest hundred changes, and merging, do not depend on how many documents there are."""
    pulls, rates = {}, {}
    for size in SIZES:
        with tempfile.TemporaryDirectory() as folder:
            here = Path(folder)
            (place,) = make(here, assets=1_000, jobs=JOBS)
            fill(here, place, size - 1_000 - JOBS)
            pulls[size], rates[size] = _measure(here, place)
        small = SIZES[0]
        against = "" if size == small else f"the same among {small:,}"
        ratio = (pulls[size] / pulls[small], rates[size] / rates[small]) if against else (None, None)  # fmt: skip
        results.note(f"the newest 100 changes among {size:,} documents", pulls[size] * 1000, "ms", 1.5 if against else None, against, ratio[0], better="lower", goal_of="ratio")  # fmt: skip
        results.note(f"merge, one client, among {size:,} documents", rates[size], "operations/s", None, against, ratio[1])  # fmt: skip


def _measure(here: Path, place: Place) -> tuple[float, float]:
    """Median seconds of a request for the newest hundred changes, and median operations a second."""
    person = place.people[0][0]
    cookie = cookies(here, place.people)[person]
    with serving(here) as server:
        writer, reader = (Device(server.port, person, cookie) for _ in range(2))
        writer.cursors = reader.cursors = _at_the_end(here, place, person)
        merges = []
        for batch in batches(writer, jobs_of([place]), JOBS * 15 // BATCH - 2):
            merges.append(at_once([lambda batch=batch: writer.exchange(batch)]))
        # Notes on a hundred jobs are a hundred changed documents.
        before = writer.cursors
        writer.exchange(writer.queue([("note.add", job, {"text": "seen"}) for job, _ in place.jobs[:BATCH]]))  # fmt: skip
        seconds = []
        for _ in range(60):
            reader.cursors = before
            body = reader.request([])
            started = time.perf_counter()
            told = reader.line.ask("POST", "/sync", body)
            seconds.append(time.perf_counter() - started)
            assert told.count(b'"number":') >= BATCH
    return statistics.median(seconds[10:]), BATCH / statistics.median(merges[4:])


def _at_the_end(here: Path, place: Place, person: str) -> dict[str, str]:
    """The cursors of a device that has everything: reading a million documents first is another figure."""
    from bench.data import database
    from fieldapp.models import reading
    from fieldapp.sync import pull

    with database(here), reading() as connection:
        at = pull.places(connection, [place.scope, f"user:{person}"])
    return {
        one: pull.Cursor(found.version, "~", found.version, found.nonce).text()
        for one, found in at.items()
    }
