"""``tests/pages/test_nul.py``, on PostgreSQL."""

from tests.pages.test_nul import *  # noqa: F403
