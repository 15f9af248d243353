"""The other kinds of job, found by the tag of their machine, with no network."""

from tests.browser.books import document


def find_by_tag(phone, job: dict, step: str) -> str:
    tag = job["assets"]["machine"]["tag"]
    phone.look_up(tag.lower())
    phone.page.get_by_role("button", name=f"Go to step 1: {step}").click()
    phone.title(job["number"])
    return tag


def test_a_wipe_and_a_cascade_on_one_phone_offline(server, phone, jobs):
    wipe, cascade = jobs("wipe", "collect"), jobs("cascade", "pickup")
    ana = phone("tech1")
    server.gate.shut()

    tag = find_by_tag(ana, wipe, "Collect")
    ana.complete({"Scan the machine": tag})
    ana.complete({"None": True})
    serial = wipe["assets"]["machine"]["serial"]
    ana.complete({"Scan the serial": serial, "Destroy": True, "Serial of the drive": "WD-1"})
    ana.complete({"Verified": True})
    ana.complete({"Recycle": True, "Recycler": "Acme, T-17"})
    ana.sees("Closed")

    tag = find_by_tag(ana, cascade, "Pick up")
    ana.complete({"Scan the machine": tag})
    ana.sheet("Time", "Add time", {"Or other minutes": "50"})
    ana.complete({"Backed up": True})
    ana.complete({"Scan the machine that you reimage": tag, "None": True, "No earlier user": True})
    ana.complete({"The new user's IDs": True})
    ana.complete({"Scan the machine": tag, "Signed for by": "Jo Bell"})
    ana.complete({"The person can work": True})
    ana.sees("Closed")
    ana.says("12 to send")

    server.gate.open()
    ana.hear_of_network()
    ana.says("All sent")
    for job in (wipe, cascade):
        assert document(server, job["id"])["state"] == "closed"
    assert billed(server, wipe) == [("transactions", 0.5, None)]
    # Fifty minutes are an hour at 88, in quarters begun.
    assert billed(server, cascade) == [("time", None, 88.0)]
    assert server.flask("audit") == []


def billed(server, job: dict) -> list[tuple]:
    entries = [one for one in server.flask("ledger") if job["id"] == f"job:{one['job']}"]
    return [(one["kind"], one["units"], one["money"]) for one in entries]
