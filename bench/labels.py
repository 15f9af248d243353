"""A thousand labels on sheets, beside the same codes by the PDF library's own widget."""

import io
import time
from collections.abc import Callable

from reportlab.graphics import renderPDF
from reportlab.graphics.barcode.qr import QrCodeWidget
from reportlab.graphics.shapes import Drawing
from reportlab.pdfgen.canvas import Canvas

from bench import results
from fieldapp.labels.face import POINT, Face, plan_for
from fieldapp.labels.layouts import CATALOGUE
from fieldapp.labels.pdf import sheet_pdf
from fieldapp.labels.qr import label_address
from fieldapp.labels.tags import tags_of

MANY = 1000
ADDRESS = "https://field.example.com"
SHEET = CATALOGUE["avery-5160"]
FACES = [Face(tag, "Latitude 7440", "A client", "Riverside Tower") for tag in tags_of(0, MANY)]


def run() -> None:
    ours = min(_seconds(lambda: sheet_pdf(FACES, SHEET, ADDRESS)) for _ in range(3))
    widget = _seconds(_by_widget)
    results.note(f"{MANY:,} labels as PDF", ours, "s", 1, better="lower")
    results.note("labels a second", MANY / ours, "labels/s", 10, "reportlab's QR widget", widget / ours, goal_of="ratio")  # fmt: skip


def _seconds(work: Callable) -> float:
    started = time.perf_counter()
    work()
    return time.perf_counter() - started


def _by_widget() -> bytes:
    """The same codes, of the same size, at the same places; without words."""
    out, side = io.BytesIO(), plan_for(SHEET).side * POINT
    canvas = Canvas(out, pagesize=(SHEET.page_width * POINT, SHEET.page_height * POINT))
    for at, face in enumerate(FACES):
        place = at % SHEET.places
        if at and not place:
            canvas.showPage()
        x, y = SHEET.corner(place)
        code = QrCodeWidget(label_address(ADDRESS, face.tag), barLevel="M", barWidth=side, barHeight=side)  # fmt: skip
        drawing = Drawing(side, side)
        drawing.add(code)
        renderPDF.draw(drawing, canvas, x * POINT, (SHEET.page_height - y) * POINT - side)
    canvas.save()
    return out.getvalue()
