"""Where the stories' server keeps its books: an SQLite file, or a PostgreSQL of its own."""

import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import sqlalchemy as sa

from tests.conftest import hasten
from tests.postgres.cluster import Cluster

# Nobody comes on while another is asked: whoever waits for a lock waits for one that stands still.
PATIENCE = "40ms"


class Store:
    """An SQLite file, copied for each story."""

    waits = False
    copies = True

    def __init__(self, folder: Path):
        self.folder, self.file, self.first = folder, folder / "live.db", folder / "first.db"
        self.address = f"sqlite:///{self.file}"

    def hasten(self, app) -> None:
        hasten(app)

    def keep_first(self) -> None:
        """As it is now every story finds it."""
        shutil.copy(self.file, self.first)

    def begin(self) -> None:
        """Nobody is connected."""
        for one in self.folder.glob("*.db*"):
            if one != self.first:
                one.unlink(missing_ok=True)
        shutil.rmtree(self.folder / "blobs", ignore_errors=True)
        shutil.copy(self.first, self.file)


class Postgres(Store):
    """A database, copied for each story. Workers wait for each other's rows, and give up soon."""

    waits = True
    copies = False

    def __init__(self, folder: Path, cluster: Cluster):
        self.folder, self.address = folder, cluster.address("live")
        self.operator = sa.create_engine(
            cluster.address("postgres"), isolation_level="AUTOCOMMIT", poolclass=sa.NullPool
        )
        self._do("CREATE DATABASE live")

    def hasten(self, app) -> None:
        @sa.event.listens_for(app.extensions["fieldapp_writer"], "begin")
        def _begin(connection):
            connection.exec_driver_sql(f"SET LOCAL lock_timeout = '{PATIENCE}'")

    def keep_first(self) -> None:
        self._do("CREATE DATABASE first TEMPLATE live")

    def begin(self) -> None:
        shutil.rmtree(self.folder / "blobs", ignore_errors=True)
        self._do("DROP DATABASE live WITH (FORCE)", "CREATE DATABASE live TEMPLATE first")

    def _do(self, *commands: str) -> None:
        with self.operator.connect() as connection:
            for command in commands:
                connection.exec_driver_sql(command)


@contextmanager
def opened(folder: Path, postgres: bool) -> Iterator[Store]:
    """The store for a run of stories."""
    if not postgres:
        yield Store(folder)
        return
    # Its owner, who is not root, must get in.
    with tempfile.TemporaryDirectory(prefix="fieldapp-stories-") as name:
        os.chmod(name, 0o755)
        cluster = Cluster(Path(name) / "cluster")
        try:
            yield Postgres(folder, cluster)
        finally:
            cluster.kill()
