"""Two who count the same machines, each with no network: the books say the same in whatever order they hear of it."""

from itertools import permutations

import pytest

from fieldapp.operations import KINDS
from fieldapp.operations.arguments import AssetScan, CountRecord
from fieldapp.operations.machines import counts
from fieldapp.portable.natives import derive
from fieldapp.sync.incoming import Deed
from tests.operations.both import Plain
from tests.operations.scenes import WHO, place, uuid

EARLY, LATE = "2026-11-22T10:00:00.000Z", "2026-11-22T10:05:00.000Z"


def count(words: str, at: str, room: str, here=("m0",)) -> Deed:
    args = CountRecord(what="room", place=room, site="1", found=["m0"], here=list(here))
    return deed("count.record", words, at, args, f"count:{derive(uuid(words), 'count')}")


def deed(kind: str, words: str, at: str, args, target: str) -> Deed:
    return Deed(
        id=uuid(words), kind=kind, v=1, target=target, args=args, expect={}, after=[], at=at
    )


def after(deeds: list[Deed]):
    """The machine once all of that has arrived, in this order."""
    documents = place()
    for one in deeds:
        world = Plain(documents, WHO["ana"], one.at)
        assert KINDS[one.kind].verb(one, world) is None
        documents |= world.touched
    return documents["asset:m0"], documents


DEEDS = [
    count("first", EARLY, "Room 1"),
    count("second", LATE, "Room 2"),
    count("third", LATE, "Room 3"),
    deed("asset.scan", "scan", EARLY, AssetScan(tag="M0", where="48.14,11.58"), "asset:m0"),
]


def test_the_last_word_stands_in_whatever_order_it_arrives():
    told = {
        (asset.place, asset.placed.op, asset.seen.place, asset.seen.op, asset.last_scan)
        for asset, _ in map(after, permutations(DEEDS))
    }
    assert len(told) == 1
    assert told.pop()[0] in ("Room 2", "Room 3")


def test_both_counts_of_a_room_are_kept():
    _, documents = after([count("ana's", EARLY, "Room 1", []), count("ben's", LATE, "Room 1", [])])
    kept = [one for id_, one in documents.items() if id_.startswith("count:")]
    assert [one.place for one in kept] == ["Room 1", "Room 1"]


@pytest.mark.parametrize("code", [7, None, "", "x" * 201])
def test_a_list_that_a_hostile_phone_sends_is_refused_and_nothing_else(code):
    odd = deed(
        "count.record",
        "odd",
        EARLY,
        CountRecord(what="room", place="Room 1", site="1", unknown=[code]),
        f"count:{derive(uuid('odd'), 'count')}",
    )
    with pytest.raises(counts.Refused):
        after([odd])
