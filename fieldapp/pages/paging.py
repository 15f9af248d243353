"""A long list in pages: which part of it is shown, and the ways to the parts before and after."""

from collections.abc import Callable

from flask import request

PAGE = 50


def asked_page() -> int:
    """Which page the address names; the first where it names none."""
    text = request.args.get("page", "")
    return max(int(text), 1) if text.isascii() and text.isdigit() and len(text) < 7 else 1


def page_of(count: int, number: int, address: Callable[[int], str]) -> dict:
    """``since`` and ``until`` cut the list; a page behind the last is the last. ``address`` says where a page is."""
    last = max(1, -(-count // PAGE))
    number = min(number, last)
    since = (number - 1) * PAGE
    return {
        "count": count,
        "since": since,
        "until": min(since + PAGE, count),
        "before": address(number - 1) if number > 1 else "",
        "after": address(number + 1) if number < last else "",
    }
