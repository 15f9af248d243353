"""The rules of the protocol, taken out one by one: each time a story must end badly. The other half of them is in
``test_more_mutations.py``."""

import pytest

from tests.simulator.mutations import MUTATIONS, ROOT, SOON, first_fault


@pytest.mark.parametrize("rule", MUTATIONS)
def test_a_rule_is_where_it_is_looked_for(rule):
    """At once, and by its own text, where the program was changed and the rule is to be found elsewhere."""
    for file, old, _ in MUTATIONS[rule]:
        assert (ROOT / file).read_text().count(old) == 1, f"{file}: {old}"


@pytest.mark.timeout(600)
@pytest.mark.parametrize("rule", [*MUTATIONS][::2])
def test_a_rule_that_is_missing_is_noticed(rule):
    assert first_fault(rule, SOON) is not None
