"""All that stands around a step, with no network: kept and said so, then sent, then on other phones."""

from playwright.sync_api import expect

from tests.browser.books import document, path, step_of

KEPT = "On this phone, will send"


def test_what_is_done_offline_is_kept_then_sent_then_seen_by_others(server, phone, jobs):
    job = jobs("refresh", "order", "Ana Ruiz")
    ana, ben = phone("tech1"), phone("tech2")
    ben.go(path(job))
    server.gate.shut()
    ana.go(path(job))
    ana.sheet("Note", "Add note", {"What should the next person know?": "The desk is locked"})
    ana.sees("The desk is locked")
    ana.sees(KEPT)
    ana.sheet("Time", "Add time", {"Or other minutes": "30"})
    ana.sees("30 min recorded in all")
    hold_and_release(ana)
    ana.sheet("Schedule", "Set the appointment", {"Day and time": "2030-01-15T10:30"})
    skip_and_undo(ana)
    choice = {"To": "Ben Okafor"}
    ana.sheet("Hand over", "Hand over", {"What should they know?": "Please take over"}, choice)
    ana.sees("Ben Okafor has it")
    ana.says("8 to send")
    ana.sees("entries are kept on this phone, and will be sent")
    ana.go("/queue")
    expect(ana.page.locator(".kept-rows li")).to_have_count(8)

    server.gate.open()
    ana.hear_of_network()
    ana.says("All sent")
    told = document(server, job["id"])
    assert (told["state"], told["minutes"], told["hold"]) == ("open", 30, None)
    assert told["assignee"]["name"] == "Ben Okafor"
    assert told["scheduled_at"] == "2030-01-15T15:30:00.000Z"
    assert step_of(told, "order")["state"] == "todo"
    assert server.flask("audit") == []
    # Ben has had the page open all the time.
    ben.hear_of_network()
    ben.sees("Please take over")
    ben.sees("The desk is locked")
    ben.sees_not(KEPT)


def hold_and_release(phone) -> None:
    phone.sheet("Hold", "Put on hold", {"Why does it wait?": "On leave", "Until": "2030-01-08"})
    phone.sees("On leave")
    expect(phone.page.get_by_role("button", name="Hold", exact=True)).to_have_count(0)
    phone.press(phone.page.get_by_role("button", name="Release from hold"))
    expect(phone.page.get_by_role("button", name="Hold", exact=True)).to_be_visible()


def skip_and_undo(phone) -> None:
    phone.page.locator("summary").filter(has_text="Skip this step").click()
    phone.page.get_by_label("Why is it left out?").fill("From stock")
    phone.press(phone.page.get_by_role("button", name="Skip this step"))
    phone.step("Agree day and time")
    phone.page.locator("summary").filter(has_text="2 of 10 steps done").click()
    phone.page.locator("summary").filter(has_text="Order placed").click()
    line = phone.page.locator("details.line").filter(has_text="Order placed")
    line.get_by_label("Why is it undone?").fill("Not from stock after all")
    phone.press(line.get_by_role("button", name="Undo this step"))
    phone.step("Order placed")


def test_a_step_done_by_mistake_is_taken_back_with_one_tap(server, phone, jobs):
    job = jobs("refresh", "software", "Ana Ruiz")
    ana = phone("tech1")
    server.gate.shut()
    ana.go(path(job))
    ana.complete({"The software of the old one": True})
    ana.step("Agree day and time")
    ana.press(ana.page.get_by_role("button", name="Undo", exact=False).first)
    ana.step("Clone the software")
    ana.says("2 to send")
    server.gate.open()
    ana.hear_of_network()
    ana.says("All sent")
    assert step_of(document(server, job["id"]), "software")["state"] == "todo"
    assert server.flask("audit") == []
