"""A phone that was lost and found, and one that is too old: what its person and a supervisor see."""

from playwright.sync_api import expect

from tests.browser.books import operations, path
from tests.browser.next_version import NEXT
from tests.browser.test_update import version_in_charge


def work_unheard(server, ana, job):
    """Something done where nothing can be sent."""
    server.gate.shut()
    ana.go(path(job))
    ana.complete({"Accepted": True})
    ana.says("1 to send")


def test_a_lost_phone_gives_up_its_data_and_a_found_one_gets_it_again(server, phone, jobs):
    ana, sam = phone("tech1"), phone("supervisor1")
    job = jobs("refresh", "invite")
    work_unheard(server, ana, job)
    device = next(one["id"] for one in server.flask("devices") if one["username"] == "tech1")
    assert "Revoked." in server.run("devices", "revoke", device)
    server.gate.open()
    ana.hear_of_network()
    head = ana.page.locator("#head")
    expect(head).to_contain_text("A supervisor has revoked this phone. Its data is deleted here.")
    ana.go(path(job))
    expect(head).to_contain_text("What you did is kept: sign in, and it goes to a supervisor")
    expect(ana.page.locator("body")).not_to_contain_text(job["number"])

    ana.offer_password("tech1")
    expect(ana.page.locator("[data-progress-text]")).to_contain_text("no work comes onto it")
    ana.page.get_by_role("link", name="Start working").click()
    expect(head).to_contain_text("What you did went to a supervisor, who decides.")
    (case,) = server.flask("cases")
    assert (case["outcome"], case["author"]["name"]) == ("held", "Ana Ruiz")

    sam.go("/supervisor/sync")
    sam.page.get_by_text("Allow again").click()
    sam.page.get_by_role("button", name="Allow this phone").click()
    expect(sam.page.get_by_text("Allow again")).to_have_count(0)
    ana.page.reload()
    ana.hear_of_network()
    expect(head).not_to_contain_text("has revoked")
    ana.go(path(job))
    ana.title(job["number"])
    assert server.flask("audit") == []


def test_an_app_that_is_too_old_says_so_and_its_queue_goes_with_the_new_one(
    server, phone, jobs, deploy
):
    ana, job = phone("tech1"), jobs("refresh", "invite")
    before = operations(server)
    work_unheard(server, ana, job)
    (server.instance / "strict").touch()
    closed = deploy()
    closed.unlink()
    server.gate.open()
    ana.hear_of_network()
    expect(ana.page.locator("#head")).to_contain_text("A newer version is needed.")
    ana.says("1 to send")
    assert operations(server) == before
    ana.page.get_by_role("button", name="Use it now").click()
    expect(ana.page.locator("#head")).not_to_contain_text("A newer version is needed.")
    ana.says("All sent")
    assert version_in_charge(ana) == NEXT
    assert operations(server) == before + 1
    assert server.flask("audit") == []
