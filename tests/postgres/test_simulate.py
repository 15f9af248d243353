"""``flask simulate`` on PostgreSQL: a small quarter that leaves the books in order there, too."""


import pytest
import sqlalchemy as sa

from fieldapp import create_app
from fieldapp.sync.audit import faults
from tests.commands.test_simulate import ARGS
from tests.postgres.conftest import let_go
from tests.world import SECRET


@pytest.fixture
def empty(cluster, operator):
    with operator.connect() as connection:
        connection.execute(sa.text("CREATE DATABASE quarter"))
    app = create_app(SQLALCHEMY_DATABASE_URI=cluster.address("quarter"), SECRET_KEY=SECRET)
    with app.app_context():
        yield app
        let_go(app)
    with operator.connect() as connection:
        connection.execute(sa.text("DROP DATABASE quarter WITH (FORCE)"))


def test_a_small_quarter(empty):
    told = empty.test_cli_runner().invoke(args=[*ARGS, "--seed", "3"])
    assert told.exit_code == 0, told.output
    assert faults() == []
