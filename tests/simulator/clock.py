"""What the server takes from the world outside, taken from a seed instead: time, ids, nonces, chance."""

import random
from datetime import datetime
from types import SimpleNamespace
from uuid import UUID

from fieldapp.models import backup
from fieldapp.sync import blobs, commit, devices, exchange, moments, submit


class Outside:
    """``now`` is in milliseconds since 1970; all else follows from the seed."""

    def __init__(self) -> None:
        self.now = 0
        self.chance = random.Random(0)
        hex_ = SimpleNamespace(token_hex=lambda n: f"{self.chance.getrandbits(8 * n):0{2 * n}x}")
        commit.secrets = backup.secrets = devices.secrets = hex_
        moments.datetime = blobs.datetime = SimpleNamespace(
            now=lambda zone: datetime.fromtimestamp(self.now / 1000, zone)
        )
        submit.uuid7 = lambda: UUID(int=self.chance.getrandbits(128), version=4)
        exchange.random = SimpleNamespace(random=self.chance_of_a_pause)
        exchange.time = SimpleNamespace(sleep=lambda seconds: None)

    def chance_of_a_pause(self) -> float:
        return self.chance.random()

    def begin(self, seed: int, now: int) -> None:
        self.chance.seed(seed)
        self.now = now
