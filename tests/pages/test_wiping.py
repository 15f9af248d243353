"""The office's page about wiping, erasers' logs on the job, the paper, and who may check it."""

import io
import re

import pytest
import zxingcpp
from PIL import Image, ImageDraw

from fieldapp import create_app
from fieldapp.models import blobs
from fieldapp.sync.audit import faults
from tests.imports.eraser_logs import NWIPE, XML
from tests.world import PASSWORD, SECRET, WIPE


@pytest.fixture
def client(app):
    def signed_in(username: str):
        one = app.test_client()
        one.post("/login", data={"username": username, "password": PASSWORD})
        return one

    yield signed_in
    assert faults() == []


@pytest.fixture
def sam(client):
    return client("sam")


def token(page: str) -> str:
    return re.search(r'name="csrf_token" value="([^"]+)"', page)[1]


def press(client, path: str, **fields):
    """Send the form of that address as the page has it."""
    page = client.get("/supervisor/wiping?q=s0").text
    found = re.search(rf'action="{path}">(.*?)</form>', page, re.DOTALL)
    op = re.search(r'name="op" value="([^"]+)"', found[1])[1] if found else ""
    return client.post(path, data={"csrf_token": token(page), "op": op} | fields)


def wiped(world, machine: str = "m0") -> str:
    job = world.new_job("wipe", machine=machine, person=None)
    world.complete(job, *WIPE[:4])
    return world.body(job)["erasures"][-1]


def test_a_hold_is_found_set_shown_and_lifted(world, sam):
    assert "Nothing is on hold" in sam.get("/supervisor/wiping").text
    page = sam.get("/supervisor/wiping?q=s0").text
    assert "why is this machine held" in page
    assert "all machines of this person" in sam.get("/supervisor/wiping?q=jo").text
    assert "Nothing of that name" in sam.get("/supervisor/wiping?q=nobody").text
    assert (
        press(sam, "/supervisor/wiping/hold", target="asset:m0", reason="Matter 4711").status_code
        == 303
    )
    page = sam.get("/supervisor/wiping").text
    assert "1 on legal hold" in page and "Matter 4711" in page
    key = world.body("asset:m0")["legal"][0]["id"]
    assert "Legal hold: Matter 4711" in sam.get("/assets/m0").text
    press(sam, "/supervisor/wiping/lift", target="asset:m0", hold=key, reason="Over")
    assert world.body("asset:m0")["legal"] == []


def test_what_the_rules_forbid_is_said_and_not_done(world, sam):
    answer = press(sam, "/supervisor/wiping/hold", target="asset:far", reason="x")
    assert answer.status_code == 422 and "Nothing was changed" in answer.text
    assert press(sam, "/supervisor/wiping/certificate").status_code == 422


def test_it_is_the_supervisors_page(client):
    assert client("ana").get("/supervisor/wiping").status_code == 403
    assert client("ana").post("/supervisor/wiping/hold").status_code == 403
    assert client("sam").post("/supervisor/wiping/hold", data={}).status_code == 400, (
        "without a token"
    )


def test_it_lists_what_waits_and_what_is_to_be_wiped_again(world, sam):
    job = world.new_job("wipe", person=None)
    world.complete(job, "collect", "hold_check", by="ana")
    page = sam.get("/supervisor/wiping").text
    assert "1 waiting to be wiped" in page and "Ana" in page
    world.complete(job, "wipe")
    world.do("sam", "step.complete", job, {"step": "verify", "evidence": {"result": "failed"}})
    assert "1 to be wiped again" in sam.get("/supervisor/wiping").text


def issue(sam, *keys: str, **more) -> None:
    assert (
        press(sam, "/supervisor/wiping/certificate", erasure=list(keys), **more).status_code == 303
    )


def test_the_paper_has_the_same_bytes_each_time_and_a_qr_that_confirms_it(world, sam, client):
    issue(sam, wiped(world), wiped(world, "m1"))
    first, second = (sam.get("/certificates/CE-1001.pdf").data for _ in range(2))
    assert first == second and first.startswith(b"%PDF-")
    address = qr_of(first)
    assert re.fullmatch(r"http://localhost/c/CE-1001\?h=[0-9a-f]{16}", address)
    assert client("mia").get("/certificates/CE-1001.pdf").data == first
    assert client("charlie").get("/certificates/CE-1001.pdf").status_code == 404
    assert sam.get("/certificates/CE-9.pdf").status_code == 404


def qr_of(pdf: bytes) -> str:
    """What a reader sees of the paper's only squares."""
    squares = [
        tuple(map(float, one))
        for one in re.findall(rb"([\d.]+) ([\d.]+) ([\d.]+) ([\d.]+) re f", pdf)
    ]
    picture = Image.new("L", (2400, 3400), 255)
    draw = ImageDraw.Draw(picture)
    for x, y, width, height in squares:
        left, top = round(4 * x), 3400 - round(4 * (y + height))
        draw.rectangle((left, top, left + round(4 * width), top + round(4 * height)), fill=0)
    (found,) = zxingcpp.read_barcodes(picture)
    return found.text


@pytest.fixture
def checked(app, world, sam):
    """The address on a paper, and its page for someone who is not signed in."""
    key = wiped(world)
    issue(sam, key)
    address = qr_of(sam.get("/certificates/CE-1001.pdf").data).removeprefix("http://localhost")
    return key, address, lambda path=address: app.test_client().get(path)


def test_anyone_with_the_paper_can_check_it_and_sees_what_it_says(checked):
    _, _, ask = checked
    answer = ask()
    assert answer.status_code == 200 and "CE-1001 holds good" in answer.text
    assert "S0" in answer.text and answer.headers["Cache-Control"] == "no-store"
    for private in ("Jo Bell", "CC-1", "M1", "/jobs/", "/assets/"):
        assert private not in answer.text


@pytest.mark.parametrize(
    "change",
    [
        lambda path: path.partition("?")[0],
        lambda path: path[:-1],
        lambda path: path[:-1] + ("0" if path[-1] != "0" else "1"),
        lambda path: path.replace("CE-1001", "CE-1002"),
        lambda path: path + "0" * 48,
        lambda path: path.partition("?")[0] + "?h=",
        lambda path: path.partition("?")[0] + "?h=%C3%A9%C3%A9%C3%A9%C3%A9%C3%A9%C3%A9%C3%A9%C3%A9%C3%A9%C3%A9%C3%A9%C3%A9%C3%A9%C3%A9%C3%A9%C3%A9",
    ],
)  # fmt: skip
def test_without_what_the_paper_carries_nothing_is_said(checked, change):
    _, address, ask = checked
    answer = ask(change(address))
    assert answer.status_code == 404 and "can't be confirmed" in answer.text
    assert "S0" not in answer.text and "Tower" not in answer.text


def test_a_corrected_paper_says_so(sam, checked):
    key, _, ask = checked
    issue(sam, key, replaces="CE-1001", reason="The client's name")
    assert "was replaced by CE-1002" in ask().text
    assert "Replaced by CE-1002" in sam.get("/supervisor/wiping").text


def test_a_paper_whose_wipe_was_taken_back_holds_good_no_more(world, sam, checked):
    key, _, ask = checked
    job = f"job:{world.body(f'erasure:{key}')['job']}"
    for step in ("verify", "wipe"):
        world.do("sam", "step.undo", job, {"step": step, "reason": "Wrong drive"})
    answer = ask()
    assert "holds good no more" in answer.text and "Wrong drive" not in answer.text
    assert "proves nothing any more" in sam.get("/supervisor/wiping").text


def test_who_guesses_is_soon_asked_to_wait(app):
    where = app.config["SQLALCHEMY_DATABASE_URI"]
    other = create_app(SQLALCHEMY_DATABASE_URI=where, SECRET_KEY=SECRET, RATELIMIT_ENABLED=True)
    answers = [other.test_client().get("/c/CE-1?h=0").status_code for _ in range(31)]
    assert answers == [404] * 30 + [429]


def upload(client, key: str, content: bytes, name: str = "wipe.log"):
    page = client.get(f"/jobs/{key}/log").text
    form = {"csrf_token": token(page), "log": (io.BytesIO(content), name)}
    return client.post(f"/jobs/{key}/log", data=form, content_type="multipart/form-data")


def test_an_erasers_log_is_kept_and_proposed(world, client):
    job = world.new_job("wipe", person=None)
    world.complete(job, *WIPE[:2])
    ana, key = client("ana"), job.partition(":")[2]
    assert upload(ana, key, XML.encode(), "report.xml").status_code == 303
    (kept,) = world.body(job)["eraser_logs"]
    assert (kept["format"], kept["tool"], len(kept["drives"])) == ("xml", "Drive Eraser", 2)
    page = ana.get(f"/jobs/{key}").text
    assert 'value="WD-11"' in page and 'value="WD-12"' in page
    shown = ana.get(f"/blobs/{kept['sha']}")
    assert (shown.data, shown.mimetype) == (XML.encode(), "text/plain")
    assert "sandbox" in shown.headers["Content-Security-Policy"]
    proof = {"machine": "S0", "method": "purge", "drives": [{"serial": "wd-11"}]}
    world.do("ana", "step.complete", job, {"step": "wipe", "evidence": proof})
    record = world.body(f"erasure:{world.body(job)['erasures'][-1]}")
    assert (record["logs"], record["tool"]) == ([kept["sha"]], "Drive Eraser 7.4.0")


def test_the_same_log_twice_is_one_and_a_pdf_is_kept_unread(world, client):
    job = world.new_job("wipe", person=None)
    ana, key = client("ana"), job.partition(":")[2]
    for _ in range(2):
        assert upload(ana, key, NWIPE.encode()).status_code == 303
    assert upload(ana, key, b"%PDF-1.4 report", "r.pdf").status_code == 303
    assert [one["format"] for one in world.body(job)["eraser_logs"]] == ["nwipe", "pdf"]
    assert (
        blobs.path_of(world.body(job)["eraser_logs"][1]["sha"]).read_bytes() == b"%PDF-1.4 report"
    )


def test_what_is_no_log_is_not_kept(world, client):
    job = world.new_job("wipe", person=None)
    ana, key = client("ana"), job.partition(":")[2]
    answer = upload(ana, key, b"hello")
    assert answer.status_code == 422 and "no log of nwipe" in answer.text
    page = ana.get(f"/jobs/{key}/log").text
    empty = ana.post(f"/jobs/{key}/log", data={"csrf_token": token(page)})
    assert empty.status_code == 422 and "Choose the file" in empty.text
    assert client("charlie").get(f"/jobs/{key}/log").status_code == 404
    assert world.body(job)["eraser_logs"] == []


@pytest.mark.parametrize("action", ["hold", "lift", "certificate"])
@pytest.mark.parametrize("value", ["", "\0", "asset:\0", "x" * 70_000])
def test_crooked_forms_change_nothing(world, sam, action, value):
    before = len(world.log())
    fields = dict.fromkeys(("target", "hold", "reason", "erasure", "replaces"), value)
    answer = press(sam, f"/supervisor/wiping/{action}", **fields)
    assert answer.status_code in (400, 413, 422)
    assert len(world.log()) == before
