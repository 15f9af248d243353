"""A real server with data: gunicorn, one worker, SQLite with FULL synchronisation, real sign-in."""

import http.client
import json
import os
import re
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

PASSWORD = "bench-bench"


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


@contextmanager
def serving(instance: Path) -> Iterator[int]:
    """The app on a free port, for as long as it is needed."""
    port = free_port()
    settings = {"INSTANCE_PATH": str(instance), "PORT": str(port), "HOST": "127.0.0.1"}
    settings["PUBLIC_URL"] = f"http://127.0.0.1:{port}"
    command = [sys.executable, "-m", "gunicorn", "--config", "gunicorn.conf.py", "app:app"]
    server = subprocess.Popen(command, env={**os.environ, **settings}, stderr=subprocess.DEVNULL)
    try:
        for _ in range(100):
            with socket.socket() as probe:
                if probe.connect_ex(("127.0.0.1", port)) == 0:
                    break
            time.sleep(0.1)
        yield port
    finally:
        server.terminate()
        server.wait()


class Client:
    """A device that speaks the protocol, over one connection."""

    def __init__(self, port: int, username: str):
        self.http = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
        self.origin = f"http://127.0.0.1:{port}"
        self.cookie = self._sign_in(username)
        self.user = self.call("GET", "/me")["user"]

    def _sign_in(self, username: str) -> str:
        body = urlencode({"username": username, "password": PASSWORD})
        headers = {"Content-Type": "application/x-www-form-urlencoded"}
        self.http.request("POST", "/login", body, headers)
        answer = self.http.getresponse()
        answer.read()
        return re.split(";", answer.headers["Set-Cookie"])[0]

    def call(self, method: str, path: str, body: bytes | None = None) -> Any:
        headers = {"Cookie": self.cookie, "Origin": self.origin, "X-Fieldapp": "1"}
        headers |= {"Content-Type": "application/json"} if body is not None else {}
        self.http.request(method, path, body, headers)
        answer = self.http.getresponse()
        return json.loads(answer.read())
