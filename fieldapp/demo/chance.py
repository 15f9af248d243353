"""Chance that comes out the same for the same seed."""

from random import Random
from uuid import UUID


def fresh(chance: Random) -> str:
    """A UUID by the seed."""
    return str(UUID(int=chance.getrandbits(128), version=4))
