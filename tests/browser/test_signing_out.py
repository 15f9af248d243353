"""A phone that several people use, and a queue whose owner leaves."""

import pytest
from playwright.sync_api import expect

from tests.browser.books import operations, path


@pytest.mark.parametrize("network", [False, True], ids=["offline", "online"])
def test_a_queue_waits_for_its_owner_and_others_see_only_that_it_does(server, phone, jobs, network):
    job = jobs("refresh", "invite")
    ana = phone("tech1")
    server.gate.shut()
    ana.go(path(job))
    ana.complete({"Accepted": True})
    ana.says("1 to send")
    if network:
        have_network_but_no_way_to_send(server, ana)
    sign_out(ana)
    server.gate.open()
    before = operations(server)

    ana.sign_in("tech2")
    ana.go("/queue")
    ana.sees("Ana Ruiz has 1 entry on this phone")
    ana.sees_not(job["number"])
    ana.sees_not("Step 1")
    ana.go(path(job))
    ana.step("Invitation accepted")
    assert operations(server) == before

    sign_out_with_nothing_waiting(ana)
    ana.sign_in("tech1")
    ana.go("/queue")
    ana.says("All sent")
    ana.sees("Step 1 done on " + job["number"])
    assert operations(server) == before + 1
    assert server.flask("audit") == []


def have_network_but_no_way_to_send(server, phone) -> None:
    phone.context.route("**/sync", lambda route: route.abort())
    server.gate.open()
    with phone.context.expect_event("requestfailed", lambda request: request.url.endswith("/sync")):
        phone.hear_of_network()
    phone.says("1 to send")


def sign_out(phone) -> None:
    """The first press warns, the second is meant."""
    phone.go("/more")
    button = phone.page.get_by_role("button", name="Sign out")
    button.click()
    phone.sees("1 entry is not sent yet. It stays on this phone")
    button.click()
    phone.page.wait_for_url("**/login")
    phone.context.unroute_all()


def sign_out_with_nothing_waiting(phone) -> None:
    phone.go("/more")
    phone.page.get_by_role("button", name="Sign out").click()
    phone.page.wait_for_url("**/login")
    expect(phone.page.locator("#username")).to_be_visible()
