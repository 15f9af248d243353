"""Whatever can be said at the doors for programs, by their published description and against it: answered as described,
nothing stored that is none, nobody acts as another, and not a word of another site is told.

``make test`` tries a few hundred inputs, ``make fuzz`` many more; the summary counts them.
"""

import hashlib
import json
import os
from urllib.parse import quote, unquote
from uuid import uuid4

import msgspec
import pytest
import schemathesis
import sqlalchemy as sa
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from schemathesis.generation import GenerationMode
from schemathesis.specs.openapi import checks

from fieldapp.models import blob, reading
from fieldapp.operations import KINDS
from fieldapp.pages.openapi import DOORS, Error, described
from fieldapp.portable.natives import derive
from fieldapp.sync.audit import faults
from fieldapp.sync.messages import Operation, SyncRequest
from tests.phone import HEADERS

TRIES = int(os.environ.get("FIELDAPP_FUZZ", 80))
BRIEF = settings(max_examples=TRIES, deadline=None, database=None, suppress_health_check=list(HealthCheck), phases=[Phase.generate])  # fmt: skip
SECRET = "Only for the annex"
DESCRIPTION = schemathesis.openapi.from_dict(described())
MODES = {"as described": GenerationMode.POSITIVE, "otherwise": GenerationMode.NEGATIVE}
CHECKS = [
    checks.status_code_conformance,
    checks.content_type_conformance,
    checks.response_schema_conformance,
]


@pytest.fixture
def sites(world):
    """Ana of the one site, Charlie of the other, and where there is something to be seen or spoilt."""
    ana, charlie, op = world.phone("ana"), world.phone("charlie"), str(uuid4())
    theirs = f"job:{derive(op, 'job')}"
    args = {"kind": "wipe", "assets": {"machine": "far"}}
    assert charlie.do("job.create", theirs, args, id=op)["outcome"] == "applied"
    note = charlie.do("note.add", theirs, {"text": SECRET})
    held = charlie.do("step.complete", theirs, {"step": "wipe", "evidence": {}})
    assert SECRET in json.dumps(charlie.documents()) and held["case"]
    ana.sync()
    return Sites(world, ana, charlie, theirs, [op, note["id"], held["id"]])


class Sites:
    """What is known of both, and what must be so after each request of Ana's."""

    def __init__(self, world, ana, charlie, theirs: str, ops: list[str]):
        self.world, self.ana, self.charlie = world, ana, charlie
        mine, new = world.new_job("wipe", "m1", None), world.new_job()
        world.complete(new, "invite", "order")
        self.targets = [theirs, mine, new, "asset:far", "asset:m0", "site:2", f"case:{ops[2]}", "staff:7", "job:none"]  # fmt: skip
        self.names = [
            *self.targets,
            *(one.partition(":")[2] for one in self.targets),
            *ops,
            "FAR",
        ]
        self.users = [ana.user, charlie.user, "operator", "4"]
        self.cursors = [ana.cursors, charlie.cursors, charlie.cursors | ana.cursors]
        self.ops = ops
        self.theirs = theirs
        self.not_hers = [theirs, "asset:far", "site:2", f"case:{ops[2]}", "staff:7"]
        self.before = self.as_stored()

    def as_stored(self) -> list[str]:
        """All that the other site's people have, as they stored it."""
        bodies = {one: self.world.body(one) for one in self.not_hers}
        mine = [row["id"] for row in self.world.log() if row["actor"] == self.charlie.user]
        return [json.dumps(bodies, sort_keys=True), *mine]

    def ask(self, body, headers=HEADERS, path="/sync", method="post"):
        """One request of Ana's session. Nothing of the other site is told, whoever it says that it is from."""
        text = body if isinstance(body, bytes) else json.dumps(body).encode()
        answer = self.ana.http.open(
            path, method=method.upper(), data=text, headers=headers, content_type="application/json"
        )
        assert answer.status_code < 500, answer.text
        for told in (SECRET, "Annex"):
            assert told not in answer.text, (told, answer.text)
        if path == "/sync" and answer.status_code == 200:
            assert body["user"] == self.ana.user
            assert set(answer.json["scopes"]) <= {f"user:{self.ana.user}", "site:1"}
        return answer

    def unharmed(self) -> None:
        """Everything was done by who did it, the other site is as it was, and the books are whole."""
        own = {self.ana.user, self.charlie.user, "4", "operator"}
        assert {row["actor"] for row in self.world.log()} <= own
        assert self.as_stored() == self.before
        assert faults() == []


# A door that asks for nothing, not even a session, can be asked in no other way.
WAYS = [(door, mode) for door in DOORS for mode in MODES if (door[0], mode) != ("/healthz", "otherwise")]  # fmt: skip


@pytest.mark.parametrize(("door", "mode"), WAYS, ids=str)
def test_every_door_answers_as_it_is_described(sites, count, door, mode):
    path, method = door
    cases = DESCRIPTION[path][method.upper()].as_strategy(generation_mode=MODES[mode])

    @BRIEF
    @given(cases, st.booleans())
    def ask(case, is_hers):
        count()
        body = whole(case.body)
        if isinstance(body, dict) and is_hers:
            body["user"] = sites.ana.user
        headers = (HEADERS if path == "/sync" and is_hers else {}) | dict(case.headers or {})
        answer = sites.ask(body, headers, path, method)
        case.validate_response(answer, checks=CHECKS)
        if mode == "as described":
            assert answer.status_code != 400, answer.text

    ask()
    sites.unharmed()


PHOTO = b"\xff\xd8\xff\xe0" + bytes(range(256)) * 4
THEIRS = PHOTO + b"of the annex"
BLOBS = described()["paths"]["/blobs/{sha}"]


def sha_of(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


PNG = b"\x89PNG\r\n\x1a\n" + b"a signature"
CONTENTS = [PHOTO, THEIRS, PNG, b"", b"GIF89a", PHOTO + b"more"]
NAMES = [*(sha_of(one) for one in CONTENTS), "0" * 64, sha_of(PHOTO).upper(), "0" * 63, "..%2fworld.db", "%00", "é"]


@st.composite
def sendings(draw) -> tuple[str, str, dict, bytes]:
    """Method, name, headers and body of a request about a photo; mostly of one, piece by piece."""
    content = draw(st.sampled_from(CONTENTS))
    name = draw(mostly(st.just(sha_of(content)), st.sampled_from(NAMES) | st.text(max_size=70)))
    first, last = sorted((draw(st.integers(0, len(content))), draw(st.integers(0, len(content)))))
    whole_range = f"bytes {first}-{last - 1}/{len(content)}"
    odd = ["bytes 0-0/99999999999", "bytes 5-1/9", "bytes */9", "bytes -1-2/3", "x", "bytes 0-9/9" + "9" * 12]
    told = draw(st.sampled_from(["whole", "piece", "piece", "odd"]))
    spans = {"whole": None, "piece": whole_range, "odd": draw(st.sampled_from(odd))}
    headers = HEADERS | ({"Content-Range": spans[told]} if spans[told] else {})
    headers["Content-Type"] = draw(mostly(st.just("image/jpeg"), st.sampled_from(["image/png", "text/html", "x"])))
    if draw(st.booleans()):
        headers["X-User"] = draw(mostly(st.just("1"), st.sampled_from(["7", "", "nobody"])))
    if draw(st.integers(0, 9)) == 0:
        del headers[draw(st.sampled_from(["Origin", "X-Fieldapp"]))]
    body = content[first:last] if told == "piece" else draw(mostly(st.just(content), st.binary(max_size=99)))
    return draw(st.sampled_from(["put", "put", "get", "head"])), name, headers, body


def test_photos_are_whole_or_not_at_all_and_nobody_sees_anothers(sites, count):
    told = sites.charlie.http.put(f"/blobs/{sha_of(THEIRS)}", data=THEIRS, headers=HEADERS | {"Content-Type": "image/jpeg"})  # fmt: skip
    assert told.status_code == 201, told.text

    @BRIEF
    @given(sendings())
    def ask(sending):
        count()
        method, name, headers, body = sending
        sent = sites.ana.http.open(
            f"/blobs/{quote(name, safe='%')}", method=method.upper(), headers=headers, data=body
        )
        if "/" in unquote(name) or name in ("", ".", ".."):
            # No route of ours leads there.
            assert sent.status_code in (308, 404, 405), sent.text
            return
        assert str(sent.status_code) in BLOBS[method]["responses"], (sending, sent.text)
        if sent.status_code >= 400 and method != "head":
            msgspec.convert(sent.json, Error)
        if sent.status_code in (200, 201):
            assert name in seen_by_ana(sites), sending
        if method == "get" and sent.status_code == 200:
            assert sha_of(sent.data) == name

    ask()
    sites.unharmed()


def seen_by_ana(sites) -> set[str]:
    """What she has put herself; what others have put she knows only the names of."""
    with reading() as connection:
        return {*connection.scalars(sa.select(blob.c.sha).where(blob.c.user == sites.ana.user))}


def whole(value):
    """To JSON Schema 1.0 is an integer; to the protocol it is none."""
    if isinstance(value, dict):
        return {str(name): whole(one) for name, one in value.items()}
    if isinstance(value, list):
        return [whole(one) for one in value]
    if isinstance(value, float) and value.is_integer():
        return int(value)
    return value if isinstance(value, (str, int, float, bytes)) else None


ARGS = {
    "step.complete": {
        "step": "collect",
        "evidence": {"machine": "FAR"},
        "here": {"machine": "It is"},
    },
    "step.skip": {"step": "collect", "reason": "No"},
    "step.undo": {"step": "invite", "reason": "No"},
    "note.add": {"text": "Mine now"},
    "time.add": {"minutes": 15, "person": "jo"},
    "entry.void": {"op": "", "reason": "No"},
    "asset.scan": {"tag": "FAR"},
    "count.record": {"what": "room", "place": "Mine", "site": "2", "found": ["far"], "here": ["far"]},
    "hold.set": {"reason": "No", "until": "2027-01-01"},
    "hold.clear": {"hold": ""},
    "schedule.set": {"at": "2026-12-01T09:00:00Z", "minutes": 60},
    "job.create": {"kind": "wipe", "assets": {"machine": "far"}, "person": "jo"},
    "job.assign": {"to": "7", "note": "Yours"},
    "job.close": {"summary": "Done"},
    "job.cancel": {"reason": "No"},
    "case.apply": {"reason": "Yes"},
    "case.amend": {"reason": "Yes", "args": {"text": "Other"}},
    "case.dismiss": {"reason": "No"},
    "asset.record": {"tag": "FAR", "site": "1", "serial": "S0"},
    "staff.record": {"username": "ana", "roles": ["admin"], "sites": ["1", "2"]},
}


def mostly(usual, odd):
    """The usual thing three times of four: what is odd in each of its parts gets nowhere."""
    return st.integers(0, 3).flatmap(lambda at: usual if at else odd)


MOMENTS = st.sampled_from([None, "2026-11-22T10:00:00.000Z", "0001-01-01T00:00:00Z", "9999-12-31T23:59:59Z", "x"])  # fmt: skip


@st.composite
def aimed(draw, sites) -> dict:
    """A request made with all that a curious colleague may know of the other site: ids, cursors, devices, users."""
    known = st.sampled_from([(one.device, one.next_seq) for one in (sites.charlie, sites.ana)])
    device, first = draw(mostly(st.tuples(st.uuids().map(str), st.just(1)), known))
    witness = st.fixed_dictionaries({"seq": st.just(1), "id": st.sampled_from(sites.ops)})
    cursors = [*sites.cursors, {"site:1": "", "site:2": ""}, {"user:7": "x"}]
    return {
        "protocol": 1,
        "device": device,
        "user": draw(mostly(st.just(sites.ana.user), st.sampled_from(sites.users))),
        "sent_at": draw(MOMENTS),
        "oldest_retained": draw(mostly(st.just(first), st.sampled_from([None, 1, 50]))),
        "witness": draw(mostly(st.none(), witness)),
        "cursors": draw(mostly(st.just({}), st.sampled_from(cursors))),
        "operations": [draw(deeds(sites, first + at)) for at in range(draw(st.integers(1, 8)))],
    }


@st.composite
def deeds(draw, sites, seq: int) -> dict:
    kind = draw(st.sampled_from([*ARGS, *ARGS, *KINDS, "raw"]))
    names = st.sampled_from(sites.names)
    id_ = draw(mostly(st.uuids().map(str), st.sampled_from(sites.ops)))
    target = st.sampled_from([*[sites.theirs] * 6, *sites.not_hers])
    if kind == "job.create":
        target = st.just(f"job:{derive(id_, 'job')}")
    args = {name: draw(mostly(st.just(given), names)) for name, given in ARGS.get(kind, {}).items()}
    if kind == "step.complete" and draw(st.booleans()):
        args = {"step": "receive", "evidence": {"incoming": {"tag": "FAR"}, "condition": "good"}}
    return {
        "id": id_,
        "seq": seq,
        "kind": kind,
        "v": 1,
        "target": draw(mostly(target, st.sampled_from(sites.targets))),
        "args": args | draw(mostly(st.just({}), st.dictionaries(names, names, max_size=2))),
        "expect": draw(mostly(st.just({}), st.fixed_dictionaries({"op": names}))),
        "after": draw(mostly(st.just([]), st.lists(st.sampled_from(sites.ops), max_size=2))),
        "at": draw(MOMENTS),
        "anchor": draw(st.sampled_from([None, sites.charlie.anchor, "2026-11-22T10:00:00.000Z.0"])),
    }


def test_nobody_acts_as_another_or_reaches_another_site(sites, count):
    @BRIEF
    @given(st.data())
    def ask(data):
        count()
        body = data.draw(aimed(sites))
        answer = sites.ask(body)
        allowed = {409} if body["user"] != sites.ana.user else {200, 409}
        assert answer.status_code in allowed, answer.text
        told = {one["id"]: one["outcome"] for one in (answer.json.get("results") or [])}
        for one in body["operations"]:
            if one["target"] in sites.not_hers:
                assert told.get(one["id"]) not in ("applied", "already"), one

    ask()
    sites.unharmed()


def test_the_description_is_for_everyone_and_of_what_is_read(app):
    told = app.test_client().get("/openapi.json")
    assert told.status_code == 200 and told.json == described()
    schemas = told.json["components"]["schemas"]
    assert set(schemas["SyncRequest"]["properties"]) == set(SyncRequest.__struct_fields__)
    assert set(schemas["Operation"]["properties"]) == set(Operation.__struct_fields__)
