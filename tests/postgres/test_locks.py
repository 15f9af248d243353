"""Which merges wait for each other: those of one job do, those of two sites of one contract do not."""

from concurrent.futures import ThreadPoolExecutor

import pytest
import sqlalchemy as sa

from fieldapp.models import writing
from fieldapp.sync.store import DatabaseStore

CONTRACT = "contract:1"


def load(app, *ids: str) -> bool:
    """Whether a merge elsewhere has them at hand at once; one that would wait gives up."""
    with app.app_context(), writing() as connection:
        connection.execute(sa.text("SET LOCAL lock_timeout = '300ms'"))
        try:
            return len(DatabaseStore(connection).load([*ids])) == len(ids)
        except sa.exc.OperationalError:
            return False


@pytest.fixture
def elsewhere(app):
    with ThreadPoolExecutor(1) as pool:
        yield lambda *ids: pool.submit(load, app, *ids).result(30)


def test_what_all_sites_of_a_contract_read_keeps_nobody_waiting(world, elsewhere):
    with writing() as connection:
        assert DatabaseStore(connection).load([CONTRACT])
        assert elsewhere(CONTRACT)


def test_a_job_is_one_merge_at_a_time(world, elsewhere):
    job = world.new_job()
    with writing() as connection:
        assert DatabaseStore(connection).load([job])
        assert not elsewhere(job)
