"""What clashed is decided by a supervisor, and its author reads so on the phone."""

from tests.browser.books import document, outcomes, path, step_of
from tests.browser.test_pages import violations


def test_a_step_that_clashed_is_applied_and_its_author_told(server, phone, jobs):
    job = jobs("refresh", "software", "Ana Ruiz")
    ana, sam = phone("tech1"), phone("supervisor1", bypass_csp=True)
    server.gate.shut()
    ana.go(path(job))
    ana.complete({"The software of the old one": True})
    ana.close()
    server.gate.open()
    sam.go(path(job))
    sam.sheet("Cancel job", "Cancel the job", {"Why is it cancelled?": "The person has left"})
    sam.says("All sent")
    ana.open()
    ana.go("/queue")
    ana.says("1 with a supervisor")

    sam.go("/supervisor/sync")
    sam.page.get_by_role("link", name="Decide").click()
    sam.sees("was cancelled before this was recorded")
    sam.sees("Cancelling on " + job["number"])
    sam.sees("step 6 (Clone the software): to do → done, Ana Ruiz")
    for scheme in ("light", "dark"):
        sam.page.emulate_media(color_scheme=scheme)
        assert violations(sam.page) == []
    sam.page.get_by_label("What should Ana Ruiz know?").fill("It is done, and stays so")
    sam.page.get_by_role("button", name="Apply anyway").click()
    sam.sees("Sam Carter decided: applied")

    ana.hear_of_network()
    ana.says("All sent")
    ana.sees("Sam Carter accepted it")
    ana.sees("It is done, and stays so")
    assert outcomes(server, job["id"], "step.complete")[-1] == "held"
    assert step_of(document(server, job["id"]), "software")["state"] == "done"
    assert document(server, job["id"])["state"] == "cancelled"
    assert server.flask("audit") == []
