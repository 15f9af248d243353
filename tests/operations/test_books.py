"""The books: what administration and imports write, and what they can't."""

import pytest

from fieldapp.sync.audit import faults

TERMS = {"client": "Client", "name": "Support", "starts": "2020-01-01", "ends": "2039-12-31"}


@pytest.fixture(autouse=True)
def sound(app):
    yield
    assert faults() == []


@pytest.mark.parametrize(
    ("kind", "target", "args"),
    [
        ("site.record", "site:1", {"name": "Tower", "zone": "Mars/Base"}),
        ("site.record", "site:1", {"name": "Tower", "zone": "../../etc/passwd"}),
        ("site.record", "site:1", {"name": "Annex"}),
        ("site.record", "job:1", {"name": "Elsewhere"}),
        ("site.record", "site:9", {"name": " "}),
        ("contract.record", "contract:1", TERMS | {"types": {"refresh": {"quantity": "many"}}}),
        ("contract.record", "contract:1", TERMS | {"types": {"refresh": {}}}),
        ("contract.record", "contract:1", TERMS | {"types": {"refresh": {"quantity": "-1"}}}),
        (
            "contract.record",
            "contract:1",
            TERMS | {"rates": {"": {"hourly": "80", "round_minutes": 0}}},
        ),
        ("contract.record", "contract:1", TERMS | {"rates": {"": {"hourly": "-80"}}}),
        ("contract.record", "contract:1", TERMS | {"rates": {"": {"hourly": "NaN"}}}),
        ("contract.record", "contract:1", TERMS | {"bought": "Infinity"}),
        ("contract.record", "contract:1", TERMS | {"bought": "-1"}),
        ("contract.record", "contract:1", TERMS | {"starts": "2040-01-01"}),
        ("contract.record", "contract:1", TERMS | {"types": {"refresh": {"quantity": "0.00001"}}}),
        ("contract.record", "contract:1", TERMS | {"zone": "Nowhere"}),
        ("asset.record", "asset:m0", {"tag": "M1", "site": "1"}),
        ("asset.record", "asset:m0", {"tag": "M0", "serial": "S1", "site": "1"}),
        ("asset.record", "asset:m0", {"tag": " ", "site": "1"}),
        ("asset.record", "asset:m0", {"tag": "A/B", "site": "1"}),
        ("asset.record", "asset:m0", {"tag": "M0", "site": "nowhere"}),
        ("asset.record", "asset:m0", {"tag": "M0", "site": "1", "purchased": "2026-13-77"}),
        ("asset.inventory", "asset:none", {"packages": []}),
        ("asset.inventory", "asset:m0", {"packages": [{"version": "1"}]}),
        ("person.record", "person:al", {"name": "Al", "site": "nowhere"}),
        ("person.record", "person:al", {"name": "Al", "site": "1", "username": "jo"}),
        ("person.record", "person:al", {"name": " ", "site": "1"}),
        ("staff.record", "staff:9", {"username": "ana"}),
        ("staff.record", "staff:9", {"username": "dora", "roles": ["king"]}),
        ("staff.record", "staff:9", {"username": "dora", "sites": ["nowhere"]}),
        ("staff.record", "staff:6", {"username": "adam", "active": False}),
        ("staff.record", "staff:6", {"username": "adam", "roles": []}),
        ("model.record", "model:x", {"name": " "}),
    ],
)
def test_what_would_break_the_books_is_refused_with_a_sentence(world, kind, target, args):
    before = world.body(target) if world.has(target) else None
    result = world.do("adam", kind, target, args)
    assert result.outcome == "refused", result
    assert result.code in ("invalid", "not_allowed") and result.message
    assert (world.body(target) if world.has(target) else None) == before


@pytest.mark.parametrize("who", ["ana", "rosa", "sam", "mia"])
def test_only_administrators_write_the_books(world, who):
    result = world.do(who, "site.record", "site:1", {"name": "Mine"})
    assert (result.outcome, result.code) == ("refused", "forbidden")


def test_what_is_absent_stays_as_it_was(world):
    world.do("adam", "person.record", "person:jo", {"name": "Jo Bell", "site": "1", "desk": "4-11"})
    jo = world.body("person:jo")
    assert (jo["desk"], jo["cost_centre"], jo["username"]) == ("4-11", "CC-1", "jo")


def test_what_documents_repeat_follows_the_books(world):
    job = world.new_job()
    world.do("sam", "job.assign", job, {"to": "1", "note": "Yours"})
    world.do("adam", "person.record", "person:jo", {"name": "Jo Ball", "site": "1", "vip": True})
    world.do("adam", "staff.record", "staff:1", {"username": "ana", "name": "Ana Ruiz"})
    world.do("adam", "site.record", "site:1", {"name": "Tower Two", "zone": "Europe/Paris"})
    world.do("adam", "asset.record", "asset:m0", {"tag": "M0-NEW", "site": "1", "serial": "S0"})
    body = world.body(job)
    assert (body["person"]["name"], body["vip"]) == ("Jo Ball", True)
    assert body["assignee"]["name"] == "Ana Ruiz"
    assert (body["site"]["name"], body["site"]["zone"]) == ("Tower Two", "Europe/Paris")
    assert body["assets"]["outgoing"]["tag"] == "M0-NEW"
    assert world.body("asset:m1")["person"]["name"] == "Jo Ball"


def test_the_last_administrator_may_go_when_there_is_another(world):
    world.do("adam", "staff.record", "staff:5", {"username": "mia", "roles": ["manager", "admin"]})
    assert (
        world.do("mia", "staff.record", "staff:6", {"username": "adam", "active": False}).outcome
        == "applied"
    )
    assert not world.body("staff:6")["active"]


def test_a_job_names_nobody_and_nothing_of_another_site(world):
    """Who may not see a machine or a person learns nothing of them by making a job for them."""
    from uuid import uuid4

    from fieldapp.portable.natives import derive

    told = []
    for assets, person in (
        ({"outgoing": "m0"}, "far"),
        ({"outgoing": "m0"}, "none"),
        ({"outgoing": "far"}, "jo"),
        ({"outgoing": "none"}, "jo"),
    ):
        world.do("adam", "person.record", "person:far", {"name": "Secret", "site": "2"})
        id_ = str(uuid4())
        args = {"kind": "refresh", "assets": assets, "person": person}
        result = world.do("ana", "job.create", f"job:{derive(id_, 'job')}", args, id_=id_)
        assert not world.has(f"job:{derive(id_, 'job')}")
        told.append((result.outcome, result.code, result.message))
    assert told[0] == told[1] and told[2] == told[3]
