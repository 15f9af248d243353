"""``tests/sync/test_racing.py``, on PostgreSQL."""

from tests.sync.test_racing import *  # noqa: F403
