"""Contracts and their terms, adjustments, disputes, and months that are issued."""
