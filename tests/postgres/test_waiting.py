"""``tests/sync/test_waiting.py``, on PostgreSQL."""

from tests.sync.test_waiting import *  # noqa: F403
