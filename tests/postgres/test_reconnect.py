"""``tests/sync/test_reconnect.py``, on PostgreSQL."""

from tests.sync.test_reconnect import *  # noqa: F403
