"""When a technician can come, and what stands in the way. Times are those of Berlin, where the samples' site is."""

from fieldapp.screens.slots import conflicts, free_slots
from tests.screens.samples import job, site

MONDAY = "2026-11-23T07:00:00.000Z"  # 08:00 there
HOURS = {day: [["09:00", "12:00"], ["13:00", "17:00"]] for day in ("mon", "tue", "wed", "thu", "fri")}
CALENDAR = {"hours": HOURS, "zone": None, "holidays": [], "closures": []}
ELSEWHERE = {"id": "5", "name": "Annex", "zone": "Europe/Berlin"}


def at(time: str, minutes=60, name="one", **changes) -> dict:
    return job(name, scheduled_at=f"2026-11-23T{time}:00.000Z", scheduled_minutes=minutes, **changes)


def starts(jobs, days=1, minutes=60, since=MONDAY, **calendar) -> list[str]:
    where = site(calendar=CALENDAR | calendar)
    return [one["at"][5:16] for one in free_slots(jobs, "7", where, since, days, minutes)]


def test_slots_are_within_the_hours_and_the_break_is_free_of_them():
    assert starts([], minutes=120) == [
        "11-23T08:00", "11-23T08:30", "11-23T09:00",
        "11-23T12:00", "11-23T12:30", "11-23T13:00", "11-23T13:30", "11-23T14:00",
    ]  # fmt: skip


def test_what_is_agreed_already_is_not_offered():
    free = starts([at("08:00", 90)])
    assert free[0] == "11-23T09:30"


def test_a_colleagues_appointments_and_closed_jobs_leave_it_free():
    theirs = at("08:00", assignee={"id": "9", "name": "Kim", "op": None})
    assert starts([theirs, at("08:00", state="closed")])[0] == "11-23T08:00"


def test_the_way_from_another_site_is_kept_free():
    assert starts([at("08:00", 60, site=ELSEWHERE)])[0] == "11-23T09:30"


def test_nothing_begins_before_the_moment_asked_from():
    assert starts([], since="2026-11-23T14:10:00.000Z") == ["11-23T14:30", "11-23T15:00"]


def test_weekends_holidays_and_closures_are_left_out():
    snow = {"starts": "2026-11-24T00:00:00.000Z", "ends": "2026-11-24T12:30:00.000Z", "reason": "Snow", "op": None}
    found = starts([], days=7, holidays=["2026-11-23"], closures=[snow])
    assert found[0] == "11-24T12:30" and not any(one.startswith(("11-28", "11-29", "11-23")) for one in found)


def test_a_site_served_day_and_night_is_visited_in_office_hours():
    found = free_slots([], "7", site(), MONDAY, 1, 60)
    assert (found[0]["at"], found[-1]["until"]) == ("2026-11-23T08:00:00.000Z", "2026-11-23T16:00:00.000Z")


def test_the_clocks_going_forward_move_the_slots_and_not_the_hours():
    before = free_slots([], "7", site(), "2026-03-27T07:00:00.000Z", 1, 480)
    after = free_slots([], "7", site(), "2026-03-30T05:00:00.000Z", 1, 480)
    assert [before[0]["at"][11:16], after[0]["at"][11:16]] == ["08:00", "07:00"]


def test_overlaps_are_told_to_both():
    one, other = at("09:00", name="one"), at("09:30", name="two")
    told = conflicts([one, other], [site()])
    assert told[one["id"]] == ["At the same time as R-two, Mary Okafor"]
    assert told[other["id"]] == ["At the same time as R-one, Mary Okafor"]


def test_two_technicians_may_be_busy_at_once():
    theirs = at("09:00", name="two", assignee={"id": "9", "name": "Kim", "op": None})
    assert not any(conflicts([at("09:00"), theirs], [site()]).values())


def test_no_time_for_the_way_is_a_conflict():
    one, other = at("09:00", name="one"), at("10:15", name="two", site=ELSEWHERE)
    told = conflicts([one, other], [site()])
    assert told[one["id"]] == ["No time for the way to Annex"]


def test_outside_the_sites_hours_is_a_conflict():
    late = at("16:30")
    assert conflicts([late], [site(calendar=CALENDAR)])[late["id"]] == ["Oak Street 12 is not served then"]
    assert not conflicts([at("15:00")], [site(calendar=CALENDAR)])[late["id"]]
