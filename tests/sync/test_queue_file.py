"""A queue that was saved as a file: believed where its phone has signed it, held where not, merged once."""

import base64
import hashlib
import hmac
import json

import pytest

from fieldapp.sync import queue_file
from fieldapp.sync.audit import faults
from fieldapp.sync.devices import revoke
from fieldapp.sync.moments import moment_now
from tests.phone import Phone
from tests.world import PASSWORD, SECRET, WIPE, evidence


@pytest.fixture(autouse=True)
def sound(app):
    yield
    assert faults() == []


@pytest.fixture
def ana(world):
    phone = world.phone("ana")
    phone.sync()
    return phone


@pytest.fixture
def job(world):
    return world.new_job("wipe")


def saved(phone, sign=True, **more) -> bytes:
    """What the phone's Export writes."""
    key = phone.post().json["file_key"]
    queue = json.dumps(
        {
            "user": phone.user,
            "device": phone.device,
            "saved_at": moment_now(),
            "app": "test",
            "operations": phone.queue,
            **more,
        }
    )
    signature = hmac.new(key.encode(), queue.encode(), hashlib.sha256).hexdigest()
    return json.dumps(
        {"fieldapp_queue": 1, "queue": queue, **({"signature": signature} if sign else {})}
    ).encode()


def load(world, content, by="sam"):
    return queue_file.load(queue_file.read(content, SECRET), world.actor(by), SECRET)


def notes(world, job):
    return [(one["text"], one["by"]["name"]) for one in world.body(job)["notes"]]


def test_a_signed_file_counts_as_its_authors(world, ana, job):
    ana.act("note.add", job, {"text": "From a file"})
    (line,) = load(world, saved(ana))
    assert (line.outcome, line.known) == ("applied", False)
    assert notes(world, job) == [("From a file", "Ana")]
    entry = world.log()[-1]
    assert (entry["actor"], entry["submitted_by"]) == (world.user("ana"), world.user("sam"))


def test_loaded_twice_and_then_sent_by_the_phone_it_counts_once(world, ana, job):
    for step in WIPE:
        proof = evidence(world.body(job), step)
        ana.act("step.complete", job, {"step": step, "evidence": proof})
    content = saved(ana)
    first = load(world, content)
    assert [line.outcome for line in first] == ["applied"] * len(WIPE)
    again = load(world, content)
    assert all(line.known and line.outcome == "applied" for line in again)
    results = ana.sync()
    assert all(one["repeat"] for one in results)
    assert len(world.ledger()) == 1 and world.body(job)["state"] == "closed"


@pytest.mark.parametrize("forged", ["no signature", "other text", "other key", "no digits"])
def test_without_a_valid_signature_all_is_held_and_the_phone_can_still_send_it(
    world, ana, job, forged
):
    made = ana.act("note.add", job, {"text": "True"})
    content = saved(ana, sign=forged != "no signature")
    if forged == "other text":
        content = content.replace(b"True", b"Fake")
    if forged == "other key":
        file = json.loads(content)
        content = json.dumps(file | {"signature": "0" * 64}).encode()
    if forged == "no digits":
        content = json.dumps(json.loads(content) | {"signature": "é"}).encode()
    (line,) = load(world, content)
    assert (line.outcome, line.code) == ("held", "disputed") and line.id != made["id"]
    assert "it says that Ana did it" in line.message
    assert notes(world, job) == []
    (result,) = ana.sync()
    assert result["outcome"] == "applied" and notes(world, job) == [("True", "Ana")]
    assert [one.known for one in load(world, content)] == [True]


def test_a_supervisor_may_let_an_unsigned_one_count_as_their_own_word(world, ana, job):
    ana.act("note.add", job, {"text": "So they say"})
    (line,) = load(world, saved(ana, sign=False))
    assert world.do("sam", "case.apply", f"case:{line.id}", {}).outcome == "applied"
    assert notes(world, job) == [("So they say", "Sam")]


def test_the_queue_of_someone_who_has_left_is_held_as_theirs(world, ana, job):
    made = ana.act("note.add", job, {"text": "My last note"})
    content = saved(ana)
    world.do("adam", "staff.record", f"staff:{ana.user}", {"username": "ana", "active": False})
    (line,) = load(world, content)
    assert line.outcome == "held" and "Ana has left" in line.message
    assert world.do("sam", "case.apply", f"case:{made['id']}", {}).outcome == "applied"
    assert notes(world, job) == [("My last note", "Ana")]


def test_the_queue_of_a_revoked_phone_is_held(world, ana, job):
    ana.act("note.add", job, {"text": "x"})
    content = saved(ana)
    revoke(ana.device, "sam")
    (line,) = load(world, content)
    assert line.outcome == "held" and "revoked" in line.message


def test_it_says_when_it_happened_by_the_phones_clock_and_its_offset(world, ana, job):
    anchor = ana.anchor
    at = moment_now()
    ana.act("note.add", job, {"text": "x"}, at=at, anchor=anchor)
    load(world, saved(ana, saved_at="2020-01-01T00:00:00.000Z"))
    assert abs(_ms(world.log()[-1]["occurred_at"]) - _ms(at)) < 2000


def _ms(moment):
    from fieldapp.portable.natives import epoch

    return epoch(moment)


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"\xff\xfe",
        b"{}",
        b"[]",
        b'{"fieldapp_queue": 1, "queue": "{}"}',
        b'{"fieldapp_queue": 1, "queue": "not json"}',
        b'{"fieldapp_queue": 2, "queue": "{\\"user\\": \\"1\\", \\"device\\": \\"d\\", \\"saved_at\\": \\"x\\", \\"operations\\": []}"}',
        b'{"protocol": 1, "user": "1", "operations": []}',
        b'{"fieldapp_queue": 1, "queue": "\\ud800"}',
    ],
)
def test_what_is_no_such_file_gets_a_sentence(content):
    with pytest.raises(queue_file.NotAQueue):
        queue_file.read(content, SECRET)


def test_half_a_file_changes_nothing(world, ana, job):
    ana.act("note.add", job, {"text": "x"})
    content = saved(ana)
    with pytest.raises(queue_file.NotAQueue):
        queue_file.read(content[: len(content) // 2], SECRET)
    assert notes(world, job) == []


def test_the_command_loads_it_and_says_what_became_of_it(app, world, ana, job, tmp_path):
    ana.act("note.add", job, {"text": "By command"})
    file = tmp_path / "queue.json"
    file.write_bytes(saved(ana))
    done = app.test_cli_runner().invoke(args=["sync-file", str(file), "--json"])
    assert [one["outcome"] for one in json.loads(done.stdout)] == ["applied"]
    assert "1 applied" in app.test_cli_runner().invoke(args=["sync-file", str(file)]).output
    file.write_text("{")
    done = app.test_cli_runner().invoke(args=["sync-file", str(file)])
    assert done.exit_code == 1 and "Save it again on the phone" in done.output


# Nothing in a file stops the rest of it.


@pytest.mark.parametrize("sign", [True, False])
def test_one_that_is_no_operation_is_kept_and_the_others_are_taken(world, ana, job, sign):
    first, last = (ana.act("note.add", job, {"text": text}) for text in ("One", "Three"))
    broken = {"id": "x" * 500, "seq": 9, "kind": "note.add", "target": job, "args": {"text": "Two"}}
    content = saved(ana, sign, operations=[first, broken, last])
    lines = load(world, content)
    assert sorted(one.outcome for one in lines) == sorted(
        ["applied", "held", "applied"] if sign else ["held"] * 3
    )
    assert [text for text, _ in notes(world, job)] == (["One", "Three"] if sign else [])
    kept = next(row for row in world.log() if row["kind"] == "raw")
    args = json.loads(kept["payload"])["args"]
    assert json.loads(base64.b64decode(args["base64"])) == broken
    assert all(one.known for one in load(world, content))


def test_one_that_brings_the_merge_down_is_kept_as_failed(world, ana, job, monkeypatch):
    wanted = [ana.act("note.add", job, {"text": text}) for text in ("One", "Bad", "Three")]
    write = queue_file.commit

    def failing(connection, merge):
        taken = merge.taken.get(wanted[1]["id"])
        if taken and taken.verdict.code != "failed":
            raise OverflowError
        write(connection, merge)

    monkeypatch.setattr(queue_file, "commit", failing)
    lines = load(world, saved(ana))
    assert [(one.outcome, one.code) for one in lines] == [
        ("applied", "ok"),
        ("held", "failed"),
        ("applied", "ok"),
    ]


def test_one_that_is_too_large_is_refused_as_it_would_be_from_the_phone(world, ana, job):
    ana.act("note.add", job, {"text": "x"}, expect={"more": "x" * 70_000})
    (line,) = load(world, saved(ana))
    assert (line.outcome, line.code) == ("refused", "invalid")


# The supervisor's page.


def page(app, username="sam"):
    phone = Phone(app, username, PASSWORD)
    text = phone.http.get("/supervisor/sync").text
    return phone.http, text.split('name="csrf_token" value="')[1].split('"')[0]


def test_a_supervisor_loads_it_on_the_page(app, world, ana, job):
    import io

    ana.act("note.add", job, {"text": "By page"})
    http, token = page(app)
    data = {"csrf_token": token, "file": (io.BytesIO(saved(ana)), "queue.json")}
    answer = http.post("/supervisor/queue-file", data=data)
    assert answer.status_code == 200 and "1 entry: 1 counted." in answer.text
    assert "Note on" in answer.text
    assert notes(world, job) == [("By page", "Ana")]
    wrong = {"csrf_token": token, "file": (io.BytesIO(b"{"), "queue.json")}
    answer = http.post("/supervisor/queue-file", data=wrong)
    assert answer.status_code == 422 and "Nothing was taken" in answer.text
    assert http.post("/supervisor/queue-file", data={"csrf_token": token}).status_code == 422
    assert http.post("/supervisor/queue-file", data={}).status_code == 400


def test_only_who_looks_after_phones_may_load_or_revoke(app, ana):
    phone = f"/supervisor/phones/{ana.device}"
    for path in ("/supervisor/queue-file", f"{phone}/revoke", f"{phone}/allow"):
        assert ana.http.post(path).status_code == 403


def test_a_supervisor_revokes_a_phone_of_their_own_sites_only(app, world, ana):
    http, token = page(app)
    far = world.phone("charlie")
    far.post()
    given = {"csrf_token": token}
    assert http.post(f"/supervisor/phones/{far.device}/revoke", data=given).status_code == 404
    assert http.post(f"/supervisor/phones/{ana.device}/revoke", data=given).status_code == 303
    assert ana.post().json["error"] == "revoked"
    assert "revoked" in http.get("/supervisor/sync").text
    assert http.post(f"/supervisor/phones/{ana.device}/allow", data=given).status_code == 303
    assert ana.post().json["error"] == "sign_in"
    assert http.post(f"/supervisor/phones/{far.device}/allow", data=given).status_code == 404


def test_what_counts_from_an_unsigned_file_does_not_count_again_when_the_phone_sends_it(
    world, ana, job
):
    made = ana.act("time.add", job, {"minutes": 60})
    (line,) = load(world, saved(ana, sign=False))
    assert world.do("sam", "case.apply", f"case:{line.id}", {}).outcome == "applied"
    (result,) = ana.sync()
    assert (result["outcome"], result["code"]) == ("held", "disputed")
    assert "A copy of it came in a saved queue" in result["message"]
    assert world.body(job)["minutes"] == 60
    assert world.do("sam", "case.apply", f"case:{made['id']}", {}).outcome == "applied"
    assert world.body(job)["minutes"] == 120


def test_an_unsigned_copy_that_was_turned_down_stands_in_nobodys_way(world, ana, job):
    ana.act("time.add", job, {"minutes": 60})
    (line,) = load(world, saved(ana, sign=False))
    world.do("sam", "case.dismiss", f"case:{line.id}", {"reason": "Who says so?"})
    assert ana.sync()[0]["outcome"] == "applied"
    assert world.body(job)["minutes"] == 60
