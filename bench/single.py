"""A batch of one operation, beside an empty page of the same server."""

import statistics
import tempfile
import time
from pathlib import Path

from bench import results
from bench.data import make
from bench.devices import Device
from bench.server import cookies, serving

TIMES = 300
ROUNDS = 5


def run() -> None:
    with tempfile.TemporaryDirectory() as folder:
        (place,) = make(Path(folder), assets=3_000, jobs=50)
        person = place.people[0][0]
        cookie = cookies(Path(folder), place.people)[person]
        with serving(Path(folder), app="bench.served:app") as server:
            device = Device(server.port, person, cookie)
            device.pull()
            merges, pages = [], []
            for _ in range(ROUNDS):
                job = place.jobs[len(merges)][0]
                works = device.queue([("note.add", job, {"text": f"{at}"}) for at in range(TIMES // ROUNDS)])  # fmt: skip
                merges.append(_rate([lambda one=one: device.exchange([one]) for one in works]))
                empty = lambda: device.line.ask("GET", "/bench-empty")  # noqa: E731
                pages.append(_rate([empty] * TIMES))
    rate, page = statistics.median(merges), statistics.median(pages)
    results.note("batch of one, one client", rate, "requests/s", 0.2, "the same server's empty page", rate / page, goal_of="ratio")  # fmt: skip
    results.note("empty page, one client", page, "requests/s")


def _rate(works: list) -> float:
    started = time.perf_counter()
    for work in works:
        work()
    return len(works) / (time.perf_counter() - started)
