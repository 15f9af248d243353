"""Devices that speak the protocol, and many of them at once."""

import threading
import time
import zlib
from collections.abc import Callable, Iterator
from typing import Any
from uuid import uuid4

import msgspec
from uuid_utils import uuid7

from bench.data import Place, day, now
from bench.peers import Line

BATCH = 100


class Seen(msgspec.Struct):
    """Of a document that came: which, and as of when. A phone stores the rest as it is."""

    id: str
    version: int


class Page(msgspec.Struct):
    put: list[Seen]
    gone: list[str]
    cursor: str
    version: int
    more: bool


class Result(msgspec.Struct):
    id: str
    outcome: str
    code: str


class Answer(msgspec.Struct):
    results: list[Result]
    scopes: dict[str, Page]
    anchor: str


read = msgspec.json.Decoder(Answer).decode


class Device:
    """One device of one person, over one connection. ``received`` counts the bytes of answers."""

    def __init__(self, port: int, user: str, cookie: str, gzip: bool = False):
        headers = {"Cookie": cookie, "Origin": f"http://127.0.0.1:{port}", "X-Fieldapp": "1"}
        self.line = Line(port, headers | ({"Accept-Encoding": "gzip"} if gzip else {}))
        self.user, self.gzip = user, gzip
        self.id, self.seq = str(uuid4()), 0
        self.cursors: dict[str, str] = {}
        self.anchor: str | None = None
        self.received = 0

    def queue(self, deeds: list[tuple[str, str, dict]]) -> list[dict]:
        """The operations, with identity and number."""
        made = []
        for kind, target, args in deeds:
            self.seq += 1
            made.append({"id": str(uuid7()), "seq": self.seq, "kind": kind, "v": 1, "target": target, "args": args, "at": now(), "anchor": self.anchor})  # fmt: skip
        return made

    def request(self, operations: list[dict]) -> bytes:
        return msgspec.json.encode({
            "protocol": 1, "app": "bench", "device": self.id, "user": self.user, "sent_at": now(),
            "oldest_retained": 1, "cursors": self.cursors, "operations": operations,
        })  # fmt: skip

    def exchange(self, operations: list[dict]) -> Answer:
        """One request; the cursors move on."""
        told = self.line.ask("POST", "/sync", self.request(operations))
        self.received += len(told)
        answer = read(zlib.decompress(told, 31) if self.gzip and told[:2] == b"\x1f\x8b" else told)
        wrong = [one for one in answer.results if one.outcome != "applied"]
        assert not wrong, wrong[:1]
        self.cursors = {one: page.cursor for one, page in answer.scopes.items()}
        self.anchor = answer.anchor
        return answer

    def pull(self) -> int:
        """All there is to hear; answers how many documents came."""
        count = 0
        while True:
            answer = self.exchange([])
            count += sum(len(page.put) for page in answer.scopes.values())
            if not any(page.more for page in answer.scopes.values()):
                return count


def batches(device: Device, jobs: Iterator[tuple[str, str]], count: int) -> list[list[dict]]:
    """So many batches of a hundred operations on jobs that nobody else has."""
    deeds: list[tuple[str, str, dict]] = []
    while len(deeds) < count * BATCH:
        deeds += day(*next(jobs))
    if device.anchor is None:
        # A wipe counts only from a device that has heard from the server.
        device.exchange([])
    made = device.queue(deeds[: count * BATCH])
    return [made[start : start + BATCH] for start in range(0, len(made), BATCH)]


def at_once(works: list[Callable[[], Any]]) -> float:
    """Seconds until all have ended that began together. What one of them raises is raised here."""
    gate = threading.Barrier(len(works) + 1)
    failures: list[BaseException] = []

    def run(work: Callable[[], Any]) -> None:
        gate.wait()
        try:
            work()
        except BaseException as error:
            failures.append(error)

    threads = [threading.Thread(target=run, args=(work,)) for work in works]
    for thread in threads:
        thread.start()
    gate.wait()
    started = time.perf_counter()
    for thread in threads:
        thread.join()
    seconds = time.perf_counter() - started
    if failures:
        raise failures[0]
    return seconds


def jobs_of(places: list[Place]) -> Iterator[tuple[str, str]]:
    return (job for place in places for job in place.jobs)
