"""The other kinds of job, found by the tag of their machine, with no network."""

from urllib.parse import urlencode

from tests.browser.books import document, documents


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


def test_a_swap_is_made_and_worked_to_its_end_with_no_network_at_all(server, phone):
    machines = [one for one in documents(server, "asset") if one["person"] and not one["jobs"] and not one["legal"]]
    first = machines[0]
    second = next(one for one in machines if one["person"] != first["person"])
    ana = phone("tech1")
    server.gate.shut()

    fields = {"kind": "cascade-swap", "asset.first": first["tag"], "asset.second": second["tag"]}
    ana.go(f"/jobs/new?{urlencode(fields | {'q.second': second['person']['name']})}")
    ana.page.get_by_role("group", name="The other person").get_by_role("radio").first.check()
    ana.press(ana.page.get_by_role("button", name="Make the job"))
    ana.title("Swap between two users")

    tags = {"first": first["tag"], "second": second["tag"]}
    for key in tags:
        part(ana, key, {"Scan": tags[key]})
    for key in tags:
        part(ana, key, {"Backed up": True})
    for key in tags:
        part(ana, key, {"Scan": tags[key], "None": True, "No earlier user": True})
    for key in tags:
        part(ana, key, {"The IDs of": True})
    for key in tags:
        part(ana, key, {"Scan": tags[key], "Signed for by": "Whoever it was"})
    ana.page.get_by_role("button", name="Time", exact=True).click()
    sheet = ana.page.locator("[popover]:popover-open")
    sheet.get_by_role("radio", name="Both").check()
    sheet.get_by_label("Minutes").fill("60")
    ana.press(sheet.get_by_role("button", name="Add time"))
    ana.complete({"Both can work": True})
    ana.sees("Closed")
    ana.says("13 to send")

    server.gate.open()
    ana.hear_of_network()
    ana.says("All sent")
    (job,) = [one for one in documents(server, "job") if one["kind"] == "cascade-swap"]
    assert (job["state"], job["minutes"]) == ("closed", 60)
    for mine, theirs in ((first, second), (second, first)):
        machine = document(server, mine["id"])
        assert (machine["state"], machine["person"]) == ("deployed", theirs["person"])
    assert server.flask("audit") == []


def test_a_contracts_own_workflow_is_made_and_worked_on_a_phone_with_no_network(server, phone):
    sam = phone("supervisor1")
    sam.go("/supervisor/workflows/new")
    sam.page.fill("#title", "Battery check")
    sam.page.fill("#prefix", "bc")
    sam.page.fill("#title-0", "Look at the battery")
    sam.page.get_by_role("button", name="Keep it").click()
    sam.sees("Version 1")

    ana = phone("tech1")
    server.gate.shut()
    person = next(one for one in documents(server, "person") if one["name"])
    ana.go(f"/jobs/new?{urlencode({'kind': 'x-battery-check@1', 'q': person['name']})}")
    ana.page.get_by_role("group", name="For whom?").get_by_role("radio").first.check()
    ana.press(ana.page.get_by_role("button", name="Make the job"))
    ana.title("Battery check")
    ana.complete({"Done: Look at the battery": True})
    ana.sees("Closed")

    server.gate.open()
    ana.hear_of_network()
    ana.says("All sent")
    (job,) = [one for one in documents(server, "job") if one["kind"] == "x-battery-check@1"]
    assert (job["state"], job["number"][:3]) == ("closed", "BC-")
    assert server.flask("audit") == []


def part(phone, key: str, answers: dict) -> None:
    """The part in front of them: the first machine's, then the second's."""
    form = phone.page.locator(f"[id^=part-{key}_]").locator("xpath=..").locator("form")
    for label, value in answers.items():
        phone.answer(form, label, value)
    phone.press(form.get_by_role("button", name="Complete step"))
