"""A phone that will never send again: its queue is saved without a network, and a supervisor loads it."""

from tests.browser.books import document, outcomes, path, step_of


def test_a_queue_that_was_saved_offline_is_loaded_by_a_supervisor_and_counts_once(
    server, phone, jobs, tmp_path
):
    job = jobs("refresh", "software", "Ana Ruiz")
    before = outcomes(server, job["id"], "step.complete")
    ana, sam = phone("tech1"), phone("supervisor1")
    server.gate.shut()
    ana.go(path(job))
    ana.complete({"The software of the old one": True})
    ana.says("1 to send")
    ana.go("/queue")
    with ana.page.expect_download() as saved:
        ana.page.get_by_role("button", name="Export").click()
    ana.sees("Give it to a supervisor")
    file = tmp_path / "queue.json"
    saved.value.save_as(file)
    ana.close()

    server.gate.open()
    sam.go("/supervisor/sync")
    sam.page.get_by_label("Saved queue").set_input_files(file)
    sam.page.get_by_role("button", name="Load").click()
    sam.sees("1 entry: 1 counted.")
    sam.sees(f"Step 6 done on {job['number']}")
    sam.sees("Counted")
    sam.go("/supervisor/sync")
    sam.page.get_by_label("Saved queue").set_input_files(file)
    sam.page.get_by_role("button", name="Load").click()
    sam.sees("1 entry: 1 known here already.")
    step = step_of(document(server, job["id"]), "software")
    assert (step["state"], step["by"]["name"]) == ("done", "Ana Ruiz")

    ana.open()
    ana.go("/queue")
    ana.says("All sent")
    assert outcomes(server, job["id"], "step.complete") == [*before, "applied"]
    assert server.flask("audit") == []


def test_a_phone_that_is_revoked_shows_nothing_any_more(server, phone, jobs):
    job = jobs("refresh", "software", "Ana Ruiz")
    ana, sam = phone("tech1"), phone("supervisor1")
    ana.go(path(job))
    ana.step("Clone the software")
    sam.go("/supervisor/sync")
    row = sam.page.locator("tr").filter(has_text="Ana Ruiz")
    row.get_by_text("Revoke", exact=False).first.click()
    row.get_by_role("button", name="Revoke this phone").click()
    row.get_by_text("revoked", exact=True).wait_for()

    ana.go("/queue")
    ana.page.get_by_role("button", name="Send now").click()
    ana.page.get_by_text("A supervisor has revoked this phone").first.wait_for()
    ana.go(path(job))
    ana.sees_not("Clone the software")
