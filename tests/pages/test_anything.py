"""Bad input by form and by address: a sentence each time, nothing half done, and never a crash."""

from uuid import uuid4

import pytest

from fieldapp.portable.natives import derive
from fieldapp.sync.audit import faults
from tests.pages.test_without_worker import Browser, page


@pytest.fixture
def ana(app):
    yield Browser(app, "ana")
    assert faults() == []


@pytest.fixture
def job(world):
    return world.new_job()


ODD_FIELDS = [
    {},
    {"target": "JOB"},
    {"target": ""},
    {"target": "nothing"},
    {"target": "x" * 500},
    {"target": "JOB", "args.text": "Hi", "op": "x" * 500},
    {"target": "JOB", "args.text": "Hi", "op": "not-a-uuid"},
    {"target": "JOB", "args.text": ""},
    {"target": "JOB", "args.text": "x" * 4001},
    {"target": "JOB", "args.text": "Hi", "args": "flat"},
    {"target": "JOB", "args.text": "Hi", "args.text.more": "deeper"},
    {"target": "JOB", "args.text": "Hi", "expect": "flat"},
    {"target": "JOB", "args.text": "Hi", "after": "flat"},
    {"target": "JOB", "args.text": "Hi", "after:list": "x" * 500},
    {"target": "JOB", "args.text:list": "Hi"},
    {"target": "JOB", "args.text:int": "Hi"},
    {"target": "JOB", "args.:": "Hi"},
    {"target": "JOB", "args..": "Hi"},
    {"target": "JOB", "args.__proto__.x": "Hi"},
    {"target": "JOB", "args.text": "Hi", "args.when:local": "yesterday", "zone": "Nowhere/At_all"},
    {"target": "JOB", "args.text": "🖥 \u0000 \u2028"},
    {"target": "JOB", "args.text": "Hi", "back": "/jobs/none?x=%zz&y&=z"},
    {"target": "JOB", "args.text": "", "back": "/search?q"},
    {"target": "JOB", "args.text": "", "back": "/jobs/"},
    {"target": "JOB", "args.text": "", "back": "/no/such/page"},
]


@pytest.mark.parametrize("kind", ["note.add", "step.complete", "time.add"])
def test_an_odd_form_gets_an_answer_that_is_a_page(job, ana, kind):
    for odd in ODD_FIELDS:
        fields = {name: job if value == "JOB" else value for name, value in odd.items()}
        answer = ana.post(kind, page(job), fields)
        assert answer.status_code in (303, 400, 404, 422), odd
        if answer.status_code == 303:
            assert ana.http.get(answer.headers["Location"]).status_code in (200, 404), odd
        else:
            assert "<main" in answer.text, odd
    assert ana.http.get(page(job)).status_code == 200


def test_what_an_odd_form_says_is_not_half_recorded(world, job, ana):
    before = world.body(job)
    for text in ("", " ", "x" * 4001):
        answer = ana.post("note.add", page(job), {"target": job, "args.text": text})
        assert answer.status_code == 422
        assert 'role="alert"' in answer.text or "problem" in answer.text
    assert world.body(job) == before
    assert [row for row in world.log() if row["kind"] == "note.add"] == []


def test_a_job_is_made_by_form_as_by_phone(world, job, ana):
    op = str(uuid4())
    new = f"job:{derive(op, 'job')}"
    fields = {"op": op, "target": new, "args.kind": "wipe", "args.assets.machine": "m4"}
    assert ana.post("job.create", page(job), fields).status_code == 303
    made = world.body(new)
    assert (made["number"], made["assets"]["machine"]["tag"]) == ("W-1001", "M4")


ODD_ADDRESSES = [
    "/A/%00", "/A/%ff%fe", "/A/..%2f..", "/A/" + "x" * 3000, "/a/%F0%9F%96%A5", "/jobs/%00", "/jobs/job:", "/jobs/none?step=%00",
    "/jobs/new?kind=none", "/jobs/new?kind=refresh&asset.outgoing=%00", "/jobs/new?for=none&asset.=x", "/assets/asset:", "/orders/order:%00",
    "/scan/answer", "/scan/answer?code=http://[", "/scan/answer?code=http://[::1", "/scan/answer?code=//x", "/scan/answer?code=http://localhost/A/",
    "/scan/answer?code=http://localhost/A/%25zz", "/scan/answer?code=" + "9" * 3000, "/scan/answer?for=none&code=M0", "/search?q=" + "%25" * 500,
    "/search?q=%00", "/search?q=(", "/labels/none.svg", "/labels?asset=%00&roll=x&sheet=none&start=-1", "/labels?tags=%00%ff&start=99999", "/labels/sheet.pdf", "/labels/sheet.zpl?asset=none", "/labels/sheet.exe", "/labels/%00.svg", "/contracts/none", "/contracts/%00", "/queue?x[]=1", "/work?zone=x",
    "/more?" + "a=b&" * 300, "/login?next=%00", "/welcome?next=//evil.example", "/nothing/%2e%2e/%00",
]  # fmt: skip


@pytest.mark.parametrize("who", ["ana", "sam"])
def test_an_odd_address_gets_a_page(app, job, who):
    browser = Browser(app, who)
    for path in ODD_ADDRESSES:
        answer = browser.http.get(path)
        assert answer.status_code in (200, 302, 303, 400, 403, 404), path
        if answer.status_code not in (302, 303) and answer.mimetype == "text/html":
            assert "<main" in answer.text or "answer-card" in answer.text, path


def test_contracts_of_others_are_not_shown(app):
    assert Browser(app, "charlie").http.get("/contracts/1").status_code == 403
