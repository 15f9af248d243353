"""The QR code on a label: the machine's address in capitals, so that its modules are large."""

from functools import lru_cache

import segno

# Light modules around it, without which readers don't find it.
QUIET = 4
# Any mask can be read. To choose the best takes five times as long, and every label is read in the tests.
MASK = 0


def label_address(public_url: str, tag: str) -> str:
    """``HTTPS://HOST/A/TAG``. In capitals it fits QR's alphanumeric mode: fewer, larger modules."""
    return f"{public_url.rstrip('/')}/A/{tag}".upper()


def matrix(text: str) -> tuple[bytearray, ...]:
    """Rows of modules, 1 for dark: the smallest code of level M or, where one as small has it, higher."""
    return segno.make_qr(text, error="m", mask=MASK).matrix


@lru_cache(65536)
def runs(row: bytes) -> tuple[tuple[int, int], ...]:
    """Where dark modules begin, and how many stand together."""
    found: list[tuple[int, int]] = []
    for x, dark in enumerate(row):
        if dark and found and sum(found[-1]) == x:
            found[-1] = (found[-1][0], found[-1][1] + 1)
        elif dark:
            found.append((x, 1))
    return tuple(found)


def svg_path(rows: tuple[bytearray, ...]) -> str:
    """The dark modules as a path, one unit a module, without the quiet zone."""
    return "".join(
        f"M{x} {y}h{length}v1h-{length}z"
        for y, row in enumerate(rows)
        for x, length in runs(bytes(row))
    )


def qr_svg(text: str) -> str:
    """The code of ``text`` with its quiet zone, as SVG with one unit a module."""
    rows = matrix(text)
    size = len(rows) + 2 * QUIET
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {size} {size}" '
        f'shape-rendering="crispEdges"><path fill="#fff" d="M0 0h{size}v{size}H0z"/>'
        f'<path transform="translate({QUIET} {QUIET})" d="{svg_path(rows)}"/></svg>'
    )
