"""Those that fieldapp is measured against, started from the environments that ``make peers`` fills.

Each runs as it comes, alone in one process, on a free port, with its data on the same disk.
"""

import http.client
import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import msgspec

HOME = Path(__file__).resolve().parents[2] / ".peers"


class Absent(Exception):
    """A peer that is not installed here, in words for the table."""


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def wait_for(port: int, process: subprocess.Popen | None = None) -> None:
    """Until something listens there, for at most half a minute."""
    for _ in range(300):
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        if process is not None and process.poll() is not None:
            break
        time.sleep(0.1)
    raise RuntimeError(f"nothing listens on port {port}")


@contextmanager
def running(command: list[str], port: int, folder: Path, **more) -> Iterator[subprocess.Popen]:
    """The program, for as long as it is needed; what it says goes to a file beside its data."""
    with (folder / "said").open("w") as said:
        process = subprocess.Popen(command, cwd=folder, stdout=said, stderr=said, **more)
        try:
            wait_for(port, process)
            yield process
        finally:
            process.terminate()
            process.wait()


class Line:
    """One connection that carries JSON, kept while it is in use: servers hang up on those that are idle."""

    IDLE = 2.0

    def __init__(self, port: int, headers: dict[str, str] | None = None):
        self.http = http.client.HTTPConnection("127.0.0.1", port, timeout=120)
        self.headers = {"Content-Type": "application/json", **(headers or {})}
        self.used = 0.0

    def ask(self, method: str, path: str, body: bytes | None = None) -> bytes:
        if time.monotonic() - self.used > self.IDLE:
            self._connect()
        self.http.request(method, path, body, self.headers)
        answer = self.http.getresponse()
        told = answer.read()
        self.used = time.monotonic()
        assert answer.status < 300, (method, path, answer.status, told[:300])
        return told

    def _connect(self) -> None:
        self.http.close()
        self.http.connect()
        # Head and body are two writes: without this each request waits for a delayed acknowledgement.
        self.http.sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)

    def json(self, method: str, path: str, value: Any = None) -> Any:
        body = None if value is None else msgspec.json.encode(value)
        return msgspec.json.decode(self.ask(method, path, body))
