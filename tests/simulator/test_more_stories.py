"""The other half of the stories of ``test_stories.py``, told beside them."""

import pytest

from tests.simulator.telling import AGAIN, SEEDS, bad, told


@pytest.mark.timeout(600)
def test_every_story_ends_well():
    assert bad(told(SEEDS // 2 + 1, SEEDS)) == {}, AGAIN
