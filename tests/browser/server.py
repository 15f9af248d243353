"""A real server with the demo's data, and the commands that look into it."""

import json
import os
import socket
import subprocess
import sys
import time
from pathlib import Path

from tests.browser.gate import Gate

ROOT = Path(__file__).resolve().parents[2]
PASSWORD = "fieldapp-demo"


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


class Server:
    """gunicorn behind a gate; phones know the gate's address only."""

    def __init__(self, instance: Path):
        port = free_port()
        self.gate = Gate(port)
        self.address = f"http://localhost:{self.gate.port}"
        self.env = {
            **os.environ,
            "INSTANCE_PATH": str(instance),
            "DATABASE_URL": f"sqlite:///{instance / 'fieldapp.db'}",
            "HOST": "127.0.0.1",
            "PORT": str(port),
            "PUBLIC_URL": self.address,
            "SECRET_KEY": "a key for the browser tests",
        }
        command = [sys.executable, "-m", "gunicorn", "--config", "gunicorn.conf.py", "app:app"]
        self.process = subprocess.Popen(command, cwd=ROOT, env=self.env, stderr=subprocess.DEVNULL)
        self._wait(port)

    def _wait(self, port: int) -> None:
        for _ in range(200):
            with socket.socket() as probe:
                if probe.connect_ex(("127.0.0.1", port)) == 0:
                    return
            time.sleep(0.05)
        raise RuntimeError("the server did not come up")

    def flask(self, *arguments: str):
        """A command's JSON."""
        command = [sys.executable, "-m", "flask", *arguments, "--json"]
        done = subprocess.run(command, cwd=ROOT, env=self.env, capture_output=True, text=True)
        return json.loads(done.stdout)

    def stop(self) -> None:
        self.gate.close()
        self.process.terminate()
        self.process.wait()


def make_demo(instance: Path) -> None:
    env = {
        **os.environ,
        "INSTANCE_PATH": str(instance),
        "SECRET_KEY": "a key for the browser tests",
    }
    env["DATABASE_URL"] = f"sqlite:///{instance / 'fieldapp.db'}"
    subprocess.run(
        [sys.executable, "-m", "flask", "demo"],
        cwd=ROOT,
        env=env,
        check=True,
        stdout=subprocess.DEVNULL,
    )
