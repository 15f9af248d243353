"""Time beyond what a day has: asked about as it is typed, and never lost."""

import re

from tests.world import PASSWORD

DAY = "2026-11-22"


def add(world, job: str, minutes: int, by: str = "ana", day: str = DAY, **more):
    return world.do(by, "time.add", job, {"minutes": minutes, "worked_on": day}, **more)


def minutes(world, job: str) -> int:
    return world.body(job)["minutes"]


def test_more_than_a_day_has_waits_whole_until_a_supervisor_decides(world):
    job = world.new_job()
    assert add(world, job, 1440).outcome == "applied"
    result = add(world, job, 30)
    assert (result.outcome, result.code) == ("held", "disputed")
    assert result.message.startswith("With these 30 min, Ana has 24 h 30 min on 22 Nov 2026 on this job: more than the day has.")
    assert minutes(world, job) == 1440
    decided = world.do("sam", "case.apply", result.case, {"words": "Two machines"})
    assert decided.outcome == "applied", decided
    assert minutes(world, job) == 1470


def test_another_day_another_person_another_job_and_what_was_taken_back_do_not_count(world):
    job, other = world.new_job(), world.new_job("wipe", "m1", None)
    add(world, job, 1440)
    assert add(world, job, 60, by="ben").outcome == "applied"
    assert add(world, job, 60, day="2026-11-21").outcome == "applied"
    assert add(world, other, 600).outcome == "applied"
    (first, *_) = world.body(job)["times"]
    assert world.do("ana", "entry.void", job, {"op": first["op"], "reason": "The wrong day"}).outcome == "applied"
    assert add(world, job, 60).outcome == "applied"


def test_the_form_says_so_first_and_takes_it_all_the_same(app, world):
    job = world.new_job()
    add(world, job, 1440)
    ana = app.test_client()
    ana.post("/login", data={"username": "ana", "password": PASSWORD})
    path = f"/jobs/{job[4:]}"
    token = re.search(r'name="csrf_token" value="([^"]+)"', ana.get(path).text)[1]
    told = {"csrf_token": token, "user": "1", "target": job, "back": path, "args.minutes:int": "30", "args.worked_on": DAY, "op": "0192a1b2-0000-7000-8000-000000000001"}
    asked = ana.post("/do/time.add", data=told)
    assert asked.status_code == 422 and "more than the day has" in asked.text
    assert not world.has(f"case:{told['op']}")
    assert ana.post("/do/time.add", data=told | {"anyway": "1"}).status_code == 303
    assert world.has(f"case:{told['op']}")


def test_other_minutes_in_a_form_that_was_sent_are_kept_too(app, world):
    """Back in the browser, and filled in anew; the same once more is a second tap."""
    job = world.new_job()
    ana = app.test_client()
    ana.post("/login", data={"username": "ana", "password": PASSWORD})
    path = f"/jobs/{job[4:]}"
    token = re.search(r'name="csrf_token" value="([^"]+)"', ana.get(path).text)[1]
    told = {"csrf_token": token, "user": "1", "target": job, "back": path, "args.worked_on": DAY, "op": "0192a1b2-0000-7000-8000-000000000002"}
    for many in ("30", "30", "45"):
        assert ana.post("/do/time.add", data=told | {"args.minutes:int": many}).status_code == 303
    assert [one["minutes"] for one in world.body(job)["times"]] == [30, 45]
