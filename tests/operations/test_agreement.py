"""Whatever is done, in whatever order, valid or broken: Python and the phone say and do the same."""

from random import Random

import pytest

from fieldapp.portable.natives import derive
from fieldapp.workflows import WORKFLOWS
from tests.operations.both import case_for, in_python
from tests.operations.scenes import WHO, as_json, keep, operation, scene, uuid
from tests.world import answer, evidence

ROUNDS = 150
SEEDS = range(6)
WORDS = [
    "",
    " ",
    "Because",
    "Müller 🖥 " * 3,
    "x" * 4001,
    "\u2028",
    None,
    7,
    True,
    ["a"],
    {"tag": "M1"},
    {"tag": "NEW", "serial": "S2"},
]


def random_operation(chance: Random, documents, job: str, number: int) -> dict:
    """Mostly sensible, often not."""
    body = as_json(documents[job])
    step = chance.choice(
        body["steps"] or [{"key": "none", "op": None, "state": "todo", "needs": []}]
    )
    if chance.random() < 0.5:
        step = next((one for one in body["steps"] if one["key"] == body["current_step"]), step)
    kind = chance.choice(["step.complete"] * 8 + ["step.undo", "step.undo", *OTHERS])
    args = OTHERS[kind](chance, body) if kind in OTHERS else arguments(chance, body, step, kind)
    if chance.random() < 0.08:
        args = {name: chance.choice(WORDS) for name in args}
    expect = (
        {"state": step["state"], "op": chance.choice([step["op"], step["op"], None])}
        if kind.startswith("step")
        else {}
    )
    words = f"{chance.random()} {number}"
    noun = kind.partition(".")[0]
    made = kind in ("job.create", "count.record")
    new = f"{noun}:{derive(uuid(words), noun)}" if made else job
    target = chance.choice([new] * 9 + ["asset:m1"])
    return operation(kind, target, args, words, expect=expect if chance.random() < 0.7 else {})


def arguments(chance: Random, body: dict, step: dict, kind: str) -> dict:
    if kind == "step.undo":
        return {"step": step["key"], "reason": chance.choice(["Mistake", ""])}
    proof = {
        need["name"]: proof_for(chance, body, need)
        for need in step["needs"]
        if chance.random() < 0.93
    }
    args = {
        "step": step["key"],
        "evidence": {name: one for name, one in proof.items() if one is not None},
    }
    if chance.random() < 0.2:
        args["here"] = {
            need["name"]: chance.choice(["The books are wrong", ""]) for need in step["needs"]
        }
    return args


def proof_for(chance: Random, body: dict, need: dict):
    if chance.random() < 0.06:
        return chance.choice(WORDS)
    if need["choices"] and chance.random() < 0.2:
        return chance.choice(need["choices"])
    return answer({**body, "number": str(chance.randint(1, 9))}, need)


KEYS = ["m0", "m1", "m2", "m3", "nothing"]
WHERES = [
    None,
    None,
    None,
    "48.14,11.58",
    "-90.00,180.00",
    "90.01,0.00",
    "48.1,11.58",
    "٤٨.14,11.58",
    "48.14",
    "nan",
]
KEY = derive(uuid("make incident"), "job")
DAYS = ["2026-12-01", "2026-02-30", "9999-12-31", "soon", "1969-12-31", "2200-01-01"]
MOMENTS = [
    "2026-12-01T09:00:00+01:00", "2026-13-01T09:00:00Z", "", "9999-12-31T23:59:59Z", "2026-12-01T09:00Z",
    "2026-12-01 09:00:00Z", "2026-12-01T09:00:00", "1970-01-01T00:00:00+00:01", "2199-12-31T23:59:59-00:01",
]  # fmt: skip
PHOTO = "0123456789abcdef" * 4
NO_PHOTOS = ["", "photo", PHOTO.upper(), PHOTO[1:], PHOTO + "0", "🖥" * 32, 7, None, True, [PHOTO]]
OTHERS = {
    "step.skip": lambda chance, body: {
        "step": chance.choice(body["steps"] or [{"key": "none"}])["key"],
        "reason": "From stock",
    },
    "note.add": lambda chance, body: {
        "text": chance.choice(["Hello", " ", "Grüße 🖥"]),
        "photos": chance.choice([None, [], [PHOTO], [PHOTO] * 11, *([one] for one in NO_PHOTOS)]),
    },
    "time.add": lambda chance, body: {
        "minutes": chance.choice([15, 0, 1441, 60, 1440]),
        "skill": chance.choice([None, "senior"]),
        "worked_on": chance.choice([None, *DAYS]),
    },
    "hold.set": lambda chance, body: {
        "reason": chance.choice(["Away", ""]),
        "until": chance.choice([*DAYS, *MOMENTS]),
    },
    "hold.clear": lambda chance, body: {"hold": body["hold"]["id"] if body["hold"] else "none"},
    "schedule.set": lambda chance, body: {
        "at": chance.choice(MOMENTS),
        "minutes": 30,
    },
    "job.assign": lambda chance, body: {
        "to": chance.choice(["1", "2", "7"]),
        "note": chance.choice(["Yours", ""]),
    },
    "entry.void": lambda chance, body: {
        "op": chance.choice([*body["times"], *body["notes"], {"op": "none"}])["op"],
        "reason": "Twice",
    },
    "job.create": lambda chance, body: {
        "kind": chance.choice([*WORKFLOWS, "dance"]),
        "assets": {
            chance.choice(["outgoing", "machine"]): chance.choice(["m0", "m2", "m3", "none"])
        },
        "person": chance.choice(["jo", "jo", None, "nobody"]),
        "due": chance.choice([None, *DAYS]),
        "note": chance.choice([None, "Soon", " "]),
        "problem": chance.choice([None, "It shuts down\nby itself", " ", "x" * 99]),
        "impact": chance.choice([None, "team", "site", "moon"]),
        "priority": chance.choice([None, None, "top", "7"]),
        "queue": chance.choice([None, None, "network"]),
        "contact": chance.choice([None, "in_person", "smoke"]),
        "site": chance.choice([None, "1", "2"]),
        "reported_at": chance.choice([None, "2026-11-22T09:00:00.000Z", *MOMENTS]),
        "parent": chance.choice([None, None, KEY]),
    },
    "job.close": lambda chance, body: {
        "summary": chance.choice(["Done", ""]),
        "minutes": chance.choice([None, 0, 30, 1441]),
        "takes": chance.choice(
            [[], ["minor"], [{"type": "minor", "items": 2}, "major"], [7], [{"type": ""}]]
        ),
        "outcome": chance.choice([None, "resolved", "unreachable", "lost"]),
        "rework": chance.choice([None, None, "other"]),
    },
    "job.resolve": lambda chance, body: {
        "summary": chance.choice(["Done", " "]),
        "minutes": chance.choice([None, 15]),
    },
    "job.reopen": lambda chance, body: {"reason": chance.choice(["It failed again", ""])},
    "job.transfer": lambda chance, body: {
        "note": chance.choice(["Yours", ""]),
        "queue": chance.choice([None, "network", body["queue"]]),
        "site": chance.choice([None, "1", "none"]),
    },
    "job.escalate": lambda chance, body: {
        "note": chance.choice(["Look", ""]),
        "to": chance.choice([None, "2", "7"]),
    },
    "job.follow": lambda chance, body: {"parent": chance.choice([KEY, body["id"][4:], "none"])},
    "job.convert": lambda chance, body: {
        "kind": chance.choice(["incident", "request", "wipe", "dance"]),
        "note": chance.choice(["It is no fault", ""]),
    },
    "step.pick": lambda chance, body: {
        "step": chance.choice(["test_drive", "backup", "repair", "reimage", "dance"]),
        "key": chance.choice([None, None, "repair-2", "reimage", "backup-0x"]),
    },
    "contact.attempt": lambda chance, body: {
        "channel": chance.choice(["call", "email", "in_person", "smoke"]),
        "reached": chance.choice([True, False]),
        "said": chance.choice([None, "", "Left a message"]),
    },
    "asset.scan": lambda chance, body: {
        "tag": chance.choice(["m1", "M2", "", "1S1234567890m1"]),
        "where": chance.choice(WHERES),
    },
    "count.record": lambda chance, body: {
        "what": chance.choice(["room", "room", "cupboard", "hall"]),
        "place": chance.choice(["Room 1", " Room  2 ", " ", "Zimmer 🖥", "x" * 61]),
        "site": chance.choice(["1", "1", "1", "2", "none"]),
        "found": chance.sample([*KEYS, "", 7, "x" * 201], chance.randint(0, 3)),
        "expected": chance.sample(KEYS, chance.randint(0, 3)),
        "here": chance.sample(KEYS, chance.randint(0, 3)),
        "unknown": chance.choice([[], ["A", "A"], ["Z\u0301"], ["u"] * 401, [None], [["a"]]]),
        "where": chance.choice(WHERES),
    },
}


@pytest.mark.parametrize("kind", WORKFLOWS)
@pytest.mark.parametrize("seed", SEEDS)
def test_python_and_phone_do_the_same(on_phone, kind, seed):
    chance = Random(f"{kind} {seed}")
    documents, job = scene(kind, [])
    cases, told = [], []
    for number in range(ROUNDS):
        op = random_operation(chance, documents, job, number)
        if number == ROUNDS - 10:
            op = operation("job.cancel", job, {"reason": "No need"}, f"cancel {kind} {seed}")
        actor = WHO[chance.choice(["ana", "ben", "rosa", "sam", "sam"])]
        result = in_python(documents, actor, op)
        cases.append(case_for(documents, actor, op))
        told.append(result)
        keep(documents, result)
    for case, mine, phone in zip(cases, told, on_phone.run(cases), strict=True):
        assert without_machine_words(phone) == without_machine_words(mine), case["op"]
    assert {one["outcome"] for one in told} >= {"applied", "held", "refused"}


def without_machine_words(told: dict) -> dict:
    """Arguments of the wrong type are refused on both sides, each in words of its own."""
    if told["code"] in ("invalid", "forbidden"):
        return told | {"message": None}
    return told


def test_a_machine_that_the_phone_lacks_does_not_keep_its_step_from_being_shown_as_done(on_phone):
    documents, job = scene("wipe", [])
    proof = evidence(as_json(documents[job]), "collect")
    op = operation("step.complete", job, {"step": "collect", "evidence": proof}, "far away")
    del documents["asset:m0"]
    told = on_phone.run([case_for(documents, WHO["ana"], op)])[0]
    assert told["outcome"] == "applied"
    assert (
        next(one for one in told["documents"][job]["steps"] if one["key"] == "collect")["state"]
        == "done"
    )
    assert told == in_python(documents, WHO["ana"], op)
