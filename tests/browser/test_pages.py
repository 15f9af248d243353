"""Pages as a person meets them: accessible, installable, at any width, by camera, and never hanging."""

import pytest

from tests.browser.books import path
from tests.browser.programs import ROOT

AXE = (ROOT / "node_modules" / "axe-core" / "axe.min.js").read_text()
SEEN_BY = {
    "tech1": [
        "/work",
        "/scan",
        "/queue",
        "/more",
        "/search?q=a",
        "/jobs/new?kind=wipe",
        "/A/NOPE",
        "JOB",
        "ASSET",
        "/hands",
        "TAKE",
        "SIGN",
        "/holders",
        "/loans",
    ],
    "receiving1": ["/receiving", "ORDER"],
    "supervisor1": ["/supervisor/sync"],
    "manager1": ["/contracts/1"],
    "admin1": ["/admin/staff"],
}


def addresses(username: str, jobs) -> list[str]:
    job = jobs("refresh", "copy")
    named = {
        "JOB": path(job),
        "ASSET": "/assets/" + job["assets"]["outgoing"]["id"],
        "TAKE": "/hands?code=" + job["assets"]["outgoing"]["tag"],
        "SIGN": f"/hands/over?m.{job['assets']['incoming']['id']}=1&whom=person:{job['person']['id']}",
        "ORDER": "/orders/" + (job["order"] or ""),
    }
    return [named.get(one, one) for one in SEEN_BY[username]]


def violations(page) -> list[str]:
    page.evaluate(AXE)
    found = page.evaluate(
        "axe.run().then(told => told.violations.map(one => one.id + ': ' + one.nodes.map(n => n.html).join(' ').slice(0, 300)))"
    )
    return found


@pytest.mark.parametrize("username", SEEN_BY)
def test_axe_finds_no_violation(server, phone, jobs, username):
    one = phone(username, bypass_csp=True)
    for address in addresses(username, jobs):
        one.go(address)
        one.page.wait_for_load_state()
        for scheme in ("light", "dark"):
            one.page.emulate_media(color_scheme=scheme)
            assert violations(one.page) == [], (address, scheme)


def test_axe_finds_none_before_signing_in_either(server, phone):
    one = phone(bypass_csp=True)
    for address in ("/login", "/nothing"):
        one.go(address)
        assert violations(one.page) == [], address


@pytest.mark.parametrize("size", ["16px", "32px"])
def test_nothing_scrolls_sideways_at_320_pixels_and_large_text(server, phone, jobs, size):
    one = phone("tech1", viewport={"width": 320, "height": 640}, bypass_csp=True)
    for address in addresses("tech1", jobs):
        one.go(address)
        one.page.add_style_tag(content=f"html {{ font-size: {size} }}")
        wide = one.page.evaluate("document.scrollingElement.scrollWidth - innerWidth")
        assert wide <= 0, address


def test_what_one_taps_is_large_enough_for_a_thumb(server, phone, jobs):
    one = phone("tech1")
    for address in addresses("tech1", jobs):
        one.go(address)
        small = one.page.evaluate(
            "[...document.querySelectorAll('button, a.button, #bar a, .row')].filter(e => e.offsetParent)"
            ".filter(e => e.getBoundingClientRect().height < 47.5).map(e => e.outerHTML.slice(0, 120))"
        )
        assert small == [], address


def test_it_can_be_installed(server, phone):
    one = phone("tech1")
    manifest = one.page.request.get(server.address + "/manifest.webmanifest").json()
    assert manifest["display"] == "standalone"
    assert {shortcut["name"] for shortcut in manifest["shortcuts"]} == {"Scan", "My work"}
    assert {icon["purpose"] for icon in manifest["icons"]} == {"any", "maskable"}
    for icon in manifest["icons"]:
        answer = one.page.request.get(server.address + icon["src"])
        assert (answer.status, answer.headers["content-type"]) == (200, "image/png")


def test_a_black_hole_hangs_no_page(server, phone, jobs):
    one = phone("tech1")
    job = jobs("refresh", "copy")
    server.gate.swallow()
    for address, title in (("/work", "My work"), (path(job), job["number"]), ("/queue", "Queue")):
        one.go(address)
        one.title(title)


def test_a_page_of_the_office_says_what_works_meanwhile(server, phone):
    sam = phone("supervisor1")
    server.gate.shut()
    sam.go("/supervisor/sync")
    sam.title("This page needs the network")
    sam.sees("Meanwhile this works here")


def test_back_and_reload_show_the_truth_offline(server, phone, jobs):
    job = jobs("refresh", "invite")
    one = phone("tech1")
    server.gate.shut()
    one.go("/work")
    one.go(path(job))
    one.complete({"Accepted": True})
    one.sees("Order placed")
    one.page.reload()
    one.sees("Order placed")
    one.page.go_back()
    one.title("My work")
    one.page.go_forward()
    one.sees("Order placed")
