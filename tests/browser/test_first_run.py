"""The first load, and addresses that nobody opened before, with no network or a bad one."""

import re

from playwright.sync_api import expect

from tests.browser.books import documents, path


def test_the_first_load_is_watched_and_ends_ready(server, phone):
    ana = phone()
    ana.offer_password("tech1")
    ana.title("Welcome, Ana Ruiz")
    expect(ana.page.locator("[data-progress-text]")).to_have_text("Ready")
    bar = ana.page.locator("progress")
    assert bar.get_attribute("value") == bar.get_attribute("max")
    ana.page.get_by_role("link", name="Start working").click()
    ana.title("My work")
    ana.says("All sent")


def test_a_first_load_that_fails_goes_on_by_itself(server, phone, deploy):
    closed = deploy()
    ana = phone()
    ana.offer_password("tech1")
    ana.title("Welcome, Ana Ruiz")
    # Whichever of the two one catches: nothing is here yet.
    waits = re.compile("Getting ready|0 loaded")
    expect(ana.page.locator("[data-progress-text]")).to_have_text(waits)
    closed.unlink()
    expect(ana.page.locator("[data-progress-text]")).to_have_text("Ready")


def test_a_job_never_opened_before_is_there_by_its_address_offline(server, phone):
    ana = phone("tech1")
    server.gate.shut()
    for job in documents(server, "job")[::5]:
        ana.go(path(job))
        ana.title(job["number"])


def test_a_machine_never_opened_before_is_there_by_its_label_offline(server, phone):
    ana = phone("tech1")
    server.gate.shut()
    for machine in documents(server, "asset")[::8]:
        ana.go(f"/A/{machine['tag'].lower()}")
        ana.sees(machine["tag"])


def test_an_address_of_nothing_says_so_offline(server, phone):
    ana = phone("tech1")
    server.gate.shut()
    ana.go("/jobs/0190ffff-0000-7000-8000-000000000000")
    ana.sees("Search")
    ana.go("/no/such/page")
    ana.title("needs the network")
    ana.page.get_by_role("link", name="My work").click()
    ana.title("My work")
