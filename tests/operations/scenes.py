"""Where vectors begin: a site, a person, some machines, and a job of a kind with some steps done."""

from typing import Any
from uuid import NAMESPACE_URL, uuid5

import msgspec

from fieldapp.documents import TYPES, Asset, Case, Custody, Document, Job, Named, Person, Site
from fieldapp.documents.people import Colleague
from fieldapp.portable.natives import derive
from fieldapp.screens.texts import proof
from fieldapp.sync.incoming import Actor
from fieldapp.workflows import WORKFLOWS, Workflow
from tests.operations.both import AT, in_python
from tests.world import evidence

WHO = {
    "ana": Actor(id="1", name="Ana", roles=["technician"], sites=["1"]),
    "ben": Actor(id="2", name="Ben", roles=["technician"], sites=["1"]),
    "rosa": Actor(id="3", name="Rosa", roles=["receiving"], sites=["1"]),
    "sam": Actor(id="4", name="Sam", roles=["supervisor"], sites=["1"]),
    "mia": Actor(id="5", name="Mia", roles=["manager"], sites=["1"]),
    "charlie": Actor(id="7", name="Charlie", roles=["technician"], sites=["2"]),
}


def uuid(words: str) -> str:
    """A UUID by what it is for, the same each time."""
    return str(uuid5(NAMESPACE_URL, words))


def place() -> dict[str, Document]:
    """The documents that every scene has."""
    named = Named(id="1", name="Tower")
    staff = [
        Colleague(id=one.id, name=one.name, roles=one.roles)
        for one in WHO.values()
        if "1" in one.sites
    ]
    found: list[Document] = [
        Site(
            id="site:1",
            name="Tower",
            zone="Europe/Berlin",
            staff=staff,
            acting={"acquisitions": ["technician", "receiving"]},
        ),
        Person(id="person:jo", name="Jo Bell", site=named, cost_centre="CC-1", vip=True),
        Person(id="person:kim", name="Kim Ray", site=named, cost_centre="CC-2"),
    ]
    for at in range(4):
        mine = Custody(type="person", id="jo", name="Jo Bell")
        found.append(
            Asset(
                id=f"asset:m{at}", tag=f"M{at}", serial=f"S{at}", model="Latitude", state="deployed",
                custody=mine, person=Named(id="jo", name="Jo Bell"), site=named,
            )
        )  # fmt: skip
    store = Custody(type="store", name="store")
    for at in range(2):
        found.append(Asset(id=f"asset:spare{at}", tag=f"SPARE{at}", custody=store, site=named))
    found += [_case("refused"), _case("held")]
    return {one.id: one for one in found}


def _case(outcome: str) -> Case:
    """Something of Ana's that was not taken; ``case:refused`` and ``case:held``."""
    about = {"op": uuid(outcome), "target": "job:other", "kind": "note.add", "code": "disputed"}
    author = Named(id="1", name="Ana")
    return Case(id=f"case:{outcome}", outcome=outcome, author=author, at=AT, **about)


def operation(kind: str, target: str, args: dict[str, Any], words: str, **more) -> dict[str, Any]:
    return {
        "id": uuid(words),
        "kind": kind,
        "v": 1,
        "target": target,
        "args": args,
        "expect": {},
        "after": [],
        "at": AT,
    } | more


def scene(kind: str, done: list[str]) -> tuple[dict[str, Document], str]:
    """The documents when the job has those steps done, and the job's id."""
    documents = place()
    workflow = WORKFLOWS[kind]
    args = making(workflow)
    id_ = uuid(f"make {kind}")
    job = f"job:{derive(id_, 'job')}"
    play(documents, operation("job.create", job, args, f"make {kind}"))
    for step in done:
        if workflow.free and not any(one.key == step for one in documents[job].steps):
            play(documents, operation("step.pick", job, {"step": step}, f"{kind} pick {step}"))
        proof = evidence(as_json(documents[job]), step)
        play(
            documents,
            operation("step.complete", job, {"step": step, "evidence": proof}, f"{kind} {step}"),
        )
    return documents, job


def making(workflow: Workflow) -> dict[str, Any]:
    """Arguments that make a job of the kind: M0 for its first machine, Jo for its person, Kim for another."""
    assets = {
        role: f"m{at}" for at, (role, spec) in enumerate(workflow.assets.items()) if spec.given
    }
    args = {"kind": workflow.kind, "assets": assets}
    if workflow.person or workflow.free:
        args["person"] = "jo"
    if workflow.free:
        args["problem"] = "It shuts down by itself"
    if workflow.people:
        args["people"] = dict.fromkeys(workflow.people, "kim")
    if workflow.categories:
        args |= {"category": workflow.categories[0], "quantity": 1}
    return args


def play(documents: dict[str, Document], op: dict[str, Any], by: str = "sam") -> dict[str, Any]:
    """Run it, and keep what it changed. It must go well."""
    told = in_python(documents, WHO[by], op)
    assert told["outcome"] == "applied", told
    keep(documents, told)
    return told


def keep(documents: dict[str, Document], told: dict[str, Any]) -> None:
    for id_, body in told["documents"].items():
        documents[id_] = msgspec.convert(body, TYPES[id_.partition(":")[0]], strict=False)


def as_json(document: Job) -> dict[str, Any]:
    return msgspec.to_builtins(document)


def signed(text: str, by: str = "Jo", picture: str = "ab") -> dict[str, Any]:
    """That text as Jo would sign it, with a picture whose name repeats ``picture``."""
    made = proof(text, "en", {"person": "Jo Bell", "machines": "M1"})
    values = {one["name"]: one["value"] for one in made["values"]}
    named = {name: made[name] for name in ("text", "version", "language", "sha")}
    return named | {"by": by, "values": values, "picture": (picture * 32)[:64]}
