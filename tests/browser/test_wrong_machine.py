"""The machine in front of them is not the one in the books."""

from playwright.sync_api import expect

from tests.browser.books import document, operations, outcomes, path, step_of


def test_it_is_refused_at_once_and_a_reason_leads_on(server, phone, jobs):
    job = jobs("refresh", "pickup", "Ana Ruiz")
    other = jobs("refresh", "software")["assets"]["incoming"]["tag"]
    ana = phone("tech1")
    server.gate.shut()
    ana.go(path(job))
    ana.complete({"Scan the new machine": other.lower()})
    ana.sees(f"{other} is not the machine for this step")
    ana.sees("Nothing was recorded")
    ana.says("All sent")

    ana.page.get_by_label(f"Why is {other} the right machine?").fill("The labels were swapped")
    ana.press(ana.page.get_by_role("button", name="This is the machine here"))
    ana.step("Clone the software")
    ana.says("1 to send")
    server.gate.open()
    ana.hear_of_network()
    ana.says("1 with a supervisor")
    told = document(server, job["id"])
    assert step_of(told, "pickup")["state"] == "done"
    (case,) = server.flask("cases")
    assert case["target"] == job["id"] and "The labels were swapped" in case["message"]
    ana.go(path(job))
    ana.sees("Needs a supervisor")
    ana.go("/queue")
    ana.sees("The labels were swapped")


def test_never_for_wiping(server, phone, jobs):
    job, other = jobs("refresh", "retire", "Ana Ruiz"), jobs("refresh", "software")
    tag, wrong = job["assets"]["outgoing"]["tag"], other["assets"]["outgoing"]["tag"]
    ana = phone("tech1")
    server.gate.shut()
    ana.go(path(job))
    ana.complete({"Scan the old machine": tag})
    ana.complete({"Scan the serial": wrong, "Purge": True, "Serial of the drive": "WD-1"})
    ana.sees(f"{wrong} is not the machine for this step")
    ana.sees("leave the step open and tell a supervisor")
    expect(ana.page.get_by_role("button", name="This is the machine here")).to_have_count(0)
    ana.says("1 to send")
    before = operations(server)
    server.gate.open()
    ana.hear_of_network()
    ana.says("All sent")
    assert operations(server) == before + 1
    assert outcomes(server, job["id"], "step.complete")[-1] == "applied"
    assert "wiped" not in step_of(document(server, job["id"]), "retire")["evidence"]
    assert server.flask("cases") == []
