"""What an incident's page offers beside the work: what it can follow, where it can go, the machine that nobody could name."""

from fieldapp.screens.incident import incident_view
from tests.screens import samples as s

HERE, THERE = s.site(), s.site(id="site:5", name="Annex")


def view(job, *others, who=None):
    return incident_view(job, s.workflow("incident"), HERE, [job, *others], [HERE, THERE], s.here(who=who))


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
