"""``tests/sync/test_nul.py``, on PostgreSQL."""

from tests.sync.test_nul import *  # noqa: F403
