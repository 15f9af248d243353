"""What people type that can't be: each gets a sentence, nothing is half done, nothing queued is lost."""

import pytest

from tests.browser.books import document, operations, outcomes, path, step_of
from tests.browser.conftest import find_job

NOTE = "What should the next person know?"


@pytest.fixture
def elsewhere(server, tmp_path):
    """The tag of a machine of another site."""
    books = tmp_path / "assets.csv"
    books.write_text(
        "Asset Tag,Serial,Model,Location\nEW00001,EWSERIAL1,Latitude 7440,Other House\n"
    )
    server.flask("import", "assets", str(books))
    return "EW00001"


@pytest.mark.parametrize("typed", ["nope", "NW 1", "<b>&\"'", "ftp://", "%", "ß" * 200])
def test_a_tag_that_nobody_knows_is_said_to_be_unknown(shared_server, shared_phone, typed):
    one = shared_phone("tech1")
    one.look_up(typed)
    one.sees(f"Unknown tag {typed.upper()}")
    one.sees("Check the letters, or search by serial")


def test_an_address_that_is_no_label_is_said_to_be_none(shared_server, shared_phone):
    one = shared_phone("tech1")
    one.look_up("https://")
    one.sees("This is no label")


def test_a_machine_of_another_site_is_as_unknown_as_any(server, phone, elsewhere, jobs):
    job = jobs("refresh", "pickup", "Ana Ruiz")
    ana = phone("tech1")
    ana.look_up(elsewhere)
    ana.sees(f"Unknown tag {elsewhere}")
    ana.go(f"/A/{elsewhere}")
    ana.sees_not("Latitude")
    ana.go(path(job))
    ana.complete({"Scan the new machine": elsewhere})
    ana.sees(f"{elsewhere} is not the machine for this step")


def test_a_label_that_another_site_has_in_use_becomes_a_case(server, phone, elsewhere, jobs):
    job = jobs("refresh", "prepare")
    rosa = phone("receiving1")
    rosa.go(path(job))
    rosa.complete({"Tag on the new label": elsewhere, "Serial": "SER-0009"})
    rosa.says("1 with a supervisor")
    assert outcomes(server, job["id"], "step.complete")[-1] == "held"
    assert step_of(document(server, job["id"]), "prepare")["state"] == "todo"
    assert server.flask("audit") == []


@pytest.mark.parametrize("said", ["   ", "x" * 4001, "ä" * 100_000])
def test_an_empty_or_oversized_note_is_not_kept_and_the_page_says_why(
    shared_server, shared_phone, said
):
    one, before = shared_phone("tech1"), operations(shared_server)
    one.go(path(find_job(shared_server, "refresh", "invite")))
    one.page.get_by_role("button", name="Note", exact=True).click()
    opened = one.page.locator("[popover]:popover-open")
    # As a program would, for a browser lets nobody type that much.
    opened.get_by_label(NOTE).evaluate("(field, said) => { field.value = said }", said)
    one.press(opened.get_by_role("button", name="Add note"))
    one.sees("Fill in the note" if said.isspace() else "Shorten the note: at most 4000 characters")
    one.sees("Nothing was recorded")
    one.go("/queue")
    one.sees("Everything is sent")
    assert operations(shared_server) == before


def test_an_empty_form_is_not_sent_at_all(shared_server, shared_phone):
    one = shared_phone("tech1")
    one.go(path(find_job(shared_server, "refresh", "invite")))
    one.page.get_by_role("button", name="Complete step").click()
    assert one.page.locator("input:invalid").count() > 0
    one.go("/queue")
    one.sees("Everything is sent")


def test_what_was_done_on_a_job_cancelled_meanwhile_is_kept_for_a_supervisor(server, phone, jobs):
    job = jobs("refresh", "software", "Ana Ruiz")
    ana, sam = phone("tech1"), phone("supervisor1")
    server.gate.shut()
    ana.go(path(job))
    ana.complete({"The software of the old one": True})
    ana.sheet("Note", "Add note", {NOTE: "The licence was renewed"})
    ana.close()
    server.gate.open()
    sam.go(path(job))
    sam.sheet("Cancel job", "Cancel the job", {"Why is it cancelled?": "The person has left"})
    sam.says("All sent")
    ana.open()
    ana.go("/queue")
    ana.says("1 with a supervisor")
    ana.go(path(job))
    ana.sees("Cancelled")
    ana.sees("The licence was renewed")
    assert outcomes(server, job["id"], "step.complete")[-1] == "held"
    assert document(server, job["id"])["disputed"][0]["kind"] == "step.complete"
    assert server.flask("audit") == []


def test_a_step_out_of_its_order_waits_and_follows_by_itself(server, phone, jobs):
    job = jobs("refresh", "pickup", "Ana Ruiz")
    ana, ben = phone("tech1"), phone("tech2")
    server.gate.shut()
    ana.go(path(job) + "?step=software")
    ana.sees("Not its turn yet")
    ana.complete({"The software of the old one": True})
    ana.sees("Waits for step 5")
    server.gate.open()
    ana.hear_of_network()
    ana.go("/queue")
    ana.sees("Waits for step 5")
    ana.says("All sent")
    assert outcomes(server, job["id"], "step.complete")[-1] == "held"
    ben.hear_of_network()
    ben.go(path(job))
    ben.complete({"Scan the new machine": job["assets"]["incoming"]["tag"]})
    ben.says("All sent")
    ana.hear_of_network()
    ana.go(path(job))
    ana.step("Agree day and time")
    assert step_of(document(server, job["id"]), "software")["by"]["name"] == "Ana Ruiz"
    assert server.flask("audit") == []
