"""``tests/sync/test_garbage.py``, on PostgreSQL."""

from tests.sync.test_garbage import *  # noqa: F403
