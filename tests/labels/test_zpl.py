"""What is sent to a label printer: read back by its fields, and the code drawn as the printer would."""

import re

import pytest
import segno

from fieldapp.labels.face import Face, TooSmall
from fieldapp.labels.layouts import CATALOGUE
from fieldapp.labels.qr import label_address
from fieldapp.labels.zpl import sheet_zpl
from tests.labels.reading import ADDRESS, read, some_tags

PRINTERS = [one for one in CATALOGUE.values() if one.dpi]
FIELD = re.compile(r"\^FO(\d+),(\d+)(\^BQN,2,(\d+)|\^A0N,(\d+),(\d+))\^FH_\^FD(.*?)\^FS")


def unescaped(text: str) -> str:
    return re.sub(r"_([0-9A-F]{2})", lambda found: chr(int(found[1], 16)), text)


@pytest.mark.parametrize("sheet", PRINTERS, ids=lambda one: one.name)
def test_each_label_has_its_code_and_words_within_its_edges(sheet):
    tags = some_tags(20)
    faces = [Face(tag, "Latitude 7440", "Größte Versicherung", "Tower") for tag in tags]
    formats = sheet_zpl(faces, sheet, ADDRESS).split("^XZ")[:-1]
    assert len(formats) == 20
    for tag, told in zip(tags, formats, strict=True):
        wide, high = int(re.search(r"\^PW(\d+)", told)[1]), int(re.search(r"\^LL(\d+)", told)[1])
        assert (wide, high) == pytest.approx((sheet.width * sheet.dpi / 2540, sheet.height * sheet.dpi / 2540), abs=1)
        assert "^CI28" in told
        code, *words = FIELD.findall(told)
        assert [unescaped(one[6]).replace(" ", "") for one in words][:2] == [tag, "Latitude7440"]
        x, y, module = int(code[0]), int(code[1]), int(code[3])
        mode, address = code[6][:4], unescaped(code[6][4:])
        assert (mode, address) == ("MM,A", label_address(ADDRESS, tag))
        drawn = segno.make_qr(address, error="m", boost_error=False)
        size = drawn.symbol_size(border=0)[0] * module
        quiet = 4 * module
        assert module >= 2 and min(x, y) >= quiet
        assert y + size + quiet <= high and all(int(one[0]) >= x + size + quiet for one in words)
        assert all(int(one[1]) + int(one[4]) <= high for one in words)
        assert read_code(drawn, module) == address


def read_code(code: segno.QRCode, module: int) -> str | None:
    """The code as the printer draws it: ``module`` dots for each of its own."""
    import io

    from PIL import Image

    out = io.BytesIO()
    code.save(out, kind="png", scale=module, border=4)
    return read(Image.open(out).convert("L"))


def test_what_would_be_a_command_is_text():
    told = sheet_zpl([Face("ICC-1", "^XA~JA_\\&\n")], CATALOGUE["zebra-51x25-203"], ADDRESS)
    assert told.count("^XA") == 1 and "~" not in told
    assert "^XA~JA_\\&" in unescaped(told)


def test_a_tag_outside_of_the_alphanumeric_mode_is_left_to_the_printer():
    told = sheet_zpl([Face("A&B")], CATALOGUE["zebra-51x25-203"], ADDRESS)
    assert "^FDMA,HTTPS://FIELD.EXAMPLE.COM/A/A&B^FS" in told


def test_an_address_that_does_not_fit_is_said():
    with pytest.raises(TooSmall):
        sheet_zpl([Face("A")], CATALOGUE["zebra-51x25-203"], "https://" + "a" * 1000)
