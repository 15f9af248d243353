"""More: every place that one may go to, and none that one may not."""

import pytest

from fieldapp.screens import more
from tests.screens import samples as s


def titles(*roles):
    user = {"id": "1", "username": "x", "name": "X", "roles": list(roles), "sites": ["4"]}
    page = more.page({"sites": [s.site()], "queue": {"waiting": []}}, s.here() | {"user": user})
    return {group["title"]: [row["path"] for row in group["rows"]] for group in page["groups"]}


def test_a_technician_has_the_day_and_the_machines():
    found = titles("technician")
    assert set(found) == {"My day", "Machines"}
    assert {"/day", "/calendar", "/bench"} <= set(found["My day"]) and "/labels" not in found["Machines"]


@pytest.mark.parametrize(
    ("role", "has", "lacks"),
    [
        ("supervisor", "/supervisor/workflows", "/admin/staff"),
        ("manager", "/reports", "/supervisor/sync"),
        ("admin", "/admin/staff", "/supervisor/wiping"),
    ],
)
def test_the_office_has_what_its_role_may_open(role, has, lacks):
    found = titles(role)["Office"]
    assert has in found and lacks not in found
