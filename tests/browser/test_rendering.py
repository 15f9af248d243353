"""One template, two renderers: a page of the server's and the same page of the phone's are one HTML."""

import re

import pytest

from tests.browser.books import documents, path

# What may differ: each form's own operation, what it makes, the token, the line of state, who rendered.
OWN = [
    (r'(name="op" value=")[^"]*', r"\1"),
    (r'((?:job|order)\.create" hx.*?name="target" value=")[^"]*(".*?name="back" value=")[^"]*', r"\1\2"),
    (r'<input type="hidden" name="csrf_token"[^>]*>', ""),
    (r'<p class="state">.*?</p>', ""),
    (r" data-local(?=>)", ""),
    # What was scanned lately is the phone's alone.
    (r'<details class="fold recent">.*?</details>', ""),
]
LISTS = [
    "/work",
    "/work?show=140",
    "/work?floor=7",
    "/receiving",
    "/receiving/boxes",
    "/receiving/boxes?carrier=UPS&tracking=1Z1&serial=SN9",
    "/receiving/boxes?carrier=&site=none",
    "/orders/new",
    "/deliveries/nothing",
    "/boxes/nothing",
    "/scan",
    "/counts",
    "/counts/nothing",
    "/search?q=a",
    "/search?q=lat",
]
LISTS += [
    "/search?q=nobody",
    "/more",
    "/jobs/new",
    "/jobs/nothing",
    "/assets/nothing",
    "/orders/nothing",
]
LISTS += [
    "/A/NOTHING",
    "/scan/answer?code=nothing",
    "/scan/answer?code=",
    "/search?q=%3Cb%3E%26%22%27",
]
LISTS += ["/work/queue", "/work/team", "/work/hold", "/work/walk", "/work/walk?show=160", "/work/nothing", "/search?q=M%C3%BCller+latitude"]
LISTS += ["/bench", "/day", "/calendar", "/calendar?who=team", "/calendar?day=2026-02-28", "/calendar?day=2026-02-30", "/jobs/nothing/software"]
LISTS += ["/hands", "/hands?code=nothing", "/hands/over", "/hands/over?q=a", "/holders", "/loans"]
# A blank, a misread one, and one that is on a machine.
LISTS += [f"{start}{tag}" for tag in ("AHD4MXW5", "HAD4MXW5", "NE2K9A32") for start in ("/A/", "/scan/answer?code=")]
LISTS += ["/scan/answer?code=HTTPS%3A%2F%2FELSEWHERE.EXAMPLE%2FA%2FNW12345"]


@pytest.mark.parametrize("username, every", [("tech1", 1), ("receiving1", 4), ("supervisor1", 4)])
def test_the_demos_pages_are_the_same_by_server_and_by_phone(
    shared_server, shared_phone, username, every
):
    one = shared_phone(username)
    one.says("All sent")
    wanted = LISTS + addresses(shared_server)[::every]
    assert [address for address in wanted if differs(one, address)] == []


def addresses(server) -> list[str]:
    """Each job, each step of some, each machine that is in one, each order, and scans of some."""
    jobs, orders = documents(server, "job"), documents(server, "order")
    machines = [one for one in documents(server, "asset") if one["jobs"]]
    receivers = [documents(server, "person")[0]["id"], documents(server, "staff")[1]["id"], "store"]
    return [
        *[path(job) for job in jobs],
        *[f"{path(job)}?step={step['key']}" for job in jobs[::9] for step in job["steps"]],
        *["/assets/" + key_of(one) for one in machines[::3]],
        *[f"/hands?code={one['tag']}&lang=de" for one in machines[::9]],
        *[
            f"/hands/over?m.{key_of(one)}=1&whom={who}"
            for one in machines[::9]
            for who in receivers
        ],
        *[f"/loans?q=a&lend={key_of(one)}" for one in documents(server, "asset")[::20]],
        *[f"/A/{label['tag']}" for one in documents(server, "asset") for label in one["labels"]],
        *["/orders/" + key_of(one) for one in orders],
        *["/deliveries/" + key_of(one) for one in documents(server, "delivery")],
        *["/boxes/" + key_of(one) for one in documents(server, "box")],
        *[f"/scan/answer?code={one['number']}" for one in orders[::3]],
        *[f"/scan/answer?code={one['tag'].lower()}" for one in machines[::5]],
        *[f"/scan/answer?code={one['serial']}" for one in machines[1::5]],
        *[f"/jobs/new?kind=cascade&q=a&asset.machine={one['tag']}" for one in machines[::12]],
        *[f"/jobs/new?kind={kind}" for kind in ("refresh", "cascade", "wipe")],
    ]


def key_of(document: dict) -> str:
    return document["id"].partition(":")[2]


def differs(phone, address: str) -> bool:
    """Time passes: the phone's page must be that of the server just before, or just after."""
    before = from_server(phone, address)
    shown = from_phone(phone, address)
    return shown != before and shown != from_server(phone, address)


def from_server(phone, address: str) -> str:
    """Past the worker, with the same sign-in."""
    return common(phone.context.request.get(phone.address + address).text())


def from_phone(phone, address: str) -> str:
    return common(phone.page.evaluate("path => fetch(path).then(answer => answer.text())", address))


def common(html: str) -> str:
    for pattern, put in OWN:
        html = re.sub(pattern, put, html, flags=re.DOTALL)
    return html
