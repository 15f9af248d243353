"""The templates for the phone, compiled with the addresses of the files as they are now."""

from collections.abc import Callable
from typing import cast

from flask import Flask
from jinja2 import meta

from fieldapp.portable.jinja import compile_templates
from fieldapp.screens import ROUTES
from fieldapp.screens.filters import FILTERS
from fieldapp.version import VERSION

# What the worker renders beside the routes' own pages.
PLAIN = ["notfound.html", "offline.html", "error.html", "locked.html"]


def compile_pages(app: Flask, statics: dict[str, str]) -> str:
    """One ES module with every template that the worker renders, and those that they use."""
    names = {str(route["template"]) for route in ROUTES}.union(PLAIN)
    return compile_templates(
        app.jinja_env,
        sorted({*names, *used(app, names)}),
        routes=routes(app),
        statics=statics,
        filters=cast(dict[str, Callable], FILTERS),
        globals={"version": VERSION},
    )


def used(app: Flask, names: set[str]) -> set[str]:
    """The templates that these extend, include or import, all the way down."""
    found: set[str] = set()
    todo = set(names)
    while todo:
        source, _, _ = app.jinja_env.loader.get_source(app.jinja_env, todo.pop())  # type: ignore[union-attr]
        more = {one for one in meta.find_referenced_templates(app.jinja_env.parse(source)) if one}
        todo |= more - found
        found |= more
    return found


def routes(app: Flask) -> dict[str, str]:
    """The rule of each endpoint, the first where it has several."""
    found: dict[str, str] = {}
    for rule in app.url_map.iter_rules():
        found.setdefault(rule.endpoint, rule.rule)
    return found
