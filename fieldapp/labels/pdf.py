"""Sheets of labels as PDF: vectors, at true size."""

import io
from collections.abc import Iterator

from reportlab import rl_config
from reportlab.pdfgen.canvas import Canvas

from fieldapp.labels.face import POINT, Face, Plan, lines, module_of, plan_for
from fieldapp.labels.layouts import Sheet
from fieldapp.labels.qr import QUIET, label_address, matrix, runs

# Text instead of bytes would be a quarter longer, and takes as long to make as the codes.
rl_config.useA85 = 0


def sheet_pdf(faces: list[Face], sheet: Sheet, public_url: str, start: int = 1) -> bytes:
    """All labels, beginning at the ``start``-th of the first page. Raises :class:`TooSmall`."""
    out, plan = io.BytesIO(), plan_for(sheet)
    size = (sheet.page_width * POINT, sheet.page_height * POINT)
    canvas = Canvas(out, pagesize=size, pageCompression=1, invariant=1)
    canvas.setTitle("Labels")
    # A printer that fits pages to its paper would shift every label.
    canvas.setViewerPreference("PrintScaling", "None")
    for page in pages(faces, sheet, start):
        for place, face in page:
            _label(canvas, face, sheet, place, plan, label_address(public_url, face.tag))
        canvas.showPage()
    canvas.save()
    return out.getvalue()


def pages(faces: list[Face], sheet: Sheet, start: int) -> Iterator[list[tuple[int, Face]]]:
    """Page by page: which label goes where."""
    first = (start - 1) % sheet.places
    for begin in range(-first, len(faces), sheet.places):
        chosen = range(max(begin, 0), min(begin + sheet.places, len(faces)))
        yield [(at - begin, faces[at]) for at in chosen]


def _label(canvas: Canvas, face: Face, sheet: Sheet, place: int, plan: Plan, address: str) -> None:
    left, top = sheet.corner(place)
    rows = matrix(address)
    module = module_of(plan, len(rows))
    x = (left + plan.x + QUIET * module) * POINT
    y = (sheet.page_height - top - plan.y - QUIET * module) * POINT
    canvas.addLiteral(_code(rows, x, y, module * POINT))
    for line in lines(face, plan):
        canvas.setFont(line.font, line.size)
        canvas.drawString(
            (left + line.x) * POINT, (sheet.page_height - top - line.y) * POINT, line.text
        )


def _code(rows: tuple[bytearray, ...], x: float, y: float, module: float) -> str:
    """Whole-number rectangles, scaled once: short to write, and their edges meet exactly."""
    boxes = [
        f"{at} {-down} {length} 1 re"
        for down, row in enumerate(rows, 1)
        for at, length in runs(bytes(row))
    ]
    return f"q {module:.5f} 0 0 {module:.5f} {x:.4f} {y:.4f} cm {' '.join(boxes)} f Q"
