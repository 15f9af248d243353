"""``tests/reports/test_reports.py``, on PostgreSQL."""

from tests.reports.test_reports import *  # noqa: F403
