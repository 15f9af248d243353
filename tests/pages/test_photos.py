"""Photos in a form that a browser without the worker sends, and what is cut out of them."""

import io
import re
from uuid import uuid4

import pytest
from PIL import Image

from fieldapp.documents import Need
from fieldapp.models import blobs
from fieldapp.sync.audit import faults
from fieldapp.sync.bare import bare
from fieldapp.sync.blobs import keep
from fieldapp.workflows import WORKFLOWS, AssetRole, StepSpec, Workflow
from tests.world import PASSWORD

CHECK = Workflow(
    kind="check",
    title="Check",
    prefix="K",
    assets={"machine": AssetRole(title="Machine")},
    steps=[
        StepSpec(
            key="look",
            title="Look at it",
            needs=[
                Need(name="damage", kind="photo", title="Photo of the damage"),
                Need(name="signed", kind="signature", title="Signature", required=False),
                Need(name="state", kind="choice", title="State", choices=["good", "bad"]),
            ],
            stops={"state": ["bad"]},
        )
    ],
)
ORIENTATION, GPS, MAKER = 0x0112, 0x8825, 0x010F


def picture(kind="JPEG", **options) -> bytes:
    """A small picture that tells where it was taken."""
    image = Image.new("RGB", (40, 30), "red")
    told = Image.Exif()
    told[ORIENTATION], told[MAKER] = 6, "Phone of Jo Bell"
    told[GPS] = {1: "N", 2: (52.0, 31.0, 12.0), 3: "E", 4: (13.0, 24.0, 18.0)}
    made = io.BytesIO()
    image.save(made, kind, exif=told, **options)
    return made.getvalue()


@pytest.fixture
def ana(app):
    http = app.test_client()
    http.post("/login", data={"username": "ana", "password": PASSWORD})
    return http


@pytest.fixture
def check(world, monkeypatch):
    monkeypatch.setitem(WORKFLOWS, "check", CHECK)
    yield world.new_job("check")
    assert faults() == []


def post(http, kind, job, fields, files):
    page = "/jobs/" + job.partition(":")[2]
    token = re.search(r'name="csrf_token" value="([^"]+)"', http.get(page).text)[1]
    hidden = {"csrf_token": token, "op": str(uuid4()), "user": "1", "back": page, "target": job}
    sent = {name: (io.BytesIO(content), "IMG_1.jpg") for name, content in files.items()}
    return http.post(f"/do/{kind}", data=hidden | fields | sent)


def look(http, job, files, **more):
    fields = {"args.step": "look", "args.evidence.state": "good", "expect.op:null": ""} | more
    files = {f"args.evidence.{name}": content for name, content in files.items()}
    return post(http, "step.complete", job, fields, files)


def test_the_form_sends_files_and_each_has_a_name(ana, check):
    page = ana.get("/jobs/" + check.partition(":")[2]).text
    form = re.search(r"<form[^>]*step\.complete.*?</form>", page, re.DOTALL)[0]
    assert 'enctype="multipart/form-data"' in form
    assert re.search(r'type="file" name="args\.evidence\.damage"[^>]*capture[^>]* required', form)
    assert re.search(r'data-sign="need-signed".*name="args\.evidence\.signed"', form, re.DOTALL)


def test_a_step_is_proved_by_a_photo_and_shows_it(world, ana, check):
    assert look(ana, check, {"damage": picture(), "signed": b""}).status_code == 303
    proof = world.step(check, "look")["evidence"]
    assert set(proof) == {"damage", "state"}
    assert proof["damage"] == blobs.hash_of(blobs.path_of(proof["damage"]))
    page = ana.get("/jobs/" + check.partition(":")[2]).text
    assert f'<img src="/blobs/{proof["damage"]}"' in page
    shown = ana.get(f"/blobs/{proof['damage']}")
    assert Image.open(io.BytesIO(shown.data)).size == (40, 30)


def test_a_photo_that_was_taken_need_not_be_taken_again_where_the_form_is_asked_again(
    world, ana, check
):
    answer = look(ana, check, {"damage": picture()}, **{"args.evidence.state": ""})
    assert answer.status_code == 422
    (sha,) = re.findall(r'name="args\.evidence\.damage" value="([0-9a-f]{64})"', answer.text)[:1]
    assert world.step(check, "look")["state"] == "todo"
    kept = {"args.evidence.damage": sha}
    assert look(ana, check, {}, **kept).status_code == 303
    assert world.step(check, "look")["evidence"]["damage"] == sha


def test_another_photo_takes_the_place_of_the_one_that_was_kept(world, ana, check):
    kept = {"args.evidence.damage": "0" * 64}
    look(ana, check, {"damage": picture()}, **kept)
    assert world.step(check, "look")["evidence"]["damage"] != "0" * 64


def test_an_answer_that_leaves_the_step_open_keeps_its_photo(world, ana, check):
    look(ana, check, {"damage": picture()}, **{"args.evidence.state": "bad"})
    (note,) = world.body(check)["notes"]
    assert len(note["photos"]) == 1
    assert note["text"] == "Look at it. State: bad"
    assert ana.get(f"/blobs/{note['photos'][0]}").status_code == 200


@pytest.mark.parametrize("value", ["a photo", "0" * 63, "G" * 64, "0" * 65])
def test_text_proves_nothing_where_a_photo_is_asked_for(world, ana, check, value):
    answer = look(ana, check, {}, **{"args.evidence.damage": value})
    assert (answer.status_code, world.step(check, "look")["state"]) == (422, "todo")
    assert "take the picture again" in answer.text


def test_a_note_has_photos(world, ana):
    job = world.new_job()
    answer = post(ana, "note.add", job, {"args.text": "Dent"}, {"args.photos:list": picture()})
    assert answer.status_code == 303
    (note,) = world.body(job)["notes"]
    assert len(note["photos"]) == 1
    assert faults() == []


def test_who_decides_sees_the_photo_and_an_amendment_keeps_it(app, world):
    job, photo = world.new_job(), bare(picture())
    sha = keep(photo, world.actor("ana"))
    tried = {"text": "Dnt", "photos": [sha]}
    held = world.do("ana", "note.add", job, tried, after=[str(uuid4())])
    assert held.outcome == "held"
    sam = app.test_client()
    sam.post("/login", data={"username": "sam", "password": PASSWORD})
    page = sam.get(f"/supervisor/cases/{held.id}").text
    assert re.findall(r'<img src="/blobs/([0-9a-f]{64})"', page) == [sha]
    assert sam.get(f"/blobs/{sha}").status_code == 200
    form = next(
        one for one in re.findall(r"<form.*?</form>", page, re.DOTALL) if 'value="amend"' in one
    )
    fields = dict(re.findall(r'name="([^"]+)"[^>]* value="([^"]*)"', form))
    sent = fields | {"args.args.text": "Dent", "args.reason": "A slip"}
    assert sam.post(f"/supervisor/cases/{held.id}", data=sent).status_code in (302, 303)
    (note,) = [one for one in world.body(job)["notes"] if one["about"] is None]
    assert (note["text"], note["photos"]) == ("Dent", [sha])


@pytest.mark.parametrize("content", [b"<svg/>", picture() + bytes(7_000_000)], ids=["svg", "huge"])
def test_what_is_no_photo_is_said_and_nothing_is_recorded(world, ana, content):
    job = world.new_job()
    answer = post(ana, "note.add", job, {"args.text": "Dent"}, {"args.photos:list": content})
    assert answer.status_code == 422
    assert "Nothing was recorded" in answer.text
    assert world.body(job)["notes"] == []


def test_a_file_takes_no_other_fields_place(world, ana):
    job = world.new_job()
    answer = post(ana, "note.add", job, {"args.text": "Dent"}, {"after:list": picture()})
    assert answer.status_code == 303
    assert len(world.body(job)["notes"]) == 1, "it waits for nothing"
    assert not blobs.folder().exists()


@pytest.mark.parametrize(
    ("kind", "options"), [("JPEG", {}), ("JPEG", {"progressive": True}), ("PNG", {}), ("WEBP", {}), ("WEBP", {"lossless": True})]
)  # fmt: skip
def test_where_it_was_taken_is_cut_out_and_the_picture_is_the_same(kind, options):
    before = picture(kind, **options)
    after = bare(before)
    assert b"Jo Bell" in before and b"Jo Bell" not in after
    was, made = (Image.open(io.BytesIO(one)) for one in (before, after))
    assert GPS not in made.getexif() and MAKER not in made.getexif()
    assert was.tobytes() == made.tobytes()


def test_which_way_is_up_is_kept():
    assert Image.open(io.BytesIO(bare(picture()))).getexif()[ORIENTATION] == 6


def test_words_beside_the_picture_go_too():
    made = io.BytesIO()
    Image.new("RGB", (4, 4)).save(made, "JPEG", comment=b"taken at home")
    assert b"at home" not in bare(made.getvalue())


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
def test_whatever_is_cut_off_is_no_error(kind):
    whole = picture(kind)
    for end in range(len(whole)):
        assert isinstance(bare(whole[:end]), bytes)
