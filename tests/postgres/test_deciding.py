"""``tests/sync/test_deciding.py``, on PostgreSQL."""

from tests.sync.test_deciding import *  # noqa: F403
