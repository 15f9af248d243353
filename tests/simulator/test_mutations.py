"""The rules of the protocol, taken out one by one: each time a story must end badly."""

import pytest

from tests.simulator.mutations import MUTATIONS, ROOT, first_fault

# Before so many stories are told a missing rule must be noticed.
SOON = 120


@pytest.mark.parametrize("rule", MUTATIONS)
def test_a_rule_is_where_it_is_looked_for(rule):
    """At once, and by its own text, where the program was changed and the rule is to be found elsewhere."""
    for file, old, _ in MUTATIONS[rule]:
        assert (ROOT / file).read_text().count(old) == 1, f"{file}: {old}"


@pytest.mark.timeout(600)
@pytest.mark.parametrize("rule", MUTATIONS)
def test_a_rule_that_is_missing_is_noticed(rule):
    assert first_fault(rule, SOON) is not None
