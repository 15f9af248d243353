"""What a label says, and where on it. The printed page, the preview and the label printer follow the same plan."""

from dataclasses import dataclass
from functools import lru_cache

from reportlab.pdfbase.pdfmetrics import stringWidth

from fieldapp.labels.fonts import BOLD, font_for, printable
from fieldapp.labels.layouts import Sheet
from fieldapp.labels.qr import QUIET
from fieldapp.labels.tags import is_ours

# Points in a hundredth of a millimetre.
POINT = 72 / 2540
# A module below a quarter of a millimetre is two dots of a label printer, and no phone reads it.
FINEST = 25


class TooSmall(Exception):
    """The code does not fit on the label: the message says so to people."""


@dataclass(frozen=True)
class Face:
    """What a label says: its tag, and of a machine its model, client and site; of a blank what is known."""

    tag: str
    model: str = ""
    client: str = ""
    site: str = ""


@dataclass(frozen=True)
class Line:
    """A line of text: its baseline's start, from the label's upper left corner, and its size in points."""

    text: str
    x: float
    y: float
    size: float
    font: str


@dataclass(frozen=True)
class Plan:
    """Where the code is (with its quiet zone; hundredths of a millimetre), and where the words may be."""

    x: float
    y: float
    side: float
    words_x: float
    words_y: float
    words_width: float
    words_height: float


def plan_for(sheet: Sheet) -> Plan:
    """The code at the left and the words beside it; on a label that is nearly a square, below it."""
    pad = 40 if sheet.height < 2000 else 100
    side = min(sheet.height - 2 * pad, sheet.width * 0.55)
    beside = sheet.width - side - 2 * pad
    if beside >= 0.45 * sheet.width or beside >= 1500:
        y = (sheet.height - side) / 2
        return Plan(pad, y, side, pad + side, pad, beside, sheet.height - 2 * pad)
    side = min(sheet.width - 2 * pad, sheet.height * 0.66)
    left, below = (sheet.width - side) / 2, pad + side
    return Plan(
        left, pad, side, 2 * pad, below, sheet.width - 4 * pad, sheet.height - below - pad
    )


def module_of(plan: Plan, modules: int) -> float:
    """How large a module of a code of so many is, in hundredths of a millimetre."""
    size = plan.side / (modules + 2 * QUIET)
    if size < FINEST:
        raise TooSmall(
            "The code does not fit on these labels: the address is too long for their height. Choose larger ones."
        )
    return size


def lines(face: Face, plan: Plan) -> list[Line]:
    """The tag in bold, and below it what there is of model, client and site."""
    more = [one for one in (face.model, face.client, face.site) if one]
    small = min(10.0, max(4.5, plan.words_height * POINT / 6.2))
    wanted = [(spaced(face.tag), 1.5 * small, BOLD), *((one, small, font_for(one)) for one in more)]
    step = 1.18 * small / POINT
    height = 1.5 * small / POINT + step * len(more)
    y = plan.words_y + max(0.0, (plan.words_height - height) / 2) + 1.2 * small / POINT
    found = []
    for at, (text, size, font) in enumerate(wanted):
        shown, fitted = fit(text, size, font, plan.words_width * POINT)
        found.append(Line(shown, plan.words_x, y + at * step, fitted, font))
    return found


def spaced(tag: str) -> str:
    """A tag of ours in two groups of four, as it is easiest read out."""
    return f"{tag[:4]} {tag[4:]}" if is_ours(tag) and len(tag) == 8 else tag


@lru_cache(4096)
def fit(text: str, size: float, font: str, width: float) -> tuple[str, float]:
    """The text as far as the width holds it: smaller by up to a third, then cut."""
    text = printable(text)
    needed = stringWidth(text, font, size)
    if needed <= width:
        return text, size
    if needed * 0.66 <= width:
        return text, size * width / needed
    size *= 0.66
    while text and stringWidth(text + "…", font, size) > width:
        text = text[:-1]
    return text.rstrip() + "…", size
