"""``tests/sync/test_audit.py``, on PostgreSQL."""

from tests.sync.test_audit import *  # noqa: F403
