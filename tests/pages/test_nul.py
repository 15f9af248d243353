"""Addresses and forms with a NUL: a page with a sentence, whichever database there is."""

import pytest

from tests.pages.test_without_worker import Browser, page


@pytest.mark.parametrize("path", ["/A/%00", "/jobs/%00", "/jobs/x?step=%00", "/scan/answer?code=%00", "/search?q=%00", "/supervisor/cases/%00"])  # fmt: skip
def test_an_address_that_no_database_knows_gets_a_page(world, path):
    answer = Browser(world.app, "sam").http.get(path)
    assert answer.status_code in (400, 404) and "<main" in answer.text


def test_nobody_is_called_that(app):
    fields = {"username": "ana\0", "password": "correct horse"}
    assert app.test_client().post("/login", data=fields).status_code == 401


FIELDS = ["op", "target", "back", "expect.op", "after:list", "args.skill", "args.x\0", "user"]


def test_a_form_of_no_page_of_ours_does_nothing(world):
    job, ana = world.new_job(), Browser(world.app, "ana")
    for field in FIELDS:
        fields = {"target": job, "args.minutes:int": "5", "back": "/jobs/%00"} | {field: "\0"}
        assert ana.post("time.add", page(job), fields).status_code in (303, 400, 409, 422), field
    assert ana.http.get(page(job)).status_code == 200


@pytest.mark.parametrize("action", ["add", "change", "password", "disable"])
def test_nobody_is_added_or_changed_by_one(world, action):
    adam = Browser(world.app, "adam")
    given = {"action": action, "id": "1", "username": "new", "name": "New", "password": "long enough words", "roles": "technician", "sites": "1"}  # fmt: skip
    for field in given:
        form = given | {field: "x\0", "csrf_token": token(adam)}
        assert adam.http.post("/admin/staff", data=form).status_code in (303, 400, 422), field


def token(browser) -> str:
    text = browser.http.get("/admin/staff").text
    return text.partition('name="csrf_token" value="')[2].partition('"')[0]
