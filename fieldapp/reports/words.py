"""Months and weeks as an axis has room for: what follows the line's end stands there once only."""

from datetime import date

from fieldapp.screens.filters import MONTHS


def short_month(month: str) -> str:
    """``Nov``, and below it ``2026``."""
    return f"{MONTHS[int(month[5:7]) - 1]}\n{month[:4]}"


def short_week(monday: str) -> str:
    """``23``, and below it ``Nov``."""
    told = date.fromisoformat(monday)
    return f"{told.day}\n{MONTHS[told.month - 1]}"
