"""Labels before a camera: the picture is a film, all behind it is real."""

import re

from playwright.sync_api import expect

from fieldapp.labels.qr import label_address
from tests.browser.books import path
from tests.browser.camera import camera_on

KEPT = """async () => {
    const { wasm } = document.querySelector("[data-scan]").dataset;
    while (!(await caches.match(wasm))) await new Promise((resolve) => setTimeout(resolve, 50));
}"""


def wait_for_reader(phone) -> None:
    """What reads codes comes onto the phone by itself, soon after its first page."""
    phone.go("/scan")
    phone.page.evaluate(KEPT)


def answer_of(phone):
    return phone.page.locator("#answer")


def test_a_label_leads_to_the_step_and_proves_it_with_no_network(server, phone, jobs, tmp_path):
    job = jobs("refresh", "copy")
    tag = job["assets"]["outgoing"]["tag"]
    flags = camera_on(label_address(server.address, tag), tmp_path / "label.y4m")
    ana = phone("tech1", flags=flags)
    wait_for_reader(ana)
    server.gate.shut()
    ana.go("/scan")
    expect(answer_of(ana)).to_contain_text(f"Part of {job['number']}")
    ana.page.get_by_role("button", name="Go to step 8: Copy data").click()
    ana.step("Copy data")
    # From the step to the scanner and back: the right machine needs no further tap.
    ana.page.get_by_role("link", name="Scan Scan the old machine").click()
    expect(ana.page.get_by_label("Scan the old machine", exact=True)).to_have_value(tag)
    ana.complete({"Scan the new machine": job["assets"]["incoming"]["tag"], "All data files": True})
    ana.step("Set up and orient")


def test_the_label_of_another_machine_is_told_from_the_steps(server, phone, jobs, tmp_path):
    job, other = jobs("refresh", "copy"), jobs("refresh", "setup")
    tag = other["assets"]["outgoing"]["tag"]
    flags = camera_on(label_address(server.address, tag), tmp_path / "label.y4m")
    ana = phone("tech1", flags=flags)
    ana.go(path(job))
    ana.page.get_by_role("link", name="Scan Scan the old machine").click()
    expect(answer_of(ana)).to_contain_text(re.compile("is not the machine for this step"))
    expect(answer_of(ana)).to_contain_text(job["assets"]["outgoing"]["tag"])
    expect(ana.page.locator("[data-scan-wrong]")).to_be_visible()
    ana.says("All sent")


def test_the_label_of_another_installation_is_recognised(phone, tmp_path):
    flags = camera_on("HTTPS://ELSEWHERE.EXAMPLE/A/NW12345", tmp_path / "label.y4m")
    ana = phone("tech1", flags=flags)
    ana.go("/scan")
    expect(answer_of(ana)).to_contain_text("This label is not ours")
    expect(ana.page.get_by_role("button", name="Go to")).to_have_count(0)
