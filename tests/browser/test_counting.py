"""Scanning several with no network: a room is audited, old machines are collected, and the list outlives the phone."""

import re

import pytest
from playwright.sync_api import expect

from fieldapp.labels.qr import label_address
from tests.browser.books import documents
from tests.browser.camera import desk, film, label
from tests.browser.test_camera import KEPT


def last(phone):
    return phone.page.locator(".last-scan")


def sum_of(phone):
    return phone.page.locator(".sum")


def add(phone, code: str) -> None:
    phone.page.fill("#code", code)
    phone.page.get_by_role("button", name="Add").click()


def begin(phone, purpose: str, place: str = "") -> None:
    phone.go("/scan/count")
    if place:
        phone.page.get_by_role("link", name=purpose).click()
        phone.page.get_by_role("combobox", name="Which").fill(place)
        phone.page.get_by_role("button", name="Start").click()
    else:
        phone.page.get_by_role("button", name=purpose).click()
    expect(phone.page.locator("#code")).to_be_visible()


@pytest.fixture
def room(server):
    """Somebody's desk, their machine, and one from elsewhere."""
    people = {one["id"].partition(":")[2]: one for one in documents(server, "person")}
    desks = [one["desk"] for one in people.values()]
    own = [
        one for one in documents(server, "asset") if one["person"] and one["state"] == "deployed"
    ]
    mine = next(one for one in own if desks.count(people[one["person"]["id"]]["desk"]) == 1)
    other = next(one for one in own if one["person"]["id"] != mine["person"]["id"])
    return people[mine["person"]["id"]]["desk"], mine, other


def test_a_room_is_audited_with_no_network_and_the_supervisor_sees_it(server, phone, room):
    place, mine, other = room
    ana = phone("tech1")
    server.gate.shut()
    begin(ana, "Audit a room", place)
    expect(sum_of(ana)).to_contain_text("0 scanned · 0 of 1 expected · 1 missing")
    add(ana, other["tag"])
    expect(last(ana)).to_contain_text("Belongs elsewhere")
    add(ana, other["serial"])
    expect(last(ana)).to_contain_text("is on the list already")
    add(ana, "HTTPS://ELSEWHERE.EXAMPLE/A/X1")
    expect(last(ana)).to_contain_text("A label of another installation (elsewhere.example)")
    ana.page.get_by_role("button", name="Remove X1").click()
    expect(sum_of(ana)).to_contain_text("1 scanned · 0 of 1 expected · 1 missing")
    # The battery is empty. Nothing is lost.
    ana.kill()
    ana.open()
    ana.go("/scan")
    ana.page.get_by_role("link", name="Go on counting").click()
    add(ana, mine["tag"].lower())
    expect(last(ana)).to_contain_text("Belongs here")
    add(ana, "nobody-knows")
    expect(sum_of(ana)).to_contain_text("3 scanned · 1 of 1 expected · 0 missing")
    ana.page.get_by_role("button", name=f"Finish the count of {place}").click()
    ana.title(place)
    ana.sees("1 as expected · 1 from elsewhere · 1 unknown code")
    ana.sees("On this phone, will send")
    server.gate.open()
    ana.hear_of_network()
    ana.says("All sent")
    (count,) = documents(server, "count")
    assert [one["tag"] for one in count["elsewhere"]] == [other["tag"]]
    sam = phone("supervisor1")
    sam.go("/counts")
    sam.page.get_by_role("link", name=re.compile(re.escape(place))).click()
    sam.sees(mine["tag"])
    sam.sees("nobody-knows")


def test_old_machines_are_collected_in_one_go(server, phone, jobs):
    job = jobs("refresh", "setup", "Ana Ruiz")
    early = jobs("refresh", "software", "Ana Ruiz")
    ana = phone("tech1")
    server.gate.shut()
    begin(ana, "Collect old machines")
    add(ana, early["assets"]["outgoing"]["tag"])
    expect(last(ana)).to_contain_text("waits for step 8 (Copy data)")
    add(ana, job["assets"]["outgoing"]["tag"])
    expect(last(ana)).to_contain_text(f"{job['number']} · {job['person']['name']} · Collected")
    ana.page.get_by_role("button", name="Take 1 machine").click()
    ana.sees("1 machine is in your hands now.")
    server.gate.open()
    ana.hear_of_network()
    ana.says("All sent")
    kept = next(one for one in documents(server, "job") if one["id"] == job["id"])
    parts = next(one for one in kept["steps"] if one["key"] == "retire")["parts"]
    assert [one["state"] for one in parts] == ["done", "todo", "todo"]


def test_the_camera_takes_one_label_after_the_other(server, phone, room, tmp_path):
    place, mine, other = room
    pictures = [desk([label(label_address(server.address, one["tag"]))]) for one in (mine, other)]
    ana = phone("tech1", flags=film(tmp_path / "walk.y4m", *pictures, each=35))
    ana.go("/scan")
    ana.page.evaluate(KEPT)
    server.gate.shut()
    begin(ana, "Count a cupboard", place)
    expect(sum_of(ana)).to_contain_text("2 scanned · 1 of 1 expected")
    expect(last(ana)).to_contain_text("is on the list already")


def test_a_list_can_be_given_up(phone, room):
    place, mine, _ = room
    ana = phone("tech1")
    begin(ana, "Audit a room", place)
    add(ana, mine["tag"])
    expect(sum_of(ana)).to_contain_text("1 scanned")
    ana.page.get_by_text("Give up this list").click()
    ana.page.get_by_role("button", name="Forget this list").click()
    expect(ana.page.get_by_role("link", name="Audit a room")).to_be_visible()


def test_what_is_not_from_elsewhere_can_stay(server, phone, room):
    place, _, other = room
    ana = phone("tech1")
    begin(ana, "Audit a room", place)
    add(ana, other["tag"])
    ana.page.get_by_role("button", name="It belongs here now").click()
    expect(ana.page.get_by_text("Belongs here from now on")).to_be_visible()
    ana.page.get_by_role("button", name="Finish the count").click()
    ana.title(place)
    ana.says("All sent")
    kept = next(one for one in documents(server, "asset") if one["id"] == other["id"])
    assert (kept["place"], kept["seen"]["place"]) == (place, place)


def test_a_browser_without_the_worker_is_told(phone):
    ana = phone("tech1")
    page = ana.context.request.get(ana.address + "/scan/count").text()
    assert "This browser has no such store" in page
