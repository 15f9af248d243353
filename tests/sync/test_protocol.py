"""The conversation: who asks, what was sent before, in what order, and what is answered as a whole."""

import gzip
import json
from uuid import uuid4

import pytest

from fieldapp.models import device, operation, reading
from fieldapp.sync import moments, pull
from fieldapp.sync.audit import faults
from tests.phone import HEADERS
from tests.world import SECRET, evidence


@pytest.fixture(autouse=True)
def sound(app):
    yield
    assert faults() == []


@pytest.fixture
def job(world):
    return world.new_job()


@pytest.fixture
def ana(world):
    phone = world.phone("ana")
    phone.sync()
    return phone


def notes(world, job):
    return [one["text"] for one in world.body(job)["notes"]]


def test_a_repeat_is_answered_word_for_word(world, job, ana):
    made = ana.act("note.add", job, {"text": "Once"})
    first = ana.post([made]).json["results"][0]
    again = ana.post([made]).json["results"][0]
    assert again == first | {"repeat": True}
    assert notes(world, job) == ["Once"]


def test_nulls_and_absences_are_the_same_operation(world, job, ana):
    made = ana.act("note.add", job, {"text": "Once"})
    ana.post([made])
    bare = {name: made[name] for name in ("id", "seq", "kind", "v", "target", "args", "at")}
    assert ana.post([bare | {"expect": None, "after": None}]).json["results"][0]["repeat"] is True


def test_a_known_id_with_other_content_is_refused_and_the_first_stands(world, job, ana):
    made = ana.act("note.add", job, {"text": "Once"})
    ana.post([made])
    result = ana.post([made | {"args": {"text": "Other"}, "seq": 2}]).json["results"][0]
    assert (result["outcome"], result["code"], result["case"]) == ("refused", "invalid", None)
    assert notes(world, job) == ["Once"]


def test_a_known_id_of_another_user_is_refused_without_detail(world, job, ana):
    made = ana.act("note.add", job, {"text": "Once"})
    ana.post([made])
    ben = world.phone("ben")
    result = ben.post([made]).json["results"][0]
    assert (result["outcome"], result["code"]) == ("refused", "invalid")
    assert "repeat" not in result


def test_a_known_id_under_a_new_number_uses_it_up(world, job, ana):
    made = ana.act("note.add", job, {"text": "Once"})
    ana.post([made])
    answer = ana.post([made | {"seq": 2}]).json
    assert (answer["results"][0]["repeat"], answer["next_seq"]) == (True, 3)
    assert notes(world, job) == ["Once"]


def test_two_tabs_that_send_the_same_batch_are_one_device(world, job, ana):
    batch = [ana.act("note.add", job, {"text": text}) for text in ("One", "Two")]
    assert ana.post(batch).status_code == ana.post(batch).status_code == 200
    assert notes(world, job) == ["One", "Two"]


def test_results_come_in_the_order_in_which_they_were_sent(world, job, ana):
    one, two = (ana.act("note.add", job, {"text": text}) for text in ("One", "Two"))
    assert [result["id"] for result in ana.post([two, one]).json["results"]] == [
        two["id"],
        one["id"],
    ]
    assert notes(world, job) == ["One", "Two"], "and are taken in the order of their numbers"


def test_a_gap_is_not_skipped_while_the_device_has_what_is_missing(world, job, ana):
    ana.do("note.add", job, {"text": "One"})
    ana.next_seq = 5
    answer = ana.post([ana.act("note.add", job, {"text": "Five"})])
    assert (answer.status_code, answer.json["error"], answer.json["next_seq"]) == (409, "gap", 2)
    assert notes(world, job) == ["One"]


def test_the_whole_batch_is_checked_before_any_of_it_is_taken(world, job, ana):
    one = ana.act("note.add", job, {"text": "One"})
    ana.next_seq = 3
    answer = ana.post([one, ana.act("note.add", job, {"text": "Three"})])
    assert (answer.status_code, answer.json["next_seq"]) == (409, 2)
    assert notes(world, job) == []


def test_a_gap_is_skipped_where_the_device_no_longer_has_it_and_is_shown(world, job, ana):
    ana.next_seq = 5
    made = ana.act("note.add", job, {"text": "Five"})
    answer = ana.post([made], oldest_retained=3)
    assert (answer.status_code, answer.json["next_seq"]) == (409, 3)
    answer = ana.post([made], oldest_retained=5)
    assert (answer.status_code, answer.json["next_seq"]) == (200, 6)
    with reading() as connection:
        row = connection.execute(device.select().where(device.c.id == ana.device)).mappings().one()
    assert row["lost"] == 4


def test_a_cloned_phone_is_a_fork(world, job, ana):
    one = ana.act("note.add", job, {"text": "The phone"})
    ana.post([one])
    clone = one | {"id": str(uuid4()), "args": {"text": "Its clone"}}
    answer = ana.post([clone])
    assert (answer.status_code, answer.json["error"]) == (409, "fork")
    assert notes(world, job) == ["The phone"]


def test_a_device_id_belongs_to_one_user(world, ana):
    ana.post()
    ben = world.phone("ben")
    ben.device = ana.device
    assert ben.post().json["error"] == "fork"


def test_an_unknown_witness_is_a_history_that_was_lost(world, job, ana):
    made = ana.act("note.add", job, {"text": "One"})
    answer = ana.post([made], witness={"seq": 9, "id": str(uuid4())}).json
    assert (answer["history"], answer["results"], answer["scopes"]) == ("lost", [], {})
    assert notes(world, job) == []
    ana.send([made])
    assert ana.post(witness={"seq": 1, "id": made["id"]}).json["history"] == "shared"


@pytest.mark.parametrize("change", [{"commit": 10**6}, {"nonce": "never"}])
def test_a_cursor_from_a_future_that_never_was_is_a_lost_history(world, job, ana, change):
    cursor = pull.read_cursor(ana.cursors["site:1"])
    wrong = pull.Cursor(
        **{
            "version": cursor.version,
            "document": cursor.document,
            "commit": cursor.commit,
            "nonce": cursor.nonce,
        }
        | change
    )
    ana.cursors["site:1"] = wrong.text()
    made = ana.act("note.add", job, {"text": "One"})
    answer = ana.post([made]).json
    assert (answer["history"], answer["results"]) == ("lost", [])
    assert notes(world, job) == []


def test_a_cursor_that_is_none_of_ours_starts_from_nothing(ana):
    ana.cursors = {"site:1": "rubbish"}
    page = ana.post().json["scopes"]["site:1"]
    assert page["reset"] and page["put"]


def test_another_users_queue_is_left_as_it_is(world, job, ana):
    answer = ana.post([ana.act("note.add", job, {"text": "One"})], user="2")
    assert (answer.status_code, answer.json["error"]) == (409, "wrong_user")
    assert notes(world, job) == []


def test_who_is_not_signed_in_keeps_the_queue(app):
    answer = app.test_client().post("/sync", json={"protocol": 1}, headers=HEADERS)
    assert (answer.status_code, answer.json["error"]) == (401, "sign_in")


@pytest.mark.parametrize(
    "headers",
    [
        {"X-Fieldapp": "1"},
        {"Origin": "http://localhost"},
        {"Origin": "https://evil.example", "X-Fieldapp": "1"},
        {"Origin": "null", "X-Fieldapp": "1"},
        {"Sec-Fetch-Site": "cross-site", "X-Fieldapp": "1"},
        {"Sec-Fetch-Site": "same-site", "Origin": "http://localhost", "X-Fieldapp": "1"},
        {"Origin": "http://localhost", "X-Fieldapp": "1", "Content-Type": "text/plain"},
    ],
)
def test_only_our_own_pages_may_send(ana, headers):
    body = json.dumps({"protocol": 1, "device": ana.device, "user": ana.user})
    answer = ana.http.post(
        "/sync", data=body, headers={"Content-Type": "application/json"} | headers
    )
    assert (answer.status_code, answer.json["error"]) == (403, "cross_origin")


@pytest.mark.parametrize(
    "body",
    [
        b"", b"{", b"[]", b"null", b"\xff\xfe", b'{"protocol": 2, "device": "d", "user": "1"}', b'{"protocol": 1}',
        b'{"protocol": 1, "device": "d", "user": "1", "operations": [{}]}',
        b'{"protocol": 1, "device": "d", "user": "1", "operations": [{"id": "a", "kind": "k", "target": "t"}]}',
        b'{"protocol": 1, "device": "d", "user": "1", "operations": [{"id": "a", "seq": 0, "kind": "k", "target": "t"}]}',
        b'{"protocol": 1, "device": "\\ud800", "user": "1"}',
        b"[" * 100_000,
    ],
)  # fmt: skip
def test_what_is_not_this_protocol_is_said_to_be_so(ana, body):
    answer = ana.http.post(
        "/sync", data=body, headers={"Content-Type": "application/json"} | HEADERS
    )
    assert (answer.status_code, answer.json["error"]) == (400, "protocol")
    assert answer.json["message"]


def test_a_body_of_10_mb_is_too_large_packed_or_not(ana):
    large = b" " * (10 * 1024 * 1024)
    headers = {"Content-Type": "application/json"} | HEADERS
    assert ana.http.post("/sync", data=large, headers=headers).status_code == 413
    packed = gzip.compress(large)
    answer = ana.http.post("/sync", data=packed, headers=headers | {"Content-Encoding": "gzip"})
    assert (answer.status_code, answer.json["error"]) == (413, "too_large")


def test_gzip_is_read_and_written(ana):
    body = gzip.compress(
        json.dumps({"protocol": 1, "device": ana.device, "user": ana.user}).encode()
    )
    headers = {
        "Content-Type": "application/json",
        "Content-Encoding": "gzip",
        "Accept-Encoding": "gzip",
    } | HEADERS
    answer = ana.http.post("/sync", data=body, headers=headers)
    assert (answer.status_code, answer.headers["Content-Encoding"]) == (200, "gzip")
    assert json.loads(gzip.decompress(answer.data))["protocol"] == 1


def test_an_operation_of_more_than_64_kib_is_refused_and_kept(world, job, ana):
    proof = {"answer": "accepted"}
    result = ana.do(
        "step.complete",
        job,
        {"step": "invite", "evidence": proof, "here": {str(at): "x" * 3900 for at in range(20)}},
    )
    assert (result["outcome"], result["code"]) == ("refused", "invalid")
    assert "64 KiB" in result["message"]


# The feed.


def test_a_device_gets_its_users_sites_and_nothing_else(world, job):
    charlie, ana = world.phone("charlie"), world.phone("ana")
    charlie.sync()
    ana.sync()
    assert set(charlie.replica) == {"site:2", "user:7"}
    assert {id_ for id_ in charlie.documents() if id_.startswith("asset:")} == {"asset:far"}
    assert "asset:far" not in ana.documents()
    assert job in ana.documents()


def test_a_commit_larger_than_a_page_comes_in_pages(world, ana, monkeypatch):
    monkeypatch.setattr(pull, "PAGE", 3)
    fresh = world.phone("ana")
    pages = []
    while not pages or pages[-1]["more"]:
        answer = fresh.post().json
        pages.append(answer["scopes"]["site:1"])
        fresh.store(answer)
    assert len(pages) > 3
    assert [page["reset"] for page in pages] == [True, *[False] * (len(pages) - 1)]
    assert pages[0]["total"] == len(fresh.replica["site:1"])
    assert fresh.documents() == ana.documents()


def test_only_what_changed_comes_next(world, job, ana):
    ana.sync()
    assert ana.post().json["scopes"]["site:1"]["put"] == []
    world.do("ben", "note.add", job, {"text": "From Ben"})
    page = ana.post().json["scopes"]["site:1"]
    assert [one["id"] for one in page["put"]] == [job]
    assert page["put"][0]["version"] == page["version"]


def test_what_moves_to_another_site_leaves_one_phone_and_reaches_the_other(world, ana):
    charlie = world.phone("charlie")
    charlie.sync()
    world.do("adam", "asset.record", "asset:m3", {"tag": "M3", "site": "2"})
    ana.sync()
    charlie.sync()
    assert "asset:m3" not in ana.documents()
    assert charlie.documents()["asset:m3"]["site"]["name"] == "Annex"


def test_a_site_that_is_taken_away_is_dropped_and_one_given_starts_from_nothing(world, ana):
    world.do("adam", "staff.record", "staff:1", {"username": "ana", "sites": ["2"]})
    answer = ana.post().json
    assert answer["drop_scopes"] == ["site:1"]
    assert set(answer["scopes"]) == {"site:2", "user:1"}
    assert answer["scopes"]["site:2"]["reset"] is True


def test_what_is_queued_for_a_site_that_was_taken_away_is_held(world, job, ana):
    world.do("adam", "staff.record", "staff:1", {"username": "ana", "sites": ["2"]})
    result = ana.do("note.add", job, {"text": "Late"})
    assert (result["outcome"], result["code"]) == ("held", "unknown_target")


def test_cases_reach_their_author_and_the_supervisor(world, job, ana):
    result = ana.do("step.skip", job, {"step": "setup", "reason": "No time"})
    sam, ben = world.phone("sam"), world.phone("ben")
    sam.sync()
    ben.sync()
    assert result["case"] in ana.replica["user:1"]
    assert result["case"] in sam.replica["user:4"]
    assert result["case"] not in ben.documents()


def test_the_version_that_shows_an_operation_is_in_its_answer(world, job, ana):
    made = ana.act("note.add", job, {"text": "One"})
    answer = ana.post([made]).json
    assert answer["results"][0]["at"] == {"site:1": answer["scopes"]["site:1"]["version"]}


# Time.


def test_an_act_happened_as_long_before_as_the_phone_says(world, job, ana):
    made = ana.act("note.add", job, {"text": "Offline"}, at="2031-01-01T10:00:00.000Z", anchor=None)
    answer = ana.post([made], sent_at="2031-01-01T10:40:00.000Z").json
    (row,) = [row for row in world.log() if row["id"] == made["id"]]
    assert moments.epoch(answer["now"]) - moments.epoch(row["occurred_at"]) == 40 * 60 * 1000
    assert world.body(job)["notes"][0]["at"] == row["occurred_at"]


@pytest.mark.parametrize(
    ("at", "sent", "then"),
    [
        ("2026-11-20T10:00:00.000Z", "2026-11-22T10:00:00.000Z", "2026-11-22T09:30:00.000Z"),
        ("2026-11-22T10:00:00.000Z", "2026-11-20T10:00:00.000Z", "2026-11-22T12:00:00.000Z"),
        ("2026-11-22T09:50:00.000Z", "2026-11-22T10:00:00.000Z", "2026-11-22T11:50:00.000Z"),
        ("nonsense", "2026-11-22T10:00:00.000Z", "2026-11-22T12:00:00.000Z"),
    ],
)
def test_a_derived_time_lies_between_anchor_and_receipt(at, sent, then):
    anchored = "2026-11-22T09:30:00.000Z"
    assert moments.occurred(at, sent, anchored, "2026-11-22T12:00:00.000Z") == then


def test_an_anchor_that_the_server_did_not_sign_is_none():
    mine = moments.sign_anchor("2026-11-22T10:00:00.000Z", SECRET)
    assert moments.anchor_time(mine, SECRET) == "2026-11-22T10:00:00.000Z"
    assert moments.anchor_time(mine.replace("10:00", "09:00"), SECRET) is None
    assert moments.anchor_time("2026-11-22T10:00:00.000Z.ü", SECRET) is None
    assert moments.anchor_time(None, SECRET) is None


def test_the_log_keeps_who_did_it_and_what_was_sent(world, job, ana):
    made = ana.act("note.add", job, {"text": "One"})
    ana.send([made])
    with reading() as connection:
        row = (
            connection.execute(operation.select().where(operation.c.id == made["id"]))
            .mappings()
            .one()
        )
    assert (row["actor"], row["submitted_by"], row["device"], row["seq"]) == (
        "1",
        "1",
        ana.device,
        1,
    )
    assert json.loads(row["payload"])["args"] == {"text": "One"}


def test_a_day_of_steps_in_one_batch(world, ana):
    job = world.new_job("wipe", "m4", None)
    for step in ("collect", "hold_check", "wipe", "verify", "process"):
        ana.act("step.complete", job, {"step": step, "evidence": evidence(world.body(job), step)})
    assert {one["outcome"] for one in ana.sync()} == {"applied"}
    assert ana.documents()[job]["state"] == "closed"


def test_every_answer_with_documents_says_who_the_user_is_now(world, ana):
    def me():
        return ana.post([]).json["me"]

    assert me() == {"name": "Ana", "roles": ["technician"], "sites": world.actor("ana").sites}
    given = {"username": "ana", "name": "Ana R.", "roles": ["receiving"], "sites": []}
    assert (
        world.do("adam", "staff.record", f"staff:{world.user('ana')}", given).outcome == "applied"
    )
    assert me() == {"name": "Ana R.", "roles": ["receiving"], "sites": []}
