"""Photos and signatures: whole or not at all, any number of times, and for those who may see them."""

import hashlib
import threading
import time
from io import BytesIO
from urllib.parse import quote

import pytest
import sqlalchemy as sa
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from fieldapp.models import blob, document, writing
from fieldapp.models import blobs as files
from fieldapp.portable.natives import derive
from fieldapp.sync.audit import faults

JPEG = b"\xff\xd8\xff\xe0" + bytes(range(256)) * 800
PNG = b"\x89PNG\r\n\x1a\n" + b"a signature" * 100
HEADERS = {"Origin": "http://localhost", "X-Fieldapp": "1", "Content-Type": "image/jpeg"}


def name_of(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


def put(phone, content: bytes = JPEG, sha: str | None = None, **headers):
    path = f"/blobs/{sha or name_of(content)}"
    return phone.http.put(path, data=content, headers=HEADERS | headers)


def piece(phone, content: bytes, start: int, end: int, **headers):
    told = f"bytes {start}-{end - 1}/{len(content)}"
    return put(phone, content[start:end], name_of(content), **{"Content-Range": told} | headers)


def look(phone, sha: str, method: str = "GET"):
    return phone.http.open(f"/blobs/{sha}", method=method)


class Wire:
    """What comes over a network: ``before`` each piece something may happen."""

    def __init__(self, content: bytes, before):
        self.content, self.before = BytesIO(content), before

    def read(self, size=-1):
        self.before(self.content)
        return self.content.read(size)


def put_from(phone, wire: Wire):
    environ = {"wsgi.input": wire, "CONTENT_LENGTH": str(len(JPEG))}
    return phone.http.put(f"/blobs/{name_of(JPEG)}", headers=HEADERS, environ_overrides=environ)


@pytest.fixture
def ana(world):
    return world.phone("ana")


@pytest.fixture
def job(world):
    return world.new_job()


def on_disk() -> list[str]:
    return sorted(one.name for one in files.folder().rglob("*") if one.is_file())


def test_a_photo_is_put_and_is_there_under_its_name(ana):
    assert look(ana, name_of(JPEG), "HEAD").status_code == 404
    assert put(ana).status_code == 201
    assert put(ana).status_code == 201, "any number of times"
    assert look(ana, name_of(JPEG), "HEAD").status_code == 200
    shown = look(ana, name_of(JPEG))
    assert (shown.data, shown.mimetype) == (JPEG, "image/jpeg")
    assert shown.headers["X-Content-Type-Options"] == "nosniff"
    assert "default-src 'none'" in shown.headers["Content-Security-Policy"]
    assert shown.headers["Cache-Control"] == "private, no-cache"
    assert on_disk() == [name_of(JPEG)]
    assert faults() == []


def test_pieces_become_a_whole_and_nothing_is_there_before(ana):
    assert piece(ana, JPEG, 0, 70_000).json == {"offset": 70_000}
    head = look(ana, name_of(JPEG), "HEAD")
    assert (head.status_code, head.headers["Upload-Offset"]) == (404, "70000")
    assert look(ana, name_of(JPEG)).status_code == 404
    assert not files.path_of(name_of(JPEG)).exists()
    assert piece(ana, JPEG, 70_000, len(JPEG)).status_code == 201
    assert look(ana, name_of(JPEG)).data == JPEG


def test_a_piece_that_comes_twice_is_taken_once(ana):
    piece(ana, JPEG, 0, 50_000)
    piece(ana, JPEG, 50_000, 90_000)
    assert piece(ana, JPEG, 50_000, 90_000).json == {"offset": 90_000}
    assert piece(ana, JPEG, 90_000, len(JPEG)).status_code == 201


def test_a_piece_that_leaves_a_hole_is_told_where_to_go_on(ana):
    piece(ana, JPEG, 0, 50_000)
    answer = piece(ana, JPEG, 60_000, 90_000)
    assert (answer.status_code, answer.json["error"], answer.json["offset"]) == (
        409,
        "offset",
        50_000,
    )
    assert answer.headers["Upload-Offset"] == "50000"


def test_what_had_arrived_when_the_connection_broke_need_not_come_again(ana):
    def breaks(stream):
        if stream.tell() >= 130_000:
            raise ConnectionResetError

    assert put_from(ana, Wire(JPEG, breaks)).status_code == 400
    offset = int(look(ana, name_of(JPEG), "HEAD").headers["Upload-Offset"])
    assert 100_000 < offset < len(JPEG)
    assert piece(ana, JPEG, offset, len(JPEG)).status_code == 201


def test_two_people_send_the_same_one_and_neither_is_in_the_others_way(world, ana):
    ben = world.phone("ben")
    piece(ana, JPEG, 0, 50_000)
    assert look(ben, name_of(JPEG), "HEAD").headers["Upload-Offset"] == "0"
    assert put(ben).status_code == 201
    assert piece(ana, JPEG, 50_000, len(JPEG)).status_code == 201
    assert faults() == []


def test_two_requests_at_once_make_one_whole(app, world, ana):
    """One has it open and waits; the other is told so, and comes again."""
    inside, go_on = threading.Event(), threading.Event()

    def slowly(stream):
        inside.set()
        go_on.wait(10)

    def send_slowly():
        with app.app_context():
            put_from(ana, Wire(JPEG, slowly))

    other = world.phone("ana")
    thread = threading.Thread(target=send_slowly)
    thread.start()
    inside.wait(10)
    answer = put(other)
    assert (answer.status_code, answer.json["error"]) == (503, "busy")
    assert answer.headers["Retry-After"]
    go_on.set()
    thread.join()
    assert put(other).status_code == 201
    assert faults() == []


def test_who_opened_it_just_before_it_was_whole_does_not_touch_it(ana, monkeypatch):
    """Between opening the file and locking it, the other request has finished: it is the whole's file now."""
    sha, lock = name_of(JPEG), files.flock

    def finishes_first(file, how):
        monkeypatch.setattr(files, "flock", lock)
        assert put(ana).status_code == 201
        lock(file, how)

    monkeypatch.setattr(files, "flock", finishes_first)
    assert piece(ana, JPEG, 0, 10).status_code == 503
    assert look(ana, sha).data == JPEG


WRONG = {
    "another content": (lambda phone: put(phone, JPEG, name_of(PNG)), 422, "wrong_hash"),
    "cut off": (lambda phone: put(phone, JPEG[:-1], name_of(JPEG)), 422, "wrong_hash"),
    "no picture": (lambda phone: put(phone, b"<svg onload='steal()'/>"), 415, "wrong_type"),
    "not said to be one": (lambda phone: put(phone, **{"Content-Type": "text/html"}), 415, "wrong_type"),
    "too large": (lambda phone: put(phone, JPEG + bytes(7_000_000)), 413, "too_large"),
    "too large, said of a piece": (
        lambda phone: put(phone, JPEG[:9], **{"Content-Range": "bytes 0-8/999999999"}), 413, "too_large"),
    "a range that is none": (lambda phone: put(phone, JPEG, **{"Content-Range": "pages 1-2"}), 400, "invalid"),
    "another length than its range": (
        lambda phone: put(phone, JPEG, **{"Content-Range": "bytes 0-9/10"}), 400, "invalid"),
    "a range beyond its end": (
        lambda phone: put(phone, JPEG[:9], **{"Content-Range": "bytes 5-13/10"}), 400, "invalid"),
    "nothing": (lambda phone: put(phone, b""), 411, "length"),
    "a name that is none": (lambda phone: put(phone, JPEG, "x" * 64), 400, "invalid"),
    "capital letters": (lambda phone: put(phone, JPEG, "A" * 64), 400, "invalid"),
    "a way out": (lambda phone: put(phone, JPEG, "..%2F..%2Fsecret_key"), 404, "404"),
    "another's page": (lambda phone: put(phone, Origin="https://evil.example"), 403, "cross_origin"),
    "nobody's page": (lambda phone: put(phone, **{"X-Fieldapp": ""}), 403, "cross_origin"),
    "another's phone": (lambda phone: put(phone, **{"X-User": "2"}), 409, "wrong_user"),
}  # fmt: skip


@pytest.mark.parametrize("what", WRONG)
def test_what_is_wrong_is_said_and_nothing_of_it_is_kept(ana, what):
    send, status, error = WRONG[what]
    answer = send(ana)
    assert (answer.status_code, answer.json["error"]) == (status, error), answer.text
    assert len(answer.json["message"]) > 10
    assert on_disk() == []
    assert look(ana, name_of(JPEG), "HEAD").status_code == 404


def test_a_last_piece_that_spoils_it_starts_again_from_nothing(ana):
    piece(ana, JPEG, 0, 100_000)
    spoilt = JPEG[:100_000] + bytes(len(JPEG) - 100_000)
    told = {"Content-Range": f"bytes 100000-{len(JPEG) - 1}/{len(JPEG)}"}
    assert put(ana, spoilt[100_000:], name_of(JPEG), **told).status_code == 422
    assert look(ana, name_of(JPEG), "HEAD").headers["Upload-Offset"] == "0"


def test_only_who_is_signed_in_may_put_or_ask(app):
    nobody = app.test_client()
    sha = name_of(JPEG)
    assert nobody.put(f"/blobs/{sha}", data=JPEG, headers=HEADERS).status_code == 401
    assert nobody.get(f"/blobs/{sha}").status_code == 401
    assert on_disk() == []


def test_those_of_the_site_see_what_its_documents_show_and_nobody_else_does(world, ana, job):
    ben, charlie = world.phone("ben"), world.phone("charlie")
    sha = name_of(JPEG)
    put(ana)
    assert look(ben, sha).status_code == 404, "nothing shows it yet"
    ana.do("note.add", job, {"text": "Damaged", "photos": [sha]})
    assert world.body(job)["notes"][0]["photos"] == [sha]
    assert look(ben, sha).data == JPEG
    for method in ("GET", "HEAD"):
        assert look(charlie, sha, method).status_code == 404
    assert faults() == []


def test_to_know_its_name_is_not_to_have_seen_it(world, ana):
    """Charlie names it in a note at another site: what his own site shows is none of his unless one of it put it."""
    sha, charlie = name_of(JPEG), world.phone("charlie")
    put(ana)
    far = world.do("adam", "person.record", "person:far", {"name": "Far", "site": "2"})
    assert far.outcome == "applied"
    made = charlie.act("job.create", "job:none", {"kind": "wipe", "assets": {"machine": "far"}})
    made["target"] = f"job:{derive(made['id'], 'job')}"
    assert charlie.sync()[0]["outcome"] == "applied"
    charlie.do("note.add", made["target"], {"text": "Mine?", "photos": [sha]})
    assert look(charlie, sha).status_code == 404
    put(charlie)
    assert look(charlie, sha).data == JPEG


def test_who_decides_a_case_sees_what_it_is_about(world, ana, job):
    sha, sam = name_of(JPEG), world.phone("sam")
    put(ana)
    ana.do(
        "note.add",
        job,
        {"text": "Look", "photos": [sha]},
        after=["00000000-0000-0000-0000-000000000000"],
    )
    assert world.body(job)["notes"] == [], "it waits for what it makes no sense without"
    assert look(sam, sha).data == JPEG
    assert look(world.phone("ben"), sha).status_code == 404


def test_an_operation_does_not_wait_for_its_photo(world, ana, job):
    sha = name_of(JPEG)
    assert ana.do("note.add", job, {"text": "Later", "photos": [sha]})["outcome"] == "applied"
    assert look(ana, sha).status_code == 404
    put(ana)
    assert look(ana, sha).data == JPEG


@pytest.mark.parametrize(
    "name", ["", "photo.jpg", "F" * 64, "0" * 63, "0" * 65, 7, None, ["0" * 64]]
)
def test_a_name_that_is_none_is_refused(world, ana, job, name):
    result = ana.do("note.add", job, {"text": "Hi", "photos": [name]})
    assert (result["outcome"], result["code"]) == ("refused", "invalid")


def test_a_note_has_at_most_ten_photos(ana, job):
    photos = [name_of(bytes([at])) for at in range(11)]
    assert ana.do("note.add", job, {"text": "Hi", "photos": photos})["outcome"] == "refused"
    assert ana.do("note.add", job, {"text": "Hi", "photos": photos[1:]})["outcome"] == "applied"


def test_a_person_puts_so_much_in_a_day(app, world, ana):
    app.config["BLOB_DAILY"] = len(JPEG) + 100
    assert put(ana).status_code == 201
    answer = put(ana, PNG)
    assert (answer.status_code, answer.json["error"]) == (429, "quota")
    assert answer.headers["Retry-After"]
    assert put(world.phone("ben"), PNG).status_code == 201


def test_a_person_begins_so_many_at_once_and_what_nobody_goes_on_with_is_forgotten(
    ana, monkeypatch
):
    monkeypatch.setattr("fieldapp.sync.blobs.STARTED", 2)
    contents = [JPEG + bytes([at]) for at in range(3)]
    assert [piece(ana, one, 0, 9).status_code for one in contents] == [202, 202, 429]
    later = time.time() + 25 * 60 * 60
    monkeypatch.setattr(files.time, "time", lambda: later)
    assert piece(ana, contents[2], 0, 9).status_code == 202
    assert on_disk() == [name_of(contents[2])]


def test_a_disk_that_is_nearly_full_is_left_to_operations(app, world, ana, job):
    app.config["BLOB_SPARE"] = 2**60
    answer = put(ana)
    assert (answer.status_code, answer.json["error"]) == (507, "no_room")
    assert ana.do("note.add", job, {"text": "Hi"})["outcome"] == "applied"


@pytest.mark.parametrize("harm", ["gone", "altered", "cut off"])
def test_the_audit_finds_one_that_is_missing_or_altered_and_the_phone_can_mend_it(ana, harm):
    put(ana)
    file = files.path_of(name_of(JPEG))
    if harm == "gone":
        file.unlink()
    else:
        file.write_bytes(JPEG[:-1] + (b"x" if harm == "altered" else b""))
    assert [(fault.rule, fault.about) for fault in faults()] == [(9, f"blob:{name_of(JPEG)}")]
    assert put(ana).status_code == 201
    assert faults() == []


def test_documents_of_before_there_were_photos_are_what_the_log_comes_to(world, ana, job):
    ana.do("note.add", job, {"text": "Before"})
    with writing() as connection:
        old = sa.func.replace(document.c.body, ',"photos":[]', "")
        done = sa.update(document).where(document.c.body.contains('"photos"')).values(body=old)
        assert connection.execute(done).rowcount == 1
    assert faults() == []


WORDS = st.one_of(
    st.sampled_from(["bytes 0-9/10", "bytes 5-9/10", "bytes 9-5/10", "bytes */10", "image/png", "1", "", "0"]),
    st.from_regex(r"bytes \d{1,14}-\d{1,14}/\d{1,14}", fullmatch=True),
    st.text(st.characters(min_codepoint=32, max_codepoint=126), max_size=20),
)  # fmt: skip
NAMES = st.one_of(
    st.sampled_from([name_of(PNG), "0" * 64, "A" * 64, "..", ".", "arriving", "%00", "", "x" * 3000]),
    st.text(st.characters(exclude_categories=["Cs"]), max_size=70),
)  # fmt: skip


@settings(max_examples=300, deadline=None, suppress_health_check=list(HealthCheck))
@given(
    NAMES,
    st.sampled_from(["PUT", "GET", "HEAD", "POST", "DELETE", "PATCH"]),
    st.binary(max_size=40) | st.sampled_from([PNG, PNG[:100], JPEG]),
    st.dictionaries(st.sampled_from([*HEADERS, "Content-Range", "X-User", "Range", "If-None-Match"]), WORDS, max_size=3),
)  # fmt: skip
def test_whatever_is_asked_is_answered_and_only_what_is_whole_is_kept(
    ana, name, method, content, more
):
    path = "/blobs/" + quote(name, safe="%")
    answer = ana.http.open(path, method=method, data=content, headers=HEADERS | more)
    assert answer.status_code < 500, (name, method, more, answer.text)
    for file in files.folder().rglob("*"):
        if file.is_file() and "arriving" not in file.parts:
            assert files.hash_of(file) == file.name
    assert faults() == []


def test_what_nothing_names_is_removed_after_a_month(world, ana, app):
    """Shown on a job, named by an operation that was held, just put, or none of it."""
    kept, held, fresh, stray = (JPEG + bytes([at]) for at in range(4))
    for content in (kept, held, fresh, stray):
        assert put(ana, content).status_code == 201
    ana.do("note.add", world.new_job("wipe"), {"text": "Seen", "photos": [name_of(kept)]})
    ana.do("note.add", "job:none", {"text": "Seen", "photos": [name_of(held)]})
    with writing() as connection:
        old = sa.update(blob).where(blob.c.sha != name_of(fresh)).values(at="2020-01-01T00:00:00.000Z")
        connection.execute(old)
    told = app.test_cli_runner().invoke(args=["tidy-photos"])
    assert (told.exit_code, told.output) == (0, "1 removed.\n")
    there = [files.path_of(name_of(one)).exists() for one in (kept, held, fresh, stray)]
    assert there == [True, True, True, False]
    assert look(ana, name_of(stray)).status_code == 404 and faults() == []
