"""The clocks of a job, explained so that a penalty can be argued from the screen."""

import pytest

from fieldapp.screens import clocks as screen
from fieldapp.screens import job as job_screen
from fieldapp.screens.rows import due_of, is_soon
from tests.screens import samples as s


def shown(**about):
    one, place = s.clocked()
    return screen.page({"job": one, "site": place}, s.here("/jobs/x/clocks", **about))


def test_every_promise_tells_its_rule_and_the_strictest_governs():
    response = shown()["clocks"][0]
    assert [one["rule"] for one in response["promises"]] == [
        "Response within 4 h, counted in the site's hours",
        "Response within 15 min for VIPs, counted day and night",
    ]
    assert [one["governs"] for one in response["promises"]] == [False, True]
    assert response["promises"][1]["tightened"]


def test_the_intervals_cover_all_the_time_without_holes_and_say_why():
    promise = shown()["clocks"][1]["promises"][0]
    told = promise["intervals"]
    assert told[0]["from"] == "2026-11-18T15:30:00.000Z"
    assert told[-1]["to"] == s.NOW
    assert all(one["to"] == other["from"] for one, other in zip(told, told[1:], strict=False))
    assert [one["why"] for one in told] == [
        "Within the hours",
        "Outside the hours",
        "Holiday: Founders' Day",
        "Outside the hours",
        "Closed: Snow",
        "Within the hours",
        "On hold (customer): On leave; the contract lets such a hold stop the clock",
        "Within the hours",
    ]


def test_what_was_promised_counted_and_is_left_add_up():
    promise = shown()["clocks"][1]["promises"][0]
    assert (promise["promised"], promise["counted"], promise["left"]) == ("8 h", "9 h", "0 min")
    totals = {one["why"]: one["span"] for one in promise["totals"] if one["counted"]}
    assert totals == {"Within the hours": "9 h"}
    assert promise["over"] == "1 h"


def test_a_missed_clock_says_so_and_a_supervisor_may_give_more_time():
    page = shown(who=s.user("supervisor"))
    assert page["clocks"][0]["missed"]
    assert page["may_loosen"]
    assert not shown()["may_loosen"]


def test_a_job_of_an_older_program_has_clocks_without_promises():
    one = s.incident("old", None)
    for name in ("promises", "warn_at", "op"):
        del one["clocks"][0][name]
    page = screen.page({"job": one, "site": s.site()}, s.here())
    assert page["clocks"][0]["state"] == "Nothing is promised"


def test_a_warning_stands_from_its_moment_to_the_breach():
    clock = {"warn_at": "2026-11-23T15:00:00.000Z", "due_at": "2026-11-23T16:00:00.000Z"}
    told = [
        is_soon(clock, f"2026-11-23T{at}:00.000Z") for at in ("14:59", "15:00", "16:00", "16:01")
    ]
    assert told == [False, True, True, False]


PROMISED = "2026-11-26T13:00:00.000Z"


def planned(due: str | None, promised: str | None = PROMISED) -> dict:
    clock = s.plain(s.d.Clock(name="completion", started_at=s.NOW, due_at=promised))
    return s.job(due=due, clocks=[clock] if promised else [])


@pytest.mark.parametrize(
    ("job", "line"),
    [
        (planned("2026-11-30"), ("Completion", PROMISED, "by the contract; planned for Mon 30 Nov")),
        (planned("2026-11-26"), ("Completion", PROMISED, "by the contract; planned for Thu 26 Nov")),
        (planned("2026-11-25"), ("Planned date", "2026-11-25", "the contract promises Thu 26 Nov 14:00")),
        (planned(None), ("Completion", PROMISED, "")),
        (planned("2026-11-30", None), ("Task", "2026-11-30", "")),
    ],
)
def test_the_plans_date_and_the_contracts_promise_are_one_line_that_says_which_binds(job, line):
    (only,) = job_screen.page(s.found_for(job), s.here())["clocks"]
    assert (only["name"], only["at"], only["detail"]) == line
    assert due_of(job) == line[1]


def test_the_explanation_says_which_of_the_two_binds():
    def words(job):
        return screen.page({"job": job, "site": s.site()}, s.here())["planned"]

    assert words(planned("2026-11-30")) == "Planned for Mon 30 Nov: the contract's promise ends first, and binds."
    assert words(planned("2026-11-25")) == "Planned for Wed 25 Nov: that day ends first, and binds."
    assert words(planned(None)) == words(planned("2026-11-25", None)) == ""
