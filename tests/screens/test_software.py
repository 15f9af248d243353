"""Like for like on the screen: differences by kind first, what is decided, what is the same folded."""

from fieldapp.screens import job as job_screen
from fieldapp.screens import software
from tests.screens import samples as s

OLD = [("Firefox", "9.9"), ("Visio", "16"), ("Git", "2")]
NEW = [("Mozilla Firefox", "10.0"), ("Git", "2"), ("Teams", "1")]


def page(old=OLD, new=NEW, decided=(), **query) -> dict:
    lists = {role: s.software(*one) for role, one in {"outgoing": old, "incoming": new}.items() if one is not None}
    job = s.job(done=5) | {"software": list(decided)}
    found = {"job": job, "site": s.site(), "assets": {}, "software": lists}
    return software.page(found, s.here(query=query))


def test_differences_stand_by_kind_the_worst_first():
    found = page()
    assert [(one["what"], one["count"]) for one in found["groups"]] == [("missing", 1), ("newer", 1), ("extra", 1)]
    assert (found["left"], found["same"]["count"]) == (3, 1)
    assert found["groups"][1]["rows"][0] == {"name": "Mozilla Firefox", "value": "newer firefox", "versions": "9.9 → 10.0"}


def test_what_is_decided_stands_apart_with_who_and_how():
    found = page(decided=[s.decided(firefox="newer"), s.decided(visio="older")])
    assert [one["name"] for one in found["decided"]] == ["Mozilla Firefox"]
    assert found["decided"][0]["by"] == "Jo Smith" and found["left"] == 2


def test_the_newest_decision_holds_whichever_came_last():
    first, later = s.decided("2026-11-23T10:00:00.000Z", visio="missing"), s.decided("2026-11-23T11:00:00.000Z", "planned", visio="missing")
    assert page(decided=[later, first])["decided"][0]["choice"] == "Planned"


def test_three_thousand_packages_show_the_first_and_count_all():
    old, new = [(f"P{n}", "1") for n in range(3000)], [(f"P{n}", "2") for n in range(3000)]
    (group,) = page(old, new)["groups"]
    assert (group["count"], len(group["rows"]), group["more"], len(group["names"])) == (3000, 60, 2940, 3000)
    assert len(page(old, new, show="newer")["groups"][0]["rows"]) == 3000
    assert page(old, old)["same"]["more"] == 2940


def test_without_both_lists_nothing_is_compared():
    found = page(new=None)
    assert not found["whole"] and found["groups"] == []
    assert found["machines"][1]["words"] == "No inventory yet"


def away(assignee, counts=(84, 80), **lists) -> dict | None:
    assets = {role: s.asset(role, software_count=count) for role, count in zip(("outgoing", "incoming"), counts, strict=True)}
    job = s.job(done=5, assignee=assignee)
    return software.page({"job": job, "site": s.site(), "assets": assets, "software": lists}, s.here())["elsewhere"]


def test_a_colleague_is_told_who_has_the_lists_and_may_take_the_job_for_them():
    kim = {"id": "9", "name": "Kim Lee", "op": s.uid("kim's")}
    assert away(kim) == {"who": "Kim Lee", "op": s.uid("kim's")}
    assert away(None) == {"who": "", "op": ""}
    assert away(kim, counts=(84, 0)) is None
    assert away({"id": "7", "name": "Jo Smith", "op": None}) is None
    assert away(kim, outgoing=s.software(*OLD), incoming=s.software(*NEW)) is None


def test_the_step_says_it_too():
    kim = {"id": "9", "name": "Kim Lee", "op": s.uid("kim's")}
    assets = {role: s.asset(role) for role in ("outgoing", "incoming")}
    card = job_screen.page(s.found_for(s.job(done=5, assignee=kim), assets=assets), s.here())["card"]
    assert (card["key"], card["elsewhere"]["who"]) == ("software", "Kim Lee")
    assert job_screen.page(s.found_for(s.job(done=5), assets=assets), s.here())["card"]["elsewhere"] is None


def test_a_job_that_is_not_there_is_not_found():
    assert software.page({"job": None}, s.here()) is None
