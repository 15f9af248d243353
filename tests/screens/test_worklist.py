"""The queue, the team, what is on hold and why, the way through the building; and what search finds."""

import pytest

from fieldapp.screens import worklist
from fieldapp.screens.finding import matching
from fieldapp.screens.walking import in_walk_order, level, natural
from tests.screens import samples as s

KIM = {"id": "9", "name": "Kim Lee", "op": None}
NO_SCANS = {"scans": [], "counting": False}


def page(name: str, *jobs, who=None, recent=NO_SCANS, **query):
    found = {"jobs": list(jobs), "recent": recent}
    return worklist.page(found, s.here(f"/work/{name}", who=who, params={"id": name}, query=query))


def shown(found: dict) -> dict:
    return {group["title"]: [row["number"] for row in group["rows"]] for group in found["groups"]}


def held(name: str, kind: str, until="2026-12-01", reason="On leave") -> dict:
    hold = {"id": "h", "op": s.uid("h"), "reason": reason, "since": s.NOW, "until": until, "kind": kind, "by": {"id": "7", "name": "Jo"}}
    return s.job(name, state="held", hold=hold)


def at(name: str, floor: str | None, desk: str | None = None, **changes) -> dict:
    return s.job(name, person=s.plain(s.customer(floor=floor, desk=desk)), **changes)


def test_the_queue_has_what_nobody_has_by_queue():
    found = page("queue", s.job("mine"), s.job("free", assignee=None), s.job("net", assignee=None, queue="network"))
    assert shown(found) == {"Network": ["R-net"], "No queue": ["R-free"]}


def test_the_team_is_everybody_else():
    assert shown(page("team", s.job("mine"), s.job("free", assignee=None), s.job("two", assignee=KIM))) == {"Kim Lee": ["R-two"]}


def test_holds_stand_by_whom_they_wait_for_the_first_to_end_first():
    jobs = held("late", "supplier", "2026-12-09"), held("soon", "supplier", "2026-12-02"), held("her", "customer")
    found = page("hold", s.job("open"), *jobs)
    assert shown(found) == {"For a supplier": ["R-soon", "R-late"], "For the customer": ["R-her"]}
    assert "until" in found["groups"][0]["rows"][0]["hold"] and "On leave" in found["groups"][0]["rows"][0]["hold"]


def test_a_hold_whose_day_has_come_says_so():
    rows = page("hold", held("one", "other", "2026-11-23"), held("two", "other", "2026-11-24"))["groups"][0]["rows"]
    assert [row["over"] for row in rows] == [True, False]


def test_one_walks_from_floor_to_floor_and_desk_to_desk():
    jobs = at("a", "10", "10-2"), at("b", "2", "2-10"), at("c", "2", "2-9"), at("d", "G"), at("e", None)
    found = page("walk", *jobs)
    assert list(shown(found).items()) == [
        ("Floor G", ["R-d"]),
        ("Floor 2", ["R-c", "R-b"]),
        ("Floor 10", ["R-a"]),
        ("Floor not known", ["R-e"]),
    ]


def test_the_walk_begins_where_the_last_scan_was():
    jobs = at("a", "1"), at("b", "3"), at("c", "5"), at("d", "2")
    scan = {"text": "OLDB", "at": s.NOW, "asset": s.asset("OLDB")}
    found = page("walk", *jobs, recent={"scans": [scan], "counting": False})
    assert (found["from"], list(shown(found))) == ("3", ["Floor 3", "Floor 5", "Floor 2", "Floor 1"])


def test_sites_are_not_mixed():
    other = {"id": "5", "name": "Annex", "zone": "Europe/Berlin"}
    assert list(shown(page("walk", at("a", "1"), at("b", "1", site=other)))) == ["Annex · Floor 1", "Oak Street 12 · Floor 1"]


def test_three_hundred_show_the_first_and_count_all():
    found = page("queue", *(s.job(f"n{number}", assignee=None) for number in range(300)))
    assert (found["groups"][0]["count"], found["groups"][0]["more"]) == (300, 240)


def test_there_is_no_list_of_another_name():
    assert page("nothing") is None


@pytest.mark.parametrize(
    ("floor", "number"),
    [("G", 0), ("EG", 0), ("-2", -2), ("B1", -1), ("UG 1", -1), ("basement", -1), ("3rd floor", 3), ("10", 10), ("", 900), (None, 900)],
)
def test_what_floors_are_called(floor, number):
    assert level(floor) == number


def test_below_ground_comes_last_from_above():
    assert in_walk_order(["B1", "G", "1", "2"], "1") == ["1", "2", "G", "B1"]


def test_desks_go_by_their_numbers():
    assert sorted(["3-10", "3-9", "A 2"], key=natural) == ["3-9", "3-10", "A 2"]


@pytest.mark.parametrize(
    "words",
    ["r-one", "MARY okafor", "okafor latitude", "3-117", "soldone", "kaputt", "cafe", "müller", "MULLER", "leave"],
)
def test_search_finds_by_anything(words):
    note = {"op": "n", "by": {"id": "7", "name": "Jo"}, "at": s.NOW, "text": "Frau Müller im Café", "about": None, "voided": False, "photos": []}
    one = held("one", "customer") | {"problem": "Display kaputt", "notes": [note], "title": "Tech refresh Latitude"}
    assert matching([one, s.job("two", person=None, title="x")], words) == [one]


def test_search_wants_every_word_and_no_note_that_was_taken_back():
    note = {"op": "n", "by": {"id": "7", "name": "Jo"}, "at": s.NOW, "text": "secret", "about": None, "voided": True, "photos": []}
    one = s.job("one", notes=[note])
    assert matching([one], "mary smith") == matching([one], "secret") == matching([one], "  ") == []


def test_search_finds_machines_by_their_other_labels_and_people_by_their_desk():
    machine = s.asset(labels=[{"tag": "NE2K9A32", "state": "live"}])
    person = s.plain(s.d.Person(id="person:1", name="Åsa Öberg", site=s.d.Named(id="4", name="Oak"), desk="4-2"))
    assert matching([machine, person], "ne2k9a32") == [machine]
    assert matching([machine, person], "asa 4-2") == [person]
