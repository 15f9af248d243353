"""Close my day: what is open stands there with one way to settle it, and nothing else does."""

from fieldapp.screens import day
from tests.screens import samples as s

TODAY = "2026-11-23"


def page(*jobs, machines=(), **queue) -> dict:
    found = {"jobs": list(jobs), "machines": list(machines), "queue": s.queue(**queue)["queue"]}
    return day.page(found, s.here("/day"))


def worked(name="one", *moments: str, by=s.JO, **changes) -> dict:
    """A job on which the first steps were done at those times of today."""
    made = s.job(name, done=len(moments), **changes)
    for step, moment in zip(made["steps"], moments, strict=False):
        step["at"], step["by"] = f"{TODAY}T{moment}:00.000Z", s.plain(by)
    return made


def time(minutes: int, on=TODAY, voided=False) -> dict:
    return {"op": "t", "by": {"id": "7", "name": "Jo"}, "at": s.NOW, "minutes": minutes, "worked_on": on, "voided": voided}


def attempt(at: str, reached: bool, voided=False) -> dict:
    return {"op": at, "by": {"id": "7", "name": "Jo"}, "at": at, "channel": "call", "reached": reached, "said": "", "voided": voided}


def test_nothing_left_is_said():
    assert page(s.job())["summary"] == ""


def test_what_is_not_sent_or_not_accepted_comes_first():
    found = page(waiting=[s.entry()] * 2, attention=[s.case()])
    assert (found["unsent"], found["needs"]) == ("2 entries wait on this phone", "1 entry was not accepted")
    assert found["summary"] == "2 things to settle"


def test_a_job_i_worked_on_without_time_is_guessed_in_quarters():
    (row,) = page(worked("one", "09:00", "09:50"))["untimed"]
    assert (row["from"], row["to"], row["guess"]) == ("10:00", "10:50", 60)


def test_one_tap_of_work_is_a_quarter():
    assert page(worked("one", "09:00"))["untimed"][0]["guess"] == 15


def test_time_of_today_settles_it_and_other_time_does_not():
    assert page(worked("one", "09:00", times=[time(30)]))["untimed"] == []
    assert len(page(worked("one", "09:00", times=[time(30, on="2026-11-22")]))["untimed"]) == 1
    assert len(page(worked("one", "09:00", times=[time(30, voided=True)]))["untimed"]) == 1


def test_what_others_did_and_yesterday_needs_no_time_of_mine():
    assert page(worked("one", "09:00", by=s.RIA), s.job("two", done=3))["untimed"] == []


def test_a_closed_job_asks_for_its_time_too():
    assert len(page(worked("one", "09:00", state="closed", closed_at=s.NOW))["untimed"]) == 1


def hold(until: str) -> dict:
    return {"id": "h", "op": "h", "reason": "Calls back", "since": s.NOW, "until": until, "by": {"id": "7", "name": "Jo"}}


def test_a_hold_that_ends_today_is_a_promise():
    rows = page(s.job("one", state="held", hold=hold(TODAY)), s.job("two", state="held", hold=hold("2026-11-24")))["promised"]
    assert [(row["number"], row["hold_id"]) for row in rows] == [("R-one", "h")]


def test_a_customer_not_reached_is_to_be_called_again():
    tried = attempt("2026-11-23T10:00:00.000Z", False)
    (row,) = page(s.job("one", attempts=[tried]))["promised"]
    assert row["tried"] == "Not reached at 11:00" and row["call"] == "tel:+12025550143"


def test_reached_later_settles_it_and_an_attempt_taken_back_is_none():
    first, later = attempt("2026-11-23T10:00:00.000Z", False), attempt("2026-11-23T11:00:00.000Z", True)
    assert page(s.job("one", attempts=[later, first]), s.job("two", attempts=[first | {"voided": True}]))["promised"] == []


def test_a_colleagues_promises_are_theirs():
    theirs = {"id": "9", "name": "Kim", "op": None}
    assert page(s.job("one", state="held", hold=hold(TODAY), assignee=theirs))["promised"] == []


def test_machines_in_my_hands_are_told():
    mine = s.asset("MINE", custody={"type": "technician", "id": "7", "name": "Jo", "since": s.NOW, "op": None})
    found = page(machines=[mine, s.asset("HERS")])
    assert [row["tag"] for row in found["machines"]] == ["MINE"]


def test_the_days_minutes_are_summed():
    assert page(s.job("one", times=[time(30), time(45)]), s.job("two", times=[time(15), time(60, voided=True)]))["minutes"] == "1 h 30 min"


def test_more_than_a_day_has_and_time_side_by_side_are_said_and_refuse_nothing():
    assert page(worked("one", times=[time(60)]))["doubts"] == []
    both = page(worked("one", times=[time(60)]), worked("two", times=[time(30)]))["doubts"]
    assert len(both) == 1 and "overlaps. That is right where you worked on them side by side" in both[0]
    assert page(worked("one", times=[time(60)]), worked("two", times=[time(30, voided=True)]))["doubts"] == []
    long = page(worked("one", times=[time(1000)]), worked("two", times=[time(500)]))["doubts"]
    assert "more than a day has" in long[0] and len(long) == 2


def test_time_on_one_job_does_not_overlap_with_itself():
    assert page(worked("one", times=[time(60), time(30)]))["doubts"] == []
