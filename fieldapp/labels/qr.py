"""The QR code on a label: the machine's address in capitals, so that its modules are large."""

import qrcode
from qrcode.constants import ERROR_CORRECT_M

QUIET = 4


def label_address(public_url: str, tag: str) -> str:
    """``HTTPS://HOST/A/TAG``. In capitals it fits QR's alphanumeric mode: fewer, larger modules."""
    return f"{public_url}/A/{tag}".upper()


def qr_svg(text: str) -> str:
    """The smallest QR code of level M that holds ``text``, as SVG with one unit a module."""
    code = qrcode.QRCode(error_correction=ERROR_CORRECT_M, border=0)
    code.add_data(text)
    code.make(fit=True)
    matrix = code.get_matrix()
    size = len(matrix) + 2 * QUIET
    runs = "".join(
        f"M{x + QUIET} {y + QUIET}h{length}v1h-{length}z"
        for y, row in enumerate(matrix)
        for x, length in _runs(row)
    )
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {size} {size}" '
        f'shape-rendering="crispEdges"><path fill="#fff" d="M0 0h{size}v{size}H0z"/>'
        f'<path d="{runs}"/></svg>'
    )


def _runs(row: list[bool]) -> list[tuple[int, int]]:
    """Where dark modules begin, and how many stand together."""
    runs: list[tuple[int, int]] = []
    for x, dark in enumerate(row):
        if dark and runs and sum(runs[-1]) == x:
            runs[-1] = (runs[-1][0], runs[-1][1] + 1)
        elif dark:
            runs.append((x, 1))
    return runs
