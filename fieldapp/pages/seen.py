"""What was shown before it is made: whoever types on after a preview sees it again first."""

import hashlib
from typing import Any

import msgspec


def print_of(told: Any) -> str:
    """Short, and another where anything of it is another."""
    return hashlib.sha256(msgspec.json.encode(told, order="sorted")).hexdigest()[:16]
