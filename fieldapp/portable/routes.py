"""Addresses: rules of the server's routes as the phone's table has them."""

import re
from urllib.parse import quote

_VARIABLE = re.compile(r"<(?:([a-zA-Z_][\w]*)(?:\([^)]*\))?:)?([a-zA-Z_]\w*)>")


def route(rule: str) -> list:
    """A rule as its parts: fixed text, and [name, converter] for what is filled in."""
    pieces = _VARIABLE.split(rule)
    parts: list = []
    for fixed, converter, name in zip(
        pieces[::3], [*pieces[1::3], None], [*pieces[2::3], None], strict=True
    ):
        if fixed:
            parts.append(quote(fixed, safe="!$&'()*+,/:;=@"))
        if name:
            parts.append([name, converter or "string"])
    return parts
