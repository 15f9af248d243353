"""CSV that a spreadsheet opens without running any of it: a cell of somebody's words must not become a formula."""

import csv
import io
import re
from collections.abc import Iterable, Sequence
from decimal import Decimal

NUMBER = re.compile(r"[+-]?\d+(\.\d+)?")
# What begins a formula, also as Asian keyboards write it; tab and line ends hide one.
FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")


def safe(value: object) -> str:
    """A cell as text. What a spreadsheet would take for a formula gets an apostrophe before it; a plain number stays one."""
    if value is None:
        return ""
    text = f"{value:f}" if isinstance(value, Decimal) else str(value)
    return f"'{text}" if text.startswith(FORMULA) and not NUMBER.fullmatch(text) else text


def as_csv(rows: Iterable[Sequence[object]]) -> str:
    """Rows as CSV (RFC 4180: commas, CRLF), every cell :func:`safe`."""
    made = io.StringIO()
    writer = csv.writer(made, lineterminator="\r\n")
    for row in rows:
        writer.writerow([safe(one) for one in row])
    return made.getvalue()
