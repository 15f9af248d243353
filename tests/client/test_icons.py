"""Pictures: each that a page names is in the one file that pages point into."""

import re
from xml.etree import ElementTree

from fieldapp.client.build import LUCIDE, ROOT
from fieldapp.client.icons import ICONS, sprite

TEMPLATES = ROOT / "fieldapp" / "templates"


def named() -> set[str]:
    texts = [path.read_text() for path in TEMPLATES.glob("*.html")]
    macros = re.findall(r'icon\("([a-z-]+)"\)', " ".join(texts))
    sheets = re.findall(r'sheet_button\("[a-z]+", "([a-z-]+)"', " ".join(texts))
    return {*macros, *sheets}


def test_every_picture_that_a_page_names_is_drawn_and_no_other():
    assert set(ICONS) == named()


def test_the_file_draws_each_in_the_colour_of_the_text():
    root = ElementTree.fromstring(sprite(LUCIDE))
    drawn = {symbol.get("id"): len(symbol) for symbol in root}
    assert drawn.keys() == ICONS.keys()
    assert all(drawn.values())
    assert b"fill=" not in sprite(LUCIDE) and b"stroke=" not in sprite(LUCIDE)
