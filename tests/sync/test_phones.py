"""Phones that are too old, revoked, or whose clock was set: what they are told, and what becomes of their work."""

from datetime import datetime, timedelta

import pytest

from fieldapp.models import device, reading
from fieldapp.sync.audit import faults
from fieldapp.sync.devices import revoke
from fieldapp.sync.moments import jumped, moment_now
from fieldapp.sync.status import devices


@pytest.fixture(autouse=True)
def sound(app):
    yield
    assert faults() == []


@pytest.fixture
def ana(world):
    phone = world.phone("ana")
    phone.sync()
    return phone


def notes(world, job):
    return [one["text"] for one in world.body(job)["notes"]]


def sign_in_again(world, phone):
    fresh = world.phone("ana")
    phone.http = fresh.http


# Revoked.


def test_a_revoked_phone_has_its_documents_taken_even_when_nobody_is_signed_in(world, ana):
    assert ana.documents()
    assert revoke(ana.device, "sam")
    answer = ana.post()
    assert (answer.status_code, answer.json["error"]) == (401, "revoked")


def test_what_a_revoked_phone_still_sends_is_held_and_it_gets_no_documents(world, ana):
    job = world.new_job("wipe")
    revoke(ana.device, "sam")
    sign_in_again(world, ana)
    ana.act("note.add", job, {"text": "Late"})
    answer = ana.post(ana.queue).json
    assert answer["revoked"] and answer["scopes"] == {}
    (result,) = answer["results"]
    assert (result["outcome"], result["code"]) == ("held", "disputed")
    assert "revoked" in result["message"]
    assert notes(world, job) == []
    assert ana.post(ana.made).json["results"][0]["repeat"]


def test_a_supervisor_may_let_it_count_and_it_is_its_authors(world, ana):
    job = world.new_job("wipe")
    revoke(ana.device, "sam")
    sign_in_again(world, ana)
    made = ana.act("note.add", job, {"text": "Late"})
    ana.post(ana.queue)
    assert world.do("sam", "case.apply", f"case:{made['id']}", {}).outcome == "applied"
    (note,) = world.body(job)["notes"]
    assert (note["text"], note["by"]["name"]) == ("Late", "Ana")


def test_other_phones_of_the_user_go_on_after_a_sign_in(world, ana):
    other = world.phone("ana")
    other.sync()
    revoke(ana.device, "sam")
    assert other.post().json["error"] == "sign_in"
    again = world.phone("ana")
    again.device = other.device
    assert again.post().status_code == 200


def test_a_phone_that_is_found_fills_itself_again(app, world, ana):
    revoke(ana.device, "sam")
    sign_in_again(world, ana)
    assert ana.post().json["scopes"] == {}
    done = app.test_cli_runner().invoke(args=["devices", "allow", ana.device])
    assert done.exit_code == 0
    answer = ana.post(cursors={}).json
    assert "revoked" not in answer and answer["scopes"]["site:1"]["put"]


def test_revoking_what_is_not_there_says_so(app):
    done = app.test_cli_runner().invoke(args=["devices", "revoke", "nothing"])
    assert done.exit_code == 1 and "There is no device nothing" in done.output
    done = app.test_cli_runner().invoke(args=["devices", "allow", "nothing"])
    assert done.exit_code == 1 and "There is no device nothing" in done.output


def test_an_operator_revokes_by_command(app, ana):
    done = app.test_cli_runner().invoke(args=["devices", "revoke", ana.device])
    assert done.exit_code == 0
    assert ana.post().json["error"] == "revoked"


# Too old.


@pytest.mark.parametrize(
    ("app_version", "wanted", "status"),
    [
        ("1.9.2", "1.10", 426),
        ("1.10.0", "1.10", 200),
        ("2.0", "1.10", 200),
        ("a test", "1.10", 200),
        ("0.1", None, 200),
    ],
)
def test_an_app_that_is_too_old_is_told_and_keeps_its_queue(
    app, world, ana, app_version, wanted, status
):
    job = world.new_job("wipe")
    app.config["MIN_APP"] = wanted
    ana.act("note.add", job, {"text": "Kept"})
    answer = ana.post(ana.queue, app=app_version)
    assert answer.status_code == status
    if status == 426:
        assert answer.json["error"] == "upgrade"
        assert notes(world, job) == []
    else:
        assert answer.json["min_app"] == wanted
        assert notes(world, job) == ["Kept"]


# Clocks.


def row(phone):
    with reading() as connection:
        return next(one for one in devices(connection) if one["id"] == phone.device)


def later(moment, **by):
    there = datetime.fromisoformat(moment) + timedelta(**by)
    return there.isoformat(timespec="milliseconds").replace("+00:00", "Z")


def test_a_clock_that_is_wrong_but_steady_has_not_jumped(world, ana):
    job = world.new_job("wipe")
    phone = world.phone("ana")
    for _ in range(2):
        ahead = later(moment_now(), days=3)
        made = phone.act("note.add", job, {"text": "On time"}, at=ahead)
        phone.post([made], sent_at=later(ahead, seconds=5))
    assert row(phone)["jumped_at"] is None
    assert row(phone)["clock_offset_ms"] > 2 * 24 * 3_600_000


def test_a_clock_set_between_two_contacts_is_flagged(world, ana):
    assert row(ana)["jumped_at"] is None
    ana.post(sent_at=later(moment_now(), hours=5))
    assert row(ana)["jumped_at"]


def test_a_clock_set_with_a_full_queue_is_flagged_and_times_stay_within_bounds(world, ana):
    job = world.new_job("wipe")
    now = moment_now()
    for back in (timedelta(0), timedelta(days=365), timedelta(days=365)):
        ana.act("note.add", job, {"text": "x"}, at=later(now, seconds=-back.total_seconds()))
    ana.post(ana.queue, sent_at=later(now, days=-365))
    assert row(ana)["jumped_at"]
    assert all(one["occurred_at"] <= one["received_at"] for one in world.log())


@pytest.mark.parametrize(
    ("acts", "sent", "before", "now", "flagged"),
    [
        (["10:00", "10:05"], "10:06", 0, 0, False),
        (["10:05", "10:04"], "10:06", 0, 0, False),
        (["10:05", "10:00"], "10:06", 0, 0, True),
        (["10:05"], "10:00", None, None, True),
        ([None], "10:06", 0, 0, False),
        ([], "10:06", 0, 130_000, True),
        ([], "10:06", None, 9_999_999, False),
    ],
)
def test_what_counts_as_a_jump(acts, sent, before, now, flagged):
    def moment(clock):
        return clock and f"2026-11-22T{clock}:00.000Z"

    assert jumped([moment(one) for one in acts], moment(sent), before, now) is flagged


def test_the_tables_columns_are_those_of_the_migration(app):
    with reading() as connection:
        connection.execute(device.select().where(device.c.revoked_by.is_(None)))


# What waits.


def test_what_a_phone_has_sent_does_not_count_as_waiting(world, ana):
    job = world.new_job("wipe")
    for text in ("one", "two", "three"):
        ana.act("note.add", job, {"text": text})
    queue = {"operations": 3, "oldest_at": ana.queue[0]["at"], "blobs": 1}
    ana.post(ana.queue[:2], queue=queue)
    assert (row(ana)["queued"], row(ana)["oldest_at"]) == (1, queue["oldest_at"])
    ana.post(ana.queue[2:], queue=queue | {"operations": 1})
    assert (row(ana)["queued"], row(ana)["oldest_at"], row(ana)["queued_blobs"]) == (0, None, 1)


def test_who_signs_in_hears_of_what_a_phone_of_theirs_still_had(world, ana):
    assert "had 3 entries to send" not in ana.http.get("/welcome").text
    ana.post(queue={"operations": 3, "oldest_at": moment_now(), "blobs": 0})
    assert "had 3 entries to send" in world.phone("ana").http.get("/welcome").text
    assert "had 3 entries" not in world.phone("ben").http.get("/welcome").text
