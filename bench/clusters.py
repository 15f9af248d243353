"""The same program on PostgreSQL, with four workers, and how it scales with sites."""

import statistics
import tempfile
from pathlib import Path

from bench import results
from bench.data import make
from bench.devices import BATCH, Device, at_once, batches
from bench.peers import Absent
from bench.postgres import cluster
from bench.server import cookies, serving

SITES = [1, 16]
CLIENTS = 16
EACH = 3
ROUNDS = 3
WORKERS = 4


def run() -> None:
    try:
        with cluster() as postgres:
            for sites in SITES:
                lite = _rate(sites)
                rate = _rate(sites, postgres.create(f"sites{sites}"))
                words = f"{sites} site{'s' if sites > 1 else ''}, {CLIENTS} clients, {WORKERS} workers"  # fmt: skip
                results.note(f"PostgreSQL, batches of 100, {words}", rate, "operations/s", None, "SQLite, the same", rate / lite)  # fmt: skip
                results.note(f"SQLite, batches of 100, {words}", lite, "operations/s")
    except Absent as error:
        results.absent("PostgreSQL, batches of 100", str(error))


def _rate(sites: int, url: str | None = None) -> float:
    """Median operations a second of sixteen clients, spread over the sites."""
    jobs = (ROUNDS + 1) * EACH * BATCH // 15 * CLIENTS // sites + CLIENTS
    with tempfile.TemporaryDirectory() as folder:
        here = Path(folder)
        places = make(here, sites, 1_000, jobs, url=url)
        signed = cookies(here, [one for place in places for one in place.people])
        with serving(here, url, WORKERS) as server:
            works = []
            for at in range(CLIENTS):
                place = places[at % sites]
                person = place.people[0][0]
                device = Device(server.port, person, signed[person])
                device.pull()
                # Each has jobs of its own.
                own = iter(place.jobs[at // sites :: CLIENTS // sites])
                works.append((device, own))
            return statistics.median([_round(works) for _ in range(ROUNDS + 1)][1:])


def _round(works: list) -> float:
    queued = [(device, batches(device, own, EACH)) for device, own in works]

    def send(device: Device, some: list) -> None:
        for batch in some:
            device.exchange(batch)

    seconds = at_once([lambda pair=pair: send(*pair) for pair in queued])
    return CLIENTS * EACH * BATCH / seconds
