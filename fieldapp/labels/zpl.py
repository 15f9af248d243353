"""Labels for printers that speak ZPL II: they draw code and words themselves, dot by dot."""

import math

from fieldapp.labels.face import POINT, Face, TooSmall, lines, plan_for
from fieldapp.labels.fonts import BOLD
from fieldapp.labels.layouts import Sheet
from fieldapp.labels.qr import QUIET, label_address, matrix

ALPHANUMERIC = set("0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ $%*+-./:")
# A printer's largest magnification, and the smallest that phones read.
LARGEST, SMALLEST = 10, 2


def sheet_zpl(faces: list[Face], sheet: Sheet, public_url: str) -> str:
    """A label format for each, in UTF-8. Raises :class:`TooSmall`."""
    return "".join(_label(face, sheet, public_url) for face in faces)


def _label(face: Face, sheet: Sheet, public_url: str) -> str:
    address = label_address(public_url, face.tag)
    size = len(matrix(address)) + 2 * QUIET
    plan, dots = plan_for(sheet), (sheet.dpi or 203) / 2540
    module = min(LARGEST, math.floor(plan.side * dots / size))
    if module < SMALLEST:
        raise TooSmall("The code does not fit on these labels. Choose larger ones.")
    x, y = round(plan.x * dots) + QUIET * module, round(plan.y * dots) + QUIET * module
    parts = [
        f"^XA^CI28^PW{round(sheet.width * dots)}^LL{round(sheet.height * dots)}^LH0,0",
        f"^FO{x},{y}^BQN,2,{module}^FH_^FD{_input(address)}^FS",
    ]
    for line in lines(face, plan):
        high = round(line.size / POINT * dots)
        wide = high if line.font != BOLD else round(high * 1.1)
        top = round(line.y * dots) - high
        parts.append(
            f"^FO{round(line.x * dots)},{max(0, top)}^A0N,{high},{wide}^FH_^FD{_escaped(line.text)}^FS"
        )
    return "\n".join([*parts, "^XZ", ""])


def _input(address: str) -> str:
    """Level M; where the address allows it, in alphanumeric mode by name, so that no printer chooses another."""
    plain = set(address) <= ALPHANUMERIC
    return f"MM,A{_escaped(address)}" if plain else f"MA,{_escaped(address)}"


def _escaped(text: str) -> str:
    """What ZPL would take for a command, as hexadecimal."""
    return "".join(f"_{ord(one):02X}" if one in "^~_\\" or ord(one) < 32 else one for one in text)
