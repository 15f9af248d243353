"""``tests/sync/test_merging.py``, on PostgreSQL."""

from tests.sync.test_merging import *  # noqa: F403
