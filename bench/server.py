"""A real server with data: gunicorn as it is configured for production, SQLite with FULL synchronisation."""

import http.client
import os
import re
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple
from urllib.parse import urlencode

from bench.peers import free_port, wait_for


class Server(NamedTuple):
    """Where it listens, and the process whose children serve."""

    port: int
    pid: int

    def workers(self) -> list[int]:
        listed = Path(f"/proc/{self.pid}/task/{self.pid}/children").read_text()
        return [int(one) for one in listed.split()]


@contextmanager
def serving(
    instance: Path, url: str | None = None, workers: int = 1, app: str = "app:app"
) -> Iterator[Server]:
    """The app on a free port, for as long as it is needed."""
    port = free_port()
    settings = {"INSTANCE_PATH": str(instance), "PORT": str(port), "HOST": "127.0.0.1"}
    settings |= {"PUBLIC_URL": f"http://127.0.0.1:{port}", "WEB_CONCURRENCY": str(workers)}
    settings |= {"DATABASE_URL": url} if url else {}
    command = [sys.executable, "-m", "gunicorn", "--config", "gunicorn.conf.py", app]
    server = subprocess.Popen(command, env={**os.environ, **settings}, stderr=subprocess.DEVNULL)
    try:
        wait_for(port, server)
        yield Server(port, server.pid)
    finally:
        server.terminate()
        server.wait()


def sign_in(port: int, username: str, password: str) -> str:
    """By the page's own form; answers the cookie."""
    line = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
    body = urlencode({"username": username, "password": password})
    line.request("POST", "/login", body, {"Content-Type": "application/x-www-form-urlencoded"})
    answer = line.getresponse()
    answer.read()
    line.close()
    return re.split(";", answer.headers["Set-Cookie"])[0]


def cookies(instance: Path, people: list[tuple[str, str]]) -> dict[str, str]:
    """What the browsers of these people hold who have signed in before."""
    from fieldapp import create_app

    os.environ["INSTANCE_PATH"] = str(instance)
    app = create_app()
    signer = app.session_interface.get_signing_serializer(app)
    sessions = {key: {"_user_id": f"{key}:{stamp}", "_fresh": True} for key, stamp in people}
    return {key: f"fieldapp={signer.dumps(session)}" for key, session in sessions.items()}
