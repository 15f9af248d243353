"""Old browsers: no worker, or no script at all. The same forms, the same merge."""

import pytest
from playwright.sync_api import expect

from tests.browser.books import document, operations, path, step_of

BROWSERS = {
    "no worker": {"service_workers": "block"},
    "no script": {"service_workers": "block", "java_script_enabled": False},
}


@pytest.fixture(params=BROWSERS.values(), ids=BROWSERS)
def ana(phone, request):
    one = phone(**request.param)
    one.offer_password("tech1")
    one.title("Welcome")
    return one


def test_a_step_a_note_and_the_wrong_machine(server, ana, jobs):
    job = jobs("refresh", "pickup", "Ana Ruiz")
    tag = job["assets"]["incoming"]["tag"]
    before = operations(server)
    ana.go(path(job))
    ana.complete({"Scan the new machine": "wrong"})
    ana.sees("WRONG is not the machine for this step")
    ana.sees("Nothing was recorded")
    assert operations(server) == before

    ana.go(path(job))
    ana.complete({"Scan the new machine": tag.lower()})
    ana.step("Clone the software")
    ana.sheet("Note", "Add note", {"What should the next person know?": "The desk is locked"})
    ana.sees("The desk is locked")
    ana.sees_not("On this phone")
    assert operations(server) == before + 2
    assert step_of(document(server, job["id"]), "pickup")["by"]["name"] == "Ana Ruiz"
    ana.go("/queue")
    ana.sees("everything is saved on the server at once")
    expect(ana.page.get_by_role("button", name="Send now")).to_have_count(0)
    assert server.flask("audit") == []


def test_the_scanner_takes_what_is_typed(server, ana, jobs):
    job = jobs("refresh", "copy")
    ana.look_up(job["assets"]["outgoing"]["tag"].lower())
    expect(ana.page.locator("body")).to_contain_text(f"Part of {job['number']}")
    ana.page.get_by_role("button", name="Go to step 8: Copy data").click()
    ana.step("Copy data")
