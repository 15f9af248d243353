"""Whatever a device sends, it is answered, its queue goes on, and every page still shows."""

from itertools import count
from uuid import UUID

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from fieldapp.operations import KINDS
from fieldapp.portable.natives import derive
from fieldapp.sync.audit import faults
from tests.world import evidence

ANYWHERE = list(HealthCheck)
TEXT = st.text(st.characters(exclude_categories=["Cs"]), max_size=12)
# No request may name a moment with a NUL: that is no request (see test_nul.py).
NAME = TEXT.map(lambda text: text.replace("\0", ""))
ODD = st.one_of(
    st.none(), st.booleans(), st.integers(), st.floats(allow_nan=False, allow_infinity=False), TEXT,
    st.sampled_from(["", " ", "0", "1", "M0", "m1", "NEW", "jo", "invite", "2026-12-01", "2026-12-01T09:00:00Z", "x" * 4001]),
)  # fmt: skip
JSON = st.recursive(
    ODD,
    lambda some: st.lists(some, max_size=3) | st.dictionaries(TEXT, some, max_size=3),
    max_leaves=6,
)
TARGETS = [
    "JOB",
    "JOB",
    "JOB",
    "WIPE",
    "asset:m0",
    "asset:far",
    "person:jo",
    "site:1",
    "job:none",
    "order:none",
    "case:x",
    "?",
]
PROPER = {
    "step.complete": {"step": "invite", "evidence": {"answer": "accepted"}},
    "step.skip": {"step": "order", "reason": "From stock"},
    "step.undo": {"step": "invite", "reason": "Mistake"},
    "note.add": {"text": "Hello"},
    "time.add": {"minutes": 15, "skill": "senior", "worked_on": "2026-12-01", "person": "jo"},
    "entry.void": {"op": "x", "reason": "Twice"},
    "asset.scan": {"tag": "M0", "where": "48.14,11.58"},
    "count.record": {
        "what": "room",
        "place": "Room 1",
        "site": "1",
        "found": ["m0"],
        "expected": ["m1"],
        "here": ["m0"],
        "unknown": ["X"],
        "where": "48.14,11.58",
    },
    "hold.set": {"reason": "Away", "until": "2027-01-01"},
    "hold.clear": {"hold": "x"},
    "schedule.set": {"at": "2026-12-01T09:00:00Z", "minutes": 60},
    "job.create": {"kind": "wipe", "assets": {"machine": "m2"}},
    "job.assign": {"to": "2", "note": "Yours"},
    "job.close": {"summary": "Done"},
    "job.cancel": {"reason": "No"},
}
STEPS = [
    "invite",
    "order",
    "receive",
    "prepare",
    "pickup",
    "software",
    "schedule",
    "copy",
    "setup",
    "retire",
    "wipe",
    "collect",
]


@st.composite
def bent(draw, args: dict) -> dict:
    """The arguments, with some of them spoilt."""
    return {
        name: draw(JSON) if draw(st.integers(0, 2)) == 0 else value for name, value in args.items()
    }


@st.composite
def operations(draw) -> dict:
    kind = draw(st.sampled_from([*PROPER, *PROPER, *KINDS, "raw", "job.dance"]))
    args = dict(PROPER.get(kind, {}))
    if "step" in args:
        args["step"] = draw(st.sampled_from(STEPS))
    if kind == "step.complete":
        args["evidence"] = draw(
            st.just("PROPER") | st.dictionaries(st.sampled_from(NEEDS) | TEXT, JSON, max_size=3)
        )
    return {
        "kind": kind,
        "target": draw(st.sampled_from(TARGETS)),
        "args": draw(st.just(args) | bent(args) | st.dictionaries(TEXT, JSON, max_size=3)),
        "v": draw(st.sampled_from([1, 1, 1, 1, 2, 0, -1])),
        "expect": draw(st.just({}) | st.fixed_dictionaries({"op": JSON, "state": JSON})),
        "after": draw(st.just([]) | st.lists(st.sampled_from(["LAST", "never", "x"]), max_size=2)),
        "at": draw(st.none() | NAME | st.sampled_from(["2026-11-22T10:00:00.000Z", "0001-01-01T00:00:00Z", "9999-12-31T23:59:59Z"])),
    }  # fmt: skip


NEEDS = [
    "answer",
    "reference",
    "condition",
    "incoming",
    "outgoing",
    "installed",
    "appointment",
    "copied",
    "signed_by",
    "machine",
    "method",
]
NUMBERS = count(1)


def named(world, jobs, last: str, drawn: dict) -> dict:
    """The drawn operation, of this world."""
    made = drawn | {"target": jobs.get(drawn["target"], drawn["target"]) or "?"}
    made["after"] = [last if one == "LAST" else one for one in drawn["after"]]
    made["id"] = str(UUID(int=next(NUMBERS), version=4))
    if made["kind"] == "count.record" and made["args"].get("place") == "Room 1":
        made["target"] = f"count:{derive(made['id'], 'count')}"
    if made["args"].get("evidence") == "PROPER":
        body = world.body(made["target"]) if made["target"] in jobs.values() else None
        known = body and made["args"]["step"] in [step["key"] for step in body["steps"]]
        made["args"] = made["args"] | {
            "evidence": evidence(body, made["args"]["step"]) if known else {}
        }
    return made


@settings(max_examples=15, deadline=None, suppress_health_check=ANYWHERE)
@given(
    drawn=st.lists(
        st.tuples(st.sampled_from(["ana", "ben", "rosa", "sam"]), operations()),
        min_size=1,
        max_size=8,
    )
)
def test_anything_is_answered_and_every_page_still_shows(world, drawn):
    phones, jobs = once(world)
    last = "none"
    for name, one in drawn:
        made = named(world, jobs, last, one)
        last = made.pop("id")
        phones[name].act(made.pop("kind"), made.pop("target"), made.pop("args"), id=last, **made)
    for phone in phones.values():
        assert len(phone.sync()) == len(phone.answered) - phone.before
        phone.before = len(phone.answered)
        assert phone.queue == []
    pages = [
        "/work",
        "/queue",
        "/receiving",
        "/supervisor/sync",
        "/search?q=a",
        "/assets/m0",
        "/scan/answer?code=M0",
    ]
    for path in [*pages, *(f"/jobs/{job.partition(':')[2]}" for job in jobs.values())]:
        assert phones["sam"].http.get(path).status_code == 200, path
    assert faults() == []


def once(world):
    """One world for all examples: what happened to it before makes each stranger."""
    if not hasattr(world, "mine"):
        phones = {name: world.phone(name) for name in ("ana", "ben", "rosa", "sam")}
        for phone in phones.values():
            phone.before = 0
        world.mine = phones, {"JOB": world.new_job(), "WIPE": world.new_job("wipe", "m1", None)}
    return world.mine
