"""Files of real exporters, where they are at hand: imported, planned, and one machine worked with no network."""

import pytest

from tests.browser.books import document, documents
from tests.browser.server import PASSWORD
from tests.browser.test_refresh import NEW, SERIAL, build_and_deliver
from tests.imports.conftest import SHARED
from tests.imports.test_shared import FILES, THERE

TAG = "HLK-1645158"


@pytest.mark.parametrize("files", [THERE] if len(THERE) == len(FILES) else [])
def test_an_imported_machine_goes_through_all_ten_steps_offline(server, phone, files):
    for what, name in files:
        server.flask("import", what, str(SHARED / name))
    server.flask("plan-refresh", "--before", "2026-12-31")
    job = next(
        one
        for one in documents(server, "job")
        if one["assets"].get("outgoing", {}).get("tag") == TAG
    )
    roles = [
        word for role in ("technician", "receiving", "acquisitions") for word in ("--role", role)
    ]
    server.flask("staff", "add", "kim", "--password", PASSWORD, *roles, "--site", job["site"]["id"])

    kim = phone("kim")
    server.gate.shut()
    kim.look_up(TAG.lower())
    kim.page.get_by_role("button", name="Go to step 1: Invitation accepted").click()
    kim.complete({"Accepted": True})
    kim.complete()
    kim.complete({"Good": True})
    kim.complete({"Tag on the new label": NEW, "Serial": SERIAL})
    build_and_deliver(kim, job["assets"]["outgoing"])
    kim.sees("Closed")
    kim.says("12 to send")
    server.gate.open()
    kim.hear_of_network()
    kim.says("All sent")

    assert document(server, job["id"])["state"] == "closed"
    entries = [one for one in server.flask("ledger") if job["id"] == f"job:{one['job']}"]
    assert [(one["kind"], one["units"]) for one in entries] == [("transactions", 1.5)]
    assert server.flask("audit") == []
