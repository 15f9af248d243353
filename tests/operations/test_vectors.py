"""``tests/vectors/*.json``: given, operation → then. Run by Python and by what the phone runs.

A file names a kind of job; each vector the steps that are done, who does what, and what comes of it.
In ``args``, ``EVIDENCE`` stands for proper evidence of the step; ``with`` adds to it. ``given`` sets fields of
documents first, ``at`` and ``heard`` say when it was done and when that phone had last heard from the server. ``then`` holds outcome, code, words of
the message (``says``) and of what a supervisor is asked (``disputed``), and what documents say afterwards:
``"job state": "closed"``, ``"asset:m0 custody type": …``, ``"order lines 0 received": 1``; ``disputes`` is how many
sentences a supervisor gets.
"""

import json
from pathlib import Path

import pytest

from fieldapp.documents import Package, Software, decode, encode
from fieldapp.operations import KINDS
from fieldapp.operations.receiving.boxes import BOXES, target_of
from fieldapp.portable.natives import derive
from fieldapp.workflows import WORKFLOWS
from tests.operations.both import AT, case_for, in_python
from tests.operations.scenes import WHO, as_json, keep, operation, scene, signed, uuid
from tests.world import evidence

FOLDER = Path(__file__).resolve().parents[1] / "vectors"
VECTORS = [
    pytest.param(path.stem, vector, id=f"{path.stem}: {vector['name']}")
    for path in sorted(FOLDER.glob("*.json"))
    for vector in json.loads(path.read_text())["vectors"]
]


def given(file: str, vector: dict):
    story = json.loads((FOLDER / f"{file}.json").read_text())
    documents, job = scene(story["kind"], vector.get("done", []))
    for number, before in enumerate(vector.get("before", [])):
        made = operation_of({"name": f"before {number}", **before}, documents, job)
        told = in_python(documents, WHO[before.get("by", "ana")], made)
        assert told["outcome"] == before.get("outcome", "applied"), told
        keep(documents, told)
    for path, value in vector.get("given", {}).items():
        name, field = path.split()
        if name == "software":
            add_software(documents, job, field, value)
            continue
        id_ = job if name == "job" else name
        body = json.loads(encode(documents[id_])) | {field: value}
        documents[id_] = decode(id_, json.dumps(body))
    return documents, job


def add_software(documents, job: str, role: str, packages: list) -> None:
    """``"software outgoing": [["Firefox", "9.9"]]``: what is installed on that machine of the job."""
    key = documents[job].assets[role].id
    found = [Package(name=name, version=version) for name, version in packages]
    documents[f"software:{key}"] = Software(id=f"software:{key}", asset=key, packages=found)


def told_of(one: dict, words: str, documents, job: str) -> dict:
    """The operation, with ``ORDER``, ``LINE 0``, ``BOX SN1``, ``INCOMING`` and ``BEFORE 0`` in it replaced by what they mean."""
    args = all_meant(one["args"], documents, job)
    target = one.get("target", job)
    if target in ("BOX", "DELIVERY"):
        target = target_of(one["kind"], args, uuid(words))
    elif target == "NEW ORDER":
        target = f"order:{derive(uuid(words), 'order')}"
    elif target != "NEW":
        target = named(target, documents, job)
    return operation(one["kind"], target, args, words)


def all_meant(args: dict, documents, job: str) -> dict:
    found = {}
    for name, value in args.items():
        if name == "evidence" and isinstance(value, dict):
            value = all_meant(value, documents, job)
        found[name] = meant(value, documents, job) if isinstance(value, str) else value
    return found


def named(name: str, documents, job: str) -> str:
    """A document's id: itself, or ``ORDER``, ``INCOMING`` (the job's new machine), or ``BOX`` and a serial."""
    if name == "INCOMING":
        return f"asset:{documents[job].assets['incoming'].id}"
    if name == "ORDER":
        return f"order:{order_key(documents, job)}"
    if name.startswith("BOX "):
        return f"box:{derive(BOXES, f'1 serial {name[4:]}')}"
    return name


def meant(value: str, documents, job: str):
    """``OP some name`` is the id of the operation of that name; ``SIGNED delivery`` that text, filled and signed."""
    if value == "ORDER":
        return order_key(documents, job)
    if value.startswith("OP "):
        return uuid(value[3:])
    if value.startswith("SIGNED "):
        return signed(*value.split()[1:])
    if value.startswith("LINE "):
        return documents[named("ORDER", documents, job)].lines[int(value[5:])].id
    if value == "JOB":
        return job.partition(":")[2]
    return uuid(value.lower()) if value.startswith("BEFORE ") else value


def order_key(documents, job: str) -> str:
    """The job's order, or else the one that was made first of all."""
    made = [id_.partition(":")[2] for id_ in documents if id_.startswith("order:")]
    return documents[job].order or made[0]
def new_thing(kind: str, words: str) -> str:
    """The id of the job or the count that the operation makes."""
    noun = kind.partition(".")[0]
    return f"{noun}:{derive(uuid(words), noun)}"


def new_job(vector: dict) -> str:
    return new_thing(vector["kind"], vector["name"])


def operation_of(vector: dict, documents, job: str) -> dict:
    args = told_of(vector, vector["name"], documents, job)["args"]
    if args.get("evidence") == "EVIDENCE":
        args["evidence"] = evidence(as_json(documents[job]), args["step"]) | args.pop("with", {})
    if args.get("hold") == "HOLD":
        args["hold"] = documents[job].hold.id
    target = told_of(vector, vector["name"], documents, job)["target"]
    return operation(
        vector["kind"],
        new_job(vector) if target == "NEW" else target,
        args,
        vector["name"],
        expect=all_meant(vector.get("expect", {}), documents, job),
        at=vector.get("at", AT),
    )


@pytest.mark.parametrize(("file", "vector"), VECTORS)
def test_python_and_phone_agree_with_the_vector(on_phone, file, vector):
    documents, job = given(file, vector)
    actor, op = WHO[vector.get("by", "ana")], operation_of(vector, documents, job)
    heard = vector.get("heard")
    told = in_python(documents, actor, op, heard)
    phone = on_phone.run([case_for(documents, actor, op, heard)])[0]
    assert phone == told
    then = dict(vector["then"])
    assert (told["outcome"], told["code"]) == (then.pop("outcome"), then.pop("code", "ok")), told
    assert then.pop("says", "") in (told["message"] or "")
    assert then.pop("disputed", "") in " ".join(told["disputes"])
    disputes = then.pop("disputes", None)
    assert disputes in (None, len(told["disputes"])), told["disputes"]
    for path, value in then.items():
        path, value = (
            named_record(path, op, documents[job]),
            named_record(value, op, documents[job]),
        )
        about = new_job(vector) if path.startswith("new ") else job
        if path.startswith(("order ", "box ", "delivery ")):
            about = next(one for one in told["documents"] if one.startswith(path.split()[0] + ":"))
        assert look(told["documents"], about, path) == value, path


def named_record(words, op: dict, job):
    """``ERASURE`` is the wipe that the operation records, ``RECORD`` the newest that was recorded before."""
    if not isinstance(words, str) or not words.startswith(("ERASURE", "RECORD")):
        return words
    made = derive(op["id"], "erasure")
    if words == "ERASURE":
        return made
    newest = job.erasures[-1] if job.erasures else ""
    return words.replace("ERASURE", f"erasure:{made}").replace("RECORD", f"erasure:{newest}")


def look(documents: dict, job: str, path: str):
    """``"job steps invite state"`` in the documents: lists are looked up by key or number."""
    name, *way = path.split()
    found = documents[job if name in ("job", "new", "order", "box", "delivery") else name]
    for word in way:
        if isinstance(found, list):
            found = (
                found[int(word)]
                if word.lstrip("-").isdigit()
                else next(one for one in found if one["key"] == word)
            )
        else:
            found = found[word]
    return found


@pytest.mark.parametrize("kind", WORKFLOWS)
def test_every_workflow_has_vectors_for_each_of_its_steps(kind):
    vectors = json.loads((FOLDER / f"{kind}.json").read_text())["vectors"]
    steps = [*WORKFLOWS[kind].steps, *WORKFLOWS[kind].catalogue]
    completed = {
        one["args"]["step"]
        for one in vectors
        if one["kind"] == "step.complete" and one["then"]["outcome"] == "applied"
    }
    assert completed == {step.key for step in steps}


def test_every_kind_of_operation_of_the_phone_has_a_vector():
    tried = {
        one["kind"]
        for path in FOLDER.glob("*.json")
        for one in json.loads(path.read_text())["vectors"]
    }
    assert {name for name, kind in KINDS.items() if kind.portable} <= tried
