"""Photos in an S3-compatible store: the same promises, against a real server of that protocol."""

import os
import re
from io import BytesIO

import boto3
import pytest
import sqlalchemy as sa
from moto.server import ThreadedMotoServer

from fieldapp.models import blob, bucket, writing
from fieldapp.models import blobs as files
from fieldapp.sync.audit import faults
from tests.imports.eraser_logs import NWIPE
from tests.pages.test_without_worker import Browser, page
from tests.sync.test_blobs import JPEG, PNG, look, name_of, piece, put

KEYS = {"AWS_ACCESS_KEY_ID": "test", "AWS_SECRET_ACCESS_KEY": "test", "AWS_REGION": "us-east-1"}


@pytest.fixture(scope="module")
def server():
    server = ThreadedMotoServer(port=0)
    server.start()
    host, port = server.get_host_and_port()
    yield f"http://{'127.0.0.1' if host == '0.0.0.0' else host}:{port}"
    server.stop()


@pytest.fixture
def s3(server, app, monkeypatch):
    """An empty bucket that the app keeps its photos in."""
    for name, value in KEYS.items():
        monkeypatch.setenv(name, value)
    client = boto3.client(
        "s3", endpoint_url=server, region_name="us-east-1", aws_access_key_id="test", aws_secret_access_key="test"
    )  # fmt: skip
    name = f"photos-{os.urandom(4).hex()}"
    client.create_bucket(Bucket=name)
    app.config.update(BLOB_STORE=f"s3://{name}/field", BLOB_ENDPOINT=server)
    bucket._open.cache_clear()
    client.keys = lambda: [one["Key"] for one in client.list_objects_v2(Bucket=name).get("Contents", [])]  # fmt: skip
    client.bucket = name
    return client


@pytest.fixture
def ana(world):
    return world.phone("ana")


def key(content: bytes) -> str:
    return f"field/{name_of(content)[:2]}/{name_of(content)}"


def on_disk() -> list:
    return [path for path in files.folder().rglob("*") if path.is_file()]


def test_a_photo_is_an_object_and_comes_back(ana, s3):
    assert put(ana).status_code == 201
    assert s3.keys() == [key(JPEG)] and on_disk() == []
    answer = look(ana, name_of(JPEG))
    assert (answer.status_code, answer.data, answer.mimetype) == (200, JPEG, "image/jpeg")
    assert look(ana, name_of(JPEG), "HEAD").status_code == 200
    assert put(ana).status_code == 201
    assert faults() == []


def test_an_upload_goes_on_where_it_broke_off_and_is_an_object_when_it_is_whole(ana, s3):
    assert piece(ana, JPEG, 0, 70_000).status_code == 202
    assert s3.keys() == []
    assert look(ana, name_of(JPEG), "HEAD").headers["Upload-Offset"] == "70000"
    assert piece(ana, JPEG, 70_000, len(JPEG)).status_code == 201
    assert s3.keys() == [key(JPEG)] and look(ana, name_of(JPEG)).data == JPEG


def test_what_is_not_what_its_name_says_never_gets_there(ana, s3):
    assert put(ana, PNG, name_of(JPEG)).status_code == 422
    assert put(ana, b"no picture", None).status_code == 415
    assert s3.keys() == [] and on_disk() == []


def test_what_nothing_names_leaves_the_store_too(ana, s3, app):
    put(ana)
    with writing() as connection:
        connection.execute(sa.update(blob).values(at="2020-01-01T00:00:00.000Z"))
    assert app.test_cli_runner().invoke(args=["tidy-photos"]).output == "1 removed.\n"
    assert s3.keys() == [] and faults() == []


def test_while_the_store_is_away_a_photo_waits_and_nothing_is_lost(app, ana, s3):
    there = app.config["BLOB_ENDPOINT"]
    app.config["BLOB_ENDPOINT"] = "http://127.0.0.1:9"
    assert piece(ana, JPEG, 0, 70_000).status_code == 202
    answer = piece(ana, JPEG, 70_000, len(JPEG))
    assert (answer.status_code, answer.json["error"]) == (503, "busy")
    assert "Retry-After" in answer.headers
    app.config["BLOB_ENDPOINT"] = there
    # All of it had arrived: its last piece again is enough.
    assert piece(ana, JPEG, 70_000, len(JPEG)).status_code == 201
    assert s3.keys() == [key(JPEG)]


def test_a_page_says_so_while_the_store_is_away(app, world, s3):
    job = world.new_job("wipe", person=None)
    browser, path = Browser(app, "ana"), f"{page(job)}/log"
    token = re.search(r'name="csrf_token" value="([^"]+)"', browser.http.get(path).text)[1]
    app.config["BLOB_ENDPOINT"] = "http://127.0.0.1:9"
    fields = {"log": (BytesIO(NWIPE.encode()), "wipe.log"), "csrf_token": token}
    told = browser.http.post(path, data=fields, content_type="multipart/form-data")
    assert told.status_code == 422 and "reached just now" in told.text
    assert world.body(job)["eraser_logs"] == []


def test_the_audit_reads_every_object(app, ana, s3):
    put(ana)
    s3.put_object(Bucket=s3.bucket, Key=key(JPEG), Body=b"something else")
    assert [(one.rule, one.words) for one in faults()] == [(9, "its file was altered")]
    s3.delete_object(Bucket=s3.bucket, Key=key(JPEG))
    assert [(one.rule, one.words) for one in faults()] == [(9, "its file is missing")]
    app.config["BLOB_ENDPOINT"] = "http://127.0.0.1:9"
    assert ["is not known" in one.words for one in faults()] == [True]
    app.config["BLOB_STORE"] = None
    put(ana)


def test_a_backup_has_the_photos_and_a_restore_puts_back_those_that_the_bucket_lacks(app, ana, s3, tmp_path):
    put(ana)
    run = app.test_cli_runner().invoke
    copy = tmp_path / "backups" / "monday.db"
    assert run(args=["backup", str(copy)]).exit_code == 0
    s3.delete_object(Bucket=s3.bucket, Key=key(JPEG))
    done = run(args=["restore", str(copy), "--replace", "--json"])
    assert done.exit_code == 0 and '"photos_missing": 0' in done.stdout
    assert s3.keys() == [key(JPEG)] and faults() == []


def test_a_backup_says_that_the_store_is_away_and_leaves_no_file(app, ana, s3, tmp_path):
    put(ana)
    app.config["BLOB_ENDPOINT"] = "http://127.0.0.1:9"
    done = app.test_cli_runner().invoke(args=["backup", str(tmp_path / "monday.db")])
    assert done.exit_code == 1 and "can't be reached" in done.stderr
    assert list(tmp_path.glob("monday*")) == []


def test_photos_from_before_the_bucket_are_still_shown(app, ana, s3):
    store = app.config["BLOB_STORE"]
    app.config["BLOB_STORE"] = None
    put(ana)
    app.config["BLOB_STORE"] = store
    assert look(ana, name_of(JPEG)).data == JPEG and s3.keys() == []
    assert faults() == []
    # One that was damaged there is put again, and goes to the bucket.
    files.path_of(name_of(JPEG)).write_bytes(b"damaged")
    assert put(ana).status_code == 201
    assert s3.keys() == [key(JPEG)] and look(ana, name_of(JPEG)).data == JPEG and faults() == []


def test_a_bucket_that_is_none_stops_the_start(monkeypatch):
    from fieldapp.config import WrongSetting, _blob_store

    for wrong in ("photos", "https://x/photos", "s3://"):
        monkeypatch.setenv("BLOB_STORE", wrong)
        with pytest.raises(WrongSetting, match="Give a bucket"):
            _blob_store()
