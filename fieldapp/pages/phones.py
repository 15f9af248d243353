"""What supervisors do about phones: revoke one, allow it again, and load a queue that was saved as a file."""

from collections import Counter

import msgspec
import sqlalchemy as sa
from flask import Blueprint, abort, current_app, redirect, render_template, request, url_for
from flask_login import current_user

from fieldapp.extensions import csrf
from fieldapp.models import device, reading
from fieldapp.pages.access import foreign_origin, roles_required
from fieldapp.screens.filters import plural
from fieldapp.sync import devices, status
from fieldapp.sync.incoming import Actor
from fieldapp.sync.queue_file import NotAQueue, load, read

bp = Blueprint("phones", __name__)


@bp.post("/supervisor/phones/<id>/revoke")
@roles_required("supervisor", "admin")
def revoke(id: str):
    """A phone of the supervisor's own sites gives up its documents at its next contact."""
    _guard(id)
    devices.revoke(id, current_user.key)
    return redirect(url_for("supervisor.sync"), 303)


@bp.post("/supervisor/phones/<id>/allow")
@roles_required("supervisor", "admin")
def allow(id: str):
    """It is found again, and may hold documents as before."""
    _guard(id)
    devices.allow(id)
    return redirect(url_for("supervisor.sync"), 303)


@bp.post("/supervisor/queue-file")
@roles_required("supervisor", "admin")
def queue_file():
    """Merge what a phone saved, and say what became of each entry."""
    _guard()
    given = request.files.get("file")
    if given is None or not given.filename:
        return _page(problem="Choose the file that the phone saved, then load it."), 422
    try:
        saved = read(given.read(), current_app.secret_key)
    except NotAQueue as problem:
        return _page(problem=f"{problem} Nothing was taken."), 422
    lines = load(saved, Actor.of(current_user.staff), current_app.secret_key)
    return _page(lines=[msgspec.to_builtins(one) for one in lines], signed=saved.signed)


def _guard(phone: str | None = None) -> None:
    if foreign_origin():
        abort(403)
    csrf.protect()
    if phone is not None and not _in_sight(phone):
        abort(404)


def _in_sight(id_: str) -> bool:
    with reading() as connection:
        user = connection.scalar(sa.select(device.c.user).where(device.c.id == id_))
        if current_user.has("admin"):
            return user is not None
        return user in status.staff_of_sites(connection, current_user.sites)


def _page(lines: list[dict] | None = None, signed: bool = True, problem: str = "") -> str:
    return render_template(
        "supervisor_file.html",
        counts=_counts(lines or []),
        lines=[one | {"words": _words(one)} for one in lines or []],
        signed=signed,
        problem=problem,
    )


OUTCOMES = {
    "applied": "counted",
    "already": "was done already",
    "held": "kept for a decision",
    "refused": "not accepted",
}
KNOWN = "known here already"


def _counts(lines: list[dict]) -> str:
    """``3 entries: 1 counted, 1 kept for a decision, 1 was here already``"""
    found = Counter(KNOWN if one["known"] else OUTCOMES[one["outcome"]] for one in lines)
    told = [f"{found[words]} {words}" for words in [*OUTCOMES.values(), KNOWN] if found[words]]
    return f"{plural(len(lines), 'entry', 'entries')}: {', '.join(told)}"


def _words(line: dict) -> str:
    words = OUTCOMES[line["outcome"]]
    return f"{words}; {KNOWN}" if line["known"] else words
