"""Times and numbers as people say them."""

from datetime import date, timedelta

import pytest

from fieldapp.screens import filters as f
from tests.screens.samples import NOW, ZONE, status


@pytest.mark.parametrize(
    ("moment", "words"),
    [
        ("2026-11-23T15:30:20.000Z", "now"),
        ("2026-11-23T16:10:00.000Z", "in 40 min"),
        ("2026-11-23T15:25:00.000Z", "5 min ago"),
        ("2026-11-23T19:05:00.000Z", "today 20:05"),
        ("2026-11-22T15:05:00.000Z", "yesterday 16:05"),
        ("2026-11-24T08:00:00.000Z", "tomorrow 09:00"),
        ("2026-11-26T08:00:00.000Z", "Thu 26 Nov 09:00"),
        ("2027-01-04T08:00:00.000Z", "Mon 4 Jan 2027 09:00"),
        ("2026-11-23", "today"),
        ("2026-12-03", "Thu 3 Dec"),
    ],
)
def test_a_moment_is_said_as_people_say_it(moment, words):
    assert f.when(moment, NOW, ZONE) == words


def test_today_is_the_sites_today():
    late_evening = "2026-11-23T23:30:00.000Z"  # past midnight in Berlin
    assert f.when(late_evening, NOW, ZONE) == "tomorrow 00:30"
    assert f.when(late_evening, NOW, "America/New_York") == "today 18:30"


@pytest.mark.parametrize(
    ("due", "words"),
    [
        ("2026-11-23T16:10:00.000Z", "due in 40 min"),
        ("2026-11-23T17:35:00.000Z", "due in 2 h 5 min"),
        ("2026-11-24T16:10:00.000Z", "due tomorrow 17:10"),
        ("2026-11-23T15:10:00.000Z", "20 min late"),
        ("2026-11-20T15:10:00.000Z", "3 days late"),
        ("2026-11-23", "due today"),
        ("2026-11-22", "1 day late"),
        ("2026-12-03", "due Thu 3 Dec"),
    ],
)
def test_due_is_a_countdown_in_words(due, words):
    assert f.countdown(due, NOW, ZONE) == words


def test_a_task_is_late_only_when_its_day_has_passed():
    assert not f.is_late("2026-11-23", "2026-11-23T22:59:00.000Z", ZONE)
    assert f.is_late("2026-11-23", "2026-11-23T23:01:00.000Z", ZONE)


def test_the_exact_moment_names_its_zone():
    assert f.exact("2026-11-22T15:05:07.120Z", ZONE) == "Sun 22 Nov 2026 16:05:07, Berlin time"


def test_weekdays_are_right_over_four_hundred_years():
    day = date(1900, 1, 1)
    while day.year < 2300:
        assert f.day(day.isoformat(), "UTC").startswith(day.strftime("%a "))
        day += timedelta(days=97)


@pytest.mark.parametrize(
    ("number", "words"), [(0, "0"), (999, "999"), (1000, "1,000"), (-1234567, "-1,234,567")]
)
def test_large_numbers_are_grouped(number, words):
    assert f.thousands(number) == words


def test_minutes_are_hours_when_they_are():
    assert [f.duration(n) for n in (0, 45, 60, 90, 1500)] == [
        "0 min",
        "45 min",
        "1 h",
        "1 h 30 min",
        "25 h",
    ]


@pytest.mark.parametrize(
    ("state", "words"),
    [
        (status("sent", at="2026-11-23T09:41:00.000Z"), "All sent · 10:41"),
        (status("sent", at=None), "All sent"),
        (status("offline", 3), "Offline · 3 to send"),
        (status("offline"), "Offline · nothing to send"),
        (status("sending", 3), "Sending 3"),
        (status("attention", needs=1), "1 needs you"),
        (status("attention", needs=2, decides=1), "2 need you"),
        (status("offline", 3, needs=1, decides=1), "Offline · 3 to send · 1 needs you"),
        (status("sending", 3, needs=2), "Sending 3 · 2 need you"),
        (status("sent", decides=1, at=None), "All sent · 1 with a supervisor"),
        (status("offline", 1, decides=1), "Offline · 1 to send"),
    ],
)
def test_the_state_is_one_line_in_words(state, words):
    assert f.status(state, ZONE) == words


def test_a_phone_number_can_be_called():
    assert f.phone_link("+49 (89) 123-45") == "tel:+498912345"
