"""My work: what comes first, and what stands where."""

from fieldapp.screens import work
from tests.screens.samples import customer, here, incident, job, plain, site, uid, user


def show(*jobs, **about):
    return work.page({"jobs": list(jobs), "sites": []}, here(**about))


def numbers(rows):
    return [row["number"].split("-")[1] for row in rows]


def group(page, name):
    return numbers(next(one["rows"] for one in page["groups"] if one["name"] == name))


def ordered(*jobs):
    return [one["number"].split("-")[1] for one in work.in_order(jobs, here())]


def test_incidents_come_first_unanswered_ones_before_others_then_appointments_then_tasks():
    jobs = [
        job("task", due="2026-11-20"),
        job("appointed", scheduled_at="2026-11-23T18:00:00.000Z"),
        incident("answered", "2026-11-23T15:35:00.000Z", answered=True),
        incident("unanswered", "2026-11-23T20:00:00.000Z"),
    ]
    assert ordered(*jobs) == ["unanswered", "answered", "appointed", "task"]


def test_vip_and_top_priority_lift_incidents_then_due_decides():
    jobs = [
        incident("soon", "2026-11-23T15:35:00.000Z"),
        incident("vip", "2026-11-23T18:00:00.000Z", vip=True),
        incident("top", "2026-11-23T17:00:00.000Z", priority="top"),
    ]
    assert ordered(*jobs) == ["top", "vip", "soon"]


def test_a_vip_does_not_lift_a_task():
    assert ordered(job("vip", vip=True, due="2026-12-02"), job("plain", due="2026-12-01")) == [
        "plain",
        "vip",
    ]


def test_the_earliest_of_several_clocks_governs():
    first = incident("two", "2026-11-23T19:00:00.000Z")
    first["clocks"].append(
        {**first["clocks"][0], "name": "fix", "due_at": "2026-11-23T16:00:00.000Z"}
    )
    assert ordered(incident("one", "2026-11-23T17:00:00.000Z"), first) == ["two", "one"]


def test_tasks_without_a_due_date_come_last():
    assert ordered(job("never"), job("later", due="2030-01-01")) == ["later", "never"]


def test_the_next_thing_is_the_large_card_and_not_repeated_below():
    page = show(job("first", due="2026-11-20"), job("second", due="2026-11-23"))
    assert page["card"]["number"] == "R-first"
    assert group(page, "Today") == ["second"]


def test_what_is_held_or_for_another_role_waits():
    hold = {"id": "h", "op": uid("h"), "reason": "On leave", "since": "2026-11-20T10:00:00.000Z"}
    held = job(
        "held", state="held", hold=hold | {"by": {"id": "7", "name": "Jo"}, "until": "2026-12-01"}
    )
    page = show(held, job("theirs", done=2), job("mine"))
    assert sorted(group(page, "Waiting")) == ["held", "theirs"]
    row = next(one for one in page["groups"][2]["rows"] if one["number"] == "R-held")
    assert row["hold"] == "On hold until Tue 1 Dec: On leave"


def test_an_appointment_within_the_hour_is_now_a_late_task_is_todays_the_rest_later():
    page = show(
        incident("first", "2026-11-23T16:00:00.000Z"),
        job("soon", scheduled_at="2026-11-23T16:10:00.000Z"),
        job("evening", scheduled_at="2026-11-23T20:10:00.000Z"),
        job("late", due="2026-11-01"),
        job("december", due="2026-12-24"),
    )
    assert group(page, "Now") == ["soon"]
    assert group(page, "Today") == ["evening", "late"]
    assert group(page, "Later") == ["december"]


def test_jobs_that_nobody_has_are_the_teams_and_colleagues_jobs_are_theirs():
    kims = {"id": "9", "name": "Kim Lee", "op": uid("k")}
    page = show(job("free", assignee=None), job("kims", assignee=kims))
    assert numbers(page["team"]["rows"]) == ["free"]
    assert page["card"] is None


def test_a_supervisor_sees_what_everybody_has_and_who():
    kims = {"id": "9", "name": "Kim Lee", "op": uid("k")}
    jobs = [job("free", assignee=None, due="2026-12-01"), job("kims", assignee=kims)]
    page = show(*jobs, who=user("supervisor", id="1"))
    assert page["title"] == "All work" and page["team"]["count"] == 0
    assert page["card"]["has_it"] == "Nobody has it yet"
    assert page["groups"][3]["rows"][0]["has_it"] == "Kim Lee has it"


def test_closed_jobs_are_no_work():
    page = show(job("done", done=10, state="closed"))
    assert page["mine"] == 0 and page["card"] is None


def test_a_floor_can_be_chosen():
    fifth = job("fifth", person=plain(customer("Ed", floor="5")))
    page = show(job("third"), fifth, query={"floor": "5"})
    assert page["floors"] == ["3", "5"]
    assert page["card"]["number"] == "R-fifth"
    assert page["mine"] == 1


def test_long_lists_show_their_beginning_until_asked():
    jobs = [job(f"n{number:03d}", due="2026-12-24") for number in range(60)]
    later = show(*jobs)["groups"][3]
    assert (len(later["rows"]), later["more"], later["count"]) == (40, 19, 59)
    assert show(*jobs)["next"] == 140
    assert show(*jobs, query={"show": "140"})["groups"][3]["more"] == 0
    assert show(*jobs, query={"show": "many"})["groups"][3]["more"] == 19


def test_a_row_says_who_where_when_and_the_next_step():
    row = show(job("one", done=7, due="2026-11-23", vip=True))["card"]
    assert (row["who"], row["vip"], row["where"]) == ("Mary Okafor", True, "Floor 3, desk 3-117")
    assert (row["due"], row["step"]) == ("due today", "Step 8: Copy data")


def test_what_is_still_on_this_phone_is_counted():
    one = job("one", done=2)
    page = show(one, pending_on={one["id"]: 1, "job:other": 4})
    assert page["card"] is None
    assert page["groups"][2]["rows"][0]["kept"] == 1


def test_a_job_made_on_this_phone_has_no_number_yet():
    assert show(job("x") | {"number": ""})["card"]["number"] == "New"


def test_floors_are_in_the_order_in_which_a_lift_passes_them():
    jobs = [job(floor, person=plain(customer(floor, floor=floor))) for floor in ("10", "9", "11")]
    assert show(*jobs)["floors"] == ["9", "10", "11"]


def test_a_step_that_one_acts_for_does_not_wait_for_others():
    asked = job("order", done=1, due="2026-12-24")
    acting = site(acting={"acquisitions": ["technician"]})
    for sites, name in (([acting], "Today"), ([site(acting={})], "Waiting")):
        page = work.page({"jobs": [job("first", due="2026-11-23"), asked], "sites": sites}, here())
        shown = "Later" if name == "Today" else name
        assert group(page, shown) == ["order"]


def test_vips_can_be_shown_alone_and_are_counted_on_top():
    jobs = [
        job("vip", vip=True),
        job("other"),
        job("hers", vip=True, assignee={"id": "9", "name": "Kim", "op": None}),
    ]
    assert show(*jobs)["vips"] == 1
    page = show(*jobs, query={"vip": "1"})
    assert page["only_vips"] and page["card"]["number"] == "R-vip" and page["mine"] == 1


def test_a_resolved_incident_waits_for_the_customers_word():
    resolved = incident("resolved", None, answered=True, resolved_at="2026-11-23T15:00:00.000Z")
    page = show(resolved, incident("other", "2026-11-23T18:00:00.000Z"))
    assert group(page, "Waiting") == ["resolved"]
