"""``tests/pages/test_anything.py``, on PostgreSQL."""

from tests.pages.test_anything import *  # noqa: F403
