"""``tests/sync/test_anything.py``, on PostgreSQL."""

from tests.sync.test_anything import *  # noqa: F403
