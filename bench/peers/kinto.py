"""Kinto on PostgreSQL: records in a collection, a hundred to a request by its batch endpoint."""

import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import msgspec

from bench.peers import HOME, Absent, Line, free_port, running

FOLDER = HOME / "kinto"
RECORDS = "/buckets/bench/collections/work/records"
# Anyone may write, and nothing is logged: what is measured is storing.
SETTINGS = """[server:main]
use = egg:waitress#main
host = 127.0.0.1
port = {port}
threads = 4

[app:main]
use = egg:kinto
kinto.storage_backend = kinto.core.storage.postgresql
kinto.storage_url = {database}
kinto.permission_backend = kinto.core.permission.postgresql
kinto.permission_url = {database}
kinto.cache_backend = kinto.core.cache.memory
kinto.userid_hmac_secret = bench
kinto.batch_max_requests = 1000
kinto.bucket_create_principals = system.Everyone
multiauth.policies = basicauth

[loggers]
keys = root

[handlers]
keys = quiet

[formatters]
keys =

[logger_root]
level = ERROR
handlers = quiet

[handler_quiet]
class = StreamHandler
args = (sys.stderr,)
level = ERROR
"""


@contextmanager
def serving(folder: Path, database: str) -> Iterator[int]:
    """The port of a server whose records are in that PostgreSQL database."""
    program = FOLDER / "bin" / "kinto"
    if not (program.exists() and (FOLDER / ".installed").exists()):
        raise Absent("Kinto is not installed: make peers says why")
    port = free_port()
    settings = folder / "kinto.ini"
    address = database.replace("postgresql+psycopg://", "postgresql://")
    settings.write_text(SETTINGS.format(port=port, database=address))
    migrate = [str(program), "migrate", "--ini", str(settings)]
    _run(migrate, folder)
    with running([str(program), "start", "--ini", str(settings)], port, folder):
        line = Device(port).line
        everyone = {"write": ["system.Everyone"]}
        line.json("PUT", "/v1/buckets/bench", {"permissions": everyone})
        line.json("PUT", "/v1/buckets/bench/collections/work", {"permissions": everyone})
        yield port


def _run(command: list[str], folder: Path) -> None:
    said = subprocess.run(command, cwd=folder, capture_output=True, text=True)
    assert said.returncode == 0, said.stderr


def stored(batch: list[dict]) -> bytes:
    """The request that stores a batch."""
    asked = [{"path": f"{RECORDS}/{one['id']}", "body": {"data": one}} for one in batch]
    return msgspec.json.encode({"defaults": {"method": "PUT"}, "requests": asked})


class Device:
    """Pushes records, and says whether all were stored."""

    def __init__(self, port: int):
        self.line = Line(port)

    def push(self, body: bytes) -> None:
        told = msgspec.json.decode(self.line.ask("POST", "/v1/batch", body))
        wrong = [one for one in told["responses"] if one["status"] >= 300]
        assert not wrong, wrong[:1]
