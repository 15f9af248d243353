"""The same stories on PostgreSQL, where two workers of the server write at once and wait for each other's rows."""

import pytest

from tests.simulator.telling import AGAIN, ON_POSTGRES, bad, told


@pytest.mark.timeout(600)
def test_every_story_ends_well():
    assert bad(told(1, ON_POSTGRES, "--postgres")) == {}, AGAIN + " --postgres"


@pytest.mark.timeout(300)
@pytest.mark.parametrize("plot", ["rivals", "overtaken"])
def test_two_workers_write_at_once(plot):
    stories = told(1, 6, "--plot", plot, "--postgres")
    assert bad(stories) == {}, f"{AGAIN} --plot {plot} --postgres"
    assert sum(one["counts"].get("stalled", 0) for one in stories) > 3
