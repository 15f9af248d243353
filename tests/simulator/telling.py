"""Telling stories in a process of their own, for tests."""

import json
import os
import subprocess
import sys
from functools import lru_cache

from tests.simulator.mutations import ROOT

# So many seeds on SQLite, and on PostgreSQL. Files of tests run side by side: each tells its own share.
SEEDS = int(os.environ.get("SEEDS", 200))
ON_POSTGRES = int(os.environ.get("POSTGRES_SEEDS", 24))
AGAIN = "again: .venv/bin/python -m tests.simulator SEED"


@lru_cache
def told(first: int, last: int, *more: str, hash_seed: str = "0") -> list[dict]:
    """The stories of those seeds, as they ended."""
    command = [sys.executable, "-m", "tests.simulator", str(first), str(last), "--json", "--all"]
    done = subprocess.run(
        [*command, *more],
        cwd=ROOT,
        env=os.environ | {"PYTHONHASHSEED": hash_seed},
        stdout=subprocess.PIPE,
        text=True,
    )
    stories = [json.loads(line) for line in done.stdout.splitlines()]
    assert len(stories) == last - first + 1, "not every story was told"
    return stories


def bad(stories: list[dict]) -> dict[int, list[str]]:
    """The faults of those that ended badly, by their seeds."""
    return {one["seed"]: one["faults"] for one in stories if one["faults"]}
