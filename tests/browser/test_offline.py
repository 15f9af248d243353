"""The main job with no network at all: done on the phones, merged when the gate opens, billed once."""

from playwright.sync_api import expect

from tests.browser.books import document


def path(job: dict) -> str:
    return "/jobs/" + job["id"].partition(":")[2]


def step_is(phone, title: str) -> None:
    expect(
        phone.page.locator(".step-card, .card.step, [data-focus]").filter(has_text=title).first
    ).to_be_visible()


def test_a_refresh_from_start_to_end_on_two_phones_offline(server, phone, jobs):
    job = jobs("refresh", "invite")
    old = job["assets"]["outgoing"]["tag"]
    ana, rosa = phone("tech1"), phone("receiving1")
    server.gate.shut()

    ana.go(path(job))
    ana.complete(Accepted="choose")
    step_is(ana, "Order placed")
    ana.complete()
    ana.says("2 to send")
    server.gate.open()
    ana.go("/queue")
    ana.page.get_by_role("button", name="Send now").click()
    ana.says("All sent")
    rosa.go("/receiving")
    expect(rosa.page.locator("#page")).to_contain_text(job["person"]["name"])
    server.gate.shut()

    rosa.go(path(job))
    rosa.complete(Good="choose")
    step_is(rosa, "Prepared for the technician")
    rosa.complete(Tag_on_the_new_label="NEW-0001", Serial="SER-0001")
    rosa.says("2 to send")
    server.gate.open()
    rosa.go("/queue")
    rosa.says("All sent")

    ana.go(path(job))
    expect(ana.page.locator("body")).to_contain_text("NEW-0001")
    server.gate.shut()
    ana.go(path(job))
    for answers in (
        {"Scan the new machine": "new-0001"},
        {"The software": "tick"},
        {"Day and time": "2030-01-15T10:30"},
        {"Scan the old machine": old, "Scan the new machine": "NEW-0001", "All data files": "tick"},
        {"Scan the new machine": "NEW-0001", "Signed off by": "Jo Bell"},
    ):
        ana.complete(**answers)
        ana.page.wait_for_timeout(50)
    ana.says("5 to send")
    retire(ana, old)
    ana.sees("Closed")
    ana.go("/queue")
    expect(ana.page.locator("#page")).to_contain_text("waiting for network")
    server.gate.open()
    ana.says("All sent")

    assert document(server, job["id"])["state"] == "closed"
    entries = [one for one in server.flask("ledger") if f"job:{one['job']}" == job["id"]]
    assert [(one["kind"], one["units"]) for one in entries] == [("transactions", 1.5)]
    assert server.flask("audit") == []


def retire(phone, tag: str) -> None:
    """The last step's three parts, each by its own button."""
    phone.complete(**{"Scan the old machine": tag})
    expect(phone.page.get_by_label("Scan the machine that you wipe")).to_be_visible()
    phone.complete(**{"Scan the machine that you wipe": tag, "Purge": "choose"})
    expect(phone.page.get_by_role("radio", name="Dispose")).to_be_visible()
    phone.complete(Dispose="choose")


def test_a_wipe_and_a_cascade_on_one_phone_offline_by_scanning(server, phone, jobs):
    wipe, cascade = jobs("wipe", "collect"), jobs("cascade", "pickup")
    ana = phone("tech1")
    server.gate.shut()
    tag = wipe["assets"]["machine"]["tag"]
    ana.look_up(tag.lower())
    ana.page.get_by_role("button", name="Go to step 1: Collect").click()
    for answers in (
        {"Scan the machine": tag},
        {"None": "choose"},
        {"Scan the machine that you wipe": tag, "Destroy": "choose"},
        {"Verified": "choose"},
        {"Dispose": "choose"},
    ):
        ana.complete(**answers)
        ana.page.wait_for_timeout(50)
    ana.sees("Closed")

    tag = cascade["assets"]["machine"]["tag"]
    ana.look_up(tag)
    ana.page.get_by_role("button", name="Go to step 1: Pick up").click()
    for answers in (
        {"Scan the machine": tag},
        {"Backed up": "choose"},
        {"Scan the machine that you reimage": tag, "None": "choose", "No earlier user": "tick"},
        {"The new user": "tick"},
        {"Scan the machine": tag, "Signed for by": "Jo Bell"},
        {"The person can work": "tick"},
    ):
        ana.complete(**answers)
        ana.page.wait_for_timeout(50)
    ana.sees("Closed")
    server.gate.open()
    ana.go("/queue")
    ana.says("All sent")
    assert (
        document(server, wipe["id"])["state"]
        == document(server, cascade["id"])["state"]
        == "closed"
    )
    assert server.flask("audit") == []


def test_a_killed_browser_has_its_queue_when_it_is_opened_again(server, phone, jobs):
    job = jobs("refresh", "invite")
    ana = phone("tech1")
    server.gate.shut()
    ana.go(path(job))
    ana.complete(Accepted="choose")
    ana.says("1 to send")
    ana.kill()
    ana.open()
    ana.go(path(job))
    ana.says("1 to send")
    ana.go("/queue")
    ana.sees("Step 1 done on " + job["number"])
    server.gate.open()
    ana.sign_in(
        "tech1"
    )  # a cookie of the last half minute dies with the browser; the queue does not
    ana.go("/queue")
    ana.says("All sent")
    assert document(server, job["id"])["steps"][0]["state"] == "done"


def test_the_wrong_machine_is_refused_at_once_and_there_is_one_way_on(server, phone, jobs):
    job = jobs("refresh", "pickup", "Ana Ruiz")
    other = jobs("refresh", "software")["assets"]["incoming"]["tag"]
    ana = phone("tech1")
    server.gate.shut()
    ana.go(path(job))
    ana.complete(**{"Scan the new machine": other})
    ana.sees(f"{other} is not the machine for this step")
    ana.page.get_by_label("the right machine").fill("The labels were swapped")
    ana.page.get_by_role("button", name="This is the machine here").click()
    ana.says("1 to send")
    server.gate.open()
    ana.go("/queue")
    ana.says("1 needs you")
    (case,) = server.flask("cases")
    assert "The labels were swapped" in case["message"]
    assert document(server, job["id"])["steps"][4]["state"] == "done"


def test_two_technicians_finish_one_step_and_the_second_is_told(server, phone, jobs):
    job = jobs("refresh", "software", "Ana Ruiz")
    ana, ben = phone("tech1"), phone("tech2")
    server.gate.shut()
    for one in (ana, ben):
        one.go(path(job))
        one.complete(The_software="tick")
        one.says("1 to send")
    server.gate.open()
    ana.go("/queue")
    ana.says("All sent")
    ben.go("/queue")
    ben.says("All sent")
    ben.sees("Ana Ruiz finished this step first")
    assert server.flask("audit") == []


def test_everything_around_a_step_works_offline_and_says_that_it_waits(server, phone, jobs):
    job = jobs("refresh", "order", "Ana Ruiz")
    ana, ben = phone("tech1"), phone("tech2")
    server.gate.shut()
    ana.go(path(job))
    sheet(ana, "Note", {"What should the next person know?": "The desk is locked"}, "Add note")
    ana.sees("The desk is locked")
    ana.sees("On this phone, will send")
    sheet(ana, "Time", {"Or other minutes": "30"}, "Add time")
    sheet(ana, "Hold", {"Why does it wait?": "On leave", "Until": "2030-01-08"}, "Put on hold")
    ana.sees("On leave")
    ana.page.get_by_role("button", name="Release from hold").click()
    ana.says("4 to send")
    ana.page.locator("summary").filter(has_text="Skip this step").click()
    ana.page.get_by_label("Why is it left out?").fill("From stock")
    ana.page.get_by_role("button", name="Skip this step").click()
    ana.says("5 to send")
    sheet(
        ana,
        "Hand over",
        {"What should they know?": "Please take over"},
        "Hand over",
        {"To": "Ben Okafor"},
    )
    ana.says("6 to send")
    server.gate.open()
    ana.go("/queue")
    ana.says("All sent")
    told = document(server, job["id"])
    assert (told["state"], told["minutes"], told["steps"][1]["state"]) == ("open", 30, "skipped")
    assert told["assignee"]["name"] == "Ben Okafor"
    ben.go("/queue")
    ben.page.get_by_role("button", name="Send now").click()
    ben.go(path(job))
    ben.sees("Please take over")
    assert server.flask("audit") == []


def sheet(phone, opener: str, fields: dict, button: str, choices: dict = {}) -> None:  # noqa: B006
    """Open one of the sheets of a job, fill it, and send it."""
    phone.page.get_by_role("button", name=opener, exact=True).first.click()
    opened = phone.page.locator("[popover]:popover-open")
    for label, value in fields.items():
        opened.get_by_label(label).fill(value)
    for label, value in choices.items():
        opened.get_by_label(label, exact=True).select_option(label=value)
    opened.get_by_role("button", name=button, exact=True).click()
