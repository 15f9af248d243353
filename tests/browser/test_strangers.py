"""Who must not: hostile pages, other users of the phone, and what becomes of a queue when its owner leaves."""

import threading
from http.server import BaseHTTPRequestHandler, HTTPServer

import pytest
from playwright.sync_api import expect

from tests.browser.books import operations, path

HOSTILE = """<!doctype html><form id="f" method="post" action="{action}">
<input name="op" value="01900000-0000-7000-8000-000000000001"><input name="user" value="1">
<input name="target" value="{job}"><input name="args.text" value="Evil"><input name="username" value="tech2">
<input name="password" value="fieldapp-demo"></form><script>document.getElementById("f").submit()</script>"""


@pytest.fixture
def hostile_page():
    """``hostile_page(html)`` → the address of that page on another origin."""
    served = {"html": ""}

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self):
            self.send_response(200)
            self.send_header("Content-Type", "text/html")
            self.end_headers()
            self.wfile.write(served["html"].encode())

        def log_message(self, *_):
            """Say nothing."""

    site = HTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=site.serve_forever, daemon=True).start()

    def page(html: str) -> str:
        served["html"] = html
        return f"http://127.0.0.1:{site.server_port}/"

    yield page
    site.shutdown()


@pytest.mark.parametrize("shut", [False, True])
def test_a_form_on_a_hostile_site_does_nothing_online_or_off(
    server, phone, jobs, hostile_page, shut
):
    job = jobs("refresh", "invite")
    ana = phone("tech1")
    before = operations(server)
    if shut:
        server.gate.shut()
    ana.page.goto(
        hostile_page(HOSTILE.format(action=f"{server.address}/do/note.add", job=job["id"]))
    )
    ana.page.wait_for_timeout(1000)
    server.gate.open()
    ana.go("/queue")
    ana.says("All sent")
    assert operations(server) == before
    ana.go(path(job))
    expect(ana.page.locator("body")).not_to_contain_text("Evil")


def test_a_hostile_site_signs_nobody_in(server, phone, hostile_page):
    ana = phone("tech1")
    ana.page.goto(hostile_page(HOSTILE.format(action=f"{server.address}/login", job="")))
    expect(ana.page.locator("h1")).to_contain_text("not yours to open")
    ana.go("/more")
    ana.sees("Ana Ruiz")


def test_signing_out_with_a_queue_warns_and_keeps_it(server, phone, jobs):
    job = jobs("refresh", "invite")
    ana = phone("tech1")
    server.gate.shut()
    ana.go(path(job))
    ana.complete({"Accepted": True})
    ana.says("1 to send")
    sign_out(ana)
    server.gate.open()
    before = operations(server)
    ana.sign_in("tech2")
    ana.go("/queue")
    ana.sees("Ana Ruiz has 1 entry on this phone")
    expect(ana.page.locator("#page")).not_to_contain_text(job["number"])
    assert operations(server) == before
    sign_out(ana)
    ana.sign_in("tech1")
    ana.go("/queue")
    ana.says("All sent")
    assert operations(server) == before + 1


def sign_out(phone) -> None:
    """Ask for it; where something waits, insist."""
    phone.go("/more")
    button = phone.page.locator("form[data-sign-out] button").last
    button.click()
    warning = phone.page.locator("[data-sign-out-warning]")
    phone.page.wait_for_timeout(500)
    if warning.count() and warning.first.is_visible():
        expect(warning.first).to_contain_text("sent")
        button.click()
    phone.page.wait_for_timeout(500)


def test_without_a_worker_the_forms_do_the_same(server, phone, jobs):
    job = jobs("refresh", "invite")
    ana = phone(service_workers="block", java_script_enabled=False)
    ana.go("/login")
    ana.page.fill("#username", "tech1")
    ana.page.fill("#password", "fieldapp-demo")
    ana.page.get_by_role("button", name="Sign in").click()
    ana.go(path(job))
    ana.complete({"Accepted": True})
    ana.sees("Order placed")
    tag = jobs("refresh", "pickup")
    ana.go(path(tag))
    ana.complete({"Scan the new machine": "WRONG"})
    ana.sees("WRONG is not the machine for this step")
    assert server.flask("audit") == []
