"""Pictures of each page at phone size, light and dark, for the README: `make screenshots`."""

import sys
import tempfile
from pathlib import Path

from playwright.sync_api import sync_playwright

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from tests.browser.books import documents  # noqa: E402
from tests.browser.gate import Gate  # noqa: E402
from tests.browser.phone import Phone  # noqa: E402
from tests.browser.server import Server, make_demo  # noqa: E402

PICTURES = Path(__file__).resolve().parents[1] / "docs" / "screenshots"


def main() -> None:
    PICTURES.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        make_demo(Path(folder))
        server = Server(Path(folder), Gate())
        for scheme in ("light", "dark"):
            floor(playwright, server, Path(folder), scheme)
            office(playwright, server, Path(folder), scheme)
            money(playwright, server, Path(folder), scheme)
        clash(playwright, server, Path(folder), "light")
        server.stop()


def money(playwright, server: Server, folder: Path, scheme: str) -> None:
    """What the contract and the reports say after some months of work."""
    one = Phone(playwright, server.address, folder / f"mia-{scheme}", color_scheme=scheme).sign_in(
        "manager1"
    )
    one.page.set_viewport_size({"width": 1000, "height": 900})
    take(one, "/contracts", f"contract-{scheme}")
    take(one, "/reports", f"reports-{scheme}")
    one.close()


def floor(playwright, server: Server, folder: Path, scheme: str) -> None:
    """What a technician and receiving see; the queue with the network off."""
    job = next(
        one
        for one in documents(server, "job")
        if one["current_step"] == "copy" and one["assignee"]["name"] == "Ana Ruiz"
    )
    new = next(
        one
        for one in documents(server, "job")
        if one["current_step"] == "invite" and one["state"] == "open"
    )
    key = job["id"].partition(":")[2]
    ana = Phone(playwright, server.address, folder / f"ana-{scheme}", color_scheme=scheme).sign_in(
        "tech1"
    )
    shots = {
        "work": "/work",
        "job": f"/jobs/{key}",
        "asset": f"/assets/{job['assets']['incoming']['id']}",
        "search": "/search?q=lat",
        "hands": "/hands",
        "more": "/more",
        "new-job": "/jobs/new?kind=cascade",
        "bench": "/bench",
        "day": "/day",
        "calendar": "/calendar",
        "walk": "/work/walk",
        "scan-several": "/scan/count",
    }
    for name, path in shots.items():
        take(ana, path, f"{name}-{scheme}")
    ana.look_up(job["assets"]["outgoing"]["tag"])
    ana.page.locator("#answer button").wait_for()
    ana.page.wait_for_timeout(600)
    ana.page.screenshot(path=PICTURES / f"scan-{scheme}.png")
    server.gate.shut()
    ana.go("/jobs/" + new["id"].partition(":")[2])
    ana.complete({"Accepted": True})
    ana.says("1 to send")
    ana.page.screenshot(path=PICTURES / f"done-{scheme}.png")
    take(ana, "/queue", f"queue-{scheme}")
    ana.close()
    server.gate.open()
    rosa = Phone(
        playwright, server.address, folder / f"rosa-{scheme}", color_scheme=scheme
    ).sign_in("receiving1")
    take(rosa, "/receiving", f"receiving-{scheme}")
    rosa.page.get_by_role("link", name="Scan boxes in").first.click()
    rosa.page.wait_for_timeout(600)
    rosa.page.screenshot(path=PICTURES / f"boxes-{scheme}.png")
    rosa.close()


def clash(playwright, server: Server, folder: Path, scheme: str) -> None:
    """Someone works on with no network what a supervisor has cancelled; and how that is decided."""
    jobs = [one for one in documents(server, "job") if one["current_step"] == "invite"]
    path = "/jobs/" + next(one for one in jobs[::-1] if one["state"] == "open")["id"][4:]
    ana = Phone(playwright, server.address, folder / f"clash-{scheme}").sign_in("tech1")
    server.gate.shut()
    ana.go(path)
    ana.complete({"Accepted": True})
    ana.close()
    server.gate.open()
    sam = Phone(playwright, server.address, folder / f"sam-{scheme}", color_scheme=scheme).sign_in(
        "supervisor1"
    )
    sam.go(path)
    sam.sheet("Cancel job", "Cancel the job", {"Why is it cancelled?": "The person has left"})
    sam.says("All sent")
    ana.open()
    ana.go("/queue")
    ana.says("1 with a supervisor")
    ana.close()
    sam.go("/supervisor/sync")
    sam.page.get_by_role("link", name="Decide").last.click()
    sam.page.wait_for_timeout(600)
    sam.page.screenshot(path=PICTURES / f"case-{scheme}.png", full_page=True)
    sam.close()


def office(playwright, server: Server, folder: Path, scheme: str) -> None:
    """What supervisors, managers and administrators see."""
    for username, path, name in (
        ("supervisor1", "/supervisor/sync", "sync-status"),
        ("supervisor1", "/holders", "holders"),
        ("supervisor1", "/supervisor/wiping", "wiping"),
        ("admin1", "/labels", "labels"),
        ("supervisor1", "/helpdesk", "helpdesk"),
        ("supervisor1", "/supervisor/clocks", "clocks"),
        ("admin1", "/admin/staff", "staff"),
    ):
        one = Phone(
            playwright, server.address, folder / f"{username}-{scheme}", color_scheme=scheme
        ).sign_in(username)
        take(one, path, f"{name}-{scheme}")
        one.close()
    one = Phone(playwright, server.address, folder / f"nobody-{scheme}", color_scheme=scheme)
    take(one, "/login", f"login-{scheme}")
    one.close()


def take(phone: Phone, path: str, name: str) -> None:
    phone.go(path)
    phone.page.wait_for_timeout(600)
    phone.page.screenshot(path=PICTURES / f"{name}.png")


if __name__ == "__main__":
    main()
