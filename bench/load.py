"""Two thousand phones come back within a minute, each with a day's queue: is anything lost, how long does an
answer take, what do the workers need, and when is everyone even?

The phones keep their cursors, ask for gzip, give a request up after twenty seconds and try again after a
growing pause, as the real client does. BENCH_LOAD_SITES says over how many sites they are spread.
"""

import asyncio
import contextlib
import math
import os
import random
import statistics
import tempfile
import time
import zlib
from collections import Counter
from pathlib import Path
from typing import NamedTuple

import sqlalchemy as sa

from bench import results
from bench.data import Place, database, day, fill, make
from bench.devices import Answer, Device, read
from bench.memory import forget_peak, peak
from bench.peers import Absent
from bench.postgres import cluster
from bench.server import Server, cookies, serving

PHONES = 2_000
WITHIN = 60.0
ASSETS = 3_000
WORKERS = 4
SITES = [int(one) for one in os.environ.get("BENCH_LOAD_SITES", "100,1").split(",")]
# The real client's: see fieldapp/client/worker/sync.ts and schedule.ts.
DEADLINE = 20.0
PAUSES = (2.0, 30.0)
# A page that is looked at asks so often what is new: see fieldapp/client/page/timing.ts.
LOOKS = 30.0
# Fifteen operations on a job of one's own, and notes on jobs that others write on too.
SHARED, NOTES = 5, 5
OPERATIONS = 15 + SHARED * NOTES
PATIENCE = 1_200.0


def run() -> None:
    for sites in SITES:
        try:
            with cluster() as postgres:
                _load(sites, postgres.create(f"load{sites}"))
        except Absent as error:
            results.absent(f"load on PostgreSQL, sites: {sites}", str(error))


class Told(NamedTuple):
    """An answer: its status, the seconds until it was whole (from the first byte sent), and the body."""

    status: int
    seconds: float
    body: bytes
    retry_after: float


class Phone:
    """A phone that was away. ``seen`` is what it holds of the site since: document ids and versions."""

    def __init__(self, port: int, device: Device, cookie: str, work: list[dict], began: dict[str, int]):  # fmt: skip
        self.port, self.device, self.cookie = port, device, cookie
        # The versions of its scopes when it left.
        self.began = began
        self.queue = work
        self.answers: dict[str, str] = {}
        self.seen: dict[str, int] = {}
        self.latencies: list[float] = []
        self.failures: Counter[str] = Counter()
        self.streams: tuple[asyncio.StreamReader, asyncio.StreamWriter] | None = None
        self.version: dict[str, int] = {}
        self.sent_at = self.even_at = 0.0

    async def come_back(self, after: float, goal: asyncio.Event, versions: dict[str, int]) -> None:
        """Sends what it has, then asks now and then until it is as far as the server is."""
        await asyncio.sleep(after)
        while self.queue or await self._is_behind(goal, versions):
            await self._round()
            if not self.queue and not self.sent_at:
                self.sent_at = time.monotonic()
        self.even_at = time.monotonic()
        self._hang_up()

    async def _is_behind(self, goal: asyncio.Event, versions: dict[str, int]) -> bool:
        """Once everyone has sent, whether there is more to hear; before that there always may be."""
        if goal.is_set():
            return any(self.version.get(one, -1) < version for one, version in versions.items() if one in self.device.cursors)  # fmt: skip
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(goal.wait(), LOOKS * (0.5 + random.random()))
        return True

    async def _round(self) -> None:
        """Requests until nothing is left on either side; after a failure a pause that grows."""
        pause = PAUSES[0]
        while True:
            try:
                told = await asyncio.wait_for(self._ask(self.device.request(self.queue)), DEADLINE)
                self.latencies.append(told.seconds)
                if told.status == 200:
                    if not self._store(told.body):
                        return
                    continue
                self.failures[str(told.status)] += 1
                wait = max(told.retry_after, pause)
            except (OSError, TimeoutError, asyncio.IncompleteReadError) as error:
                self.failures[type(error).__name__] += 1
                # Whoever gave up has waited too: leaving them out would flatter the rest.
                if isinstance(error, TimeoutError):
                    self.latencies.append(DEADLINE)
                self._hang_up()
                wait = pause
            await asyncio.sleep(wait * (0.5 + random.random()))
            pause = min(pause * 2, PAUSES[1])

    def _store(self, body: bytes) -> bool:
        """Answers whether there is more to ask for at once."""
        answer: Answer = read(body)
        for result in answer.results:
            self.answers[result.id] = f"{result.outcome}/{result.code}"
        self.queue = [one for one in self.queue if one["id"] not in self.answers]
        for scope, page in answer.scopes.items():
            for one in page.put:
                self.seen[one.id] = one.version
            for gone in page.gone:
                self.seen.pop(gone, None)
            self.device.cursors[scope] = page.cursor
            self.version[scope] = -1 if page.more else page.version
        return bool(self.queue) or any(page.more for page in answer.scopes.values())

    async def _ask(self, body: bytes) -> Told:
        started = time.monotonic()
        if self.streams is None:
            self.streams = await asyncio.open_connection("127.0.0.1", self.port, limit=2**20)
        reader, writer = self.streams
        head = (
            f"POST /sync HTTP/1.1\r\nHost: 127.0.0.1:{self.port}\r\nOrigin: http://127.0.0.1:{self.port}\r\n"
            f"Cookie: {self.cookie}\r\nX-Fieldapp: 1\r\nAccept-Encoding: gzip\r\n"
            f"Content-Type: application/json\r\nContent-Length: {len(body)}\r\n\r\n"
        )
        writer.write(head.encode() + body)
        await writer.drain()
        lines = (await reader.readuntil(b"\r\n\r\n")).decode().split("\r\n")
        headers = {name.lower(): value.strip() for name, _, value in (line.partition(":") for line in lines[1:])}  # fmt: skip
        told = await reader.readexactly(int(headers["content-length"]))
        seconds = time.monotonic() - started
        if headers.get("connection") == "close":
            self._hang_up()
        if headers.get("content-encoding") == "gzip":
            told = zlib.decompress(told, 31)
        return Told(int(lines[0].split()[1]), seconds, told, float(headers.get("retry-after", 0)))

    def _hang_up(self) -> None:
        if self.streams:
            self.streams[1].close()
        self.streams = None


def _load(sites: int, url: str) -> None:
    each = PHONES // sites
    with tempfile.TemporaryDirectory() as folder:
        here = Path(folder)
        # A job of one's own, and half as many that are everyone's.
        jobs = each + each // 2
        places = make(here, sites, max(jobs, ASSETS if sites == 1 else 0), jobs, each, url)
        if sites > 1:
            for place in places:
                fill(here, place, ASSETS - jobs, url)
        signed = cookies(here, [person for place in places for person in place.people])
        with serving(here, url, WORKERS) as server:
            phones = _phones(server, places, signed, here, url)
            _open(server)
            started = time.monotonic()
            asyncio.run(_everyone(phones, here, url))
            most = [peak(one) for one in server.workers()]
        _tell(sites, phones, started, most, here, url)


def _phones(server: Server, places: list[Place], signed: dict[str, str], here: Path, url: str) -> list[Phone]:  # fmt: skip
    """Each with its queue, and with the cursors of the morning."""
    from fieldapp.models import reading
    from fieldapp.sync import pull

    made = []
    with database(here, url), reading() as connection:
        scopes = [place.scope for place in places]
        scopes += [f"user:{key}" for place in places for key, _ in place.people]
        at: dict[str, pull.Place] = {}
        for start in range(0, len(scopes), 500):
            at |= pull.places(connection, scopes[start : start + 500])
    for place in places:
        each = len(place.people)
        own, shared = place.jobs[:each], place.jobs[each:]
        for number, (person, _) in enumerate(place.people):
            device = Device(server.port, person, signed[person])
            device.cursors = {
                one: pull.Cursor(at[one].version, "~", at[one].version, at[one].nonce).text()
                for one in (place.scope, f"user:{person}")
            }
            # It has heard from the server before it went away: without that no wipe of its counts.
            device.exchange([])
            chance = random.Random(number)
            deeds = day(*own[number])
            for job, _ in chance.sample(shared, min(SHARED, len(shared))):
                deeds += [("note.add", job, {"text": f"{number} was here, {nth}"}) for nth in range(NOTES)]  # fmt: skip
            began = {one: at[one].version for one in device.cursors}
            made.append(Phone(server.port, device, signed[person], device.queue(deeds), began))
    return made


def _open(server: Server) -> None:
    """All workers are up; what they took until now is not what is asked."""
    while len(server.workers()) < WORKERS:
        time.sleep(0.1)
    time.sleep(3)
    for one in server.workers():
        forget_peak(one)


async def _everyone(phones: list[Phone], here: Path, url: str) -> None:
    """Until all are even, or for as long as patience lasts."""
    goal, versions = asyncio.Event(), {}
    chance = random.Random(7)
    tasks = [
        asyncio.create_task(phone.come_back(chance.uniform(0, WITHIN), goal, versions))
        for phone in phones
    ]

    async def announce() -> None:
        while not all(phone.sent_at for phone in phones):
            await asyncio.sleep(0.2)
        versions.update(await asyncio.to_thread(_versions, here, url))
        goal.set()

    try:
        await asyncio.wait_for(asyncio.gather(announce(), *tasks), PATIENCE)
    except TimeoutError:
        print(f"  not everyone was even after {PATIENCE:g} s", flush=True)


def _versions(here: Path, url: str) -> dict[str, int]:
    from fieldapp.models import scope

    engine = sa.create_engine(url)
    with engine.connect() as connection:
        rows = connection.execute(sa.select(scope.c.id, scope.c.version)).all()
    engine.dispose()
    return {id_: version for id_, version in rows}


def _tell(sites: int, phones: list[Phone], started: float, most: list[float], here: Path, url: str) -> None:  # fmt: skip
    lost, uneven, outcomes = _check(phones, here, url)
    took = sorted(one for phone in phones for one in phone.latencies)
    failures = sum((phone.failures for phone in phones), Counter())
    sent, even = (_until([getattr(phone, name) for phone in phones], started) for name in ("sent_at", "even_at"))  # fmt: skip
    where = f"{sites} site{'s' if sites > 1 else ''} of {ASSETS:,} machines"
    head = f"load, {where}"
    said = f"{len(phones):,} phones × {OPERATIONS}, PostgreSQL, {WORKERS} workers"
    results.note(f"{head}: operations lost", lost, f"of {len(phones) * OPERATIONS:,}", 0, said, better="lower")  # fmt: skip
    results.note(f"{head}: phones that differ from the server at the end", uneven, "phones", 0, ", ".join(f"{name} {count:,}" for name, count in outcomes.most_common(4)), better="lower")  # fmt: skip
    results.note(f"{head}: p99 of an answer, given up after {DEADLINE:g}", took[int(len(took) * 0.99)], "s", None, f"{len(took):,} requests", better="lower")  # fmt: skip
    results.note(f"{head}: median of an answer", statistics.median(took), "s", better="lower")
    results.note(f"{head}: requests without a usable answer", sum(failures.values()), "requests", None, ", ".join(f"{name} {count}" for name, count in failures.items()), better="lower")  # fmt: skip
    results.note(f"{head}: a worker's memory at most", max(most), "MB", 200, better="lower")
    for name, seconds in (("until the last queue is empty", sent), ("until all are even", even)):
        if math.isinf(seconds):
            results.absent(f"{head}: {name}", f"not within {PATIENCE:g} s")
        else:
            results.note(f"{head}: {name}", seconds, "s", None, f"coming back takes {WITHIN:g} s", better="lower")  # fmt: skip


def _until(moments: list[float], started: float) -> float:
    """Seconds until the last of them; endless where one never came."""
    return max(moments) - started if all(moments) else math.inf


def _check(phones: list[Phone], here: Path, url: str) -> tuple[int, int, Counter]:
    """Operations that have no answer, or are not in the log exactly once; phones that do not hold what the site
    now has, of all that has changed since they left; and what became of the operations."""
    from fieldapp.models import feed, operation

    engine = sa.create_engine(url)
    with engine.connect() as connection:
        logged = Counter(connection.scalars(sa.select(operation.c.id)))
        rows = connection.execute(sa.select(feed.c.scope, feed.c.document, feed.c.version).where(feed.c.present)).all()  # fmt: skip
    engine.dispose()
    now_there: dict[str, dict[str, int]] = {}
    for scope, document, version in rows:
        now_there.setdefault(scope, {})[document] = version
    lost = uneven = 0
    outcomes: Counter[str] = Counter()
    for phone in phones:
        # Everything that was queued has an answer, or it would not have gone home.
        lost += OPERATIONS - sum(logged[id_] == 1 for id_ in phone.answers)
        outcomes.update(phone.answers.values())
        should = {}
        for scope, start in phone.began.items():
            should |= {id_: version for id_, version in now_there.get(scope, {}).items() if version > start}  # fmt: skip
        uneven += should != phone.seen
    return lost, uneven, outcomes
