"""A page of labels as a picture, drawn by the same plan as the PDF: the preview."""

from markupsafe import Markup, escape

from fieldapp.labels.face import POINT, Face, Plan, lines, module_of, plan_for
from fieldapp.labels.fonts import BOLD
from fieldapp.labels.layouts import Sheet
from fieldapp.labels.pdf import pages
from fieldapp.labels.qr import QUIET, label_address, matrix, svg_path

OUTLINE = 'fill="#fff" stroke="#bbb" stroke-width="20"'


def sheet_svg(faces: list[Face], sheet: Sheet, public_url: str, start: int = 1) -> Markup:
    """The first page, with the labels' edges, which are not printed. One unit is a hundredth of a millimetre."""
    page, plan = next(pages(faces, sheet, start), []), plan_for(sheet)
    edges = Markup("").join(_edge(sheet, place) for place in range(sheet.places))
    labels = Markup("").join(_label(face, sheet, place, plan, public_url) for place, face in page)
    box = f"0 0 {sheet.page_width} {sheet.page_height}"
    return Markup(
        f'<svg xmlns="http://www.w3.org/2000/svg" class="sheet-preview" viewBox="{box}" role="img" '
        f'aria-label="The first page"><path fill="#fff" d="M0 0H{sheet.page_width}V{sheet.page_height}H0z"/>'
        f"{edges}{labels}</svg>"
    )


def _edge(sheet: Sheet, place: int) -> Markup:
    x, y = sheet.corner(place)
    return Markup(
        f'<rect x="{x}" y="{y}" width="{sheet.width}" height="{sheet.height}" rx="100" {OUTLINE}/>'
    )


def _label(face: Face, sheet: Sheet, place: int, plan: Plan, public_url: str) -> Markup:
    left, top = sheet.corner(place)
    rows = matrix(label_address(public_url, face.tag))
    module = module_of(plan, len(rows))
    x, y = left + plan.x + QUIET * module, top + plan.y + QUIET * module
    words = Markup("").join(
        Markup('<text x="{}" y="{}" font-size="{}"{}>{}</text>').format(
            f"{left + line.x:.0f}", f"{top + line.y:.0f}", f"{line.size / POINT:.0f}",
            Markup(' font-weight="bold"') if line.font == BOLD else "", escape(line.text),
        )
        for line in lines(face, plan)
    )  # fmt: skip
    return Markup(
        f'<g font-family="Helvetica, Arial, sans-serif"><path transform="translate({x:.1f} {y:.1f}) '
        f'scale({module:.3f})" d="{svg_path(rows)}"/>{words}</g>'
    )
