"""pouchdb-server on LevelDB: it stores documents and has a feed of changes, and decides nothing.

Its commits are not synced to the disk one by one, as LevelDB comes; fieldapp's are.
"""

import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import msgspec

from bench.peers import HOME, Absent, Line, free_port, running

FOLDER = HOME / "pouchdb"
ROOT = Path(__file__).resolve().parents[2]


@contextmanager
def serving(folder: Path) -> Iterator[int]:
    """The port of a server with an empty database ``db``."""
    program = FOLDER / "node_modules" / ".bin" / "pouchdb-server"
    if not (program.exists() and (FOLDER / ".installed").exists()):
        raise Absent("pouchdb-server is not installed: make peers says why")
    port = free_port()
    node = [str(ROOT / "scripts" / "node.sh"), "node", str(program)]
    command = [*node, "--port", str(port), "--host", "127.0.0.1", "--no-stdout-logs"]
    with running(command, port, folder):
        Line(port).ask("PUT", "/db")
        yield port


def stored(batch: list[dict]) -> bytes:
    """The request that stores a batch."""
    return msgspec.json.encode({"docs": [{"_id": one["id"], **one} for one in batch]})


class Device:
    """Pushes documents, and pulls what changed since, with the fewest requests that can do it: one each.

    A replicating PouchDB asks for what is missing and notes its checkpoints as well.
    """

    def __init__(self, port: int):
        self.line = Line(port)
        self.since = 0

    def push(self, body: bytes) -> None:
        told = msgspec.json.decode(self.line.ask("POST", "/db/_bulk_docs", body))
        assert all(one.get("ok") for one in told), told[:1]

    def pull(self) -> int:
        path = f"/db/_changes?include_docs=true&since={self.since}"
        told = msgspec.json.decode(self.line.ask("GET", path))
        self.since = told["last_seq"]
        return len(told["results"])


def replicate(port: int, times: int) -> list[float]:
    """Seconds of PouchDB's own replication of the whole database into memory, from a process of its own."""
    script = Path(__file__).with_name("replicate.cjs")
    command = [ROOT / "scripts" / "node.sh", "node", script, FOLDER, f"http://127.0.0.1:{port}/db"]
    said = subprocess.run([*map(str, command), str(times)], capture_output=True, text=True)
    assert said.returncode == 0, said.stderr
    return msgspec.json.decode(said.stdout)
