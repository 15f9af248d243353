"""Labels before a camera: the picture is a film, all behind it is real."""

import re

import pytest
from playwright.sync_api import expect

from fieldapp.labels.qr import label_address
from tests.browser.books import documents, path
from tests.browser.camera import (
    HD,
    barcode,
    camera_on,
    dark,
    desk,
    film,
    label,
    skewed,
)

KEPT = """async () => {
    const { wasm, reader } = document.querySelector("[data-scan]").dataset;
    while (!(await caches.match(wasm)) || !(await caches.match(reader))) await new Promise((resolve) => setTimeout(resolve, 50));
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


VIEWS = {
    "in poor light": lambda address: dark(desk([label(address)])),
    "askew": lambda address: skewed(desk([label(address)])),
    "small": lambda address: desk([label(address, 3)], HD),
}


@pytest.mark.parametrize("view", VIEWS)
def test_a_label_is_read_with_no_network(server, phone, jobs, tmp_path, view):
    job = jobs("refresh", "copy")
    address = label_address(server.address, job["assets"]["incoming"]["tag"])
    ana = phone("tech1", flags=film(tmp_path / "view.y4m", VIEWS[view](address)))
    wait_for_reader(ana)
    server.gate.shut()
    ana.go("/scan")
    expect(answer_of(ana)).to_contain_text(f"Part of {job['number']}")


def test_a_makers_barcode_finds_the_machine_by_its_serial(server, phone, jobs, tmp_path):
    """Dell's express service code, S and the serial, the article and the serial: whatever the box says."""
    job = jobs("refresh", "copy")
    serial = job["assets"]["outgoing"]["serial"]
    picture = desk([barcode(f"1S20XW0026US{serial}")], HD)
    ana = phone("tech1", flags=film(tmp_path / "box.y4m", picture))
    wait_for_reader(ana)
    server.gate.shut()
    ana.go("/scan")
    expect(answer_of(ana)).to_contain_text(f"Part of {job['number']}")


def test_of_two_labels_in_view_the_person_chooses(server, phone, jobs, tmp_path):
    job, other = jobs("refresh", "copy"), jobs("refresh", "setup")
    tags = [one["assets"]["outgoing"]["tag"] for one in (job, other)]
    labels = [label(label_address(server.address, tag), 5) for tag in tags]
    ana = phone("tech1", flags=film(tmp_path / "two.y4m", desk(labels)))
    ana.go("/scan")
    choice = ana.page.get_by_role("group", name="Several codes are in view")
    expect(choice.get_by_role("button")).to_have_count(2)
    expect(answer_of(ana)).to_be_empty()
    choice.get_by_role("button", name=tags[1]).click()
    expect(answer_of(ana)).to_contain_text(f"Part of {other['number']}")


REFUSE = """() => {
    navigator.mediaDevices.getUserMedia = async () => {
        throw new DOMException("no", "NAME");
    };
}"""


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("NotAllowedError", "The camera is not allowed here. Click the sign left of the address"),
        ("NotFoundError", "No camera was found."),
        ("NotReadableError", "Another app uses the camera."),
    ],
)
def test_without_a_camera_it_says_what_to_do_and_typing_does_everything(phone, jobs, name, words):
    ana = phone("tech1")
    ana.page.add_init_script(f"({REFUSE.replace('NAME', name)})()")
    ana.go("/scan")
    expect(ana.page.locator("[data-scan-message]")).to_contain_text(words)
    expect(ana.page.locator("[data-scan-message]")).to_contain_text("Type the tag or the serial")
    job = jobs("refresh", "copy")
    ana.page.fill("#code", job["assets"]["outgoing"]["serial"])
    ana.page.get_by_role("button", name="Look up").click()
    expect(answer_of(ana)).to_contain_text(f"Part of {job['number']}")


def test_a_hand_held_scanner_types_wherever_the_focus_is(phone, jobs):
    ana = phone("tech1")
    ana.go("/scan")
    for step in ("copy", "setup"):
        job = jobs("refresh", step)
        ana.page.get_by_role("link", name="Scan several").focus()
        ana.page.keyboard.type(job["assets"]["outgoing"]["tag"])
        ana.page.keyboard.press("Enter")
        expect(answer_of(ana)).to_contain_text(f"Part of {job['number']}")


def test_what_was_scanned_lately_can_be_looked_up_again(server, phone):
    ana = phone("tech1")
    machines = documents(server, "asset")[:3]
    for machine in machines:
        ana.look_up(machine["tag"])
        expect(answer_of(ana)).to_contain_text(machine["tag"])
    server.gate.shut()
    ana.go("/scan")
    ana.page.get_by_text("Scanned lately").click()
    rows = ana.page.locator("[data-scan-once-more]")
    expect(rows).to_have_count(3)
    expect(rows.first).to_contain_text(machines[2]["tag"])
    rows.last.click()
    expect(answer_of(ana)).to_contain_text(machines[0]["tag"])


TRACK = """() => {
    const track = MediaStreamTrack.prototype;
    window.asked = [];
    track.getCapabilities = () => ({ torch: true, zoom: { min: 1, max: 8 }, focusMode: ["continuous"] });
    track.applyConstraints = async ({ advanced }) => void window.asked.push(...advanced);
}"""


def test_light_and_zoom_are_offered_where_the_camera_has_them(phone, tmp_path):
    flags = film(tmp_path / "desk.y4m", desk([]))
    ana = phone("tech1", flags=flags)
    ana.go("/scan")
    expect(ana.page.get_by_text("Point the camera")).to_be_visible()
    expect(ana.page.get_by_role("button", name="Light")).to_be_hidden()
    ana.page.add_init_script(f"({TRACK})()")
    ana.go("/scan")
    for name in ("Light", "Closer", "Closer"):
        ana.page.get_by_role("button", name=name).click()
    wanted = [{"focusMode": "continuous"}, {"torch": True}, {"zoom": 2}, {"zoom": 1}]
    assert ana.page.evaluate("asked") == wanted


def test_where_it_was_is_said_by_those_who_allow_it_and_coarsely(server, phone):
    """Nothing is asked and nothing sent until the box is ticked; then two decimals, and no more."""
    ana = phone(
        "tech1",
        geolocation={"latitude": 48.13743, "longitude": -11.57549},
        permissions=["geolocation"],
    )
    machine = documents(server, "asset")[0]
    ana.go("/assets/" + machine["id"].partition(":")[2])
    ana.press(ana.page.get_by_role("button", name="I have it in front of me"))
    ana.sees("Noted: you had it in front of you.")
    ana.sees_not("to about a kilometre")
    ana.go("/more")
    ana.page.get_by_label("Say about where I scan").check()
    ana.go("/assets/" + machine["id"].partition(":")[2])
    expect(ana.page.locator("[data-where]")).to_have_value("48.14,-11.58")
    ana.press(ana.page.get_by_role("button", name="I have it in front of me"))
    ana.sees("near 48.14, -11.58 (to about a kilometre)")
    ana.says("All sent")
    kept = next(one for one in documents(server, "asset") if one["id"] == machine["id"])
    assert [one["where"] for one in kept["events"][-2:]] == [None, "48.14,-11.58"]
