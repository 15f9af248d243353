"""A contract's own workflow, worked by the phone as by the server."""

from fieldapp.portable.natives import derive
from tests.operations.both import case_for, in_python
from tests.operations.scenes import WHO, as_json, keep, operation, place, play, uuid
from tests.world import evidence

STEP = {"key": "look", "title": "Look at it", "needs": [{"name": "machine", "kind": "scan", "asset": "machine"}]}
CHECK = {
    "title": "Check",
    "prefix": "CH",
    "sites": ["1"],
    "assets": {"machine": {"title": "Machine"}},
    "bills": [{"rule": "time"}],
    "steps": [STEP],
}


def defined():
    documents = place()
    play(documents, operation("workflow.define", "workflow:check", CHECK, "define it"))
    return documents


def agreed(on_phone, documents, op, by="ana"):
    told = in_python(documents, WHO[by], op)
    assert on_phone.run([case_for(documents, WHO[by], op)])[0] == told
    return told


def making(kind: str) -> dict:
    args = {"kind": kind, "assets": {"machine": "m0"}, "person": "jo"}
    return operation("job.create", f"job:{derive(uuid(kind), 'job')}", args, kind)


def test_a_job_of_it_is_made_and_closed_on_the_phone(on_phone):
    documents = defined()
    made = agreed(on_phone, documents, making("x-check@1"))
    assert made["outcome"] == "applied"
    keep(documents, made)
    job = making("x-check@1")["target"]
    proof = {"step": "look", "evidence": evidence(as_json(documents[job]), "look")}
    told = agreed(on_phone, documents, operation("step.complete", job, proof, "look"))
    assert told["documents"][job]["state"] == "closed"


def test_a_version_that_this_phone_has_not_heard_of_makes_no_job(on_phone):
    for kind in ("x-check@2", "x-check@0", "x-check@", "x-other@1", "x-@1"):
        assert agreed(on_phone, defined(), making(kind))["outcome"] == "refused", kind
