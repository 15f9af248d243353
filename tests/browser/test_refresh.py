"""The main job with no network: done on the phones, merged when the gate opens, billed once."""

from tests.browser.books import document, outcomes, path

NEW, SERIAL = "NEW-0001", "SER-0001"


def test_a_refresh_from_start_to_end_on_two_phones_offline(server, phone, jobs):
    job = jobs("refresh", "invite")
    ana, rosa = phone("tech1"), phone("receiving1")
    server.gate.shut()
    ana.go(path(job))
    ana.sheet(
        "Send the invitation", "Send the invitation", {"A few words of yours": "Mornings are free"}
    )
    ana.sees("Invitation on its way. Kept on this phone, will send.")
    ana.complete({"Accepted": True})
    ana.step("Order placed")
    ana.complete()
    ana.says("3 to send")
    rosa.go(path(job))
    meet(server, ana, rosa)
    rosa.step("Order received")

    server.gate.shut()
    rosa.complete({"Good": True})
    rosa.step("Prepared for the technician")
    rosa.complete({"Tag on the new label": NEW, "Serial": SERIAL})
    rosa.says("2 to send")
    meet(server, rosa, ana)
    ana.step("Pick up and begin the build")

    server.gate.shut()
    ana.look_up(NEW.lower())
    ana.page.get_by_role("button", name="Go to step 5: Pick up and begin the build").click()
    build_and_deliver(ana, job["assets"]["outgoing"])
    ana.sees("Closed")
    ana.says("8 to send")
    ana.page.locator("[data-status]").click()
    ana.sees(f"Step 10 (Processed) done on {job['number']}")
    ana.sees("waiting for network")
    server.gate.open()
    ana.hear_of_network()
    ana.says("All sent")

    assert document(server, job["id"])["state"] == "closed"
    assert outcomes(server, job["id"], "invitation.send") == ["applied"]
    entries = [one for one in server.flask("ledger") if job["id"] == f"job:{one['job']}"]
    assert [(one["kind"], one["units"]) for one in entries] == [("transactions", 1.5)]
    assert server.flask("audit") == []


def test_a_phone_that_hears_nothing_of_the_network_tries_by_itself(server, phone, jobs):
    job = jobs("refresh", "invite")
    ana = phone("tech1")
    server.gate.shut()
    ana.go(path(job))
    ana.complete({"Accepted": True})
    ana.says("1 to send")
    server.gate.open()
    ana.says("All sent")
    assert outcomes(server, job["id"], "step.complete") == ["applied"]


def meet(server, sender, listener) -> None:
    """For a moment there is a network: what one did reaches the other."""
    server.gate.open()
    sender.hear_of_network()
    sender.says("All sent")
    listener.hear_of_network()


def build_and_deliver(phone, machine: dict[str, str]) -> None:
    old = machine["tag"]
    # A machine whose serial the books lack is known by its label alone.
    serial = machine["serial"] or old
    phone.complete({"Scan the new machine": NEW.lower()})
    phone.step("Clone the software")
    phone.complete({"The software of the old one": True})
    phone.step("Agree day and time")
    phone.complete({"Day and time": "2030-01-15T10:30"})
    phone.step("Copy data")
    phone.complete(
        {"Scan the old machine": old, "Scan the new machine": NEW, "All data files": True}
    )
    phone.step("Set up and orient")
    phone.complete({"Scan the new machine": NEW, "Signed off by": "Jo Bell"})
    phone.step("Collect, wipe and process")
    phone.complete({"Scan the old machine": old})
    phone.complete({"Scan the serial": serial, "Purge": True, "Serial of the drive": "WD-1"})
    phone.complete({"Recycle": True, "Recycler": "Acme, T-17"})
