"""Every template filled with samples: sound HTML, labelled, nothing that the policy forbids."""

from collections import Counter
from html.parser import HTMLParser
from importlib import import_module
from pathlib import Path

import jinja2
import pytest

from fieldapp.billing import said
from fieldapp.screens import ROUTES, filters, notfound
from fieldapp.screens.codes import read_code
from fieldapp.screens.wiping import record_view
from tests.screens import samples as s

TEMPLATES = Path(__file__).resolve().parents[2] / "fieldapp" / "templates"
OFFICE = s.here("/x", who=s.user("supervisor", "manager", "admin"), csrf="token")
PERSON = s.plain(
    s.d.Person(id="person:3", name="Mary", site=s.d.Named(id="4", name="Oak"), vip=True)
)
HOLD = {"id": "h", "op": s.uid("hold"), "reason": "On leave", "since": s.NOW, "until": "2026-12-01"}
KIM = {"id": "9", "name": "Kim Lee", "op": s.uid("kim's")}
HELD = s.job(done=5, state="held", hold=HOLD | {"by": {"id": "7", "name": "Jo Smith"}})
PROBLEM = {"code": "disputed", "message": "NEWONE is not the machine.", "op": s.uid("p"), "fact": True}
PROBLEM |= {
    "kind": "step.complete",
    "fields": [["args.step", "copy"], ["args.evidence.outgoing", "NEWONE"]],
}
CLOCKED, TIMED = s.clocked()
TIGHT = {
    **dict.fromkeys(["id", "number", "title", "who", "has_it", "hold", "clock", "words", "rule"], "1"),
    "vip": True, "due_at": s.NOW, "late": False, "soon": True, "left": 75, "amount": 250, "currency": "USD",
}
PART = {"count": 120, "since": 50, "until": 100, "before": "/b", "after": "/a"}
FLOWS = {kind: s.workflow(kind) for kind in ("cascade", "refresh", "wipe")}
UNKNOWN = {**read_code('<b>&"', []), "text": '<b>&"', "asset": None}
SCANNED = {"scanned": {**read_code("OLDONE", []), "asset": s.asset()}}
COUNTED = s.d.CountedMachine(id=s.uid("OLDONE"), tag="OLDONE", belongs="Store 2")
COUNT = s.plain(
    s.d.Count(
        id="count:1", what="room", place="Floor 3", site=s.d.Named(id="4", name="Oak"), at=s.NOW, by=s.JO, op="o",
        found=[COUNTED], missing=[COUNTED], elsewhere=[COUNTED], unknown=["<b>"], where="48.14,11.58",
    )
)  # fmt: skip
NO_TALLY = {"running": None, "lines": [], "machines": [], "people": []}
MARK = {"mark": "m", "at": s.NOW, "here": False, "jobs": []}
TALLY = {
    "running": {"purpose": "room", "place": "Floor 3", "site": "4"},
    "lines": [MARK | SCANNED["scanned"], MARK | UNKNOWN | {"mark": "n"}],
    "machines": [s.asset(), s.asset("GONE", place="Floor 3")],
    "people": [PERSON],
}
RECENT = {
    "scans": [{**SCANNED["scanned"], "text": "OLDONE", "at": s.NOW}, UNKNOWN | {"at": s.NOW}],
    "counting": True,
}
AROUND = {"workflows": FLOWS, "sites": [s.site()]}

WIPED = {
    "assets": {"outgoing": s.asset(legal=[s.legal(), s.legal(id="i", erased_at=s.NOW)])},
    "erasures": [s.erasure(), s.erasure(id="erasure:2", state="failed"), s.erasure(id="erasure:3")],
}
WIPED["erasures"][2]["verification"] = None

# A name, the screen, what was found, and how it was asked for.
ARRIVED = {"sites": [s.site()], "orders": [s.order()], "deliveries": [s.delivery()]}
SCREENS = {
    "work": (
        "work",
        {"jobs": [s.job(done=7), HELD, s.job("free", assignee=None)], "sites": []},
        {},
    ),
    "queue of jobs": ("worklist", {"jobs": [s.job("free", assignee=None)], "recent": RECENT}, {"params": {"id": "queue"}}),
    "on hold": ("worklist", {"jobs": [HELD], "recent": RECENT}, {"params": {"id": "hold"}}),
    "by floor": ("worklist", {"jobs": [HELD, s.job("two")], "recent": RECENT}, {"params": {"id": "walk"}}),
    "work, nothing": ("work", {"jobs": [], "sites": []}, {}),
    "job": (
        "job",
        s.found_for(s.job(done=7), order=s.order()),
        {"pending": {s.uid("done invite"): "queued"}},
    ),
    "incident, nobody called": ("job", s.found_for(s.free("new", "repair"), site=s.site(types={"a": ["incident"], "b": ["wipe"]})), {}),
    "incident, at a step": ("job", s.found_for(s.free("at", "repair", answered=True, attempts=[s.tried(True)])), {}),
    "incident, nothing picked": ("job", s.found_for(s.free("none", answered=True, attempts=[s.tried(True)])), {}),
    "incident, all done": ("job", s.found_for(s.free("end", "repair!", answered=True), site=s.site(types={"a": ["incident"], "b": ["wipe"]})), {}),
    "incident, resolved": ("job", s.found_for(s.free("said", "repair!", answered=True, resolved_at=s.NOW)), {"who": s.user("supervisor")}),
    "job, just done": (
        "job",
        s.found_for(s.job(done=7), waiting=[s.entry(message="Waits for step 4.")]),
        {"done": {"op": s.uid("done schedule"), "kind": "step.complete", "step": "schedule"}},
    ),
    "job, wrong machine": ("job", s.found_for(s.job(done=7)), {"problem": PROBLEM}),
    "job, held": ("job", s.found_for(HELD), {}),
    "job, in parts": ("job", s.found_for(s.job(done=9)), {}),
    "software": (
        "software",
        {
            "job": s.job(done=5) | {"software": [s.decided(visio="missing")]},
            "site": s.site(),
            "assets": {},
            "software": {
                "outgoing": s.software(("<b>Firefox", "9"), ("Visio", "1"), ("Git", "2")),
                "incoming": s.software(("<b>Firefox", "10"), ("Git", "2"), ("Teams", "1")),
            },
        },
        {},
    ),
    "job, lists elsewhere": ("job", s.found_for(s.job(done=5, assignee=KIM), assets={one: s.asset(one) for one in ("outgoing", "incoming")}), {}),
    "software, elsewhere": ("software", {"job": s.job(done=5, assignee=KIM), "site": s.site(), "assets": {one: s.asset(one) for one in ("outgoing", "incoming")}, "software": {}}, {}),
    "software, no lists": ("software", {"job": s.job(), "site": s.site(), "assets": {}, "software": {}}, {}),
    "bench": (
        "bench",
        {
            "machines": [
                s.asset("ONE", state="in_build", jobs=[s.uid("one")], runs=[s.run(20)]),
                s.asset("TWO", state="in_build", jobs=[s.uid("two")], runs=[s.run(200)]),
                s.asset("<b>", state="collected"),
            ],
            "jobs": [s.job("one", done=5), s.job("two", done=5)],
            "workflows": FLOWS,
        },
        {},
    ),
    "day": (
        "day",
        {
            "jobs": [
                s.job("one", done=2) | {"steps": [one | ({"at": s.NOW} if one["at"] else {}) for one in s.job(done=2)["steps"]]},
                HELD | {"hold": HELD["hold"] | {"until": "2026-11-23"}},
            ],
            "machines": [s.asset(custody={"type": "technician", "id": "7", "name": "Jo", "since": s.NOW, "op": None})],
            "queue": s.queue(waiting=[s.entry()])["queue"],
        },
        {},
    ),
    "day, settled": ("day", {"jobs": [], "machines": [], "queue": s.queue()["queue"]}, {}),
    "calendar": (
        "calendar",
        {
            "jobs": [
                s.job("one", scheduled_at=s.NOW, scheduled_minutes=60),
                s.job("two", scheduled_at=s.NOW, scheduled_minutes=None, vip=True),
                HELD | {"scheduled_at": "2026-11-25T09:00:00.000Z"},
            ],
            "sites": [s.site()],
        },
        {},
    ),
    "job, for others": ("job", s.found_for(s.job(done=2)), {"query": {"step": "receive"}}),
    "job, new machine": ("job", s.found_for(s.job(done=3)), {"who": s.user("supervisor")}),
    "job, on legal hold": ("job", s.found_for(s.job(done=9), **WIPED), {"who": s.user("supervisor")}),
    "job, silent": ("job", s.found_for(s.job(done=9)), {"heard": "2026-11-01T00:00:00.000Z"}),
    "clocks": ("clocks", {"job": CLOCKED, "site": TIMED}, {"who": s.user("supervisor")}),
    "clocks, none": ("clocks", {"job": s.job(), "site": None}, {}),
    "asset, wiped": (
        "asset",
        {"asset": s.asset(legal=[s.legal()]), "jobs_of_asset": [], "erasure": [s.erasure()]},
        {},
    ),
    "job, closed": ("job", s.found_for(s.job(done=10, state="closed", closed_at=s.NOW)), {}),
    "wipe": ("job", s.found_for(s.job(kind="wipe", done=2)), {"csrf": "token"}),
    "asset": ("asset", {"asset": s.asset(), "jobs_of_asset": [s.job()]}, {}),
    "asset, new": ("asset", {"asset": s.asset("NEWONE", state="in_build"), "jobs_of_asset": [s.job(done=5, order="o")]}, {}),
    "scan": ("scan", {"job": None, "recent": RECENT}, {}),
    "scan, sent": (
        "scan",
        {"job": s.job(done=7), "recent": RECENT},
        {"query": {"for": s.uid("one"), "step": "copy", "need": "outgoing", "fill.incoming": "N"}},
    ),
    "answer": (
        "scan_answer",
        {**SCANNED, **AROUND, "jobs_of_asset": [s.job()], "orders": [], "job": None},
        {},
    ),
    "count, nothing yet": ("count", {**AROUND, "tally": NO_TALLY, "jobs": []}, {}),
    "count, which room": (
        "count",
        {**AROUND, "tally": NO_TALLY | {"machines": [s.asset(place="Store")]}, "jobs": []},
        {"query": {"purpose": "room"}},
    ),
    "count, no worker": (
        "count",
        {**AROUND, "tally": NO_TALLY, "jobs": []},
        {"worker": False, "csrf": "token"},
    ),
    "count, running": (
        "count",
        {**AROUND, "tally": TALLY, "jobs": []},
        {"query": {"last": "new", "mark": "m"}},
    ),
    "counts": ("counts", {"counts": [COUNT, COUNT | {"id": "count:2"}]}, {}),
    "count result": ("count_result", {"count": COUNT}, {}),
    "scan check": (
        "scan_check",
        {**SCANNED, "job": s.job(done=7)},
        {"query": {"for": s.uid("one"), "step": "copy", "need": "incoming"}},
    ),
    "queue": (
        "queue",
        s.queue(
            waiting=[s.entry()],
            attention=[s.case()],
            deciding=[s.case(outcome="held", code="disputed")],
            sent=[s.entry(state="applied")],
            setaside=[s.entry(state="aside", target="")],
        ),
        {},
    ),
    "queue, no worker": ("queue", s.queue(), {"worker": False}),
    "receiving": (
        "receiving",
        {
            "orders": [s.order(vip=True, state="partly")],
            "jobs": [],
            "deliveries": [s.delivery()],
            "boxes": [s.box(), s.box("two", state="unexpected", order=None)],
        },
        {"who": s.user("receiving")},
    ),
    "delivery": (
        "delivery",
        {**ARRIVED, "boxes": [s.box(), s.box("two", twice=True)]},
        {"who": s.user("receiving"), "params": {"id": s.KEY_OF_DELIVERY}},
    ),
    "delivery, nothing yet": (
        "delivery",
        {**ARRIVED, "deliveries": [], "boxes": []},
        {"query": {"serial": "SN9", "order": s.uid("order one")}},
    ),
    "box": ("box", {"box": s.box(twice=True), "orders": [s.order()]}, {}),
    "box, no order": ("box", {"box": s.box(state="unexpected", order=None), "orders": []}, {}),
    "new order": ("order_new", {"sites": [s.site()], "jobs": [s.job(done=1)]}, {}),
    "order": (
        "order",
        {**s.found_for(s.job(done=2)), "order": s.order()},
        {"who": s.user("receiving")},
    ),
    "search": (
        "search",
        {"search": [s.job(), s.asset(), s.order(), PERSON]},
        {"query": {"q": "m"}},
    ),
    "new job": ("new_job", {"workflows": FLOWS, "named": {}, "people": [], "sought": {}, "sites": [s.site()]}, {}),
    "new job, ready": (
        "new_job",
        {"workflows": FLOWS, "named": {"machine": s.asset()}, "people": [PERSON], "sought": {}, "sites": [s.site()]},
        {"query": {"kind": "cascade", "asset.machine": "OLDONE", "q": "m"}},
    ),
    "more": (
        "more",
        {"sites": [s.site()], **s.queue(waiting=[s.entry()])},
        {"who": s.user("manager")},
    ),
}
CASE = {"id": "1", "label": "", "author": "Jo", "at": s.NOW, "kind": "step.complete", "path": "/x"}
CASE |= {"mine": True, "state_words": "Not accepted", "message": "No.", "payload": "{}"}
DEVICE = {
    "id": s.uid("device"),
    "user": "Jo",
    "username": "tech1",
    "app": "1",
    "last_contact": s.NOW,
}
DEVICE |= {"queue": 3, "photos": 1, "oldest": s.NOW, "lost": 1, "silent": True}
DEVICE |= {"clock": "5 min ahead", "jumped": True, "revoked_at": None}
BAR = {"x": 1, "hour": "10:00", "total": 2, "counted": 1, "held": 1, "refused": 0}
BAR |= {"parts": [{"name": "held", "y": 30, "height": 30}]}
CHARGE = {
    "id": "1",
    "at": s.NOW,
    "job": "1",
    "number": "R-1",
    "words": "Refresh closed",
    "why": "By rule",
    "units": "1.5",
    "money": "",
}
STAFF = {"id": "7", "username": "tech1", "name": "Jo", "roles": ["admin"], "sites": ["4"]}
RECORD = record_view(s.erasure(), OFFICE, s.ZONE) | {"key": "1", "job": "1", "number": "R-1", "site": "Oak"}
LOG = {"sha": "0" * 64, "name": "wipe.log", "format": "nwipe", "tool": "nwipe", "version": "0.37", "drives": [1]}
SERVED = {
    "login.html": {
        "here": s.here("/login") | {"user": None},
        "error": "Wrong.",
        "username": "",
        "next": "",
    },
    "welcome.html": {
        "here": s.here(),
        "home": "/work",
        "unsent": [{"queued": 3, "last_contact": s.NOW}],
    },
    "offline.html": {"here": s.here()},
    "error.html": {"here": s.here() | {"user": None}, "code": 404, "sentence": "", "advice": ""},
    "supervisor_sync.html": {
        "here": OFFICE,
        "sentence": "1 phone",
        "cases": [CASE],
        "devices": [DEVICE, DEVICE | {"id": s.uid("other"), "revoked_at": s.NOW}],
        "bars": [BAR],
    },
    "supervisor_file.html": {
        "here": OFFICE,
        "lines": [{"id": "1", "label": "Note on R-1", "words": "counted", "message": None}],
        "signed": False,
        "counts": "1 entry: 1 counted",
        "problem": "",
    },
    "locked.html": {"here": s.here(), "days": 30},
    "contract.html": {
        "here": OFFICE, "done": True,
        "contract": {"name": "Oak", "client": "MetLife", "zone": s.ZONE},
        "key": "1",
        "allotments": [
            {
                **dict.fromkeys(["starts", "span", "bought", "used", "reversed", "reserved", "left", "free", "buy_back", "forecast"], "1"),
                "runs": True,
                "likely": ["1", "1", "2"],
                "unpriced": "",
                "alarms": ["It runs out."],
                "picture": "<svg></svg>",
                "table": {"head": ["Day", "Left"], "rows": [["1", "2"]]},
            }
        ]
        * 2,
        "part": PART,
        "ledger": [CHARGE | {"id": "e1", "reverses": True}],
        "others": [{"id": "2", "name": "Elm"}],
    },
    "supervisor_wiping.html": {
        "here": OFFICE,
        "problem": "No.",
        "sought": [{"target": "asset:1", "name": "OLDONE", "what": "this machine"}],
        "held": [
            {
                "target": "asset:1",
                "hold": s.legal(),
                "name": "OLDONE",
                "lines": [{"id": "1", "name": "OLDONE", "erased": "It was wiped."}],
            }
        ],
        "waiting": [
            {"job": "1", "number": "R-1", "name": "OLDONE", "since": s.NOW, "holder": "Jo", "held": True}
        ],
        "again": [RECORD],
        "uncertified": [RECORD],
        "certificates": [
            {
                "number": "CE-1001",
                "issued_at": s.NOW,
                "by": "Sam",
                "machines": "OLDONE",
                "keys": ["1"],
                "replaced_by": "",
                "bad": True,
                "sha256": "0" * 64,
            }
        ],
    },
    "supervisor_clocks.html": {
        "here": OFFICE,
        "only": "4",
        "groups": [
            {
                "key": "4", "name": "Oak", "zone": s.ZONE, "late": 1, "soon": "1", "part": PART,
                "at_stake": ["250.00 USD"],
                "rows": [TIGHT, TIGHT | {"left": None, "late": True, "amount": None, "has_it": ""}],
            },
            {**dict.fromkeys(["key", "name", "zone"], "5"), "late": 0, "soon": "0", "part": PART | {"before": "", "after": ""}, "at_stake": [], "rows": []},
        ],
    },
    "site_hours.html": {
        "here": OFFICE,
        "problem": "No.",
        "done": "",
        "site": TIMED,
        "key": "4",
        "days": [{"name": "mon", "title": "Monday", "hours": "09:00–17:00"}],
        "holidays": "2026-12-25 Christmas Day",
        "closures": [TIMED["calendar"]["closures"][0] | {"op": "1"}],
        "earlier": [{"before": "2026-11-01", "hours": {}}],
        "missing": [2027],
        "others": [("5", "Elm")],
    },
    "certificate_check.html": {
        "here": s.here("/c/CE-1001") | {"user": None},
        "number": "CE-1001",
        "good": True,
        "certificate": {
            "number": "CE-1001",
            "client": "MetLife",
            "site": {"name": "Oak"},
            "issued_at": s.NOW,
            "by": {"name": "Sam"},
            "replaces": "CE-1000",
            "replaced_by": None,
            "reason": "The client's name",
            "sha256": "0" * 64,
            "erasures": [s.erasure()],
        },
    },
    "eraser_log.html": {
        "here": OFFICE,
        "job": s.job() | {"eraser_logs": [LOG]},
        "key": "1",
        "problem": "No.",
    },
    "contracts.html": {"here": OFFICE, "contracts": [{"id": "2", "name": "Elm", "client": "X"}]},
    "admin_staff.html": {
        "here": OFFICE,
        "staff": [STAFF | {"active": True, "me": True}],
        "roles": [{"id": "admin", "name": "Admin"}],
        "sites": [{"id": "4", "name": "Oak"}],
        "message": "Done.",
        "error": None,
    },
}


@pytest.fixture(scope="module")
def jinja():
    env = jinja2.Environment(
        loader=jinja2.FileSystemLoader(TEMPLATES),
        autoescape=True,
        trim_blocks=True,
        lstrip_blocks=True,
        undefined=jinja2.StrictUndefined,
    )
    env.filters.update(filters.FILTERS | said.FILTERS)
    env.globals["url_for"] = lambda endpoint, **values: "/".join(["", endpoint, *values.values()])
    env.globals["static_url"] = lambda name: "/static/build/" + name
    return env


def page_of(jinja, screen, found, about):
    template = next(route["template"] for route in ROUTES if route["screen"] == screen)
    around = s.here(f"/{screen}", **about)
    context = import_module(f"fieldapp.screens.{screen}").page(found, around)
    return jinja.get_template(template).render(here=around, **context)


FRAGMENTS = ["answer", "scan check"]


def pages(jinja):
    for name, given in SCREENS.items():
        yield name, page_of(jinja, *given)
    for name, context in SERVED.items():
        yield name, jinja.get_template(name).render(context)
    gone = s.here("/A/X")
    yield (
        "notfound",
        jinja.get_template("notfound.html").render(here=gone, **notfound.page({}, gone)),
    )


class Reader(HTMLParser):
    """The tags of a page, and what is wrong with their nesting."""

    VOID = {"meta", "link", "input", "img", "br", "rect", "hr"}

    def __init__(self, html):
        super().__init__()
        self.tags, self.open, self.wrong, self.inside = [], [], [], []
        self.feed(html)
        self.close()

    def handle_starttag(self, tag, attrs):
        self.tags.append((tag, dict(attrs), list(self.open)))
        if tag not in self.VOID:
            self.open.append(tag)

    def handle_endtag(self, tag):
        if tag in self.VOID:
            return
        if not self.open or self.open.pop() != tag:
            self.wrong.append((tag, self.getpos()))

    def all(self, tag):
        return [attrs for name, attrs, _ in self.tags if name == tag]


def test_every_page_is_sound(jinja):
    for name, html in pages(jinja):
        reader = Reader(html)
        assert not reader.wrong and not reader.open, (name, reader.wrong, reader.open)
        ids = Counter(attrs["id"] for _, attrs, _ in reader.tags if "id" in attrs)
        assert not [one for one, count in ids.items() if count > 1], name
        if name not in FRAGMENTS:
            assert len(reader.all("h1")) == 1 and len(reader.all("main")) == 1, name


def test_nothing_is_there_that_the_policy_forbids(jinja):
    for name, html in pages(jinja):
        for tag, attrs, _ in Reader(html).tags:
            forbidden = [one for one in attrs if one == "style" or one.startswith(("on", "hx-on"))]
            assert not forbidden and tag != "style", (name, tag, forbidden)
            assert tag != "script" or attrs.get("src"), name
            assert not (attrs.get("href") or "").startswith("javascript:"), name


def test_every_field_has_a_label(jinja):
    for name, html in pages(jinja):
        reader = Reader(html)
        labels = {attrs.get("for") for attrs in reader.all("label")}
        for tag, attrs, around in reader.tags:
            if tag in ("input", "select", "textarea") and attrs.get("type") != "hidden":
                assert attrs.get("id") in labels or "label" in around, (name, attrs)


def test_what_is_described_elsewhere_is_there(jinja):
    for name, html in pages(jinja):
        reader = Reader(html)
        ids = {attrs["id"] for _, attrs, _ in reader.tags if "id" in attrs}
        for _, attrs, _ in reader.tags:
            for one in ("aria-labelledby", "aria-describedby", "popovertarget", "list"):
                assert set((attrs.get(one) or "").split()) <= ids, (name, attrs)


def test_every_form_of_an_operation_says_which_who_on_what_and_where_to(jinja):
    for name, html in pages(jinja):
        for form in html.split("<form")[1:]:
            if "/do.kind/" in form.split(">")[0]:
                for field in ("op", "user", "target", "back"):
                    if "again" not in name and "problem-here" not in form:
                        assert f'name="{field}"' in form, (name, form[:200])


def test_each_operation_has_an_id_of_its_own(jinja):
    for name, html in pages(jinja):
        ops = [attrs["value"] for attrs in Reader(html).all("input") if attrs.get("name") == "op"]
        assert len(ops) == len(set(ops)), name


def test_an_open_step_has_exactly_one_button_that_completes_it(jinja):
    for name in ("job", "job, held", "job, in parts", "job, new machine", "wipe", "order"):
        assert page_of(jinja, *SCREENS[name]).count(">Complete step</button>") == 1, name
    assert "Complete step" not in page_of(jinja, *SCREENS["job, for others"])


def test_what_people_typed_is_shown_as_text(jinja):
    evil = '<script>alert("x")</script>'
    nasty = s.job(
        title=evil, notes=[{"op": s.uid("n"), "by": {"id": "7", "name": evil}, "at": s.NOW}]
    )
    nasty["notes"][0] |= {"text": evil, "about": None, "voided": False}
    html = page_of(jinja, "job", s.found_for(nasty), {})
    assert evil not in html and "&lt;script&gt;" in html


def test_a_vip_is_marked_in_words_wherever_they_are(jinja):
    vip = s.job(vip=True, person=s.plain(s.customer(vip=True)))
    assert "VIP" in page_of(jinja, "work", {"jobs": [vip], "sites": []}, {})
    assert "VIP" in page_of(jinja, "job", s.found_for(vip), {})
    assert "VIP" in page_of(jinja, *SCREENS["receiving"])


def test_nothing_but_the_state_says_offline(jinja):
    offline = {"status": s.status("offline", 3)}
    for name, (screen, found, about) in SCREENS.items():
        html = page_of(jinja, screen, found, {**about, **offline})
        assert html.count("Offline") == (0 if name in FRAGMENTS else 1), name
        assert "disabled" not in html, name


def test_our_own_jargon_is_on_no_page(jinja):
    for name, html in pages(jinja):
        for word in ("outbox", "replica", "payload"):
            assert word not in html, (name, word)


def test_no_import_hides_what_the_screen_says(jinja):
    for name, (screen, found, about) in SCREENS.items():
        template = next(route["template"] for route in ROUTES if route["screen"] == screen)
        context = import_module(f"fieldapp.screens.{screen}").page(found, s.here(**about))
        tree = jinja.parse((TEMPLATES / template).read_text())
        imported = {node.target for node in tree.find_all(jinja2.nodes.Import)}
        assert not imported & set(context), name


def test_an_incident_has_one_big_button_and_its_catalogue_only_where_it_comes_next(jinja):
    for name, html in pages(jinja):
        if name.startswith("incident,"):
            reader = Reader(html)
            big = [around for _, attrs, around in reader.tags if "main big" in (attrs.get("class") or "")]
            assert len([around for around in big if "details" not in around]) == (0 if "picked" in name else 1), name
            picks = [around for _, attrs, around in reader.tags if attrs.get("value") == "training"]
            assert any("details" not in around for around in picks) == ("picked" in name), name
