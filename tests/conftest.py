"""A small world: two sites with their people, and phones that speak the protocol.

Ana and Ben are technicians, Rosa receives, Sam supervises, Mia manages, Adam administers; Charlie
is a technician of another site, and must see nothing of all this.
"""

import itertools
import os
import shutil

import pytest
import sqlalchemy as sa
from flask import g
from flask_migrate import upgrade

# A thread that sends by itself would outlive the database of its test. Who tries it switches it on.
os.environ["MAIL_SENDER"] = "0"

from fieldapp import create_app
from fieldapp.models import db
from tests.compiled import begin
from tests.world import SECRET, World, build


@pytest.fixture(scope="session")
def common(tmp_path_factory, worker_id):
    """A folder of this run, for all that run side by side."""
    own = tmp_path_factory.getbasetemp()
    return own if worker_id == "master" else own.parent


@pytest.fixture(scope="session", autouse=True)
def compiled(common):
    begin(common / "compiled")


@pytest.fixture(scope="session")
def built(tmp_path_factory):
    """The world's database, made once and copied for each test."""
    path = tmp_path_factory.mktemp("world") / "world.db"
    app = create_app(SQLALCHEMY_DATABASE_URI=f"sqlite:///{path}", SECRET_KEY=SECRET)
    with app.app_context():
        upgrade()
        build()
        app.extensions["fieldapp_writer"].dispose()
        app.extensions["sqlalchemy"].engine.dispose()
    return path


@pytest.fixture
def app(built, tmp_path):
    path = tmp_path / "fieldapp.db"
    shutil.copy(built, path)
    app = create_app(
        SQLALCHEMY_DATABASE_URI=f"sqlite:///{path}",
        SECRET_KEY=SECRET,
        PUBLIC_URL="http://localhost",
        RATELIMIT_ENABLED=False,
    )
    # The tests' own context outlives requests, and Flask-Login remembers in it who asked.
    app.before_request(lambda: g.pop("_login_user", None) and None)
    with app.app_context():
        hasten(app)
        yield app


def hasten(app) -> None:
    """Wait for no disk: what a test leaves behind need not outlive a power cut."""

    def hasty(connection, _record):
        connection.execute("PRAGMA synchronous=OFF").close()

    for engine in (app.extensions["fieldapp_writer"], db.engine):
        sa.event.listen(engine, "connect", hasty)


@pytest.fixture
def world(app):
    return World(app)


@pytest.fixture
def count(request):
    """Call it for each input that is tried; the summary tells how many there were."""
    tried = itertools.count()
    yield lambda: next(tried)
    request.node.user_properties.append(("inputs", next(tried)))


def pytest_terminal_summary(terminalreporter):
    reports = [one for some in terminalreporter.stats.values() for one in some]
    inputs = {
        one.nodeid: dict(one.user_properties)["inputs"]
        for one in reports
        if "inputs" in dict(getattr(one, "user_properties", ()))
    }
    if inputs:
        terminalreporter.write_line(f"{sum(inputs.values()):,} hostile inputs were tried.")
