"""Without the worker the same forms do the same, and what the rules forbid is said on the page."""

import re
from uuid import uuid4

import pytest

from fieldapp.portable.natives import derive
from fieldapp.sync.audit import faults
from tests.world import PASSWORD


class Browser:
    """A browser without scripts: it reads a page, and posts forms."""

    def __init__(self, app, username: str):
        self.http = app.test_client()
        self.http.post("/login", data={"username": username, "password": PASSWORD})
        self.user = self.http.get("/me").json["user"]

    def post(self, kind: str, page: str, fields: dict, **headers):
        token = re.search(r'name="csrf_token" value="([^"]+)"', self.http.get(page).text)
        hidden = {
            "csrf_token": token[1] if token else "",
            "op": str(uuid4()),
            "user": self.user,
            "back": page,
        }
        return self.http.post(f"/do/{kind}", data=hidden | fields, headers=headers)


@pytest.fixture
def ana(app):
    return Browser(app, "ana")


@pytest.fixture
def job(world):
    yield world.new_job()
    assert faults() == []


def page(job):
    return "/jobs/" + job.partition(":")[2]


def invite(job, **more):
    return {
        "target": job,
        "args.step": "invite",
        "args.evidence.answer": "accepted",
        "expect.op:null": "",
    } | more


def test_a_step_is_completed_and_the_page_is_shown_again(world, job, ana):
    answer = ana.post("step.complete", page(job), invite(job))
    assert (answer.status_code, answer.headers["Location"]) == (303, page(job))
    assert world.step(job, "invite")["by"]["name"] == "Ana"
    assert "Order placed" in ana.http.get(page(job)).text


def test_sending_a_form_twice_is_one_operation(world, job, ana):
    fields = {"target": job, "args.text": "Once", "op": str(uuid4())}
    for _ in range(2):
        assert ana.post("note.add", page(job), fields).status_code == 303
    assert len(world.body(job)["notes"]) == 1


def test_what_is_forbidden_is_said_on_the_page_and_nothing_is_recorded(world, job, ana):
    before = len(world.log())
    answer = ana.post("step.complete", page(job), {"target": job, "args.step": "invite"})
    assert answer.status_code == 422
    assert "this is needed to complete the step" in answer.text
    assert (world.step(job, "invite")["state"], len(world.log())) == ("todo", before)
    assert 'name="anyway"' in answer.text  # a step that was done is a fact, and its way on is there


def test_what_did_happen_is_recorded_all_the_same_where_one_insists(world, job, ana):
    answer = ana.post(
        "step.complete", page(job), {"target": job, "args.step": "invite", "anyway": "1"}
    )
    assert answer.status_code == 303
    assert [one["code"] for one in world.body(job)["disputed"]] == ["disputed"]


def test_a_form_without_its_token_is_refused(world, job, ana):
    answer = ana.http.post(
        "/do/note.add", data={"op": str(uuid4()), "target": job, "args.text": "No"}
    )
    assert answer.status_code == 400
    assert world.body(job)["notes"] == []


def test_a_form_of_a_foreign_page_is_refused(world, job, ana):
    answer = ana.post(
        "note.add", page(job), {"target": job, "args.text": "No"}, Origin="https://evil.example"
    )
    assert answer.status_code == 403
    assert world.body(job)["notes"] == []


def test_another_users_form_is_refused(world, job, ana):
    assert (
        ana.post("note.add", page(job), {"target": job, "args.text": "No", "user": "2"}).status_code
        == 409
    )
    assert world.body(job)["notes"] == []


def test_the_books_are_not_written_by_forms_of_the_floor(ana, job):
    assert ana.post("staff.record", page(job), {"target": "staff:1"}).status_code == 404
    assert ana.post("no.such", page(job), {"target": job}).status_code == 404


@pytest.mark.parametrize("back", ["https://evil.example/", "//evil.example", ""])
def test_a_form_leads_to_no_other_site(job, ana, back):
    answer = ana.post("note.add", page(job), {"target": job, "args.text": "Hi", "back": back})
    assert answer.headers["Location"] == "/work"


@pytest.mark.parametrize(
    ("path", "words"),
    [
        ("/A/NOPE", "Unknown tag NOPE"),
        ("/A/FAR", "Unknown tag FAR"),
        ("/assets/none", "Unknown machine"),
        ("/jobs/none", "Unknown job"),
        ("/orders/none", "Unknown order"),
        ("/nothing", "There is nothing here"),
    ],
)
def test_what_is_not_there_or_not_ones_own_gets_a_sentence(ana, path, words):
    answer = ana.http.get(path)
    assert answer.status_code == 404
    assert words in answer.text


def test_a_label_leads_to_the_job_that_the_machine_is_part_of(job, ana):
    for address in ("/A/M0", "/a/m0", "/A/m0"):
        answer = ana.http.get(address, follow_redirects=True)
        assert answer.request.path == page(job)
    assert ana.http.get("/A/M3").status_code == 200, "and otherwise to the machine"


@pytest.mark.parametrize(
    ("code", "words"),
    [
        ("M0", "Go to step 1"),
        ("http://localhost/A/M0", "Go to step 1"),
        ("HTTP://LOCALHOST/A/M0", "Go to step 1"),
        ("s3", "It is in no open job"),
        ("FAR", "Unknown tag"),
        ("https://elsewhere.example/A/M0", "This label is not ours"),
        ("", "Nothing was read"),
    ],
)
def test_a_scan_leads_to_the_one_next_step_or_says_why_not(job, ana, code, words):
    assert words in ana.http.get("/scan/answer", query_string={"code": code}).text


def test_a_machines_page_shows_its_label(ana):
    assert "/labels/M3.svg" in ana.http.get("/assets/m3").text
    picture = ana.http.get("/labels/M3.svg")
    assert (picture.status_code, picture.mimetype) == (200, "image/svg+xml")


def test_a_body_of_10_mb_gets_a_sentence(ana):
    answer = ana.http.post("/do/note.add", data={"args.text": "x" * (10 * 1024 * 1024)})
    assert answer.status_code == 413
    assert "too large" in answer.text


FORM = "/jobs/new?kind=incident&q=Mary+O"


def incident(**more):
    op = str(uuid4())
    key = derive(op, "job")
    fields = {"op": op, "target": f"job:{key}", "back": f"/jobs/{key}", "stands": FORM, "args.kind": "incident"}
    return fields | {"args.problem": "The lift hall is dark"} | more


def test_an_incident_about_no_person_and_no_machine_is_at_the_site_that_is_named(world, ana):
    assert 'name="args.site" value="1"' in ana.http.get("/jobs/new?kind=incident").text
    fields = incident(**{"args.site": "1"})
    answer = ana.post("job.create", FORM, fields)
    assert (answer.status_code, answer.headers["Location"]) == (303, fields["back"])
    assert world.body(fields["target"])["problem"] == "The lift hall is dark"


def test_a_new_job_that_was_refused_is_still_in_its_form(world, ana):
    before = len(world.log())
    answer = ana.post("job.create", FORM, incident(**{"args.priority": "top"}))
    assert answer.status_code == 422 and len(world.log()) == before
    assert "Name a machine or a person" in answer.text
    assert ">The lift hall is dark</textarea>" in answer.text and 'value="top" selected' in answer.text
    assert 'value="Mary O"' in answer.text and "Nobody of that name" in answer.text
