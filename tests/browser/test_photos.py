"""A photo taken where there is no network: seen at once, small, and there when the network is."""

import io
import re
import sqlite3

import pytest
from PIL import Image
from playwright.sync_api import expect

from tests.browser.books import document, outcomes, path

GPS = 0x8825


def photo(width: int = 3000, height: int = 2000, noisy: bool = True) -> bytes:
    """As a camera makes it: large, and it tells where it was taken."""
    image = Image.effect_noise((width, height), 60) if noisy else Image.new("L", (width, height))
    told = Image.Exif()
    told[GPS] = {1: "N", 2: (52.0, 31.0, 12.0), 3: "E", 4: (13.0, 24.0, 18.0)}
    made = io.BytesIO()
    image.convert("RGB").save(made, "JPEG", quality=70, exif=told)
    return made.getvalue()


def note_with(phone, content: bytes, words: str) -> None:
    """Open the job's note, write, choose a photo, and send it at once, while it is still being made small."""
    phone.page.get_by_role("button", name="Note", exact=True).click()
    sheet = phone.page.locator("[popover]:popover-open")
    sheet.get_by_label("What should the next person know?").fill(words)
    file = {"name": "IMG_1.jpg", "mimeType": "image/jpeg", "buffer": content}
    sheet.get_by_label("Photos").set_input_files(file)
    phone.press(sheet.get_by_role("button", name="Add note"))


def is_shown(phone) -> None:
    """The picture itself is there, not only its frame."""
    image = phone.page.get_by_alt_text("Photo with this note")
    image.scroll_into_view_if_needed()
    expect(image).to_be_visible()
    size = image.evaluate(
        "image => image.decode().then(() => [image.naturalWidth, image.naturalHeight])"
    )
    assert size == [1600, 1067]


def kept_on(server) -> list[bytes]:
    names = [
        row[0]
        for row in sqlite3.connect(server.instance / "fieldapp.db").execute("SELECT sha FROM blob")
    ]
    return [(server.instance / "blobs" / name[:2] / name).read_bytes() for name in names]


def test_a_photo_taken_offline_is_seen_at_once_and_sent_when_there_is_a_network(
    server, phone, jobs
):
    job = jobs("refresh", "software", "Ana Ruiz")
    ana = phone("tech1")
    server.gate.shut()
    ana.go(path(job))
    note_with(ana, photo(), "There is a dent")
    ana.sees("There is a dent")
    is_shown(ana)
    ana.says("2 to send")
    ana.page.reload()
    is_shown(ana)
    ana.kill()
    ana.open()
    ana.go(path(job))
    is_shown(ana)

    server.gate.open()
    ana.hear_of_network()
    ana.says("All sent")
    assert outcomes(server, job["id"], "note.add") == ["applied"]
    (note,) = [one for one in document(server, job["id"])["notes"] if one["photos"]]
    (content,) = kept_on(server)
    assert Image.open(io.BytesIO(content)).size == (1600, 1067)
    assert GPS not in Image.open(io.BytesIO(content)).getexif()
    assert server.flask("audit") == []

    sam = phone("supervisor1")
    sam.go(path(job))
    is_shown(sam)
    assert note["photos"]


@pytest.mark.parametrize("script", [True, False], ids=["no worker", "no script"])
def test_without_a_worker_the_form_brings_it(server, phone, jobs, script):
    job = jobs("refresh", "software", "Ana Ruiz")
    ana = phone(service_workers="block", java_script_enabled=script)
    ana.offer_password("tech1")
    ana.title("Welcome")
    ana.go(path(job))
    ana.page.get_by_role("button", name="Note", exact=True).click()
    sheet = ana.page.locator("[popover]:popover-open")
    sheet.get_by_label("What should the next person know?").fill("There is a dent")
    file = {"name": "IMG_1.jpg", "mimeType": "image/jpeg", "buffer": photo(1600, 1067)}
    sheet.get_by_label("Photos").set_input_files(file)
    sheet.get_by_role("button", name="Add note").click()
    ana.sees("There is a dent")
    expect(ana.page.get_by_alt_text("Photo with this note")).to_be_visible()
    (content,) = kept_on(server)
    assert Image.open(io.BytesIO(content)).size == (1600, 1067)
    assert GPS not in Image.open(io.BytesIO(content)).getexif()
    assert server.flask("audit") == []


def test_what_the_phone_cant_read_is_not_sent(server, phone, jobs):
    job = jobs("refresh", "software", "Ana Ruiz")
    ana = phone("tech1")
    ana.go(path(job))
    ana.page.get_by_role("button", name="Note", exact=True).click()
    chosen = ana.page.locator("[popover]:popover-open").get_by_label("Photos")
    chosen.set_input_files({"name": "a.heic", "mimeType": "image/heic", "buffer": b"not ours"})
    expect(chosen).to_have_value("")
    assert "can't be read here" in chosen.evaluate("input => input.validationMessage")


def test_signing_out_counts_photos_that_wait(server, phone, jobs):
    job = jobs("refresh", "software", "Ana Ruiz")
    ana = phone("tech1")
    server.gate.shut()
    ana.go(path(job))
    note_with(ana, photo(200, 100), "There is a dent")
    ana.go("/more")
    ana.page.get_by_role("button", name="Sign out").click()
    ana.sees("1 entry and 1 photo are not sent yet. They stay on this phone")


# As a step that asks for a signature has it (templates/_need.html); beside the page, which news may replace.
FIELD = """
<form id="signing"><canvas class="sign" data-sign="signed" hidden></canvas><input id="signed" type="file" data-photo></form>
"""
INK = """
async () => {
  const image = await createImageBitmap(document.getElementById("signed").files[0]);
  const canvas = new OffscreenCanvas(image.width, image.height);
  const context = canvas.getContext("2d");
  context.drawImage(image, 0, 0);
  const { data } = context.getImageData(0, 0, image.width, image.height);
  return data.filter((value, at) => at % 4 === 0 && value < 128).length;
}
"""


def test_a_signature_is_drawn_with_a_finger(shared_phone):
    ana = shared_phone("tech1")
    ana.go("/more")
    put = "html => { document.body.insertAdjacentHTML('afterbegin', html); document.dispatchEvent(new Event('htmx:after:swap')); }"
    ana.page.evaluate(put, FIELD)
    box = ana.page.locator("[data-sign]").bounding_box()
    ana.page.mouse.move(box["x"] + 20, box["y"] + 20)
    ana.page.mouse.down()
    ana.page.mouse.move(box["x"] + 200, box["y"] + 90, steps=5)
    ana.page.mouse.up()
    expect(ana.page.locator("#signed")).to_have_value(re.compile("signature.png"))
    assert ana.page.evaluate(INK) > 200
