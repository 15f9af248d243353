"""The other half of the rules of ``test_mutations.py``, taken out beside them."""

import pytest

from tests.simulator.mutations import MUTATIONS, SOON, first_fault


@pytest.mark.timeout(600)
@pytest.mark.parametrize("rule", [*MUTATIONS][1::2])
def test_a_rule_that_is_missing_is_noticed(rule):
    assert first_fault(rule, SOON) is not None
