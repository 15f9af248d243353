"""Counting by calendars: against a counter that walks the minutes, over daylight saving, holidays and closures."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fieldapp.portable.natives import epoch, from_local, iso
from fieldapp.sla.calendars import calendar_of, counted, due
from fieldapp.sla.explain import intervals
from tests.sla.made import NINE_TO_FIVE, ZONE, local

WEEK = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"]
MINUTE = 60_000


def calendar(hours=NINE_TO_FIVE, zone=ZONE, holidays=(), closures=(), earlier=()):
    return {
        "hours": hours, "zone": zone, "holidays": list(holidays), "names": {},
        "closures": list(closures), "earlier": list(earlier),
    }  # fmt: skip


def at(text: str, zone: str = ZONE) -> int:
    return epoch(local(text, zone))


def hours_in(one, low: str, high: str) -> float:
    return counted(one, at(low), at(high), []) / MINUTE / 60


def is_open(one: dict | None, minute: int) -> bool:
    """Whether the minute counts, by looking at the wall's clock alone. In the hour that comes twice, the second
    time is as its end: what opened has opened, what closed has closed."""
    if one is None:
        return True
    moment = datetime.fromtimestamp(minute * 60, UTC).astimezone(ZoneInfo(one["zone"]))
    while moment.fold:
        earlier = moment.astimezone(UTC) + timedelta(minutes=1)
        after = earlier.astimezone(ZoneInfo(one["zone"]))
        if not after.fold:
            break
        moment = after
    day = moment.date().isoformat()
    if day in one["holidays"]:
        return False
    hours = next((was["hours"] for was in one["earlier"] if day < was["before"]), one["hours"])
    spans = hours.get(WEEK[moment.weekday()], [])
    ms = minute * MINUTE
    if any(epoch(shut["starts"]) <= ms < epoch(shut["ends"]) for shut in one["closures"]):
        return False
    return any(start <= moment.strftime("%H:%M") < end for start, end in spans)


def walked(one, low: int, high: int, gaps) -> int:
    """Minutes that count, one after the other."""
    minutes = range(low // MINUTE, high // MINUTE)
    return sum(
        is_open(one, minute) and not any(a <= minute * MINUTE < b for a, b in gaps)
        for minute in minutes
    )


times = st.sampled_from(["00:00", "01:00", "01:30", "02:00", "02:15", "02:30", "03:00", "08:00", "12:30", "17:00", "23:30", "24:00"])  # fmt: skip


@st.composite
def spans(draw):
    cuts = sorted(set(draw(st.lists(times, min_size=0, max_size=4))))
    pairs = [cuts[at : at + 2] for at in range(0, len(cuts) - 1, 2)]
    return [pair for pair in pairs if len(pair) == 2]


weeks = st.dictionaries(st.sampled_from(WEEK), spans(), max_size=7)
zones = st.sampled_from(
    [ZONE, "Europe/Berlin", "UTC", "Australia/Lord_Howe", "Asia/Kolkata", "America/Santiago"]
)
# Around the nights in which clocks change, and an ordinary week.
starts = st.sampled_from(
    [
        "2026-03-06",
        "2026-03-27",
        "2026-04-03",
        "2026-09-04",
        "2026-10-02",
        "2026-10-23",
        "2026-10-30",
        "2026-06-10",
    ]
)


@st.composite
def questions(draw):
    zone, day = draw(zones), draw(starts)
    begin = epoch(from_local(f"{day}T00:00", zone))
    moments = st.integers(0, 5 * 24 * 60).map(lambda minutes: begin + minutes * MINUTE)
    pairs = st.tuples(moments, moments).map(sorted)
    shut = [
        {"starts": iso(a), "ends": iso(b), "reason": "Snow"}
        for a, b in draw(st.lists(pairs, max_size=2))
        if a < b
    ]
    days = [(datetime.fromisoformat(day) + timedelta(days=n)).date().isoformat() for n in range(6)]
    one = calendar(
        draw(weeks), zone, draw(st.lists(st.sampled_from(days), max_size=2)), shut,
        [{"before": draw(st.sampled_from(days)), "hours": draw(weeks)}] if draw(st.booleans()) else [],
    )  # fmt: skip
    low, high = draw(pairs)
    return (
        draw(st.sampled_from([one, one, one, None])),
        low,
        high,
        draw(st.lists(pairs, max_size=3)),
    )


@settings(max_examples=120, deadline=None)
@given(questions())
def test_counting_is_what_walking_the_minutes_gives(question):
    one, low, high, gaps = question
    assert counted(one, low, high, gaps) == walked(one, low, high, gaps) * MINUTE


@settings(max_examples=120, deadline=None)
@given(questions())
def test_due_is_the_first_moment_at_which_the_minutes_have_counted(question):
    one, low, high, gaps = question
    minutes = counted(one, low, high, gaps) // MINUTE
    if minutes:
        found = due(one, low, minutes, gaps)
        assert found <= high
        assert counted(one, low, found, gaps) == minutes * MINUTE
        assert counted(one, low, found - 1, gaps) < minutes * MINUTE


@settings(max_examples=60, deadline=None)
@given(questions())
def test_what_is_explained_adds_up_to_what_is_counted(question):
    one, low, high, gaps = question
    pauses = [{"from": a, "to": b, "counted": False, "why": "On hold"} for a, b in gaps]
    told = intervals(one, low, high, pauses)
    assert sum(part["to"] - part["from"] for part in told) == high - low
    assert sum(part["to"] - part["from"] for part in told if part["counted"]) == counted(
        one, low, high, gaps
    )


def test_the_agreement_of_the_phone(on_phone_of_clocks):
    """The same questions answered by what was compiled for the phone."""
    asked = []

    @settings(max_examples=80, deadline=None, database=None)
    @given(questions())
    def ask(question):
        asked.append([*question, max(counted(*question) // MINUTE, 1)])

    ask()
    told = on_phone_of_clocks(asked)
    for (one, low, high, gaps, minutes), answer in zip(asked, told, strict=True):
        assert answer == [counted(one, low, high, gaps), due(one, low, minutes, gaps)]


@pytest.mark.parametrize(
    ("day", "hours"), [("2026-03-08", 23), ("2026-11-01", 25), ("2026-06-07", 24)]
)
def test_a_day_has_23_or_25_hours_when_clocks_change(day, hours):
    whole = calendar({"sun": [["00:00", "24:00"]]})
    after = (datetime.fromisoformat(day) + timedelta(days=1)).date().isoformat()
    assert hours_in(whole, f"{day} 00:00", f"{after} 00:00") == hours


def test_office_hours_are_as_long_as_ever_when_clocks_change_at_night():
    sundays = calendar({"sun": [["09:00", "17:00"]]})
    for day in ("2026-03-08", "2026-11-01"):
        assert hours_in(sundays, f"{day} 00:00", f"{day} 23:00") == 8


def test_a_span_that_the_clocks_skip_is_empty_and_one_that_reaches_into_it_ends_with_the_jump():
    assert (
        hours_in(calendar({"sun": [["02:00", "02:30"]]}), "2026-03-08 00:00", "2026-03-08 12:00")
        == 0
    )
    assert (
        hours_in(calendar({"sun": [["01:00", "02:30"]]}), "2026-03-08 00:00", "2026-03-08 12:00")
        == 1
    )


def test_a_weekend_and_a_holiday_do_not_count():
    thanksgiving = calendar(holidays=["2026-11-26"])
    found = due(thanksgiving, at("2026-11-25 16:00"), 180, [])
    assert found == at("2026-11-27 11:00")


def test_day_and_night_counts_every_minute():
    assert due(None, at("2026-11-27 16:50"), 15, []) == at("2026-11-27 17:05")


def test_what_ends_with_the_hours_is_due_with_them_and_not_next_morning():
    assert due(calendar(), at("2026-11-23 16:00"), 60, []) == at("2026-11-23 17:00")


def test_milliseconds_are_exact():
    assert due(calendar(), at("2026-11-23 09:00") + 123, 30, []) == at("2026-11-23 09:30") + 123


def test_a_calendar_without_hours_is_never_due_and_a_closure_without_end_neither():
    assert due(calendar({}), at("2026-11-23 09:00"), 1, []) is None
    forever = {
        "starts": "2026-01-01T00:00:00.000Z",
        "ends": "2199-01-01T00:00:00.000Z",
        "reason": "Gone",
    }
    assert due(calendar(closures=[forever]), at("2026-11-23 09:00"), 1, []) is None


def test_hours_that_change_leave_what_was_counted_before():
    longer = {day: [["09:00", "21:00"]] for day in NINE_TO_FIVE}
    changed = calendar(longer, earlier=[{"before": "2026-11-25", "hours": NINE_TO_FIVE}])
    assert hours_in(changed, "2026-11-23 00:00", "2026-11-27 00:00") == 8 + 8 + 12 + 12


def test_a_contracts_calendar_follows_its_versions_and_later_ones_may_declare_earlier_holidays():
    def version(day, hours, holidays=()):
        one = calendar(hours, None, holidays)
        return {"from": day, "terms": {"calendars": {"trading": one}}}

    early = {day: [["07:00", "19:00"]] for day in NINE_TO_FIVE}
    service = [version("2026-01-01", NINE_TO_FIVE), version("2026-11-25", early, ["2026-11-24"])]
    place = {"zone": ZONE, "calendar": None, "service": service}
    one = calendar_of(place, "trading")
    assert hours_in(one, "2026-11-23 00:00", "2026-11-26 00:00") == 8 + 0 + 12
    assert calendar_of(place, "always") is None
    assert calendar_of(place, "unknown") is None
