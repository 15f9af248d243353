"""Two people count one room, each with no network: both counts are kept, and every phone shows the same books."""

from uuid import uuid4

import pytest

from fieldapp.portable.natives import derive
from fieldapp.sync.audit import faults


@pytest.fixture
def phones(world):
    both = [world.phone("ana"), world.phone("ben")]
    for phone in both:
        phone.sync()
    return both


def count(phone, **args) -> str:
    """The id of the count that this phone makes."""
    id_ = str(uuid4())
    target = f"count:{derive(id_, 'count')}"
    phone.act(
        "count.record",
        target,
        {"what": "room", "place": "Room 1", "site": "1", **args},
        id=id_,
    )
    return target


def test_both_counts_are_kept_and_phones_agree(world, phones):
    ana, ben = phones
    first = count(ana, expected=["m0", "m1"], found=["m0"])
    second = count(ben, expected=["m0", "m1"], found=["m1", "m2"], here=["m2"])
    for phone in (ben, ana, ben):
        phone.sync()
    assert [one["tag"] for one in world.body(first)["missing"]] == ["M1"]
    assert [one["tag"] for one in world.body(second)["found"]] == ["M1", "M2"]
    assert world.body("asset:m2")["place"] == "Room 1"
    assert ana.replica["site:1"] == ben.replica["site:1"]
    assert first in ana.replica["site:1"] and second in ana.replica["site:1"]
    assert faults() == []


def test_a_count_sent_twice_is_one(world, phones):
    ana = phones[0]
    target = count(ana, found=["m0"])
    ana.sync()
    before = world.body(target)
    ana.start_again()
    ana.sync()
    assert world.body(target) == before
    assert len([one for one in world.body("asset:m0")["events"]]) == 1
    assert faults() == []


def test_another_sites_machines_are_neither_seen_nor_moved(world):
    """Whoever works at two sites is told the other one; who does not learns nothing of it."""
    ana = world.phone("ana")
    target = count(ana, found=["far"], here=["far"])
    ana.sync()
    assert world.body(target)["elsewhere"] == []
    assert world.body(target)["unknown"] == ["far"]
    assert world.body("asset:far")["seen"] is None


def test_a_count_of_another_site_is_held(world):
    charlie = world.phone("charlie")
    target = count(charlie, found=["m0"])
    charlie.sync()
    assert not world.has(target)
    assert world.body("asset:m0")["place"] is None
    assert faults() == []


def test_books_say_where_a_machine_belongs(world):
    args = {"tag": "M3", "site": "1", "place": "Store 2"}
    assert world.do("adam", "asset.record", "asset:m3", args).outcome == "applied"
    assert world.body("asset:m3")["place"] == "Store 2"
