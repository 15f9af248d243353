"""Hand-overs through the merge: two phones that have not heard of each other, other sites, cases, signatures."""

import time

import pytest

from fieldapp.sync.audit import faults
from tests.operations.scenes import signed
from tests.sync.test_blobs import PNG, look, name_of, put

BEN, ROSA = "staff:2", "staff:3"


@pytest.fixture(autouse=True)
def sound(app):
    yield
    assert faults() == []


@pytest.fixture
def phones(world):
    """Ana's, Ben's and Rosa's, with all that there is to know."""
    found = [world.phone(name) for name in ("ana", "ben", "rosa")]
    for phone in found:
        phone.sync()
    return found


def act(phone, kind: str, **args) -> dict:
    """Done offline, a moment after whatever was done before."""
    time.sleep(0.1)
    return phone.act(kind, "asset:m1", args)


def result_of(phone, made: dict) -> dict:
    phone.sync()
    return phone.answered[made["id"]]


@pytest.mark.parametrize("first", ["ana", "ben"])
def test_offer_and_acceptance_come_to_the_same_in_either_order(world, phones, first):
    ana, ben, _ = phones
    took = act(ana, "custody.accept", code="M1", signature=signed("return"))
    offer = act(ana, "custody.offer", whom=BEN)
    accept = act(ben, "custody.accept", code="M1")
    ana.queue.remove(offer)
    ana.sync()
    ana.queue.append(offer)
    order = [(ana, offer), (ben, accept)]
    outcomes = [result_of(*one)["outcome"] for one in (order if first == "ana" else order[::-1])]
    assert outcomes == (["applied", "applied"] if first == "ana" else ["applied", "already"])
    asset = world.body("asset:m1")
    assert asset["custody"]["name"] == "Ben"
    assert [(one["name"], one["how"], one["broken"]) for one in asset["chain"]] == [
        ("Jo Bell", "books", None),
        ("Ana", "scan", None),
        ("Ben", "scan", None),
    ]
    assert asset["chain"][2]["offer"] == offer["id"] and asset["chain"][1]["op"] == took["id"]
    for phone in phones:
        phone.sync()
        assert phone.documents()["asset:m1"] == asset


@pytest.mark.parametrize("first", ["offer", "taking"])
def test_what_one_was_offered_and_another_has_taken_is_one_case(world, phones, first):
    ana, _, rosa = phones
    act(ana, "custody.accept", code="M1")
    ana.sync()
    offer = act(ana, "custody.offer", whom=BEN)
    taking = act(rosa, "custody.accept", code="M1")
    order = [(ana, offer), (rosa, taking)]
    for phone, made in order if first == "offer" else order[::-1]:
        result_of(phone, made)
    second = taking if first == "offer" else offer
    case = world.case(second["id"])
    assert (case.state, case.outcome) == ("open", "applied" if first == "offer" else "already")
    assert ("is now with Rosa" if first == "offer" else "Rosa has it") in case.message
    assert "4" in case.readers
    assert not world.has(f"case:{(offer if first == 'offer' else taking)['id']}")
    assert world.body("asset:m1")["custody"]["name"] == "Rosa"


def test_both_take_it_and_both_stand_in_the_chain(world, phones):
    ana, ben, _ = phones
    hers, his = act(ana, "custody.accept", code="M1"), act(ben, "custody.accept", code="M1")
    assert result_of(ben, his)["outcome"] == "applied"
    assert result_of(ana, hers)["outcome"] == "applied"
    asset = world.body("asset:m1")
    assert [one["name"] for one in asset["chain"]] == ["Jo Bell", "Ana", "Ben"]
    assert (asset["custody"]["name"], asset["chain"][2]["broken"]) == ("Ben", "Ana")


def test_refusing_waits_for_the_offer_that_it_names(world, phones):
    ana, ben, _ = phones
    offer = act(ana, "custody.offer", whom=BEN)
    made = ben.act(
        "custody.refuse",
        "asset:m1",
        {"offer": offer["id"], "reason": "Not mine"},
        after=[offer["id"]],
    )
    assert result_of(ben, made)["code"] == "waiting_for"
    assert result_of(ana, offer)["outcome"] == "applied"
    assert world.body("asset:m1")["offers"][0]["state"] == "refused"
    assert world.case(made["id"]).state == "applied"


def test_nothing_of_another_site_is_handed_over_beside_what_is_ones_own(world, phones):
    ana, _, _ = phones
    before = world.body("asset:far")
    for kind, args in (
        ("custody.accept", {}),
        ("custody.offer", {"whom": "store"}),
        ("custody.lost", {"text": "Gone"}),
        ("loan.extend", {"due": "2026-12-24", "reason": "Why"}),
    ):
        made = act(ana, kind, also=["far"], **args)
        assert result_of(ana, made)["code"] == "unknown_target"
    assert world.body("asset:far") == before
    assert "chain" not in world.body("asset:m1") or world.body("asset:m1")["chain"] == []


def test_another_label_is_held_and_a_supervisor_may_let_it_count(world, phones):
    ana, _, _ = phones
    made = act(ana, "custody.accept", code="M3")
    assert result_of(ana, made)["code"] == "disputed"
    assert world.do("sam", "case.apply", f"case:{made['id']}", {}).outcome == "applied"
    assert world.body("asset:m1")["custody"]["name"] == "Ana"


def test_a_signature_is_seen_at_the_site_and_nowhere_else(world, phones):
    ana, ben, _ = phones
    told = signed("delivery") | {"picture": name_of(PNG)}
    made = act(ana, "custody.give", whom="person:jo", signature=told)
    assert result_of(ana, made)["outcome"] == "applied"
    assert look(ben, name_of(PNG)).status_code == 404
    assert put(ana, PNG, **{"Content-Type": "image/png"}).status_code in (200, 201, 204)
    assert look(ben, name_of(PNG)).status_code == 200
    assert look(world.phone("charlie"), name_of(PNG)).status_code == 404


def test_an_import_does_not_take_back_what_was_handed_over(world, phones):
    ana, _, _ = phones
    result_of(ana, act(ana, "custody.accept", code="M1"))
    args = {"tag": "M1", "serial": "S1", "site": "1", "person": "jo"}
    assert world.do("adam", "asset.record", "asset:m1", args).outcome in ("applied", "already")
    assert world.body("asset:m1")["custody"]["name"] == "Ana"
    assert world.body("asset:m1")["person"]["name"] == "Jo Bell"


def test_a_person_with_a_new_name_has_it_in_the_chain_too(world, phones):
    ana, _, _ = phones
    result_of(ana, act(ana, "custody.give", whom="person:jo", signature=signed("delivery")))
    args = {"name": "Jo Bell-Smith", "site": "1", "username": "jo"}
    assert world.do("adam", "person.record", "person:jo", args).outcome == "applied"
    result_of(ana, act(ana, "custody.lost", text="Nobody knows"))
    asset = world.body("asset:m1")
    assert asset["custody"]["name"] == asset["chain"][-1]["name"] == "Jo Bell-Smith"


def test_whoever_may_not_move_machines_is_held(world, phones):
    made = world.do("mia", "custody.accept", "asset:m1", {})
    assert (made.outcome, made.code) == ("held", "disputed")
    assert world.do("mia", "custody.offer", "asset:m1", {"whom": "store"}).code == "forbidden"
