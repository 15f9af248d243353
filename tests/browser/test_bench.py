"""Eight machines on the bench and no network: one step is completed on all with one confirmation, and the one that objects is named."""

from playwright.sync_api import expect

from tests.browser.books import documents, step_of
from tests.browser.test_counting import add, last


def eight(server) -> list[str]:
    """Tags of the new machines; the first one's job has a difference in the software to decide."""
    return server.module("tests.browser.eight").split()[-8:]


def test_one_step_is_completed_on_eight_with_one_confirmation(server, phone):
    tags = eight(server)
    ana = phone("tech1")
    ana.says("All sent")
    server.gate.shut()
    ana.go("/bench")
    stage = ana.page.locator("section", has=ana.page.get_by_role("heading", name="Clone the software"))
    stage.get_by_role("button", name=f"Start imaging {tags[1]}").click()
    expect(ana.page.locator("li.row", has_text=tags[1])).to_contain_text("left, until")
    stage.get_by_role("button", name="Scan several").click()
    for tag in tags:
        add(ana, tag)
        expect(last(ana)).to_contain_text(tag)
    ana.sees("8 scanned · 8 right")
    ana.sees("You confirm: The software of the old one is installed.")
    ana.page.get_by_role("button", name="Complete it on 8 machines").click()
    ana.sees("Completed on 7.")
    ana.sees(f"Not on {tags[0]}: 1 difference between the software")
    ana.sees("1 scanned")
    # The lists are on the phone: the difference is decided here, and then that one is done too.
    job = next(one for one in documents(server, "job") if one["assets"].get("incoming", {}).get("tag") == tags[0])
    ana.go(f"/jobs/{job['id'].partition(':')[2]}/software")
    ana.sees("9.9 → 10.0")
    ana.page.get_by_role("button", name="Accept it").click()
    ana.sees("All 1 difference is decided.")
    ana.go("/scan/count")
    ana.page.get_by_role("button", name="Complete it on 1 machine").click()
    ana.sees("Step completed on 1 machine.")
    server.gate.open()
    ana.hear_of_network()
    ana.says("All sent")
    jobs = [one for one in documents(server, "job") if one["assets"].get("incoming", {}).get("tag") in tags]
    assert [step_of(one, "software")["state"] for one in jobs] == ["done"] * 8
    assert documents(server, "case") == []
