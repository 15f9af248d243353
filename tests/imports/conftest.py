"""Empty books in a file of their own, and a way to import made-up files into them."""

import json
import shutil
from pathlib import Path

import pytest
from flask_migrate import upgrade

from fieldapp import create_app, staff
from fieldapp.sync.audit import faults
from fieldapp.sync.submit import operation, submit
from tests.conftest import hasten


@pytest.fixture(scope="session")
def empty(tmp_path_factory):
    """Migrated once, and copied for each test."""
    path = tmp_path_factory.mktemp("books") / "books.db"
    app = create_app(
        SQLALCHEMY_DATABASE_URI=f"sqlite:///{path}", SECRET_KEY=b"a key for the tests"
    )
    with app.app_context():
        upgrade()
        app.extensions["fieldapp_writer"].dispose()
        app.extensions["sqlalchemy"].engine.dispose()
    return path


@pytest.fixture
def app(empty, tmp_path):
    shutil.copy(empty, tmp_path / "books.db")
    app = create_app(
        SQLALCHEMY_DATABASE_URI=f"sqlite:///{tmp_path / 'books.db'}",
        SECRET_KEY=b"a key for the tests",
        PUBLIC_URL="https://field.example",
    )
    with app.app_context():
        hasten(app)
        yield app
        assert faults() == []


@pytest.fixture
def imported(app, tmp_path):
    """``imported("assets", text or bytes, *options)`` → exit code and report."""

    def run(what: str, content, *options: str):
        path = tmp_path / f"file.{'json' if what == 'inventory' else 'csv'}"
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
        return command(app, "import", what, str(path), "--json", *options)

    return run


def command(app, *arguments: str):
    """Exit code, and what was printed: as JSON where it was asked for."""
    done = app.test_cli_runner().invoke(args=list(arguments))
    if "--json" in arguments and done.stdout.strip():
        return done.exit_code, json.loads(done.stdout)
    return done.exit_code, done.output


@pytest.fixture
def contract(app):
    """A contract, so that what is planned can be billed."""
    terms = {
        "client": "Client", "name": "Support", "starts": "2020-01-01", "ends": "2039-12-31",
        "bought": "100", "types": {"refresh": {"quantity": "1.5"}},
    }  # fmt: skip
    key = staff.next_key("contract")
    submit([operation("contract.record", f"contract:{key}", terms)])
    return key


SHARED = Path(__file__).resolve().parents[3] / "shared" / "data"
