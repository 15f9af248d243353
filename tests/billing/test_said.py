"""Months, days, amounts, rules and facts, as people read them."""

from decimal import Decimal

import pytest

from fieldapp.billing.rule_words import fact_told, rule_told
from fieldapp.billing.said import amount, month_words, prose, span_words
from fieldapp.screens.filters import zone_words

OP = "0192a1b2-0000-7000-8000-000000000001"
JOB = f"job:{OP}"


def test_amounts_months_spans_and_zones():
    assert [amount(Decimal(one)) for one in ("1200", "1.50", "1E+4", "-1234.5", "0")] == ["1,200", "1.5", "10,000", "-1,234.5", "0"]
    assert (month_words("2026-10"), span_words("2026-01-01", "2026-12-31")) == ("October 2026", "1 Jan 2026 to 31 Dec 2026")
    assert [zone_words(one) for one in ("America/New_York", "UTC", "Etc/UTC")] == ["New York time", "UTC", "UTC"]


@pytest.mark.parametrize(
    ("kept", "said"),
    [
        ("R-1042 closed; the terms since 2026-01-01 give 1.5", "R-1042 closed; the terms since 1 Jan 2026 give 1.5"),
        ("Of 1200 bought for 2026-01-01 to 2026-12-31 1100.5 are left", "Of 1,200 bought for 1 Jan 2026 to 31 Dec 2026 1,100.5 are left"),
        ("the penalties of 2026-10 come to 12500.00", "the penalties of October 2026 come to 12,500.00"),
        ("was due 2026-11-22 10:05", "was due 22 Nov 2026 10:05"),
        ("R-2026-10 and 2026-13 in room 2026", "R-2026-10 and 2026-13 in room 2026"),
        (f"Reverses {JOB}/close/1: the facts are others", "Taken back: the facts are others"),
        ("1200 minutes at 1000.00 an hour", "1,200 minutes at 1,000.00 an hour"),
    ],
)  # fmt: skip
def test_a_sentence_of_the_ledger_is_read_to_people(kept, said):
    assert prose(kept) == said


@pytest.mark.parametrize(
    ("rule", "fact", "said"),
    [
        ("transactions:incident", f"{JOB}/close/1", "R-7 was closed"),
        ("transactions:incident", f"{JOB}/close/2/{OP}", "R-7 was closed, for the second time"),
        ("time:cascade", f"{JOB}/close/1/", "R-7 was closed"),
        ("time:cascade", f"{JOB}/close/1/on%20site/for/old", "R-7 was closed: its minutes of “on site”"),
        ("cancel:refresh", f"{JOB}/cancel", "R-7 was called off"),
        ("penalty:breach", f"{JOB}/response/2026-11-22T10:05:00.000Z", "R-7: its response clock that began 22 Nov 2026 10:05 (UTC)"),
        ("penalty:month", "contract:1/2026-10/response/incident/P1//vip", "the response clocks of October 2026: incident, P1, vip"),
        ("penalty:cap", "contract:1/cap/2026-10", "the penalties of October 2026"),
        ("overage", "contract:1/overage/2026-01-01/2026-10/1", "the allotment from 1 Jan 2026, in October 2026"),
        ("buy_back", "contract:1/buy_back/2026-01-01", "the allotment from 1 Jan 2026"),
        ("adjustment", OP, "what was agreed on"),
        ("transactions:wipe", f"entry:{OP}", "an earlier entry, which this one takes back"),
    ],
)  # fmt: skip
def test_a_rule_and_its_fact_are_told_in_words(rule, fact, said):
    assert fact_told(fact, "R-7") == said
    assert rule.partition(":")[0] + ":" not in rule_told(rule)
