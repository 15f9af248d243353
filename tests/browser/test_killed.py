"""A phone that dies with work queued."""

from tests.browser.books import document, path, step_of


def die_with_work(server, phone, job: dict) -> None:
    server.gate.shut()
    phone.go(path(job))
    phone.complete({"Accepted": True})
    phone.says("1 to send")
    phone.kill()
    phone.open()


def test_a_killed_browser_still_has_its_queue_offline_and_sends_it(server, phone, jobs):
    job = jobs("refresh", "invite")
    ana = phone("tech1")
    die_with_work(server, ana, job)
    ana.go(path(job))
    ana.step("Order placed")
    ana.says("1 to send")
    ana.go("/queue")
    ana.sees("Step 1 done on " + job["number"])
    server.gate.open()
    ana.hear_of_network()
    ana.says("All sent")
    assert step_of(document(server, job["id"]), "invite")["state"] == "done"


def test_a_sign_in_lost_with_it_is_asked_for_and_the_queue_waits(server, phone, jobs):
    job = jobs("refresh", "invite")
    ana = phone("tech1")
    die_with_work(server, ana, job)
    ana.context.clear_cookies()
    server.gate.open()
    ana.go(path(job))
    ana.page.get_by_text("Sign in again, so that what waits can be sent.").wait_for()
    ana.says("1 to send")
    ana.sign_in("tech1")
    ana.says("All sent")
    assert step_of(document(server, job["id"]), "invite")["state"] == "done"
