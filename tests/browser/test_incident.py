"""An incident with no network: opened beside the customer, worked in steps that are chosen as it goes, sent to another site's team,
closed there; then sent once."""

from tests.browser.books import documents, outcomes


def test_an_incident_from_the_first_word_to_its_close_with_the_network_off(
    server, phone, tmp_path
):
    another_site(server, tmp_path, "Annex")
    machine = next(
        one
        for one in documents(server, "asset")
        if one["person"] and one["state"] == "deployed" and not one["jobs"]
    )
    before = {one["id"] for one in documents(server, "job")}
    ana = phone("tech1")
    server.gate.shut()
    ana.go(f"/jobs/new?kind=incident&asset.machine={machine['tag']}")
    form = ana.page.locator("form").filter(has=ana.page.get_by_role("button", name="Make the job"))
    ana.answer(form, "The problem, in their own words", "It shuts down by itself")
    ana.answer(form, "I am with them", True)
    form.get_by_role("button", name="Make the job").click()
    ana.sees("In person: reached")

    pick(ana, "Test the drive")
    ana.step("Test the drive")
    ana.complete({"Failing": True})
    pick(ana, "Reimage")
    ana.step("Back up the user's files")
    ana.complete({"Waived": True, "Waived by": "Jo Bell"})
    ana.step("Reimage")
    ana.complete({"Scan the machine": machine["tag"], "None": True})
    ana.complete({"The system is loaded": True})
    ana.complete({"Data and software": True})
    ana.complete({"No earlier user": True})
    ana.unfold("In person: reached")
    ana.press(ana.page.get_by_role("button", name="Not reached"))
    told = {"What must the next technician know?": "The Annex has the part"}
    ana.sheet("Transfer", "Transfer", told, {"To the team of another site": "Annex"})
    ana.sees("Nobody has it yet")
    close = ana.page.locator("section").filter(has=ana.page.locator("#close-title"))
    ana.answer(close, "What was done", "Reimaged")
    ana.answer(close, "Minutes", "95")
    ana.answer(close, "Incident", True)
    ana.press(close.get_by_role("button", name="Close"))
    ana.sees("Closed")

    server.gate.open()
    ana.hear_of_network()
    ana.says("All sent")
    (job,) = [one for one in documents(server, "job") if one["id"] not in before]
    assert (job["state"], job["minutes"], job["takes"][0]["type"]) == ("closed", 95, "incident")
    assert (job["site"]["name"], job["assignee"]) == ("Annex", None)
    assert outcomes(server, job["id"], "job.transfer") == ["applied"]
    assert [one["channel"] for one in job["attempts"]] == ["in_person", "call"]
    response = next(one for one in job["clocks"] if one["name"] == "response")
    assert response["stopped_at"] == job["attempts"][0]["at"] == job["created_at"]
    assert [(step["key"], step["state"]) for step in job["steps"]] == [
        ("test_drive", "done"),
        ("backup", "done"),
        ("reimage", "done"),
    ]
    assert server.flask("audit") == []


def another_site(server, folder, name: str) -> None:
    """A site more of the same contract, and it is tech1's too."""
    file = folder / "sites.csv"
    file.write_text(f"Name\n{name}\n")
    server.run("import", "sites", str(file), "--zone", "America/New_York")
    server.run("staff", "grant", "tech1", "--site", name)


def pick(ana, title: str) -> None:
    """Choose what is done next: the catalogue is folded once a first step is done."""
    button = ana.page.get_by_role("button", name=title, exact=True, include_hidden=True)
    if not button.is_visible():
        ana.unfold("Pick another step")
    ana.press(button)
