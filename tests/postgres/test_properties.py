"""``tests/sync/test_properties.py``, on PostgreSQL."""

from tests.sync.test_properties import *  # noqa: F403
