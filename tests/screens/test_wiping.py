"""What a job's page says of wiping, before and after."""

import pytest

from fieldapp.screens import job as screen
from fieldapp.screens.wiping import drive_rows, fills_from_last
from tests.screens import samples as s

NEED = {"name": "drives"}


def show(one, about=None, **found):
    return screen.page(s.found_for(one, **found), s.here(**(about or {})))


def test_a_hold_is_said_and_what_came_first():
    before = s.legal(erased_at="2026-11-19T09:00:00.000Z")
    against = s.legal(erased_at="2026-11-21T09:00:00.000Z")
    page = show(s.job(done=9), assets={"outgoing": s.asset(legal=[s.legal(), before, against])})
    assert [one["erased"].partition(",")[2].partition(".")[0] for one in page["legal"]] == [
        "",
        " before this hold was set",
        " although this hold was on",
    ]


def test_a_machine_of_before_has_no_holds():
    old = s.asset()
    del old["legal"], old["erasure"]
    assert show(s.job(done=9), assets={"outgoing": old})["legal"] == []


@pytest.mark.parametrize(
    "heard, told", [(None, 0), ("2026-11-23T10:00:00.000Z", 0), ("2026-11-20T10:00:00.000Z", 1)]
)
def test_a_silent_phone_says_so_before_anyone_wipes(heard, told):
    card = show(s.job(done=9), {"heard": heard})["card"]
    assert len([one for one in card["warnings"] if "not heard from the server" in one]) == told
    assert show(s.job(done=7), {"heard": heard})["card"]["warnings"] == []


def test_data_that_is_kept_is_said_with_its_day():
    terms = s.plain(s.d.WipingTerms(grace_days=30))
    card = show(s.job(done=9), site=s.site(wiping=terms))["card"]
    assert card["warnings"][0].startswith("Do not wipe yet: the data is kept until")


def test_rows_come_from_what_was_typed_or_from_the_erasers_log():
    log = {"drives": [{"serial": "WD-1", "model": "X", "method": "purge", "result": "failed"}]}
    again = {"drives": [{"serial": "WD-1", "model": "X", "method": "purge", "result": "ok"}]}
    one = {"eraser_logs": [log, again]}
    rows = drive_rows(one, NEED, {})["shown"]
    assert [(row["serial"], row["result"], row["method"]) for row in rows] == [
        ("WD-1", "ok", "purge")
    ]
    typed = drive_rows(one, NEED, {"drives.0.serial": "A", "drives.0.result": "destroyed"})["shown"]
    assert [(row["serial"], row["result"]) for row in typed] == [("A", "destroyed")]
    empty = drive_rows({}, NEED, {})
    assert (len(empty["shown"]), len(empty["spare"])) == (1, 2)


def test_a_wipe_is_checked_until_both_checks_are_there():
    assert show(s.job(done=9), erasures=[s.erasure()])["checkable"] == s.erasure()["id"]
    both = s.erasure(validation=s.erasure()["verification"])
    assert show(s.job(done=9), erasures=[both])["checkable"] == ""
    assert show(s.job(done=9), erasures=[s.erasure(state="void")])["checkable"] == ""


def test_only_a_supervisor_accepts_something_else_and_only_for_what_is_left():
    sup = {"who": s.user("supervisor")}
    assert show(s.job(done=9), sup)["may_accept"]
    assert not show(s.job(done=8), sup)["may_accept"]
    assert not show(s.job(done=9))["may_accept"]


def test_the_drives_of_a_try_that_failed_are_asked_for_again():
    drives = [
        {"serial": "WD-1", "model": "X", "method": "purge", "result": "ok"},
        {"serial": "WD-2", "model": None, "method": None, "result": "failed"},
    ]
    step = {"key": "retire", "needs": [{"name": "drives", "kind": "drives"}]}
    last = {"step": "retire", "drives": drives}
    fills = fills_from_last(step, [last])
    rows = drive_rows({}, NEED, fills)["shown"]
    assert [(row["serial"], row["result"]) for row in rows] == [("WD-1", "ok"), ("WD-2", "failed")]
    # One that went well is not asked for again.
    assert fills_from_last(step, [last, last | {"drives": drives[:1]}]) == {}
