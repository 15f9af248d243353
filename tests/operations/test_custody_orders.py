"""Whatever arrives first: the same things done to a machine come to the same chain, on every phone and the server."""

import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fieldapp.documents import encode
from fieldapp.operations.custody.chain import begin
from fieldapp.operations.custody.conflicts import conflicts
from tests.operations.both import case_for, in_python
from tests.operations.scenes import WHO, as_json, keep, operation, scene, signed
from tests.world import evidence

MACHINE = "asset:m0"
ABOUT = ("custody", "person", "chain", "offers", "reports", "missing")


def at(minute: int) -> str:
    return f"2026-11-22T{8 + minute // 60:02d}:{minute % 60:02d}:00.000Z"


def deed(kind: str, who: str, args: dict):
    return st.tuples(st.just(kind), st.just(who), st.just(args))


DEEDS = st.one_of(
    deed("custody.offer", "ana", {"whom": "staff:2"}),
    deed("custody.offer", "ben", {"whom": "staff:1"}),
    deed("custody.offer", "rosa", {"whom": "store"}),
    deed("custody.accept", "ana", {"code": "M0"}),
    deed("custody.accept", "ben", {"code": "s0"}),
    deed("custody.accept", "rosa", {"signature": signed("return")}),
    deed("custody.accept", "ben", {"whom": "store"}),
    deed("custody.give", "ana", {"whom": "person:jo", "signature": signed("delivery")}),
    deed("custody.give", "rosa", {"whom": "courier", "note": "1Z"}),
    deed("custody.refuse", "sam", {"reason": "No"}),
    deed("custody.withdraw", "sam", {}),
    deed("custody.lost", "ana", {"text": "In a taxi"}),
    deed("custody.stolen", "rosa", {"text": "Broken in"}),
    deed("custody.found", "ben", {"text": "In the lift"}),
    deed("step.complete", "ben", {"step": "collect"}),
)


@st.composite
def stories(draw):
    """Things done, each at a moment of its own, in the order in which they were; and another order."""
    minutes = sorted(draw(st.sets(st.integers(0, 599), min_size=2, max_size=8)))
    deeds, offers, stepped = [], [], False
    for minute in minutes:
        kind, who, args = draw(DEEDS)
        if kind in ("custody.refuse", "custody.withdraw"):
            if not offers:
                continue
            args = {**args, "offer": draw(st.sampled_from(offers))}
        if kind == "step.complete":
            if stepped:
                continue
            stepped = True
        made = operation(kind, MACHINE, args, f"{minute} {kind} {who}", at=at(minute))
        if kind == "custody.offer":
            offers.append(made["id"])
        deeds.append((who, made))
    return deeds, as_sent(draw(st.permutations(deeds)))


def as_sent(deeds: list) -> list:
    """What ends an offer names it, and waits for it: the protocol's ``after``."""
    sent, waiting = [], list(deeds)
    while waiting:
        known = {one["id"] for _, one in sent}
        ends = (one for one in waiting if one[1]["args"].get("offer", "") in ("", *known))
        ready = next(ends)
        sent.append(ready)
        waiting.remove(ready)
    return sent


def play(deeds: list):
    """The machine afterwards, and every sentence that a supervisor was told on the way."""
    documents, job = scene("wipe", [])
    told = set()
    for who, made in deeds:
        op = made
        if op["kind"] == "step.complete":
            proof = evidence(as_json(documents[job]), "collect")
            op = {**op, "target": job, "args": {"step": "collect", "evidence": proof}}
        result = in_python(documents, WHO[who], op)
        assert result["outcome"] in ("applied", "already"), result
        told |= set(result["disputes"])
        keep(documents, result)
    return documents[MACHINE], told


def look(asset) -> dict:
    body = json.loads(encode(asset))
    return {name: body[name] for name in ABOUT}


@settings(max_examples=400, deadline=None)
@given(stories())
def test_the_order_of_arrival_does_not_matter(story):
    in_order, as_it_came = story
    first, told_first = play(in_order)
    second, told_second = play(as_it_came)
    assert look(first) == look(second)
    for told in (told_first, told_second):
        assert set(conflicts(first)) <= told


@settings(max_examples=400, deadline=None)
@given(stories())
def test_the_chain_is_in_order_and_ends_with_who_has_it(story):
    deeds, _ = story
    asset, _ = play(deeds)
    begin(asset)
    moments = [link.at or "" for link in asset.chain]
    assert moments == sorted(moments)
    assert (asset.custody.type, asset.custody.id) == (asset.chain[-1].type, asset.chain[-1].id)
    assert {link.op for link in asset.chain[1:]} <= {one["id"] for _, one in deeds}
    moved = ("custody.accept", "custody.give", "custody.found", "step.complete")
    assert len(asset.chain) in (0, 1 + sum(one["kind"] in moved for _, one in deeds))
    assert sum(offer.state == "open" for offer in asset.offers) <= 1


@settings(max_examples=60, deadline=None)
@given(stories())
def test_a_phone_comes_to_the_same_as_the_server(on_phone, story):
    """Each operation, on what stood before it, in Python and in what was compiled of it."""
    _, deeds = story
    documents, _ = scene("wipe", [])
    for who, op in deeds:
        if op["kind"] != "step.complete":
            told = in_python(documents, WHO[who], op)
            assert on_phone.run([case_for(documents, WHO[who], op)])[0] == told
            keep(documents, told)


def test_who_has_had_it_longest_ago_is_forgotten_first():
    deeds = [
        (who, operation("custody.accept", MACHINE, {}, f"{n} {who}", at=at(n)))
        for n in range(60)
        for who in (("ana", "ben")[n % 2],)
    ]
    asset, _ = play(deeds)
    late, _ = play(deeds[::-1])
    assert len(asset.chain) == 40
    assert look(asset)["chain"][1:] == look(late)["chain"][1:]


BEFORE_CHAINS = [
    ("custody.offer", "asset:m1", {"whom": "staff:2"}),
    ("custody.accept", "asset:m1", {"code": "m1"}),
    ("custody.give", "asset:m1", {"whom": "store"}),
    ("custody.stolen", "asset:m1", {"text": "Broken in"}),
    ("loan.give", "asset:spare0", {"person": "jo", "due": "2026-12-24"}),
]


@pytest.mark.parametrize(("kind", "target", "args"), BEFORE_CHAINS)
def test_a_machine_that_was_stored_before_there_were_chains_gets_one(on_phone, kind, target, args):
    """A phone may hold documents of before an upgrade: they lack the fields."""
    documents, _ = scene("wipe", [])
    op = operation(kind, target, args, "the first")
    told = in_python(documents, WHO["ana"], op)["documents"][target]
    case = case_for(documents, WHO["ana"], op)
    for name in ("chain", "offers", "reports", "missing", "loan"):
        del case["documents"][target][name]
    phone = on_phone.run([case])[0]
    assert phone["outcome"] == "applied"
    assert {name: phone["documents"][target].get(name) for name in ABOUT} == {
        name: told[name] for name in ABOUT
    }
