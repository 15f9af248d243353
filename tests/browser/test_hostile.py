"""Pages of others, which send forms to us in the name of whoever is signed in."""

import json
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest
from playwright.sync_api import expect

from tests.browser.books import operations, path

FIELDS = {
    "op": "01900000-0000-7000-8000-000000000001",
    "args.text": "Evil",
    "username": "tech2",
    "password": "fieldapp-demo",
}
FORM = """<!doctype html><title>Prizes</title><form method="post" action="{action}">{inputs}
<button>Win a prize</button></form>"""
FETCH = """async ([address, body]) => {
    const headers = { "Content-Type": "application/json", "X-Fieldapp": "1" };
    const tries = [
        { method: "POST", credentials: "include", headers, body },
        { method: "POST", credentials: "include", mode: "no-cors", body },
        { credentials: "include" },
    ];
    const told = [];
    for (const one of tries) told.push(await fetch(address, one).then((a) => a.text(), () => "refused"));
    return told.join("");
}"""


@pytest.fixture
def elsewhere():
    """``elsewhere(html)``: the address of that page on an origin of its own."""
    served = {}

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self):
            self.send_response(200)
            self.send_header("Content-Type", "text/html")
            self.end_headers()
            self.wfile.write(served["html"].encode())

        def log_message(self, *_):
            """Say nothing."""

    site = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=site.serve_forever, daemon=True).start()

    def page(html: str) -> str:
        served["html"] = html
        return f"http://127.0.0.1:{site.server_port}/"

    yield page
    site.shutdown()
    site.server_close()


def form(action: str, **more: str) -> str:
    fields = FIELDS | more
    inputs = "".join(f'<input name="{name}" value="{value}">' for name, value in fields.items())
    return FORM.format(action=action, inputs=inputs)


def send_from(phone, address: str):
    """A person is lured there in another tab, and clicks."""
    tab = phone.context.new_page()
    tab.goto(address)
    tab.get_by_role("button", name="Win a prize").click()
    return tab


def user_of(phone) -> str:
    phone.go("/more")
    return phone.page.evaluate("fetch('/me').then(answer => answer.json())")["user"]


def test_a_form_of_theirs_queues_nothing_and_enters_no_log(server, phone, jobs, elsewhere):
    job = jobs("refresh", "invite")
    ana = phone("tech1")
    page = elsewhere(
        form(f"{server.address}/do/note.add", target=job["id"], user=user_of(ana), back=path(job))
    )
    before = operations(server)
    # It comes without the sign-in: the browser keeps that from others.
    expect(send_from(ana, page).locator("h1")).to_have_text("Sign in")

    # Where the server can't be reached the worker must not take its place.
    server.gate.shut()
    with ana.context.expect_event("requestfailed", lambda request: "/do/" in request.url):
        send_from(ana, page)
    ana.go("/queue")
    ana.sees("Everything is sent")
    server.gate.open()
    ana.go(path(job))
    ana.sees_not("Evil")
    assert operations(server) == before


def test_they_sign_nobody_in(server, phone, elsewhere):
    ana = phone("tech1")
    tab = send_from(ana, elsewhere(form(f"{server.address}/login")))
    expect(tab.locator("h1")).to_contain_text("not yours to open")
    ana.go("/more")
    ana.sees("Ana Ruiz")


def test_they_neither_read_nor_send_anything(server, phone, jobs, elsewhere):
    job = jobs("refresh", "invite")
    ana = phone("tech1")
    user, before = user_of(ana), operations(server)
    note = {"id": FIELDS["op"], "seq": 1, "kind": "note.add", "v": 1, "target": job["id"]}
    note |= {"args": {"text": "Evil"}, "expect": {}, "after": [], "at": "2026-01-01T00:00:00Z"}
    device = {"protocol": 1, "app": "1", "device": FIELDS["op"], "user": user}
    body = {**device, "sent_at": note["at"], "cursors": {}, "operations": [note]}
    ana.page.goto(elsewhere("<!doctype html><title>Prizes</title>"))
    for address in ("/sync", "/me", path(job), "/do/note.add"):
        told = ana.page.evaluate(FETCH, [server.address + address, json.dumps(body)])
        # The second is sent, but its answer is nobody's to read.
        assert told == "refused" * 2, address
    assert operations(server) == before
