"""The page of labels: rolls, sheets, layouts, and what is printed of them."""

import re

import pytest

from fieldapp.labels.layouts import CATALOGUE
from fieldapp.labels.qr import label_address
from fieldapp.labels.tags import tags_of
from fieldapp.sync.audit import faults
from fieldapp.sync.labelling import issue
from tests.labels.reading import labels_of, rasterised, read
from tests.world import HERE, PASSWORD, THERE


class Browser:
    def __init__(self, app, username: str):
        self.http = app.test_client()
        self.http.post("/login", data={"username": username, "password": PASSWORD})

    def get(self, path: str):
        return self.http.get(path)

    def post(self, **fields):
        token = re.search(r'name="csrf_token" value="([^"]+)"', self.get("/more").text)[1]
        return self.http.post("/labels", data={"csrf_token": token, **fields}, headers={"Origin": "http://localhost"})  # fmt: skip


@pytest.fixture
def browser(app):
    yield lambda username: Browser(app, username)
    assert faults() == []


def read_all(answer, name: str) -> list[str]:
    assert answer.status_code == 200 and answer.mimetype == "application/pdf", answer.text
    sheet = CATALOGUE[name]
    found = [read(one) for page in rasterised(answer.data, 203) for one in labels_of(page, sheet, 203)]
    return [one for one in found if one]


def test_receiving_makes_a_roll_and_prints_it(world, browser):
    rosa = browser("rosa")
    answer = rosa.post(action="issue", site=HERE, count="7", note="Drawer 2")
    assert answer.status_code == 303
    page = rosa.get(answer.location).text
    assert "The roll is made" in page and "Drawer 2" in page and "0 on machines, 7 blank" in page
    assert 'class="sheet-preview"' in page and "Print 7 labels" in page
    file = re.search(r'href="(/labels/sheet\.pdf[^"]+)"', page)[1].replace("&amp;", "&")
    found = read_all(rosa.get(file), "avery-5160")
    first = world.body("roll:" + re.search(r"roll=([0-9a-f-]+)", answer.location)[1])["first"]
    assert found == [label_address("http://localhost", tag) for tag in tags_of(first, 7)]
    # What is on a machine is not printed again.
    world.do("ana", "label.bind", "asset:m1", {"tag": tags_of(first, 1)[0]})
    assert len(read_all(rosa.get(file), "avery-5160")) == 6
    assert "1 on machines, 6 blank" in rosa.get("/labels").text


def test_labels_of_machines_begin_at_the_nth(browser):
    ana = browser("ana")
    path = "?asset=m2&asset=m1&tags=m3,m4&sheet=herma-4346&start=46"
    page = ana.get("/labels" + path).text
    assert "Print 4 labels, M2 to M4" in page
    assert "Make new ones" not in page
    found = read_all(ana.get("/labels/sheet.pdf" + path), "herma-4346")
    assert found == [label_address("http://localhost", tag) for tag in ("M2", "M1", "M3", "M4")]


def test_a_label_printer_gets_a_file(browser):
    answer = browser("ana").get("/labels/sheet.zpl?asset=m1&sheet=zebra-51x25-203")
    assert answer.text.startswith("^XA") and "attachment" in answer.headers["Content-Disposition"]


def test_machines_and_rolls_of_other_sites_are_nobody_elses(world, browser):
    (roll,) = issue(THERE, 3)
    ana = browser("ana")
    assert "FAR" not in ana.get("/labels?asset=far").text
    assert ana.get("/labels/sheet.pdf?asset=far").status_code == 404
    assert ana.get(f"/labels/sheet.pdf?roll={roll.partition(':')[2]}").status_code == 404
    assert "No machine has the tag FAR" in ana.get("/labels?tags=FAR").text
    assert browser("charlie").get("/labels/sheet.pdf?asset=far").status_code == 200


def test_rolls_are_made_for_ones_own_sites(browser):
    assert browser("rosa").post(action="issue", site=THERE, count="3").status_code == 422


@pytest.mark.parametrize("who", ["ana", "mia"])
def test_others_make_no_rolls(browser, who):
    assert browser(who).post(action="issue", site=HERE, count="7").status_code == 403


@pytest.mark.parametrize("count", ["", "0", "-3", "x", "5001", "1e3", "²", "9" * 40])
def test_an_odd_count_is_said(browser, count):
    answer = browser("sam").post(action="issue", site=HERE, count=count)
    assert answer.status_code == 422 and 'role="alert"' in answer.text


def test_a_form_of_another_site_is_not_taken(browser):
    sam = browser("sam")
    told = sam.http.post("/labels", data={"action": "issue"}, headers={"Origin": "https://evil.example"})  # fmt: skip
    assert told.status_code == 403
    assert sam.http.post("/labels", data={"action": "issue", "site": HERE, "count": "1"}).status_code == 400
    assert sam.post(action="none").status_code == 400


OWN = {
    "action": "layout", "name": "Cheap ones", "page_width": "210", "page_height": "297", "columns": "3", "rows": "9",
    "width": "60", "height": "25,4", "left": "8", "top": "10", "across": "65", "down": "28.2",
}  # fmt: skip


def test_a_layout_of_ones_own_is_kept_and_used(browser):
    sam = browser("sam")
    answer = sam.post(**OWN)
    assert answer.status_code == 303
    page = sam.get(answer.location + "&asset=m1").text
    assert "Cheap ones (60 × 25.4 mm)" in page and page.count("<rect") == 27
    assert sam.post(**OWN | {"rows": "8"}).status_code == 303
    assert sam.get("/labels?sheet=Cheap+ones&asset=m1").text.count("<rect") == 24
    assert sam.get("/labels/sheet.pdf?sheet=Cheap+ones&asset=m1").status_code == 200


@pytest.mark.parametrize(
    "change",
    [
        {"width": "x"}, {"width": "nan"}, {"width": "inf"}, {"left": "-1"}, {"name": ""}, {"name": "Avery-5160"},
        {"rows": "0"}, {"down": "1"}, {"page_height": ""}, {"name": "x" * 201},
    ],
)  # fmt: skip
def test_a_layout_that_cannot_be_is_said(browser, change):
    answer = browser("sam").post(**OWN | change)
    assert answer.status_code == 422 and 'role="alert"' in answer.text


def test_a_machine_tells_of_all_its_labels(world, browser):
    ana = browser("ana")
    world.do("ana", "label.bind", "asset:m1", {"tag": "ICC-7"})
    world.do("ana", "label.retire", "asset:m1", {"tag": "M1", "reason": "Torn off"})
    page = ana.get("/assets/m1").text
    assert "ICC-7" in page and "Torn off" in page and "/labels/ICC-7.svg" in page
    told = ana.get("/A/M1").text
    assert "The label M1 is out of use" in told
    assert "The label" not in ana.get("/A/ICC-7").text


def test_a_blank_says_what_it_is(world, browser):
    (roll,) = issue(HERE, 3)
    tag = tags_of(world.body(roll)["first"], 1)[0]
    ana = browser("ana")
    assert "is a blank label" in ana.get(f"/A/{tag}").text
    for code in (tag, f"HTTP://LOCALHOST/A/{tag}"):
        assert "is a blank label" in ana.get(f"/scan/answer?code={code}").text
    swapped = tag[1] + tag[0] + tag[2:]
    assert "can&#39;t be right" in ana.get(f"/scan/answer?code={swapped}").text
    world.do("ana", "label.bind", "asset:m1", {"tag": tag})
    assert "is a blank label" not in ana.get(f"/A/{tag}", ).text
