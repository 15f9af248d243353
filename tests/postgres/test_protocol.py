"""``tests/sync/test_protocol.py``, on PostgreSQL."""

from tests.sync.test_protocol import *  # noqa: F403
