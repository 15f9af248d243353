"""The letters of names on paper. Every reader of PDF has Helvetica, with those of Western Europe; for others the font
that has them goes into the file."""

from functools import lru_cache

from font_roboto import Roboto, RobotoBold
from reportlab.pdfbase.pdfmetrics import registerFont
from reportlab.pdfbase.ttfonts import TTFont

BOLD, PLAIN = "Helvetica-Bold", "Helvetica"
FILES = {BOLD: ("Roboto-Bold", RobotoBold), PLAIN: ("Roboto", Roboto)}


def font_for(text: str, usual: str = PLAIN) -> str:
    """The name of a font that has all letters of the text: the usual one, where it has."""
    return usual if _is_western(text) else _larger(usual).fontName


def printable(text: str) -> str:
    """The text; what neither font has (Chinese, Arabic …) is a question mark rather than nothing."""
    if _is_western(text):
        return text
    known = _larger(PLAIN).face.charToGlyph
    return "".join(one if ord(one) in known else "?" for one in text)


def _is_western(text: str) -> bool:
    try:
        text.encode("cp1252")
    except UnicodeEncodeError:
        return False
    return True


@lru_cache
def _larger(usual: str) -> TTFont:
    """Latin in all its forms, Greek, Cyrillic; read when it is first needed."""
    font = TTFont(*FILES[usual])
    registerFont(font)
    return font
