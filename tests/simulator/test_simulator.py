"""Stories of phones and the server in which everything goes wrong: all of them end well, or the seed is told.

``make soak`` tells thousands more. ``docs/sync.md``, “How it is tried”, says what is in them.
"""

import json
import os
import subprocess
import sys
from collections import Counter
from functools import lru_cache

import pytest

from tests.simulator.mutations import MUTATIONS, ROOT, first_fault

# So many seeds, told in so many goes.
SEEDS, GOES = int(os.environ.get("SEEDS", 200)), 4
# Before so many stories are told a missing rule must be noticed.
SOON = 120


@lru_cache
def told(first: int, last: int, hash_seed: str = "0") -> list[dict]:
    """The stories of those seeds, as they ended."""
    command = [sys.executable, "-m", "tests.simulator", str(first), str(last), "--json", "--all"]
    done = subprocess.run(
        command,
        cwd=ROOT,
        env=os.environ | {"PYTHONHASHSEED": hash_seed},
        stdout=subprocess.PIPE,
        text=True,
    )
    stories = [json.loads(line) for line in done.stdout.splitlines()]
    assert len(stories) == last - first + 1, "not every story was told"
    return stories


def part(go: int) -> tuple[int, int]:
    return go * SEEDS // GOES + 1, (go + 1) * SEEDS // GOES


@pytest.mark.timeout(600)
@pytest.mark.parametrize("go", range(GOES))
def test_every_story_ends_well(go):
    bad = {one["seed"]: one["faults"] for one in told(*part(go)) if one["faults"]}
    assert bad == {}, "again: .venv/bin/python -m tests.simulator SEED"


@pytest.mark.timeout(600)
def test_all_that_can_go_wrong_goes_wrong():
    counts: Counter = Counter()
    for go in range(GOES):
        for story in told(*part(go)):
            counts.update(story["counts"])
    assert {name for name in MUST_HAPPEN if not counts[name]} == set()


MUST_HAPPEN = (
    """
    through lost unheard portal foreign stray narrow truncated torn turnedAway late slow given_up killed stalled busy
    revoked doubleTap tab kill power evicted clone full room disconnect clock backup restore otherUser signedOut
    posting moving importing deciding renaming month shift cutShort relapse twins overtaken
    applied/ok already/already_done held/disputed held/waiting_for held/unknown_target held/unknown_kind
    held/unknown_version held/failed refused/not_allowed
""".split()
    + ["closed jobs"]
)


@pytest.mark.timeout(300)
def test_a_seed_tells_one_story():
    """Whatever order Python keeps its sets in: nothing that anyone sees may hang on that."""
    once = [one["hash"] for one in told(1, 3, "1")]
    assert once == [one["hash"] for one in told(1, 3, "2")]
    assert len(set(once)) == 3


@pytest.mark.parametrize("rule", MUTATIONS)
def test_a_rule_is_where_it_is_looked_for(rule):
    """At once, and by its own text, where the program was changed and the rule is to be found elsewhere."""
    for file, old, _ in MUTATIONS[rule]:
        assert (ROOT / file).read_text().count(old) == 1, f"{file}: {old}"


@pytest.mark.timeout(600)
@pytest.mark.parametrize("rule", MUTATIONS)
def test_a_rule_that_is_missing_is_noticed(rule):
    assert first_fault(rule, SOON) is not None
