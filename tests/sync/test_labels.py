"""Labels through the log: rolls, blanks bound on two phones at once, and labels that change machines."""

import re

import pytest

from fieldapp.labels.tags import ALPHABET, blank_of, is_ours, tags_of
from fieldapp.models import reading
from fieldapp.portable.natives import derive
from fieldapp.sync.audit import faults
from fieldapp.sync.labelling import (
    NoLabels,
    asset_faces,
    assets_named,
    blank_faces,
    blanks,
    issue,
    rolls,
)
from tests.world import HERE, THERE


@pytest.fixture(autouse=True)
def everything_holds(app):
    yield
    assert faults() == []


def one_roll(world, count=20, site=HERE) -> list[str]:
    (id_,) = issue(site, count)
    roll = world.body(id_)
    return tags_of(roll["first"], roll["count"])


def test_rolls_have_tags_of_their_own_and_travel_to_the_phones_of_their_site(world):
    first, second = one_roll(world), one_roll(world)
    assert all(is_ours(tag) for tag in first) and not set(first) & set(second)
    ana, charlie = world.phone("ana"), world.phone("charlie")
    ana.sync()
    charlie.sync()
    held = [body for id_, body in ana.documents().items() if id_.startswith("roll:")]
    assert blank_of(first[7], held)["first"] == min(one["first"] for one in held)
    assert not [id_ for id_ in charlie.documents() if id_.startswith("roll:")]


def test_many_labels_are_several_rolls(world):
    with reading() as connection:
        assert rolls(connection) == []
    issue(HERE, 2300)
    with reading() as connection:
        assert [one.count for one in rolls(connection, [HERE])] == [300, 1000, 1000]
        assert rolls(connection, [THERE]) == []
    for count in (0, 5001):
        with pytest.raises(NoLabels, match="1 to 5,000"):
            issue(HERE, count)


@pytest.mark.parametrize(
    ("who", "args", "code"),
    [
        ("ana", {"site": HERE, "count": 5}, "forbidden"),
        ("rosa", {"site": HERE, "count": 5}, "ok"),
        ("sam", {"site": THERE, "count": 5}, "invalid"),
        ("adam", {"site": THERE, "count": 5}, "ok"),
        ("adam", {"site": "nowhere", "count": 5}, "invalid"),
        ("sam", {"site": HERE, "count": 0}, "invalid"),
        ("sam", {"site": HERE, "count": 1001}, "invalid"),
        ("sam", {"site": HERE, "count": "5"}, "invalid"),
    ],
)
def test_who_may_make_rolls_and_how_many(world, who, args, code):
    id_ = "0192f000-0000-7000-8000-000000000001"
    told = world.do(who, "tags.issue", f"roll:{derive(id_, 'roll')}", args, id_=id_)
    assert told.code == code, told


def test_a_roll_is_made_by_its_own_operation(world):
    told = world.do("sam", "tags.issue", "roll:mine", {"site": HERE, "count": 5})
    assert (told.outcome, told.code) == ("refused", "invalid")


def prepared(world, phone, tag: str, machine: str) -> dict:
    """A refresh that has come as far as preparing; Rosa's phone does that, offline."""
    job = world.new_job(machine=machine)
    world.complete(job, "invite", "order", "receive")
    return phone.act("step.complete", job, {"step": "prepare", "evidence": {"incoming": {"tag": tag}}})  # fmt: skip


def test_a_blank_is_bound_when_its_machine_is_first_tagged(world):
    tag = one_roll(world)[3]
    rosa = world.phone("rosa")
    rosa.sync()
    made = prepared(world, rosa, f"{tag[:4].lower()} {tag[4:].lower()}", "m1")
    (result,) = rosa.sync()
    assert result["outcome"] == "applied", result
    assert world.body(made["target"])["assets"]["incoming"]["tag"] == tag
    with reading() as connection:
        (roll,) = rolls(connection)
        assert tag not in blanks(connection, roll) and len(blanks(connection, roll)) == 19
        assert [one.tag for one in blank_faces(connection, roll)] == blanks(connection, roll)


def test_one_blank_on_two_machines_is_a_case_and_no_loss(world):
    """Both offline: the first to arrive has it, the other's is kept whole, in sight of author and supervisor."""
    tag = one_roll(world)[0]
    ana, ben = world.phone("ana"), world.phone("ben")
    ana.sync()
    ben.sync()
    ana.act("label.bind", "asset:m1", {"tag": tag})
    lost = ben.act("label.bind", "asset:m2", {"tag": tag})
    assert [one["outcome"] for one in ana.sync()] == ["applied"]
    (result,) = ben.sync()
    assert (result["outcome"], result["code"]) == ("held", "disputed")
    assert world.case(lost["id"]).label == "Label on M2"
    decided = world.do("sam", "case.apply", f"case:{lost['id']}", {"reason": "I looked: it is on M2"})
    assert decided.outcome == "applied"
    assert [one["tag"] for one in world.body("asset:m2")["labels"]] == [tag]
    first = world.body("asset:m1")
    assert first["labels"] == [] and first["events"][-1]["what"].startswith(f"Label {tag} is on M2")


def test_one_blank_prepared_on_two_jobs_is_a_case_too(world):
    tag = one_roll(world)[0]
    rosa, other = world.phone("rosa"), world.phone("rosa")
    rosa.sync()
    other.sync()
    prepared(world, rosa, tag, "m1")
    prepared(world, other, tag, "m2")
    assert rosa.sync()[0]["outcome"] == "applied"
    (result,) = other.sync()
    assert (result["outcome"], result["code"]) == ("held", "disputed")


def test_tags_that_came_with_an_import_work_beside_ours(world):
    tag = one_roll(world)[0]
    import_ = {"tag": "ICC-2065556", "serial": "X-1", "site": HERE}
    assert world.do("adam", "asset.record", "asset:icc", import_).outcome == "applied"
    assert world.do("ana", "label.bind", "asset:icc", {"tag": tag}).outcome == "applied"
    for code in ("ICC-2065556", tag, "icc 2065556", "X-1"):
        assert world.do("ana", "asset.scan", "asset:icc", {"tag": code}).outcome == "applied"
    # The list comes again, and by the old tag finds the same machine.
    assert world.do("adam", "asset.record", "asset:icc", import_ | {"tag": tag}).outcome == "applied"
    assert world.body("asset:icc")["tag"] == "ICC-2065556"


def test_an_imported_tag_may_look_like_ours_and_be_none(world):
    wrong = "22222223"
    assert set(wrong) <= set(ALPHABET) and not is_ours(wrong)
    assert world.do("adam", "asset.record", "asset:x", {"tag": wrong, "site": HERE}).outcome == "applied"
    assert world.do("ana", "asset.scan", "asset:x", {"tag": wrong}).outcome == "applied"


def test_a_label_of_another_site_is_not_taken_away(world):
    for kind, more in (("label.bind", {}), ("label.move", {"reason": "Mine now"})):
        told = world.do("ana", kind, "asset:m1", {"tag": "FAR"} | more)
        assert (told.outcome, told.code) == ("held", "disputed")
    assert world.body("asset:far")["tag"] == "FAR"
    assert world.do("charlie", "label.bind", "asset:m1", {"tag": "NEW"}).code == "unknown_target"


def test_a_machine_without_a_label_has_a_name_of_its_own(world):
    """And the job that it is part of names it so; its next label gives it back a tag."""
    job = world.new_job("wipe", "m1", None)
    moved = world.do("ana", "label.move", "asset:m2", {"tag": "M1", "reason": "It is on M2"})
    assert moved.outcome == "applied"
    name = world.body("asset:m1")["tag"]
    assert re.fullmatch(r"NOTAG-[0-9A-F]{8}", name)
    assert world.body(job)["assets"]["machine"]["tag"] == name
    tag = one_roll(world)[0]
    assert world.do("ana", "label.bind", "asset:m1", {"tag": tag}).outcome == "applied"
    assert world.body(job)["assets"]["machine"]["tag"] == tag


def test_too_many_labels_are_a_question(world):
    tags = one_roll(world, 30)
    told = [world.do("ana", "label.bind", "asset:m1", {"tag": tag}).outcome for tag in tags]
    assert told == ["applied"] * 20 + ["held"] * 10


@pytest.mark.parametrize("kind", ["label.bind", "label.move", "label.retire"])
@pytest.mark.parametrize("tag", [None, 7, "", " ", "\0", "x" * 201, {"a": 1}, ["a"], "x" * 80])
def test_hostile_tags_are_refused_or_held_and_nothing_breaks(world, kind, tag):
    told = world.do("ana", kind, "asset:m1", {"tag": tag, "reason": "Why not"})
    assert told.outcome in ("refused", "held") and told.code != "failed"
    assert world.body("asset:m1")["tag"] == "M1"


def test_what_is_printed_is_what_the_books_say(world):
    with reading() as connection:
        ids = assets_named(connection, ["m2", "M1"], [HERE])
        assert [(one.tag, one.site) for one in asset_faces(connection, ids)] == [("M2", "Tower"), ("M1", "Tower")]
        for tags, sites in ((["FAR"], [HERE]), (["NONE"], None)):
            with pytest.raises(NoLabels, match="No machine has the tag"):
                assets_named(connection, tags, sites)


LAYOUT = {
    "name": "Mine", "page_width": 21000, "page_height": 29700, "columns": 3, "rows": 9, "width": 6000,
    "height": 2500, "left": 800, "top": 1000, "across": 6500, "down": 2800,
}  # fmt: skip


def test_own_layouts_are_kept_and_changed(world):
    assert world.do("sam", "layout.record", "layout:1", LAYOUT).outcome == "applied"
    assert world.do("sam", "layout.record", "layout:1", LAYOUT | {"rows": 8}).outcome == "applied"
    assert world.body("layout:1")["rows"] == 8
    told = world.do("sam", "layout.record", "layout:2", LAYOUT | {"name": "mine"})
    assert (told.code, "already" in told.message) == ("not_allowed", True)
    for wrong in ({"width": 10}, {"name": " "}, {"rows": "9"}, {"left": 10**30}):
        told = world.do("sam", "layout.record", "layout:3", LAYOUT | {"name": "Other"} | wrong)
        assert told.code == "invalid", wrong
    assert world.do("ana", "layout.record", "layout:3", LAYOUT | {"name": "X"}).code == "forbidden"
    assert world.do("sam", "layout.record", "asset:m1", LAYOUT | {"name": "X"}).code == "invalid"


def test_no_supervisor_takes_a_label_off_another_sites_machine(world):
    """Sam insists, and has no say there; the machine there keeps its label."""
    ana = world.phone("ana")
    tried = ana.do("label.move", "asset:m1", {"tag": "FAR", "reason": "Found on it"})
    told = world.do("sam", "case.apply", f"case:{tried['id']}", {})
    assert (told.outcome, world.body("asset:far")["tag"]) == ("refused", "FAR")
    assert "elsewhere" in told.message
