"""A site's hours, holidays and closures as the office keeps them, and the page of clocks that run out."""

import re
from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest

from fieldapp.pages import paging
from fieldapp.portable.natives import derive
from fieldapp.sync.audit import faults
from fieldapp.sync.submit import operation as made
from tests.world import HERE, PASSWORD, done

WEEK = {day: [["09:00", "17:00"]] for day in ("mon", "tue", "wed", "thu", "fri")}


@pytest.fixture
def office(app):
    def open_as(username):
        client = app.test_client()
        client.post("/login", data={"username": username, "password": PASSWORD})
        return client

    yield open_as
    assert faults() == []


def promise(world, **service):
    """The contract's terms about time since yesterday."""
    now = datetime.fromisoformat(world.log()[-1]["received_at"])
    return world.amend((now - timedelta(days=1)).date().isoformat(), service=service)


def press(client, path: str, **fields):
    page = client.get(f"/sites/{HERE}/hours").text
    token = re.search(r'name="csrf_token" value="([^"]+)"', page)[1]
    return client.post(f"/sites/{HERE}/{path}", data={"csrf_token": token} | fields)


def week(**changes) -> dict[str, str]:
    return dict.fromkeys(WEEK, "9:00-17:00") | changes


def test_hours_and_holidays_are_typed_and_hold_from_today_on(world, office):
    adam = office("adam")
    assert "they count day and night" in adam.get(f"/sites/{HERE}/hours").text
    year = world.log()[0]["received_at"][:4]
    assert (
        press(adam, "hours", **week(), holidays=f"{year}-12-25 Christmas Day\n").status_code == 303
    )
    site = world.body(f"site:{HERE}")["calendar"]
    assert site["hours"] == WEEK
    assert site["names"] == {f"{year}-12-25": "Christmas Day"}
    assert len(site["earlier"]) == 1
    assert "Christmas Day" in adam.get(f"/sites/{HERE}/hours").text


@pytest.mark.parametrize(
    ("typed", "says"),
    [
        (dict.fromkeys(WEEK, ""), "working hours"),
        ({"mon": "9-13, 12-17"}, "overlap"),
        ({"mon": "17-9"}, "no span of time"),
        ({"mon": "early"}, "no span of time"),
        ({"holidays": "25.12.2026"}, "is no date"),
        ({"holidays": "2019-12-25 Christmas"}, "list of another year"),
    ],
)
def test_what_no_calendar_can_be_is_refused_in_words_and_nothing_is_changed(
    world, office, typed, says
):
    adam = office("adam")
    answer = press(adam, "hours", **week(**typed))
    assert answer.status_code == 422
    assert says in answer.text and "Nothing was changed" in answer.text
    assert world.body(f"site:{HERE}")["calendar"] is None


def test_official_holidays_are_added_by_country_and_state(world, office):
    adam = office("adam")
    year = world.log()[0]["received_at"][:4]
    press(adam, "holidays", country="us", state="NY", years=f"{year}-{int(year) + 1}")
    names = world.body(f"site:{HERE}")["calendar"]["names"]
    assert "Thanksgiving Day" in names.values()
    assert "are not known" in press(adam, "holidays", country="ZZ", years=year).text
    assert "for which years" in press(adam, "holidays", country="US", years="soon").text


def test_a_closure_is_declared_afterwards_and_taken_back_and_promises_follow(world, office):
    promise(world, targets=[{"clock": "completion", "minutes": 60}])
    job = world.new_job()
    due = world.body(job)["clocks"][0]["due_at"]
    sam = office("sam")
    site = made("site.record", f"site:{HERE}", {"name": "Tower"})
    done(site)
    day = due[:10]
    fields = {"starts": f"{day}T00:00", "ends": f"{day}T23:59", "reason": "Snow"}
    assert press(sam, "close", **fields).status_code == 303
    assert world.body(job)["clocks"][0]["due_at"] > due
    closure = world.body(f"site:{HERE}")["calendar"]["closures"][0]
    assert "Snow" in sam.get(f"/sites/{HERE}/hours").text
    assert press(sam, "open", closure=closure["op"], reason="Another site").status_code == 303
    assert world.body(job)["clocks"][0]["due_at"] == due


def test_a_closure_needs_a_reason_an_end_after_its_beginning_and_a_measure(world, office):
    sam = office("sam")
    for fields, says in [
        (
            {"starts": "2026-11-23T09:00", "ends": "2026-11-23T08:00", "reason": "Snow"},
            "after the beginning",
        ),
        ({"starts": "", "ends": "", "reason": "Snow"}, "from when to when"),
        (
            {"starts": "2026-01-01T00:00", "ends": "2026-12-01T00:00", "reason": "Snow"},
            "three months at most",
        ),
        ({"starts": "2026-11-23T09:00", "ends": "2026-11-23T10:00", "reason": " "}, "Say why"),
    ]:
        assert says in press(sam, "close", **fields).text


def test_technicians_keep_no_hours_and_supervisors_declare_closures_at_their_own_sites_only(
    world, office
):
    assert office("ana").get(f"/sites/{HERE}/hours").status_code == 403
    assert office("sam").get("/sites/2/hours").status_code == 404
    assert press(office("sam"), "hours", **week()).status_code == 403


def test_clocks_that_run_out_are_listed_with_minutes_left_and_the_strictest_first(world, office):
    promise(
        world,
        targets=[
            {"clock": "completion", "minutes": 6000, "kind": "refresh"},
            {"clock": "completion", "minutes": 45, "kind": "wipe"},
        ],
    )
    world.new_job()
    world.new_job("wipe", "m1", None)
    text = office("sam").get("/supervisor/clocks").text
    assert "0 late, 1 to run out soon" in text
    assert text.index("Completion within 45 min for wipe") < text.index(
        "Completion within 100 h for refresh"
    )
    assert "44 min" in text or "45 min" in text


def test_clocks_come_in_pages_by_site_and_a_paused_one_stands_where_it_ends(world, office, monkeypatch):
    monkeypatch.setattr(paging, "PAGE", 2)
    promise(world, pausing=["customer"], targets=[{"clock": "completion", "minutes": 6000}])
    jobs = [world.new_job("wipe", f"m{at}", None) for at in range(3)]
    numbers = [world.body(job)["number"] for job in jobs]
    tomorrow = (datetime.now(UTC) + timedelta(days=1)).date().isoformat()
    held = {"reason": "On leave", "until": tomorrow, "kind": "customer"}
    assert world.do("sam", "hold.set", jobs[0], held).outcome == "applied"
    sam = office("sam")
    first = sam.get("/supervisor/clocks").text
    assert f'href="/supervisor/clocks?site={HERE}&amp;page=2">Those after' in first
    assert numbers[1] in first and numbers[2] in first and numbers[0] not in first
    second = sam.get(f"/supervisor/clocks?site={HERE}&page=2").text
    assert numbers[0] in second and numbers[1] not in second and "All sites" in second


def test_terms_that_change_reach_the_sites_and_their_open_jobs(world, office):
    job = world.new_job()
    assert world.body(job)["clocks"] == []
    promise(world, targets=[{"clock": "completion", "minutes": 600}])
    assert world.body(f"site:{HERE}")["service"][0]["terms"]["targets"][0]["minutes"] == 600
    first = world.body(job)["clocks"][0]["due_at"]
    promise(world, targets=[{"clock": "completion", "minutes": 6000}])
    assert world.body(job)["clocks"][0]["due_at"] == first
    assert world.do("sam", "clock.loosen", job, {"reason": "Agreed"}).outcome == "applied"
    assert world.body(job)["clocks"][0]["due_at"] > first


def test_a_customer_who_becomes_a_vip_tightens_their_open_jobs(world, office):
    promise(
        world,
        targets=[
            {"clock": "completion", "minutes": 6000},
            {"clock": "completion", "minutes": 30, "vip": True},
        ],
    )
    job = world.new_job()
    before = world.body(job)["clocks"][0]["due_at"]
    done(
        made(
            "person.record",
            "person:jo",
            {"name": "Jo Bell", "site": HERE, "username": "jo", "vip": True},
        )
    )
    clock = world.body(job)["clocks"][0]
    assert clock["due_at"] < before
    assert (
        clock["promises"][-1]["rule"]
        == "Completion within 30 min for VIPs, counted in the site's hours"
    )


@pytest.mark.parametrize(
    ("service", "says"),
    [
        ({"targets": [{"clock": "response", "minutes": 0}]}, "1 or more"),
        ({"targets": [{"clock": "answer", "minutes": 5}]}, "no clock"),
        ({"targets": [{"clock": "response", "minutes": 5, "calendar": "night"}]}, "there is none"),
        ({"targets": [{"clock": "response", "minutes": 5, "kind": "refresh"}]}, "Only incidents"),
        ({"targets": [{"clock": "completion", "minutes": 5, "kind": "refrehs"}]}, "no kind of job"),
        ({"calendars": {"night": {"hours": {"mon": []}}}}, "working hours"),
        ({"calendars": {"night": {"hours": {"mon": [["01:00", "02:00"]]}, "holidays": ["2051-01-01"]}}}, "list of another year"),
        ({"lines": {"Trading": "night"}}, "there is none"),
        ({"pausing": ["weather"]}, "no hold is of kind"),
    ],
)  # fmt: skip
def test_terms_that_no_job_could_meet_are_refused_in_words(world, office, service, says):
    result = promise(world, **service)
    assert result.outcome == "refused"
    assert says.lower() in result.message.lower()


def test_a_penalty_is_taken_back_when_the_site_turns_out_to_have_been_closed_and_both_are_shown(
    world, office, monkeypatch
):
    promise(world, targets=[{"clock": "response", "minutes": 60}])
    world.amend(penalties=[{"clock": "response", "amount": "250"}])
    began = datetime.now(UTC)

    def after(**span) -> str:
        moment = (began + timedelta(**span)).isoformat(timespec="milliseconds")
        return moment.replace("+00:00", "Z")

    def then(username, kind, target, args, id_=None, **span):
        monkeypatch.setattr("fieldapp.sync.submit.moment_now", lambda: after(**span))
        result = world.do(username, kind, target, args, id_=id_)
        assert result.outcome == "applied", result

    id_ = str(uuid4())
    job = f"job:{derive(id_, 'job')}"
    then(
        "sam", "job.create", job, {"kind": "incident", "person": "jo", "problem": "It smokes"}, id_
    )
    then("sam", "contact.attempt", job, {"channel": "call", "reached": False}, hours=2)
    assert [row["kind"] for row in world.ledger()] == ["penalty"]
    snow = {"starts": after(hours=-1), "ends": after(hours=1, minutes=30), "reason": "Snow"}
    then("sam", "site.close", f"site:{HERE}", snow, hours=3)
    charge, back = world.ledger()
    assert (back["reverses"], back["money"]) == (charge["id"], -charge["money"])
    page = office("sam").get(f"/jobs/{job[4:]}/clocks").text
    assert "Closed: Snow" in page and "Kept" in page
