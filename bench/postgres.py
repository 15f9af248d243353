"""A PostgreSQL as Debian sets it up: every commit is synced to the disk."""

import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import sqlalchemy as sa

from bench.peers import Absent
from tests.postgres.cluster import Cluster


class Durable(Cluster):
    settings = "-c max_connections=200"

    def create(self, name: str) -> str:
        """A new database; answers its address."""
        engine = sa.create_engine(
            self.address("postgres"), isolation_level="AUTOCOMMIT", poolclass=sa.NullPool
        )
        with engine.connect() as connection:
            connection.execute(sa.text(f"CREATE DATABASE {name}"))
        return self.address(name)


@contextmanager
def cluster() -> Iterator[Durable]:
    with tempfile.TemporaryDirectory(prefix="fieldapp-postgres-") as folder:
        os.chmod(folder, 0o755)
        try:
            made = Durable(Path(folder) / "cluster")
        except Exception as error:
            raise Absent(f"no PostgreSQL here: {error}") from error
        yield made
        made.kill()
