"""Merging beside others: real HTTP, batches of a hundred, each measured in turn, several times over."""

import statistics
import tempfile
from collections.abc import Callable
from contextlib import ExitStack
from pathlib import Path

from bench import raw, results
from bench.data import make
from bench.devices import BATCH, Device, at_once, batches, jobs_of
from bench.peers import Absent, kinto, pouchdb
from bench.postgres import cluster
from bench.server import cookies, serving

ROUNDS = 5
CLIENTS = 4
EACH = 6
# Documents that are there before.
DOCUMENTS = 3_000

Rate = Callable[[list[list[list[dict]]]], float]


def run() -> None:
    """A round measures everyone once; the work of each round is new, and the same for all."""
    with tempfile.TemporaryDirectory() as folder, ExitStack() as stack:
        here = Path(folder)
        (place,) = make(here, assets=DOCUMENTS, jobs=_jobs())
        copy = raw.copied(here)
        server = stack.enter_context(serving(here))
        person = place.people[0][0]
        cookie = cookies(here, place.people)[person]
        jobs = jobs_of([place])
        devices = [Device(server.port, person, cookie) for _ in range(CLIENTS)]
        for device in devices:
            device.pull()
        peers, missing = _peers(here, stack)
        rates: dict[str, list[float]] = {}
        # The first round warms everyone up.
        for at in range(ROUNDS + 1):
            many = [batches(device, jobs, EACH) for device in devices]
            one = [batches(devices[0], jobs, EACH)]
            cycles = [batches(device, jobs, EACH) for device in devices]
            for name, rate in _round(devices, many, one, cycles, peers).items():
                rates.setdefault(name, []).extend([rate] if at else [])
            raw_rate = raw.rate(copy, EACH)
            rates.setdefault("raw", []).extend([raw_rate] if at else [])
        _tell({name: statistics.median(found) for name, found in rates.items()}, missing)


def _jobs() -> int:
    """Fifteen operations to a job."""
    batches_a_round = (2 * CLIENTS + 1) * EACH
    return (ROUNDS + 1) * batches_a_round * BATCH // 15 + 200


def _peers(here: Path, stack: ExitStack) -> tuple[dict[str, list], dict[str, str]]:
    """Devices of those that are installed, and why the others are not there."""
    peers: dict[str, list] = {}
    missing: dict[str, str] = {}
    for name, start in (("pouchdb", _pouchdb), ("kinto", _kinto)):
        (here / name).mkdir()
        try:
            peers[name] = start(here / name, stack)
        except Absent as error:
            missing[name] = str(error)
    return peers, missing


def _pouchdb(folder: Path, stack: ExitStack) -> list:
    port = stack.enter_context(pouchdb.serving(folder))
    return [pouchdb.Device(port) for _ in range(CLIENTS)]


def _kinto(folder: Path, stack: ExitStack) -> list:
    database = stack.enter_context(cluster()).create("kinto")
    return [kinto.Device(stack.enter_context(kinto.serving(folder, database)))]


def _round(devices: list[Device], many, one, cycles, peers) -> dict[str, float]:
    rates = {
        "many": _rate(devices, many),
        "one": _rate(devices[:1], one),
        "cycle": _rate(devices, cycles, lambda device, batch: (device.exchange(batch), _rest(device))),
    }  # fmt: skip
    if "pouchdb" in peers:
        stored = [[pouchdb.stored(batch) for batch in some] for some in many]
        again = [[pouchdb.stored(batch) for batch in some] for some in cycles]
        push = pouchdb.Device.push
        rates["pouchdb"] = _rate(peers["pouchdb"], stored, push)
        for device in peers["pouchdb"]:
            device.pull()
        both = lambda device, body: (device.push(body), device.pull())  # noqa: E731
        rates["pouchdb cycle"] = _rate(peers["pouchdb"], again, both)
    if "kinto" in peers:
        stored = [[kinto.stored(batch) for batch in some] for some in one]
        rates["kinto"] = _rate(peers["kinto"], stored, kinto.Device.push)
    return rates


def _rest(device: Device) -> None:
    """Whatever the answer to the push left out."""
    device.pull()


def _rate(devices: list, work: list, send=Device.exchange) -> float:
    """Operations a second, all devices together."""

    def one(device, batches) -> None:
        for batch in batches:
            send(device, batch)

    pairs = list(zip(devices, work, strict=True))
    seconds = at_once([lambda pair=pair: one(*pair) for pair in pairs])
    return sum(len(batches) for batches in work) * BATCH / seconds


def _tell(rate: dict[str, float], missing: dict[str, str]) -> None:
    unit = "operations/s"
    against = {"pouchdb": "pouchdb-server", "kinto": "Kinto on PostgreSQL"}
    for ours, theirs, peer, words, goal in (
        ("many", "pouchdb", "pouchdb", "merge, batches of 100, 4 clients", 1),
        ("one", "kinto", "kinto", "merge, batches of 100, one client", 40),
        ("cycle", "pouchdb cycle", "pouchdb", "whole sync cycle: push 100, pull what changed, 4 devices", 2),
    ):  # fmt: skip
        name = against[peer]
        if peer in missing:
            results.note(words, rate[ours], unit)
            results.absent(f"{name}: {words}", missing[peer])
            continue
        results.note(words, rate[ours], unit, goal, name, rate[ours] / rate[theirs], goal_of="ratio")  # fmt: skip
        results.note(f"{name}: {words}", rate[theirs], unit)
    results.note("merge, one client, beside bare writing", rate["one"], unit, 0.15, "raw sqlite3", rate["one"] / rate["raw"], goal_of="ratio")  # fmt: skip
    results.note("raw sqlite3 in process: log row, document, counter", rate["raw"], unit)
