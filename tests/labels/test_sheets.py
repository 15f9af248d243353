"""Every label of every sheet is read, as printed, as printed badly, and at half its size."""

import json

import pypdfium2
import pytest
import segno
from PIL import Image, ImageDraw

from fieldapp.labels.face import Face, TooSmall, fit, lines, module_of, plan_for
from fieldapp.labels.layouts import CATALOGUE, own, problem_of
from fieldapp.labels.pdf import pages, sheet_pdf
from fieldapp.labels.qr import QUIET, label_address, matrix, qr_svg
from fieldapp.labels.svg import sheet_svg
from tests.labels.reading import ADDRESS, RESOLUTIONS, labels_of, rasterised, read, some_tags

LONG = ("Latitude 7440 Business Edition", "Größte Versicherung Süddeutschlands AG", "Donaudampfschifffahrtsgesellschaft, Turm B")  # fmt: skip
PRINTED = [one for one in CATALOGUE.values() if not one.dpi]


def faces(count: int) -> list[Face]:
    return [Face(tag, *LONG) for tag in some_tags(count)]


@pytest.mark.parametrize("sheet", PRINTED, ids=lambda one: one.name)
def test_every_label_of_a_full_sheet_is_read(sheet, count):
    wanted = [label_address(ADDRESS, tag) for tag in some_tags(sheet.places)]
    pdf = sheet_pdf(faces(sheet.places), sheet, ADDRESS)
    for dpi in RESOLUTIONS.values():
        (page,) = rasterised(pdf, dpi)
        found = [read(label) for label in labels_of(page, sheet, dpi)]
        assert found == wanted, dpi
        [count() for _ in found]


@pytest.mark.parametrize("sheet", PRINTED, ids=lambda one: one.name)
def test_a_page_has_its_true_size(sheet):
    page = pypdfium2.PdfDocument(sheet_pdf(faces(1), sheet, ADDRESS))[0]
    size = [length / 72 * 2540 for length in page.get_size()]
    assert size == pytest.approx([sheet.page_width, sheet.page_height], abs=1)


def test_a_code_is_as_large_on_paper_as_planned():
    """From the first dark dot to the last: the code without its quiet zone."""
    sheet = CATALOGUE["avery-l7160"]
    (page,) = rasterised(sheet_pdf(faces(1), sheet, ADDRESS), 600)
    label = next(labels_of(page, sheet, 600))
    plan, rows = plan_for(sheet), matrix(label_address(ADDRESS, some_tags(1)[0]))
    left, top, right, bottom = dark(label.crop((0, 0, round(plan.words_x * 600 / 2540), label.height)))
    side = len(rows) * module_of(plan, len(rows)) * 600 / 2540
    assert (right - left, bottom - top) == pytest.approx((side, side), abs=2)


def dark(image: Image.Image) -> tuple[int, int, int, int]:
    return image.point(lambda grey: 255 if grey < 128 else 0).getbbox()


@pytest.mark.parametrize("sheet", PRINTED, ids=lambda one: one.name)
def test_the_quiet_zone_is_kept_and_nothing_leaves_the_label(sheet):
    """Four modules of white around the code, also towards the words; no ink between the labels."""
    (page,) = rasterised(sheet_pdf(faces(sheet.places), sheet, ADDRESS), 300)
    plan, rows = plan_for(sheet), matrix(label_address(ADDRESS, some_tags(1)[0]))
    quiet, dots = QUIET * module_of(plan, len(rows)), 300 / 2540
    for label in labels_of(page, sheet, 300):
        code = label.crop(tuple(round(one * dots) for one in (plan.x, plan.y, plan.x + plan.side, plan.y + plan.side)))
        left, top, right, bottom = dark(code)
        margins = (left, top, code.width - right, code.height - bottom)
        assert min(margins) >= quiet * dots - 2
    blank = page.copy()
    for place in range(sheet.places):
        x, y = (round(one * dots) for one in sheet.corner(place))
        ImageDraw.Draw(blank).rectangle((x, y, x + round(sheet.width * dots), y + round(sheet.height * dots)), fill=255)
    assert dark(blank) is None


def test_codes_are_in_alphanumeric_mode_of_the_smallest_version_and_level_m_or_higher():
    tag = some_tags(1)[0]
    for host in ("a.io", "field.example.com", "fieldapp.support.a-rather-long-name.example.com"):
        text = label_address(f"https://{host}", tag)
        code = segno.make_qr(text, error="m", mask=0)
        assert code.mode == "alphanumeric"
        assert code.error in ("M", "Q", "H")
        assert tuple(matrix(text)) == tuple(code.matrix)
        with pytest.raises(segno.DataOverflowError):
            segno.make_qr(text, error="m", version=code.version - 1)


def test_printing_begins_at_the_nth_label():
    sheet = CATALOGUE["avery-5160"]
    pdf = sheet_pdf(faces(25), sheet, ADDRESS, start=9)
    first, second = (
        [read(label) for label in labels_of(page, sheet, 203)] for page in rasterised(pdf, 203)
    )
    wanted = [label_address(ADDRESS, tag) for tag in some_tags(25)]
    assert first == [None] * 8 + wanted[:22]
    assert second == wanted[22:] + [None] * 27


def test_a_start_past_the_sheet_begins_within_it():
    sheet = CATALOGUE["avery-5163"]
    assert [at for page in pages(faces(2), sheet, 13) for at, _ in page] == [2, 3]


def test_the_words_stand_beside_the_code_as_far_as_there_is_room():
    for sheet in CATALOGUE.values():
        plan = plan_for(sheet)
        told = lines(faces(1)[0], plan)
        assert told[0].text.replace(" ", "") == some_tags(1)[0]
        assert [line.text[:6] for line in told[1:]] == [one[:6] for one in LONG], sheet.name
        for line in told:
            assert 0 < line.y <= sheet.height and line.size >= 2.9, sheet.name


def test_text_is_made_smaller_and_then_cut():
    assert fit("Tower", 8, "Helvetica", 200) == ("Tower", 8)
    text, size = fit("Tower of the west", 8, "Helvetica", 50)
    assert (text, size < 8) == ("Tower of the west", True)
    assert fit("Tower of the west " * 5, 8, "Helvetica", 50)[0].endswith("…")


def test_an_address_that_does_not_fit_is_said():
    with pytest.raises(TooSmall, match="Choose larger"):
        sheet_pdf(faces(1), CATALOGUE["avery-5167"], "https://" + "a" * 200 + ".example.com")


def test_the_preview_shows_the_same_codes_and_words_at_the_same_places():
    sheet = CATALOGUE["avery-5163"]
    svg = str(sheet_svg(faces(3), sheet, ADDRESS, start=2))
    assert svg.count("<rect") == 10 and svg.count("<g ") == 3
    assert f'viewBox="0 0 {sheet.page_width} {sheet.page_height}"' in svg
    plan = plan_for(sheet)
    x, y = sheet.corner(1)
    module = module_of(plan, 25)
    assert f"translate({x + plan.x + QUIET * module:.1f} {y + plan.y + QUIET * module:.1f})" in svg
    hostile = sheet_svg([Face(some_tags(1)[0], "<script>alert(1)</script>")], sheet, ADDRESS)
    assert "<script>" not in hostile and "&lt;script&gt;" in hostile


def test_a_single_code_as_a_picture():
    assert qr_svg("HTTPS://FIELD.EXAMPLE.COM/A/K7M3Q9X").startswith('<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 33 33"')  # fmt: skip


GOOD = {
    "name": "Mine", "page_width": 21000, "page_height": 29700, "columns": 3, "rows": 9, "width": 6000,
    "height": 2500, "left": 800, "top": 1000, "across": 6500, "down": 2800,
}  # fmt: skip


def test_own_layouts_print_as_well():
    assert problem_of(GOOD) is None
    sheet = own(GOOD)
    (page,) = rasterised(sheet_pdf(faces(27), sheet, ADDRESS), 203)
    wanted = [label_address(ADDRESS, tag) for tag in some_tags(27)]
    assert [read(label) for label in labels_of(page, sheet, 203)] == wanted


def test_a_nearly_square_label_has_its_words_below_the_code():
    sheet = own(GOOD | {"width": 2500, "height": 2500, "columns": 2})
    plan = plan_for(sheet)
    assert plan.words_y > plan.y + plan.side - 1
    (page,) = rasterised(sheet_pdf(faces(18), sheet, ADDRESS), 300)
    assert all(read(label) for label in labels_of(page, sheet, 300))


@pytest.mark.parametrize(
    ("change", "word"),
    [
        ({"width": 900}, "10 mm"),
        ({"width": -1}, "Lengths"),
        ({"page_width": 10**9}, "Lengths"),
        ({"columns": 0}, "columns"),
        ({"rows": 61}, "rows"),
        ({"across": 5000}, "overlap"),
        ({"left": 4000}, "fit on the page"),
        ({"top": 6000}, "fit on the page"),
    ],
)
def test_own_layouts_that_cannot_be_are_said(change, word):
    assert word in problem_of(GOOD | change)


@pytest.mark.parametrize("sheet", CATALOGUE.values(), ids=lambda one: one.name)
def test_the_catalogue_keeps_to_the_same_rules(sheet):
    told = {name: getattr(sheet, name) for name in GOOD}
    assert problem_of(told) is None
    assert json.dumps(told)


def test_names_in_other_letters_are_printed_as_they_are_written():
    """Polish, Greek and Cyrillic have a font; what none has is a question mark, not a hole."""
    sheet = CATALOGUE["avery-l7160"]
    face = Face(some_tags(1)[0], "Łukasz Żółć", "Ωμέγα Ασφάλεια", "Москва 漢")
    text = pypdfium2.PdfDocument(sheet_pdf([face], sheet, ADDRESS))[0].get_textpage().get_text_range()
    for name in ("Łukasz Żółć", "Ωμέγα Ασφάλεια", "Москва ?"):
        assert name in text
