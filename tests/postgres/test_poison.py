"""``tests/sync/test_poison.py``, on PostgreSQL."""

from tests.sync.test_poison import *  # noqa: F403
