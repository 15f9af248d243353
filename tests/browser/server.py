"""A real server with the demo's data, and the commands that look into it."""

import json
import os
import signal
import socket
import time
from pathlib import Path
from tempfile import NamedTemporaryFile

from tests.browser.gate import Gate
from tests.browser.programs import program

PASSWORD = "fieldapp-demo"


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def environment(instance: Path, **more: str) -> dict[str, str]:
    database = f"sqlite:///{instance / 'fieldapp.db'}"
    fixed = {"INSTANCE_PATH": str(instance), "DATABASE_URL": database}
    return {
        **os.environ,
        **fixed,
        "FLASK_APP": "app",
        "SECRET_KEY": "a key for browser tests",
        **more,
    }


def make_demo(instance: Path, *options: str) -> None:
    """Fill the database before a server has it."""
    done = program("flask", "demo", *options, env=environment(instance))
    done.join()
    assert done.exitcode == 0, options


class Server:
    """gunicorn behind a gate; phones know the gate's address only."""

    def __init__(self, instance: Path, gate: Gate):
        self.port = free_port()
        self.instance, self.gate = instance, gate
        self.address = f"http://localhost:{self.gate.port}"
        self.env = environment(
            instance,
            HOST="127.0.0.1",
            PORT=str(self.port),
            PUBLIC_URL=self.address,
            WEB_CONCURRENCY="1",
        )
        self.start("app:app")
        self.gate.lead_to(self.port)

    def start(self, app: str) -> None:
        self.process = program("gunicorn", "--config", "gunicorn.conf.py", app, env=self.env)
        self._wait()

    def _wait(self) -> None:
        for _ in range(400):
            with socket.socket() as probe:
                if probe.connect_ex(("127.0.0.1", self.port)) == 0:
                    return
            time.sleep(0.05)
        raise RuntimeError("the server did not come up")

    def flask(self, *arguments: str):
        """A command's JSON."""
        return json.loads(self.run(*arguments, "--json"))

    def run(self, *arguments: str) -> str:
        """What a command prints."""
        return self.module("flask", *arguments)

    def module(self, name: str, *arguments: str) -> str:
        """What a module prints that is run beside the server."""
        with NamedTemporaryFile("r") as told:
            program(name, *arguments, env=self.env, output=told.name).join()
            return told.read()

    def replace(self, app: str) -> None:
        """Another version in its place."""
        self._end()
        self.start(app)

    def stop(self) -> None:
        self.gate.shut()
        self._end()

    def _end(self) -> None:
        """At once: no phone is waited for."""
        os.kill(self.process.pid, signal.SIGQUIT)
        self.process.join()
