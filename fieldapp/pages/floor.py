"""The pages of the floor, for a browser without the worker: the same screens, from the database.

With the worker running, it answers these addresses itself, from the phone.
"""

from importlib import import_module
from types import ModuleType

from flask import Blueprint, Response, redirect, render_template, request, url_for
from flask_login import current_user, login_required

from fieldapp.models import reading
from fieldapp.pages.auth import home as start
from fieldapp.pages.here import here
from fieldapp.pages.library import Library
from fieldapp.pages.loaders import load
from fieldapp.screens import ROUTES, notfound, scan_answer

bp = Blueprint("floor", __name__)


def show(route: dict, params: dict[str, str], query: dict[str, str], **more) -> tuple[str, int]:
    """The page of a route, for the user, as it is now."""
    with reading() as connection:
        library = Library(connection, current_user)
        about = here(params, query, **more)
        found = load(route["wants"], library, about)
    context = _screen(route).page(found, about)
    if context is None:
        context = notfound.page(found, about)
        return render_template("notfound.html", here=about, **context), 404
    status = 422 if about["problem"] else 200
    return render_template(route["template"], here=about, **context), status


def _screen(route: dict) -> ModuleType:
    return import_module(f"fieldapp.screens.{route['screen']}")


def route_of(path: str) -> tuple[dict, dict[str, str]] | None:
    """The route that a path belongs to, and the values in it."""
    for route in ROUTES:
        params = _match(route["path"].split("/"), path.rstrip("/").split("/"))
        if params is not None:
            return route, params
    return None


def _match(pattern: list[str], path: list[str]) -> dict[str, str] | None:
    if len(pattern) != len(path):
        return None
    params = {}
    for expected, found in zip(pattern, path, strict=True):
        if expected.startswith("<"):
            params[expected.strip("<>")] = found
        elif expected.lower() != found.lower():
            return None
    return params


def _endpoint(route: dict) -> str:
    names = {"/A/<tag>": "tag", "/jobs/new": "job_new", "/receiving/boxes": "scan_boxes"}
    return names.get(route["path"], route["screen"])


def _add(route: dict) -> None:
    @login_required
    def view(**params: str):
        return show(route, params, request.args.to_dict())

    bp.add_url_rule(
        route["path"], _endpoint(route), landing(view) if "/A/" in route["path"] else view
    )


def landing(view):
    """A label leads to the job that the machine is part of; otherwise to the machine."""

    @login_required
    def scanned(tag: str):
        with reading() as connection:
            about = here({"tag": tag})
            found = load(["asset", "jobs_of_asset"], Library(connection, current_user), about)
        asset = found["asset"]
        way = scan_answer.landing(asset, found["jobs_of_asset"], about) if asset else ""
        return redirect(way) if way else view(tag=tag)

    return scanned


for _route in ROUTES:
    _add(_route)


@bp.post("/scan/count/<act>")
@login_required
def count_without_worker(act: str) -> Response:
    """The list is kept by the phone's worker; a browser without one is told so by the page."""
    return redirect(url_for("floor.count"), 303)


@bp.get("/a/<tag>")
def small_letters(tag: str) -> Response:
    """Labels say ``/A/``; people type what they like."""
    return redirect(url_for("floor.tag", tag=tag.upper()))


@bp.get("/")
@login_required
def home() -> Response:
    return redirect(start(None))
