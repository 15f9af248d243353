"""A PostgreSQL of the tests' own, on a free port. It refuses to run as root, so that root lends it to another."""

import os
import pwd
import shutil
import socket
import subprocess
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]


class Cluster:
    """Started when made; ``address(name)`` is what SQLAlchemy connects to."""

    # Nothing here outlives the tests: no sync of the disk.
    settings = "-c fsync=off -c max_connections=200"

    def __init__(self, folder: Path):
        self.folder = folder
        self.bin = Path(os.environ.get("FIELDAPP_POSTGRES") or _found())
        self.owner = _someone_else() if os.getuid() == 0 else None
        self.port = _free_port()
        folder.mkdir()
        if self.owner:
            shutil.chown(folder, self.owner)
        self._run("initdb", "-D", str(folder / "data"), "-A", "trust", "-U", "tests", "-E", "UTF8", "--no-sync")  # fmt: skip
        self.start()

    def start(self) -> None:
        settings = f"-p {self.port} -k {self.folder} -c listen_addresses=127.0.0.1 {self.settings}"
        self._run("pg_ctl", "-D", str(self.folder / "data"), "-l", str(self.folder / "log"), "-w", "-o", settings, "start")  # fmt: skip

    def kill(self) -> None:
        """As a power cut: nothing is finished, nothing is said."""
        self._run("pg_ctl", "-D", str(self.folder / "data"), "-m", "immediate", "-w", "stop")

    def address(self, name: str) -> str:
        return f"postgresql+psycopg://tests@127.0.0.1:{self.port}/{name}"

    def _run(self, program: str, *arguments: str) -> None:
        command = [str(self.bin / program), *arguments]
        if self.owner:
            command = ["setpriv", f"--reuid={self.owner}", "--clear-groups", *command]
        log = subprocess.run(command, cwd="/", stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)  # fmt: skip
        assert log.returncode == 0, log.stderr.decode()


def _found() -> str:
    return subprocess.check_output([ROOT / "scripts" / "postgres.sh"], text=True).strip()


def _someone_else() -> str:
    for name in ("postgres", "nobody"):
        try:
            return pwd.getpwnam(name).pw_name
        except KeyError:
            continue
    raise RuntimeError("PostgreSQL needs a user other than root")


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def wait_for(port: int) -> None:
    for _ in range(200):
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.05)
    raise RuntimeError("nothing listens there")
