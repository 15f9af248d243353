"""A running list: what is right and wrong about each scan, and what confirming it does."""

import pytest

from fieldapp.screens import count, count_result, counts
from fieldapp.screens.codes import read_code
from fieldapp.screens.places import belongs_in, by_key, known_places
from tests.screens import samples as s

PERSON = s.plain(
    s.d.Person(
        id="person:p1", name="Mary Okafor", site=s.d.Named(id="4", name="Oak"), floor="3", desk="3-117"
    )
)  # fmt: skip


def line(code, asset=None, jobs=(), here=False, mark=None):
    read = read_code(code, ["https://desk.example.com"])
    own = {"mark": mark or code, "at": s.NOW, "here": here}
    return {**own, **read, "asset": asset, "jobs": list(jobs)}


def found(purpose, lines=(), place="", machines=(), jobs=()):
    running = {"purpose": purpose, "place": place, "site": "4", "lines": []}
    return {
        "tally": {
            "running": running,
            "lines": list(lines),
            "machines": list(machines),
            "people": [PERSON],
        },
        "jobs": list(jobs),
        "workflows": {kind: s.workflow(kind) for kind in ("refresh", "cascade", "wipe")},
        "sites": [s.site()],
    }


def seen(about, **more):
    return count.page(about, s.here("/scan/count", **more))


def kinds(context):
    return {one["name"].split(" ")[0]: one["kind"] for one in context["lines"]}


STORED = {"place": "Store 2", "person": None, "state": "in_stock"}


@pytest.mark.parametrize("room", ["Floor 3", "floor  3", "3-117", "3117", "Desk 3-117"])
def test_a_machine_belongs_where_its_person_sits(room):
    assert belongs_in(s.asset(), room, by_key([PERSON]))
    assert not belongs_in(s.asset(), "Floor 4", by_key([PERSON]))


def test_what_the_books_place_somewhere_belongs_there_and_nowhere_else():
    placed = s.asset(place="Store 2")
    assert belongs_in(placed, "store 2", by_key([PERSON]))
    assert not belongs_in(placed, "Floor 3", by_key([PERSON]))
    assert not belongs_in(s.asset(state="disposed", place="Store 2"), "Store 2", {})


def test_places_to_choose_from_are_named_once():
    machines = [s.asset(place="Store 2"), s.asset("B", place="STORE 2")]
    assert known_places(machines, [PERSON]) == ["Floor 3", "STORE 2"]


def test_an_audit_tells_expected_missing_elsewhere_and_unknown():
    here, gone, other = s.asset("HERE"), s.asset("GONE"), s.asset("OTHER", **STORED)
    lines = [line("HERE", here), line("OTHER", other), line("nobody")]
    context = seen(found("room", lines, "Floor 3", [here, gone, other]))
    assert kinds(context) == {"HERE": "right", "OTHER": "elsewhere", "NOBODY": "unknown"}
    assert [one["name"] for one in context["missing"]] == ["GONE · Latitude 7440"]
    assert context["sum"] == "3 scanned · 1 of 2 expected · 1 missing"
    assert "Belongs elsewhere: Store 2" in [one["words"] for one in context["lines"]]


def test_finishing_an_audit_is_one_operation_with_the_list():
    here, gone, other = s.asset("HERE"), s.asset("GONE"), s.asset("OTHER", **STORED)
    lines = [line("HERE", here), line("OTHER", other, here=True), line("nobody")]
    (deed,) = count.deeds(found("room", lines, "Floor 3", [here, gone, other]), s.here())
    assert deed["kind"] == "count.record"
    assert deed["args"] == {
        "what": "room",
        "place": "Floor 3",
        "site": "4",
        "found": [s.uid("HERE"), s.uid("OTHER")],
        "expected": [s.uid("HERE"), s.uid("GONE")],
        "here": [s.uid("OTHER")],
        "unknown": ["nobody"],
    }


def test_what_has_no_place_has_one_once_it_was_counted():
    loose = s.asset("LOOSE", person=None, state="in_stock")
    context = seen(found("cupboard", [line("LOOSE", loose)], "Store 2", [loose]))
    assert context["lines"][0]["words"] == "Belongs here from now on"
    assert not context["lines"][0]["movable"]
    (deed,) = count.deeds(found("cupboard", [line("LOOSE", loose)], "Store 2", [loose]), s.here())
    assert deed["args"]["here"] == [s.uid("LOOSE")]


def test_what_was_given_away_should_not_be_here_and_does_not_stay():
    ghost = s.asset("GHOST", state="disposed", person=None)
    context = seen(found("room", [line("GHOST", ghost, here=True)], "Floor 3", [ghost]))
    assert context["lines"][0]["words"] == "Should not be here at all: disposed of"
    assert context["lines"][0]["kind"] == "elsewhere"


def test_a_label_of_another_installation_is_wrong_and_is_not_recorded():
    lines = [line("HTTPS://ELSEWHERE.EXAMPLE/A/X1")]
    context = seen(found("room", lines, "Floor 3"))
    assert context["lines"][0]["words"] == "A label of another installation (elsewhere.example)"
    (deed,) = count.deeds(found("room", lines, "Floor 3"), s.here())
    assert deed["args"]["unknown"] == []


READY = s.job("ready", done=8)
OLD = s.asset("OLDREADY")


def test_collecting_completes_the_collected_part_of_each_job():
    about = found("collect", [line("OLDREADY", OLD, [READY])], jobs=[READY])
    context = seen(about)
    assert context["lines"][0]["kind"] == "right"
    assert context["lines"][0]["words"] == "R-ready · Mary Okafor · Collected"
    assert context["confirm"] == "Take 1 machine"
    (deed,) = count.deeds(about, s.here())
    assert (deed["kind"], deed["target"]) == ("step.complete", READY["id"])
    assert deed["args"] == {"step": "retire", "evidence": {"outgoing": "OLDREADY"}}
    assert deed["expect"] == {"state": "todo", "op": None}


def test_what_can_still_be_taken_is_listed():
    other = s.job("other", done=8, assignee={"id": "9", "name": "Kim", "op": None})
    context = seen(found("collect", jobs=[READY, other, s.job("early", done=2)]))
    assert [one["name"] for one in context["missing"]] == ["OLDREADY · Latitude 7440"]
    assert context["confirm"] == ""


@pytest.mark.parametrize(
    ("machine", "jobs", "words"),
    [
        ("OLDEARLY", [s.job("early", done=2)], "waits for step 8 (Copy data)"),
        ("NEWREADY", [READY], "nothing hands it to you now"),
        ("LONE", [], "It is in no open job"),
    ],
)
def test_a_machine_that_is_not_to_be_collected_says_why(machine, jobs, words):
    about = found("collect", [line(machine, s.asset(machine), jobs)])
    assert words in seen(about)["lines"][0]["words"]
    assert count.deeds(about, s.here()) == []


def test_a_trolley_takes_what_is_prepared():
    job = s.job("next", done=4)
    about = found("trolley", [line("NEWNEXT", s.asset("NEWNEXT", "prepared"), [job])])
    (deed,) = count.deeds(about, s.here())
    assert deed["args"] == {"step": "pickup", "evidence": {"incoming": "NEWNEXT"}}
    only_old = found("collect", [line("NEWNEXT", s.asset("NEWNEXT", "prepared"), [job])])
    assert count.deeds(only_old, s.here()) == []


def test_a_trolley_takes_a_machine_that_is_in_no_job():
    free = s.asset("FREE", "in_stock")
    (deed,) = count.deeds(found("trolley", [line("FREE", free, [])]), s.here())
    assert (deed["kind"], deed["target"], deed["args"]) == ("custody.accept", free["id"], {"code": "FREE"})
    assert deed["expect"] == {"op": free["custody"]["op"]}


@pytest.mark.parametrize(
    ("machine", "words"),
    [
        (s.asset("GONE", "sold"), "Should not be here at all: sold"),
        (s.asset("MINE", custody={"type": "technician", "id": "7", "name": "Jo Smith", "since": s.NOW, "op": "o"}), "In your hands already"),
    ],
)  # fmt: skip
def test_a_trolley_does_not_take_what_is_away_or_there_already(machine, words):
    about = found("trolley", [line(machine["tag"], machine, [])])
    assert seen(about)["lines"][0]["words"] == words
    assert count.deeds(about, s.here()) == []


def test_what_others_do_is_not_taken():
    about = found("collect", [line("OLDREADY", OLD, [READY])])
    who = s.user("receiving")
    assert count.deeds(about, s.here(who=who)) == []
    assert "is done by others" in seen(about, who=who)["lines"][0]["words"]


def test_the_last_scan_has_words_and_a_second_one_is_told_apart():
    about = found("collect", [line("OLDREADY", OLD, [READY], mark="m")])
    assert seen(about, query={"last": "new", "mark": "m"})["last"]["kind"] == "right"
    again = seen(about, query={"last": "again", "mark": "m"})["last"]
    assert again == {"kind": "again", "words": "OLDREADY · Latitude 7440 is on the list already"}
    assert seen(about)["last"] is None


@pytest.mark.parametrize(("number", "words"), [("3", "3 machines are"), ("1", "1 machine is"), ("x", ""), ("٣", "")])  # fmt: skip
def test_what_was_taken_is_said(number, words):
    nothing = {"tally": {"running": None, "lines": [], "machines": [], "people": []}, "sites": []}
    assert seen(nothing, query={"taken": number})["told"].startswith(words)


def a_count(place, at, **changes):
    made = s.d.Count(
        id="count:" + s.uid(place + at), what="room", place=place, site=s.d.Named(id="4", name="Oak"), at=at,
        by=s.JO, op=s.uid("op" + at), found=[s.d.CountedMachine(id=s.uid("A"), tag="A")],
    )  # fmt: skip
    return s.plain(made) | changes


def test_the_newest_count_of_each_place_stands_before_the_earlier_ones():
    three = [a_count("Room 1", "2026-11-01"), a_count("ROOM 1", "2026-11-03"), a_count("Room 2", "2026-11-02")]  # fmt: skip
    context = counts.page({"counts": three}, s.here())
    assert [one["place"] for one in context["now"]] == ["ROOM 1", "Room 2"]
    assert [one["place"] for one in context["past"]] == ["Room 1"]


def test_a_count_shows_what_was_expected_found_missing_and_from_elsewhere():
    elsewhere = [{"id": "b", "tag": "B", "serial": None, "model": None, "belongs": "Store 2"}]
    missing = [{"id": "c", "tag": "C", "serial": None, "model": None, "belongs": None}]
    body = a_count("Room 1", s.NOW, elsewhere=elsewhere, missing=missing, unknown=["X"])
    context = count_result.page({"count": body | {"where": "48.14,11.58"}}, s.here())
    titles = [(one["title"], [line["name"] for line in one["lines"]]) for one in context["groups"]]
    assert titles == [
        ("Missing", ["C"]),
        ("Found here, belongs elsewhere", ["B"]),
        ("Found, as expected", ["A"]),
    ]
    assert context["words"] == "1 as expected · 1 missing · 1 from elsewhere · 1 unknown code"
    assert context["where"] == "near 48.14, 11.58 (to about a kilometre)"
    assert count_result.page({"count": None}, s.here()) is None


def test_an_audit_of_a_room_that_no_book_knows_says_so():
    there = s.asset("HERE")
    assert seen(found("room", (), "Florr 3", [there]))["unknown"] == "Florr 3"
    for known in ("Floor 3", "3-117"):
        assert seen(found("room", (), known, [there]))["unknown"] == ""
