"""``tests/sync/test_issuing_races.py``, on PostgreSQL."""

from tests.sync.test_issuing_races import *  # noqa: F403
