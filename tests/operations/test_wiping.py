"""What is kept of a wipe when something comes after it: a broken chain of custody, or a job from before."""

import json

import pytest

from fieldapp.documents import decode, encode
from fieldapp.operations.wiping.wipes import wipe_again
from fieldapp.sync.incoming import Deed
from tests.operations.both import AT, Plain, in_python
from tests.operations.scenes import WHO, as_json, keep, operation, play, scene, uuid
from tests.world import REFRESH, evidence

OP = Deed(
    id=uuid("break"),
    kind="custody.x",
    v=1,
    target="asset:m0",
    args=None,
    expect={},
    after=[],
    at=AT,
)
WHY = "Nobody can say who had it on Monday"


def broken(documents, key: str = "m0"):
    """What comes of a broken chain: whether it changed anything, and the world afterwards."""
    world = Plain(documents, WHO["sam"])
    return wipe_again(world.document(f"asset:{key}"), WHY, OP, world), world


def wiped(**more):
    """A wipe job whose machine is wiped and verified."""
    documents, job = scene("wipe", ["collect", "hold_check"])
    proof = evidence(as_json(documents[job]), "wipe") | more
    play(documents, operation("step.complete", job, {"step": "wipe", "evidence": proof}, "wiped"))
    proof = evidence(as_json(documents[job]), "verify")
    play(
        documents,
        operation("step.complete", job, {"step": "verify", "evidence": proof}, "verified"),
    )
    return documents, job


def test_a_broken_chain_asks_for_another_wipe():
    documents, job = wiped()
    changed, world = broken(documents)
    one, asset = world.document(job), world.document("asset:m0")
    record = world.document(f"erasure:{one.erasures[0]}")
    assert changed
    assert (record.state, record.void.why, record.void.by.name) == ("void", WHY, "Sam")
    assert {step.key: step.state for step in one.steps} == {
        "collect": "done", "hold_check": "done", "wipe": "todo", "verify": "todo", "process": "todo",
    }  # fmt: skip
    assert (one.current_step, asset.state, asset.erasure) == ("wipe", "collected", None)
    assert asset.events[-1].what == f"To be wiped again: {WHY}"
    assert world.disputes == []


def test_of_a_job_that_is_closed_a_supervisor_is_told():
    documents, job = wiped()
    proof = evidence(as_json(documents[job]), "process")
    play(
        documents,
        operation("step.complete", job, {"step": "process", "evidence": proof}, "processed"),
    )
    changed, world = broken(documents)
    assert changed and world.document(job).state == "closed"
    assert world.disputes == [f"M0 was wiped, and must be wiped again: {WHY}"]
    assert world.document(f"erasure:{world.document(job).erasures[0]}").state == "void"


def test_drives_that_were_destroyed_stay_so():
    documents, _ = wiped(method="destroy")
    assert broken(documents)[0] is False


def test_what_was_not_wiped_can_not_lose_its_wipe():
    documents, _ = scene("wipe", ["collect"])
    assert broken(documents)[0] is False


def test_another_wipe_after_that_holds_good():
    documents, job = wiped()
    _, world = broken(documents)
    documents |= world.touched
    proof = evidence(as_json(documents[job]), "wipe")
    play(
        documents, operation("step.complete", job, {"step": "wipe", "evidence": proof}, "once more")
    )
    records = [documents[f"erasure:{key}"].state for key in documents[job].erasures]
    assert records == ["void", "done"]


# Jobs that were made before each drive was asked for.

OLD = {
    "outgoing": {"name": "outgoing", "kind": "scan", "asset": "outgoing", "part": "collected"},
    "wiped_machine": {"name": "wiped_machine", "kind": "scan", "asset": "outgoing", "part": "wiped", "strict": True},
    "method": {"name": "method", "kind": "choice", "choices": ["clear", "purge", "destroy"], "part": "wiped"},
    "destination": {"name": "destination", "kind": "choice", "choices": ["store", "return", "dispose"], "part": "processed"},
}  # fmt: skip


def old_refresh():
    documents, job = scene("refresh", REFRESH[:9])
    body = json.loads(encode(documents[job]))
    body["steps"][9]["needs"] = list(OLD.values())
    for field in ("erasures", "eraser_logs", "accepted"):
        del body[field]
    documents[job] = decode(job, json.dumps(body))
    return documents, job


@pytest.mark.parametrize(
    "destination, state", [("store", "in_stock"), ("return", "returned"), ("dispose", "disposed")]
)
def test_a_job_from_before_ends_as_it_was_begun(destination, state):
    documents, job = old_refresh()
    proof = {"outgoing": "M0", "wiped_machine": "M0", "method": "purge", "destination": destination}
    told = in_python(
        documents,
        WHO["ana"],
        operation("step.complete", job, {"step": "retire", "evidence": proof}, "old"),
    )
    assert told["outcome"] == "applied", told
    assert (told["documents"][job]["state"], told["documents"]["asset:m0"]["state"]) == (
        "closed",
        state,
    )
    keep(documents, told)
    record = documents[f"erasure:{documents[job].erasures[0]}"]
    assert (record.method, record.drives) == ("purge", [])


def test_a_machine_wiped_before_there_were_records_is_processed_by_its_method():
    documents, job = old_refresh()
    proof = {"outgoing": "M0", "wiped_machine": "M0", "method": "clear"}
    play(
        documents,
        operation("step.complete", job, {"step": "retire", "evidence": proof}, "old part"),
        "ana",
    )
    documents[job].erasures = []
    args = {"step": "retire", "evidence": {"destination": "dispose"}}
    told = in_python(documents, WHO["ana"], operation("step.complete", job, args, "leaves"))
    assert (told["outcome"], "only cleared" in told["message"]) == ("held", True)
