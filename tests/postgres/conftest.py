"""The same world, kept by PostgreSQL: made once, and copied for each test."""

import itertools
import os
import tempfile
from pathlib import Path

import pytest
import sqlalchemy as sa
from flask import g
from flask_migrate import upgrade

from fieldapp import create_app
from tests.postgres.cluster import Cluster
from tests.world import SECRET, World, build

_numbers = itertools.count(1)


@pytest.fixture(scope="session")
def cluster():
    # Not below pytest's own folder, which only its owner may enter.
    with tempfile.TemporaryDirectory(prefix="fieldapp-postgres-") as folder:
        os.chmod(folder, 0o755)
        made = Cluster(Path(folder) / "cluster")
        yield made
        made.kill()


@pytest.fixture(scope="session")
def operator(cluster):
    """Makes databases, and drops them."""
    engine = sa.create_engine(
        cluster.address("postgres"), isolation_level="AUTOCOMMIT", poolclass=sa.NullPool
    )
    yield engine
    engine.dispose()


@pytest.fixture(scope="session")
def template(cluster, operator):
    with operator.connect() as connection:
        connection.execute(sa.text("CREATE DATABASE world"))
    app = create_app(SQLALCHEMY_DATABASE_URI=cluster.address("world"), SECRET_KEY=SECRET)
    with app.app_context():
        upgrade()
        build()
        let_go(app)
    return "world"


@pytest.fixture
def app(cluster, operator, template, tmp_path):
    name = f"copy{next(_numbers)}"
    with operator.connect() as connection:
        connection.execute(sa.text(f"CREATE DATABASE {name} TEMPLATE {template}"))
    app = create_app(
        SQLALCHEMY_DATABASE_URI=cluster.address(name),
        SECRET_KEY=SECRET,
        PUBLIC_URL="http://localhost",
        RATELIMIT_ENABLED=False,
        BLOB_DIR=str(tmp_path / "blobs"),
    )
    app.before_request(lambda: g.pop("_login_user", None) and None)
    with app.app_context():
        yield app
        let_go(app)
    with operator.connect() as connection:
        connection.execute(sa.text(f"DROP DATABASE {name} WITH (FORCE)"))


@pytest.fixture
def world(app):
    return World(app)


def let_go(app) -> None:
    """A database that someone is connected to can be neither copied nor dropped."""
    app.extensions["fieldapp_writer"].dispose()
    app.extensions["sqlalchemy"].engine.dispose()
