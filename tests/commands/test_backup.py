"""A backup taken at work, and yesterday's put back: phones bring again what came after it, and all is charged once."""

import hashlib
import shutil
import sqlite3

import pytest
from flask_migrate import downgrade

from fieldapp import create_app
from fieldapp.labels.tags import tags_of
from fieldapp.models import blobs, db
from fieldapp.staff import next_key
from fieldapp.sync.audit import faults
from fieldapp.sync.labelling import issue
from tests.world import HERE, SECRET, WIPE, evidence


@pytest.fixture
def flask(app):
    def run(*arguments):
        return app.test_cli_runner().invoke(args=[str(one) for one in arguments])

    yield run
    assert faults() == []


@pytest.fixture
def copy(tmp_path):
    return tmp_path / "backups" / "monday.db"


def work_through(phone, job: str, *steps: str) -> None:
    for step in steps:
        phone.act(
            "step.complete", job, {"step": step, "evidence": evidence(phone.documents()[job], step)}
        )
        phone.sync()


def come_back(world, phone):
    """The same phone after the restore: it must sign in, is told that history was lost, and offers all it has."""
    fresh = world.phone("ana")
    phone.http = fresh.http
    assert phone.post().json["history"] == "lost"
    assert phone.post(phone.made[-1:]).json["results"] == []
    phone.start_again()
    phone.replica = {}
    return phone.sync()


def test_what_came_after_the_backup_comes_again_and_is_charged_once(world, flask, copy):
    job = world.new_job("wipe")
    ana = world.phone("ana")
    ana.sync()
    work_through(ana, job, *WIPE[:2])
    assert flask("backup", copy).exit_code == 0
    work_through(ana, job, *WIPE[2:])
    assert (world.body(job)["state"], len(world.ledger())) == ("closed", 1)

    assert flask("restore", copy, "--replace").exit_code == 0
    assert (world.body(job)["state"], world.ledger()) == ("open", [])
    assert ana.http.get("/me").status_code == 401
    results = come_back(world, ana)
    assert [one["outcome"] for one in results] == ["applied"] * 5
    assert (world.body(job)["state"], len(world.ledger())) == ("closed", 1)
    assert ana.documents()[job] == world.body(job)


def test_versions_that_are_given_again_are_not_taken_for_those_that_were_lost(world, flask, copy):
    """As many commits after the restore as before it: the numbers are the same, and the pasts are not."""
    job = world.new_job("wipe")
    ana = world.phone("ana")
    flask("backup", copy)
    world.do("sam", "note.add", job, {"text": "Lost with the server"})
    ana.sync()
    flask("restore", copy, "--replace")
    world.do("sam", "note.add", job, {"text": "Another"})
    ana.http = world.phone("ana").http
    assert ana.post().json["history"] == "lost"


def test_a_phone_that_heard_nothing_after_the_backup_goes_on_as_it_was(world, flask, copy):
    job = world.new_job("wipe")
    ana = world.phone("ana")
    ana.sync()
    flask("backup", copy)
    world.do("sam", "note.add", job, {"text": "Lost with the server"})
    flask("restore", copy, "--replace")
    ana.http = world.phone("ana").http
    assert ana.post().json["history"] == "shared"


def test_no_number_is_given_twice(world, flask, copy):
    flask("backup", copy)
    lost = world.body(world.new_job("wipe"))["number"]
    flask("restore", copy, "--replace")
    again = world.body(world.new_job("wipe", "m1"))["number"]
    assert int(again.partition("-")[2]) >= int(lost.partition("-")[2]) + 9_000


def test_a_backup_never_replaces_another(flask, copy):
    flask("backup", copy)
    before = copy.read_bytes()
    done = flask("backup", copy)
    assert (done.exit_code, copy.read_bytes()) == (1, before)
    assert "Name another file" in done.output
    assert [path.name for path in copy.parent.iterdir()] == [copy.name]


def test_nothing_is_replaced_unless_one_says_so(world, flask, copy):
    flask("backup", copy)
    job = world.new_job("wipe")
    done = flask("restore", copy)
    assert (done.exit_code, world.has(job)) == (1, True)
    assert "--replace" in done.output


@pytest.mark.parametrize("kind", ["missing", "text", "another program's", "cut off"])
def test_what_is_no_backup_changes_nothing(world, flask, copy, tmp_path, kind):
    job = world.new_job("wipe")
    flask("backup", copy)
    bad = tmp_path / "bad.db"
    if kind == "text":
        bad.write_text("Dear diary")
    if kind == "another program's":
        sqlite3.connect(bad).execute("create table t (a)").connection.commit()
    if kind == "cut off":
        bad.write_bytes(copy.read_bytes()[:40_000])
    done = flask("restore", bad, "--replace")
    assert done.exit_code == 1
    assert str(bad) in done.output
    assert world.has(job)


def test_it_is_taken_while_someone_writes(world, flask, copy):
    with db.engine.connect() as reader:
        reader.exec_driver_sql("select count(*) from document").scalar()
        job = world.new_job("wipe")
        assert flask("backup", copy).exit_code == 0
    with sqlite3.connect(copy) as held:
        assert held.execute("select count(*) from document where id = ?", [job]).fetchone() == (1,)
        assert held.execute("pragma integrity_check").fetchone() == ("ok",)


def test_one_backup_restored_twice_gives_no_number_twice(world, flask, copy):
    flask("backup", copy)
    given = []
    for machine in ("m0", "m1", "m2"):
        flask("restore", copy, "--replace")
        given.append((world.body(world.new_job("wipe", machine))["number"], next_key("staff")))
    assert len({job for job, _ in given}) == len({key for _, key in given}) == 3


def test_a_copy_of_a_program_that_is_not_known_changes_nothing(world, flask, copy):
    flask("backup", copy)
    job = world.new_job("wipe")
    with sqlite3.connect(copy) as held:
        held.execute("update alembic_version set version_num = '9999'")
    done = flask("restore", copy, "--replace")
    assert (done.exit_code, world.has(job)) == (1, True)
    assert "does not know" in done.output


@pytest.mark.parametrize("table", ["operation", "ledger", "credential", "feed"])
def test_a_copy_that_lacks_what_the_program_needs_changes_nothing(world, flask, copy, table):
    flask("backup", copy)
    job = world.new_job("wipe")
    with sqlite3.connect(copy) as held:
        held.execute(f"drop table {table}")
        held.execute(f"create table {table} (a)")
    done = flask("restore", copy, "--replace")
    assert (done.exit_code, world.has(job)) == (1, True)


def test_several_phones_bring_back_what_was_sent_and_what_was_not(world, flask, copy):
    jobs = [world.new_job("wipe", f"m{at}", None) for at in range(2)]
    phones = [world.phone("ana"), world.phone("ben")]
    for phone in phones:
        phone.sync()
    flask("backup", copy)
    for phone, job in zip(phones, jobs, strict=True):
        work_through(phone, job, *WIPE[:3])
        for step in WIPE[3:]:
            given = evidence(phone.documents()[job], step)
            phone.act("step.complete", job, {"step": step, "evidence": given})
    flask("restore", copy, "--replace")
    for phone, username in zip(phones, ("ana", "ben"), strict=True):
        phone.http = world.phone(username).http
        assert phone.post().json["history"] == "lost"
        phone.start_again()
        assert [one["outcome"] for one in phone.sync()] == ["applied"] * 5
    assert {world.body(job)["state"] for job in jobs} == {"closed"}
    assert sorted(one["job"] for one in world.ledger()) == sorted(job[4:] for job in jobs)


PHOTO = b"\xff\xd8\xff\xe0 a photo of the dent" * 100
SHA = hashlib.sha256(PHOTO).hexdigest()
HEADERS = {"Origin": "http://localhost", "X-Fieldapp": "1", "Content-Type": "image/jpeg"}


def take_photo(phone) -> None:
    assert phone.http.put(f"/blobs/{SHA}", data=PHOTO, headers=HEADERS).status_code == 201


def test_photos_come_back_with_the_database(world, flask, copy):
    ana = world.phone("ana")
    take_photo(ana)
    assert flask("backup", copy).exit_code == 0
    shutil.rmtree(blobs.folder())
    done = flask("restore", copy, "--replace", "--json")
    assert '"photos_missing": 0' in done.output
    assert world.phone("ana").http.get(f"/blobs/{SHA}").data == PHOTO


def test_a_photo_that_was_altered_comes_back_as_it_was(world, flask, copy):
    take_photo(world.phone("ana"))
    flask("backup", copy)
    blobs.path_of(SHA).write_bytes(b"no photo")
    flask("restore", copy, "--replace")
    assert world.phone("ana").http.get(f"/blobs/{SHA}").data == PHOTO


def test_a_backup_without_its_photos_says_how_many_are_missing(world, flask, copy):
    ana = world.phone("ana")
    take_photo(ana)
    flask("backup", copy)
    copy.with_name(copy.name + ".blobs.tar").unlink()
    blobs.path_of(SHA).unlink()
    assert '"photos_missing": 1' in flask("restore", copy, "--replace", "--json").output
    take_photo(world.phone("ana"))


@pytest.mark.parametrize("harm", ["cut off", "altered", "text"])
def test_a_damaged_file_of_photos_changes_nothing(world, flask, copy, harm):
    take_photo(world.phone("ana"))
    flask("backup", copy)
    pictures = copy.with_name(copy.name + ".blobs.tar")
    good = pictures.read_bytes()
    bad = {"cut off": good[:900], "altered": good.replace(b"dent", b"DENT"), "text": b"Dear diary"}
    pictures.write_bytes(bad[harm])
    blobs.path_of(SHA).unlink()
    job = world.new_job()
    done = flask("restore", copy, "--replace")
    assert (done.exit_code, world.has(job)) == (1, True)
    assert str(pictures) in done.output
    assert not blobs.path_of(SHA).exists()
    take_photo(world.phone("ana"))


def test_a_photo_that_came_after_the_backup_comes_again_from_the_phone(world, flask, copy):
    flask("backup", copy)
    take_photo(world.phone("ana"))
    flask("restore", copy, "--replace")
    ana = world.phone("ana")
    assert ana.http.head(f"/blobs/{SHA}").status_code == 404
    take_photo(ana)
    assert ana.http.get(f"/blobs/{SHA}").data == PHOTO


def test_a_backup_of_before_there_were_photos_is_restored(world, flask, copy):
    flask("backup", copy)
    with create_app(SQLALCHEMY_DATABASE_URI=f"sqlite:///{copy}", SECRET_KEY=SECRET).app_context():
        downgrade(revision="0003")
        db.engine.dispose()
    assert flask("restore", copy, "--replace").exit_code == 0
    assert flask("db", "upgrade").exit_code == 0


def test_labels_that_were_made_after_the_backup_are_not_made_again(world, flask, copy):
    """They are printed: their tags must be nobody else's, though the books have forgotten them."""
    issue(HERE, 5)
    flask("backup", copy)
    (printed,) = (world.body(id_) for id_ in issue(HERE, 1000))
    flask("restore", copy, "--replace")
    (again,) = (world.body(id_) for id_ in issue(HERE, 1000))
    assert not set(tags_of(printed["first"], 1000)) & set(tags_of(again["first"], 1000))
    # And one of them that is put on a machine is as good as any.
    tag = tags_of(printed["first"], 1)[0]
    assert world.do("ana", "label.bind", "asset:m1", {"tag": tag}).outcome == "applied"


@pytest.mark.parametrize("known", [True, False])
def test_a_phone_that_was_revoked_since_stays_so(world, flask, copy, known):
    job = world.new_job()
    ana = world.phone("ana")
    if known:
        ana.sync()
    flask("backup", copy)
    ana.do("note.add", job, {"text": "After the backup"})
    flask("devices", "revoke", ana.device)
    assert flask("restore", copy, "--replace").exit_code == 0
    ana.http = world.phone("ana").http
    assert ana.post().json["revoked"] is True
