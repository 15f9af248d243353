"""What a worker takes at most, whatever is pulled and pushed."""

import tempfile
from pathlib import Path

from bench import results
from bench.data import fill, make
from bench.devices import BATCH, Device, at_once, batches
from bench.server import cookies, serving

DOCUMENTS = 100_000
PULLING = 8
PUSHING = 4
AT_ONCE = 20
LIMIT = 200


def run() -> None:
    """Eight devices pull a site of a hundred thousand documents at once, while four push two thousand
    operations in one request each; the worker's own peak, as Linux counts it."""
    with tempfile.TemporaryDirectory() as folder:
        here = Path(folder)
        jobs = PUSHING * (AT_ONCE * BATCH // 15 + 2)
        (place,) = make(here, assets=1_000, jobs=jobs)
        fill(here, place, DOCUMENTS - 1_000 - jobs)
        person = place.people[0][0]
        cookie = cookies(here, place.people)[person]
        with serving(here) as server:
            if not Path("/proc").is_dir():
                results.absent("a worker's memory at most", "only Linux says so")
                return
            devices = [Device(server.port, person, cookie, gzip=True) for _ in range(PULLING + PUSHING)]  # fmt: skip
            devices[0].exchange([])
            (worker,) = server.workers()
            starting = peak(worker)
            forget_peak(worker)
            works = [device.pull for device in devices[:PULLING]]
            for at, device in enumerate(devices[PULLING:]):
                some = batches(device, iter(place.jobs[at::PUSHING]), AT_ONCE)
                whole = [one for batch in some for one in batch]
                works.append(lambda device=device, whole=whole: device.exchange(whole))
            at_once(works)
            most = peak(worker)
    words = f"a worker's memory at most: {PULLING} devices pull {DOCUMENTS:,} documents, {PUSHING} push {AT_ONCE * BATCH:,} operations each"  # fmt: skip
    results.note(words, most, "MB", LIMIT, better="lower")
    results.note("a worker's memory at most, until its first answer", starting, "MB", LIMIT, better="lower")  # fmt: skip


def peak(process: int) -> float:
    """The most memory that the process has had since its peak was forgotten, in MB of 1,000,000 bytes."""
    status = Path(f"/proc/{process}/status").read_text()
    line = next(line for line in status.splitlines() if line.startswith("VmHWM"))
    return int(line.split()[1]) * 1024 / 1e6


def forget_peak(process: int) -> None:
    Path(f"/proc/{process}/clear_refs").write_text("5")
