"""What an incident's page offers: the one thing to do next, what it takes at its end, and beside the work what it can follow, where
it can go, the machine that nobody could name."""

import pytest

from fieldapp.screens import job as job_screen
from fieldapp.screens.incident import incident_view
from tests.screens import samples as s

HERE, THERE = s.site(), s.site(id="site:5", name="Annex")


def view(job, *others, who=None):
    return incident_view(job, s.workflow("incident"), HERE, [job, *others], [HERE, THERE], False, s.here(who=who))


def next_of(job: dict) -> str:
    return job_screen.page(s.found_for(job), s.here())["incident"]["next"]


REACHED, VAIN = s.tried(True), s.tried(False)


@pytest.mark.parametrize(
    ("job", "wanted"),
    [
        (s.free("new"), "call"),
        (s.free("nothing promised", due=None), "call"),
        (s.free("in vain", answered=True, attempts=[VAIN]), "call"),
        (s.free("taken back", answered=True, attempts=[s.tried(True, voided=True)]), "call"),
        (s.free("picked, nobody called", "repair"), "call"),
        (s.free("reached", answered=True, attempts=[REACHED]), "pick"),
        (s.free("in vain, but begun", "repair", answered=True, attempts=[VAIN]), "step"),
        (s.free("at work", "test_drive!", "repair", answered=True, attempts=[REACHED]), "step"),
        (s.free("all done", "repair!", answered=True, attempts=[REACHED]), "end"),
        (s.free("resolved", answered=True, attempts=[REACHED], resolved_at=s.NOW), "end"),
        (s.free("a request", kind="request", clocks=[]), "pick"),
        (s.free("over", answered=True, state="closed"), ""),
    ],
    ids=lambda one: one["number"] if isinstance(one, dict) else one,
)
def test_one_thing_comes_next(job, wanted):
    assert next_of(job) == wanted


def test_a_step_that_was_asked_for_or_picked_just_now_is_open_before_anybody_was_called():
    found, picked = s.found_for(s.free("new", "repair")), {"kind": "step.pick", "op": s.uid("x"), "step": None}
    assert not job_screen.page(found, s.here())["card"]["asked"]
    assert job_screen.page(found, s.here(query={"step": "repair"}))["card"]["asked"]
    assert job_screen.page(found, s.here(done=picked))["card"]["asked"]


def test_what_the_customer_became_since_is_said_with_what_it_changes():
    def told(now: bool, was: bool, line=None):
        formerly = [{"until": s.NOW, "kind": "incident", "vip": was, "line_of_business": None}]
        who = s.plain(s.customer(vip=now, line_of_business=line))
        return view(s.free("mine", vip=now, person=who, formerly=formerly))["facts"]

    assert "VIP since it was opened: the priority stays, what is promised to VIPs counts from then" in told(True, False)
    assert "No VIP any more: what was promised stays, until a supervisor gives more time" in told(False, True)
    assert told(False, False, "Trading")[-1].startswith("Another line of business since")
    assert not any("since" in one or "any more" in one for one in told(True, True))


def types(kinds: dict[str, list[str]], **changes) -> dict:
    place = s.site(types=kinds)
    return incident_view(s.free("mine", **changes), s.workflow("incident"), place, [], [place], False, s.here())["types"]


def test_the_types_made_for_this_work_come_first_and_the_others_say_what_comes_of_them():
    found = types({"wipe": ["wipe", "refresh"], "incident": ["incident"], "visit": []})
    assert found["first"] == ["incident"]
    assert [one["name"] for one in found["others"]] == ["visit", "wipe"]
    assert found["others"][0]["words"] == "for any kind of work"
    assert found["others"][1]["words"].startswith("only for wipe, refresh: nothing is charged, and the bill has an exception")


def test_what_fits_any_work_comes_first_where_nothing_was_made_for_this():
    assert types({"visit": [], "wipe": ["wipe"]})["first"] == ["visit"]
    assert types({}) == {"first": [], "others": []}


def test_it_can_follow_an_open_incident_that_follows_none_itself_the_newest_first():
    old = s.incident("old", None, created_at="2026-11-20T10:00:00.000Z")
    new = s.incident("new", None, created_at="2026-11-21T10:00:00.000Z")
    child = s.incident("child", None, parent="x")
    found = view(s.incident("mine", None), old, child, new)["parents"]
    assert [one["words"].split()[0] for one in found] == ["W-new", "W-old"]


def test_what_others_follow_follows_no_other():
    assert view(s.incident("mine", None, children=["a"]), s.incident("old", None))["parents"] == []


def test_it_can_go_to_the_other_sites():
    assert view(s.incident("mine", None))["sites"] == [["5", "Annex"]]


def test_a_machine_can_be_named_where_there_is_none():
    assert [one["role"] for one in view(s.incident("mine", None, assets={}))["nameable"]] == ["machine"]
    assert view(s.incident("mine", None))["nameable"] == []


def test_an_attempt_is_taken_back_by_its_author_or_a_supervisor():
    made = {"op": "x", "by": {"id": "7", "name": "Jo"}, "at": s.NOW, "channel": "call", "reached": True, "said": "", "voided": False}
    job = s.incident("mine", None, attempts=[made])
    assert view(job)["attempts"][0]["mine"]
    assert not view(job, who=s.user("technician", id="9"))["attempts"][0]["mine"]
    assert view(job, who=s.user("supervisor", id="9"))["attempts"][0]["mine"]


def test_a_machine_that_nobody_named_is_not_on_its_way():
    def missing(job):
        return [one["missing"] for one in job_screen.page(s.found_for(job), s.here())["machines"] if one["machine"] is None]

    assert missing(s.free("nothing named", assets={})) == ["None named"]
    assert missing(s.job(done=1)) == ["Not here yet"]
