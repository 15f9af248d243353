"""Actions of a page without the worker: the same forms, the same operations, the same merge."""

from urllib.parse import parse_qsl

import msgspec
from flask import Blueprint, abort, redirect, request
from flask_login import current_user, login_required

from fieldapp.extensions import csrf
from fieldapp.operations import KINDS
from fieldapp.operations.forms import fields_to_operation
from fieldapp.pages.access import foreign_origin, safe_path
from fieldapp.pages.floor import route_of, show
from fieldapp.sync.blobs import keep
from fieldapp.sync.incoming import Actor
from fieldapp.sync.merge import Verdict
from fieldapp.sync.messages import Operation, Whole
from fieldapp.sync.moments import moment_now
from fieldapp.sync.submit import foresee, once, submit

bp = Blueprint("do", __name__)

ASKS_AGAIN = ("disputed", "invalid", "not_allowed", "forbidden")


@bp.post("/do/<kind>")
@login_required
def kind(kind: str):
    """Do it, and show the page that the form came from. What the rules forbid is said there first, as on
    the phone; a fact can be recorded all the same."""
    if foreign_origin():
        abort(403)
    csrf.protect()
    if request.form.get("user") not in (None, current_user.key):
        abort(409, "This form belongs to someone else. Go back and look again.")
    wanted = KINDS.get(kind)
    if wanted is None or not wanted.portable:
        abort(404)
    actor, back = Actor.of(current_user.staff), _back(request.form.get("back"))
    fields = [[name, value] for name, value in request.form.items(multi=True)]
    operation = _operation(kind, fields)
    try:
        fields += _photos(actor)
    except Whole as whole:
        told = Verdict("refused", "invalid", whole.message)
        return _show_again(back, told, operation, fields)
    new = once(_operation(kind, fields), current_user.key)
    if new is None:
        return redirect(back, 303)
    operation = new
    verdict = foresee(operation, actor)
    if verdict.code in ASKS_AGAIN and not (wanted.fact and request.form.get("anyway")):
        return _show_again(back, verdict, operation, fields)
    submit([operation], actor)
    return redirect(back, 303)


def _photos(actor: Actor) -> list[list[str]]:
    """Photos are put where they belong, and the form names them. Should it be asked again, it names them still."""
    files = request.files.items(multi=True)
    given = [(name, file.read()) for name, file in files if name.startswith("args.")]
    # An input that nobody used sends a file of nothing.
    return [[name, keep(content, actor)] for name, content in given if content]


def _operation(kind: str, fields: list[list[str]]) -> Operation:
    """What the form says. One that none of our pages can have made says nothing."""
    try:
        return msgspec.convert(fields_to_operation(kind, fields, moment_now()), Operation)
    except (ValueError, LookupError, OSError, RecursionError):
        abort(400, "This form is broken. Go back, load the page again, and try once more.")


def _show_again(back: str, verdict: Verdict, operation: Operation, fields: list):
    """The page of the form, with what is wrong; nothing was recorded."""
    problem = {
        "code": verdict.code,
        "message": verdict.message,
        "op": operation.id,
        "kind": operation.kind,
        "fact": KINDS[operation.kind].fact,
        "fields": [field for field in fields if field[0] != "csrf_token"],
    }
    stands = safe_path(request.form.get("stands")) or back
    path, _, asked = stands.partition("?")
    found = route_of(path)
    if found is None:
        return redirect(back, 303)
    route, params = found
    query = dict(parse_qsl(asked, keep_blank_values=True))
    return show(route, params, query, problem=problem)


def _back(path: str | None) -> str:
    """A path of ours."""
    return safe_path(path) or "/work"
