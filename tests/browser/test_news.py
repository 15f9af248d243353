"""What the phone hears while its page lies open."""

from tests.browser.books import path
from tests.browser.conftest import find_job

NEWS = """kinds => { for (const type of kinds)
    navigator.serviceWorker.dispatchEvent(new MessageEvent("message", { data: { type } })) }"""


def test_news_that_come_all_at_once_are_all_shown(shared_phone):
    one = shared_phone("tech1")
    one.go("/queue")
    one.says("All sent")
    for kinds in (["status", "status", "changed"], ["changed", "status", "changed", "status"]):
        one.page.evaluate("document.querySelector('#page .lead').textContent = 'As it was'")
        one.page.evaluate(NEWS, kinds)
        one.sees("Everything is sent")


def test_while_something_is_typed_only_the_line_of_state_follows(shared_phone):
    one = shared_phone("tech1")
    one.go("/search?q=lat")
    one.page.get_by_label("What are you looking for?").fill("half a wo")
    one.page.evaluate("document.querySelector('#status').textContent = 'As it was'")
    one.page.evaluate(NEWS, ["status", "changed"])
    one.says("All sent")
    assert one.page.get_by_label("What are you looking for?").input_value() == "half a wo"


def test_a_page_left_open_asks_for_no_more_than_its_news(shared_phone):
    one = shared_phone("tech1")
    one.go("/work")
    one.says("All sent")
    one.page.evaluate(
        "addEventListener('htmx:before:request', () => { window.asked = (window.asked ?? 0) + 1 })"
    )
    one.page.evaluate(NEWS, ["changed"])
    one.page.wait_for_timeout(1500)
    assert one.page.evaluate("window.asked") < 6


def test_why_a_form_was_not_taken_stays_while_the_line_of_state_changes(
    shared_server, shared_phone
):
    one = shared_phone("tech1")
    one.go(path(find_job(shared_server, "refresh", "invite")))
    one.page.get_by_role("button", name="Note", exact=True).click()
    opened = one.page.locator("[popover]:popover-open")
    opened.get_by_label("What should the next person know?").fill("   ")
    one.press(opened.get_by_role("button", name="Add note"))
    one.sees("Fill in the note")
    for kinds in (["status"], ["changed", "status"], ["changed"]):
        one.page.evaluate("document.querySelector('#status').textContent = 'As it was'")
        one.page.evaluate(NEWS, kinds)
        one.says("All sent")
    one.sees("Fill in the note")
