"""``tests/sync/test_blobs.py``, on PostgreSQL."""

from tests.sync.test_blobs import *  # noqa: F403
