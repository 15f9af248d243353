"""The ledger from the log, worked out a second time by other hands, is the same to the cent."""

from collections import Counter

import pytest
import structlog

from fieldapp.documents import Job
from tests.billing.comparing import differences
from tests.billing.months import made, played
from tests.billing.mutations import MUTATIONS, ROOT, first_difference

MONTHS = 300
AT_ONCE = 50


@pytest.fixture(autouse=True)
def quiet():
    before = structlog.get_config()
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(50))
    yield
    structlog.configure(**before)


@pytest.mark.parametrize("first", range(0, MONTHS, AT_ONCE))
def test_made_up_months_come_to_the_same_in_both_ledgers(first):
    told = {seed: differences(seed) for seed in range(first, first + AT_ONCE)}
    assert {seed: found for seed, found in told.items() if found} == {}


def test_the_months_hold_what_makes_ledgers_differ():
    seen = Counter()
    for seed in range(120):
        rows, merge = played(made(seed))
        kinds = {row["kind"] for row in rows if row["outcome"] == "applied"}
        seen.update(kinds)
        seen["late"] += any(row["received_at"][:10] > row["occurred_at"][:10] for row in rows)
        seen["waited"] += any(row["code"] == "waiting_for" for row in rows)
        seen["year's end"] += (
            len({row["occurred_at"][:4] for row in rows if "step" in row["kind"]}) > 1
        )
        seen["leap day"] += any(row["occurred_at"].startswith("2024-02-29") for row in rows)
        seen["reversed"] += any(one.reverses and one.units for one in merge.charges)
        seen["corrected"] += any("charged before" in one.why for one in merge.charges)
        seen["cancelled"] += any(
            one.rule.startswith("cancel") and one.units for one in merge.charges
        )
        penalties = [one for one in merge.charges if one.kind == "penalty"]
        seen["missed"] += any(one.reverses is None for one in penalties)
        seen["kept after all"] += any(one.reverses for one in penalties)
        for rule in ("penalty:month", "penalty:cap", "overage", "buy_back", "dispute"):
            seen[rule] += any(one.rule == rule for one in merge.charges)
        jobs = [one for one in merge.session.live.values() if isinstance(one, Job)]
        seen["child"] += any(one.parent for one in jobs)
        seen["rework"] += any(one.rework for one in jobs)
        seen["own kind"] += any(one.kind.startswith("x-") and one.state == "closed" for one in jobs)
        seen["paused"] += any(pause.stops and pause.hold for job in jobs for one in job.clocks for pause in one.pauses)
        seen["tightened"] += any(
            promise.since != one.started_at for job in jobs for one in job.clocks for promise in one.promises
        )
    wanted = ["penalty:month", "penalty:cap", "overage", "buy_back", "dispute", "child", "rework"]
    wanted += ["own kind", "paused", "tightened", "hold.set", "hold.clear", "site.close", "case.apply", "job.convert", "job.transfer"]
    wanted += ["missed", "kept after all", "job.reopen", "billing.issue", "adjustment.add"]
    wanted += ["late", "waited", "year's end", "leap day", "reversed", "corrected", "cancelled"]
    wanted += ["step.undo", "job.cancel", "entry.void", "contract.amend", "person.record"]
    assert [one for one in wanted if seen[one] < 5] == []


@pytest.mark.parametrize("rule", MUTATIONS)
def test_a_rule_is_where_it_is_looked_for(rule):
    file, old, _ = MUTATIONS[rule]
    assert (ROOT / file).read_text().count(old) == 1, f"{file}: {old}"


@pytest.mark.parametrize("rule", MUTATIONS)
def test_a_rule_of_the_money_that_is_missing_is_noticed(rule):
    assert first_difference(rule) != []
