"""Amendments: dated, whole, never in what is invoiced. What was charged before stays as it was."""

import json
from decimal import Decimal

import pytest

from fieldapp.billing.terms import terms_on
from fieldapp.documents import decode
from fieldapp.sync.audit import faults
from fieldapp.sync.moments import moment_now
from tests.billing.books import amended, contract
from tests.world import WIPE

TODAY = moment_now()[:10]


@pytest.fixture(autouse=True)
def sound(app):
    yield
    assert faults() == []


def amend(world, day: str = TODAY, by: str = "adam", **changes):
    told = {"from": day, "changes": changes, "reason": "Agreed with the client"}
    return world.do(by, "contract.amend", "contract:1", told)


def wiped(world, machine: str = "m0") -> list[Decimal | None]:
    job = world.new_job("wipe", machine, None)
    world.complete(job, *WIPE)
    return [row["units"] for row in world.ledger() if f"job:{row['job']}" == job]


def test_an_amendment_prices_what_is_earned_from_its_day_on(world):
    assert amend(world, types={"wipe": {"quantity": "0.75"}}).outcome == "applied"
    assert wiped(world) == [Decimal("0.75")]
    assert world.ledger()[0]["terms"] == TODAY


def test_one_that_is_to_come_changes_nothing_yet(world):
    assert amend(world, "2039-01-01", types={}).outcome == "applied"
    assert wiped(world) == [Decimal("0.5")]
    assert world.ledger()[0]["terms"] == "2020-01-01"


def test_what_was_charged_before_stays_as_it_was(world):
    wiped(world)
    before = world.ledger()
    assert amend(world, "2020-01-01", types={"wipe": {"quantity": "9"}}).outcome == "applied"
    world.do("ana", "note.add", f"job:{before[0]['job']}", {"text": "Looked at again"})
    assert world.ledger() == before


def test_it_is_kept_with_who_when_why_and_only_what_differs(world):
    told = {"quantity": "1.5"}
    assert (
        amend(world, price="99", types={"refresh": told, "wipe": {"quantity": "0.5"}}).outcome
        == "applied"
    )
    (kept,) = decode("contract:1", json.dumps(world.body("contract:1"))).amendments
    assert (kept.from_, kept.changes, kept.by.name) == (TODAY, {"price": "99"}, "Adam")
    assert kept.reason == "Agreed with the client"


def test_one_that_changes_nothing_is_none(world):
    result = amend(world, price="0")
    assert result.outcome == "already" and "Nothing differs" in result.message
    assert world.body("contract:1")["amendments"] == []


@pytest.mark.parametrize(
    ("day", "changes", "words"),
    [
        ("2019-12-31", {"price": "99"}, "runs from 1 Jan 2020 to 31 Dec 2039"),
        ("2040-01-01", {"price": "99"}, "runs from 1 Jan 2020 to 31 Dec 2039"),
        ("2026-02-30", {"price": "99"}, "is no date"),
        (TODAY, {"prise": "99"}, "There is no term called “prise”"),
        (TODAY, {"ends": "2050-12-31"}, "A contract keeps its last day"),
        (TODAY, {"price": "-1"}, "no amount"),
        (TODAY, {"price": "much"}, "can't be read"),
        (TODAY, {"types": {"wipe": {}}}, "how many transactions “wipe” takes"),
        (TODAY, {"types": {"wipe": {"quantity": "1", "per": "weight"}}}, "counted per job or item or time"),
        (TODAY, {"types": {"fix": {"per": "time"}}}, "give its bands"),
        (TODAY, {"types": {"fix": {"per": "time", "bands": [{"up_to": None, "quantity": "1"}, {"up_to": 60, "quantity": "2"}]}}}, "must rise"),
        (TODAY, {"types": {"fix": {"per": "job", "quantity": "1", "bands": [{"up_to": None, "quantity": "1"}]}}}, "per time, then"),
        (TODAY, {"rates": {"": {"hourly": "80", "round_minutes": 0}}}, "rounded up"),
        (TODAY, {"allotments": [{"starts": "2026-01-01", "ends": "2026-12-31", "bought": "9"}, {"starts": "2026-12-31", "ends": "2027-12-31", "bought": "9"}]}, "overlap"),
        (TODAY, {"allotments": [{"starts": "2019-01-01", "ends": "2026-12-31", "bought": "9"}]}, "not within the contract"),
        (TODAY, {"allotments": [{"starts": "2026-12-31", "ends": "2026-01-01", "bought": "9"}]}, "no span of days"),
        (TODAY, {"penalties": [{"clock": "lunch", "amount": "9"}]}, "is no clock"),
        (TODAY, {"penalties": [{"clock": "response", "amount": "9", "per": "week"}]}, "per breach or per month"),
        (TODAY, {"penalties": [{"clock": "response", "amount": "9", "per": "month"}]}, "needs its target"),
        (TODAY, {"cancels": {"refresh": {"setup": "-1"}}}, "no amount"),
        (TODAY, {"overage_price": "NaN"}, "no amount"),
        (TODAY, {"types": {"wipe": {"quantity": "1", "kinds": ["whipe"]}}}, "The type “wipe” names a kind of job “whipe”, and there is none. Kinds are acquisition, cascade"),
        (TODAY, {"penalties": [{"clock": "response", "amount": "9", "kind": "incidents"}]}, "A penalty names a kind of job “incidents”"),
        (TODAY, {"penalties": [{"clock": "response", "amount": "9", "priority": "P7"}]}, "A penalty names a priority “P7”, and there is none. Priorities are top, high, normal, low."),
        (TODAY, {"cancels": {"refersh": {"setup": "1"}}}, "What cancelled work earns names a kind of job “refersh”"),
        (TODAY, {"cancels": {"refresh": {"pick_up": "1"}}}, "names a step “pick_up”, and there is none. Its steps are invite, order"),
        (TODAY, {"service": {"children": ["clock"]}}, "It may be clocks, charges."),
        (TODAY, {"service": {"queues": ["Field", "Field"]}}, "Each queue needs a name of its own"),
        (TODAY, {"service": {"targets": [{"clock": "response", "minutes": 9, "priority": "P1"}]}}, "A promised time names a priority “P1”"),
        (TODAY, {"service": {"targets": [{"clock": "completion", "minutes": 9, "kind": "whipe"}]}}, "called “whipe”. Kinds are acquisition"),
        ("2039-01-01", {"wiping": {"grace_days": 7}}, "one version of the terms of wiping"),
    ],
)  # fmt: skip
def test_what_can_not_be_amended_so_gets_a_sentence_and_changes_nothing(world, day, changes, words):
    before = world.body("contract:1")
    result = amend(world, day, **changes)
    assert result.outcome == "refused" and words in result.message, result
    assert world.body("contract:1") == before


def test_an_issued_month_is_never_amended():
    from fieldapp.operations.money.contracts import _may_begin
    from fieldapp.operations.outcomes import Refused

    issued = contract(issued_through="2026-10")
    _may_begin(issued, "2026-11-01")
    with pytest.raises(Refused, match="October 2026 is invoiced, and what is invoiced never changes"):
        _may_begin(issued, "2026-10-31")


def test_a_contract_may_name_its_own_priorities_and_kinds_and_steps_that_are_picked(world):
    service = {"priorities": {"site": "2"}, "targets": [{"clock": "response", "minutes": 9, "priority": "1"}]}
    terms = {"service": service, "cancels": {"incident": {"reimage": "0.5"}}}
    assert amend(world, **terms).outcome == "applied"
    # A kind of one's own may be agreed on before it is defined, and its next version too.
    own = {"types": {"loan": {"quantity": "1", "kinds": ["x-loan@1"]}}, "cancels": {"x-loan@2": {"lend": "0.5"}}}
    assert amend(world, **own).outcome == "applied"
    # What was agreed before is not asked about again by an amendment of something else.
    assert amend(world, price="99").outcome == "applied"


@pytest.mark.parametrize("who", ["ana", "sam", "mia"])
def test_only_administrators_amend(world, who):
    assert amend(world, by=who, price="1").code == "forbidden"


def test_a_contract_is_recorded_anew_only_with_another_name_or_client(world):
    told = {"client": "Other", "name": "Care", "starts": "2020-01-01", "ends": "2039-12-31"}
    assert world.do("adam", "contract.record", "contract:1", told).outcome == "applied"
    body = world.body("contract:1")
    assert (body["client"], body["name"], body["bought"]) == ("Other", "Care", "100")


@pytest.mark.parametrize(
    ("more", "words"),
    [
        ({"price": "7"}, "“price” would change"),
        ({"types": {}}, "“types” would change"),
        ({"ends": "2041-12-31"}, "keeps its last day"),
        ({"zone": "Europe/Paris"}, "keeps its time zone"),
    ],
)
def test_its_terms_are_not_overwritten(world, more, words):
    told = {"client": "Client", "name": "Support", "starts": "2020-01-01", "ends": "2039-12-31"}
    result = world.do("adam", "contract.record", "contract:1", told | more)
    assert (result.outcome, words in result.message) == ("refused", True)


def test_of_two_amendments_of_one_day_the_later_counts_and_each_keeps_the_others_terms():
    both = contract(
        amendments=[
            amended("2026-06-01", price="100", bought="10"),
            amended("2026-03-01", price="90"),
            amended("2026-06-01", price="110"),
        ]
    )
    assert [terms_on(both, day).price for day in ("2026-02-28", "2026-03-01", "2026-06-01")] == [
        0,
        90,
        110,
    ]
    assert terms_on(both, "2026-07-01").bought == 10
    assert terms_on(both, "2026-02-28") is both


def test_terms_of_wiping_reach_the_sites_at_once(world):
    assert amend(world, wiping={"grace_days": 7}).outcome == "applied"
    assert world.body("site:1")["wiping"]["grace_days"] == 7
