"""A new version is there: it waits until it is wanted, and the queue is none of its business."""

from playwright.sync_api import expect

from tests.browser.books import operations, path
from tests.browser.next_version import NEXT


def test_a_new_version_waits_to_be_taken_and_leaves_the_queue_alone(server, phone, jobs, deploy):
    job = jobs("refresh", "invite")
    ana = phone("tech1")
    before = operations(server)
    server.gate.shut()
    ana.go(path(job))
    ana.complete({"Accepted": True})
    ana.says("1 to send")

    closed = deploy()
    server.gate.open()
    ready = ana.page.get_by_text("A new version is ready")
    ana.page.reload()
    ana.page.get_by_role("button", name="Note").click()
    ana.page.get_by_label("What should the next person know?").fill("Half a word")
    expect(ready).to_be_visible()
    assert ana.page.get_by_label("What should the next person know?").input_value() == "Half a word"
    ana.page.get_by_role("button", name="Close").click()
    assert version_in_charge(ana) != NEXT

    ana.page.get_by_role("button", name="Use it now").click()
    expect(ready).to_be_hidden()
    assert version_in_charge(ana) == NEXT
    ana.step("Order placed")
    ana.says("1 to send")
    closed.unlink()
    ana.hear_of_network()
    ana.says("All sent")
    assert operations(server) == before + 1
    assert server.flask("audit") == []


def version_in_charge(phone) -> str:
    html = phone.page.evaluate("fetch('/more').then(answer => answer.text())")
    return html.partition("Version ")[2].partition("<")[0]
