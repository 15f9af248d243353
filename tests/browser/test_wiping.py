"""A legal hold, set in the office, reaches a phone before it wipes; a wipe tells each drive."""

import re

from tests.browser.books import document, path


def hold(phone, code: str, reason: str) -> None:
    phone.go(f"/supervisor/wiping?q={code}")
    phone.page.get_by_label("why is this machine held").fill(reason)
    phone.page.get_by_role("button", name="Set the hold").first.click()
    phone.sees(reason)


def test_a_hold_stands_in_the_way_offline_and_what_happened_is_kept(server, phone, jobs):
    job = jobs("refresh", "retire", "Ana Ruiz")
    machine = job["assets"]["outgoing"]
    sam, ana = phone("supervisor1"), phone("tech1")
    hold(sam, machine["serial"], "Matter 12")
    ana.hear_of_network()
    ana.go(path(job))
    ana.sees("must not be wiped")
    server.gate.shut()
    ana.complete({"Scan the old machine": machine["tag"]})
    ana.complete(
        {"Scan the serial": machine["serial"], "Purge": True, "Serial of the drive": "WD-1"}
    )
    ana.sees("is under a legal hold, set")
    ana.sees("It did happen: record it, a supervisor decides")
    ana.press(ana.page.get_by_role("button", name="It did happen"))
    ana.says("2 to send")
    server.gate.open()
    ana.hear_of_network()
    ana.says("1 with a supervisor")
    (case,) = [one for one in server.flask("cases") if one["target"] == job["id"]]
    assert "Matter 12. It must not be wiped" in case["message"]
    assert server.flask("audit") == []


def test_each_drive_is_told_checked_by_another_and_certified(server, phone, jobs):
    job = jobs("wipe", "collect")
    machine = job["assets"]["machine"]
    ana, ben = phone("tech1"), phone("tech2")
    server.gate.shut()
    ana.go(path(job))
    ana.complete({"Scan the machine": machine["tag"]})
    ana.complete({"None": True})
    ana.complete({"Scan the serial": machine["tag"], "Purge": True, "Serial of the drive": "WD-1"})
    ana.sees("is its label. Scan the serial on the machine itself")
    form = ana.page.locator("form").filter(has=ana.page.get_by_role("button", name="Complete step"))
    form.get_by_label("What became of it").first.select_option("failed")
    ana.complete({"Scan the serial": machine["serial"]})
    ana.sees("A drive that failed must be destroyed")
    ana.step("Wipe")
    form.get_by_label("What became of it").first.select_option("destroyed")
    ana.complete(
        {"Scan the serial": machine["serial"], "Purge": True, "Serial of the drive": "WD-1"}
    )
    ana.step("Verify")
    server.gate.open()
    ana.hear_of_network()
    ana.says("All sent")
    ben.hear_of_network()
    ben.go(path(job))
    ben.complete({"Verified": True})
    ben.complete({"Recycle": True, "Recycler": "Acme R2, T-17"})
    ben.sees("Closed")
    ben.says("All sent")
    sam = phone("supervisor1")
    sam.go("/supervisor/wiping")
    sam.page.get_by_role("checkbox", name=re.compile(machine["tag"])).check()
    sam.page.get_by_role("button", name="Issue a certificate").click()
    sam.sees("CE-1002")
    keys = document(server, job["id"])["erasures"]
    records = [document(server, f"erasure:{key}") for key in keys]
    assert [one["state"] for one in records] == ["failed", "done"]
    assert records[1]["verification"]["by"]["name"] == "Ben Okafor"
    assert records[1]["certificate"] == "CE-1002"
    assert server.flask("audit") == []
