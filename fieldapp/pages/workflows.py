"""A contract's own kinds of job: which there are, and a form to define one, with a preview of what technicians see."""

from uuid import uuid4

from flask import Blueprint, abort, redirect, render_template, request, url_for
from flask_login import current_user

from fieldapp.models import reading
from fieldapp.operations.jobs.own_kinds import kind_of
from fieldapp.operations.outcomes import Refused
from fieldapp.pages.access import roles_required
from fieldapp.pages.here import here
from fieldapp.pages.library import Body, Library
from fieldapp.pages.workflow_drafts import (
    EFFECTS,
    PROOFS,
    ROLES,
    Draft,
    arguments_of,
    draft_from_form,
    draft_of,
    is_told_whole,
    preview,
)
from fieldapp.sync.incoming import Actor
from fieldapp.sync.submit import operation, submit

bp = Blueprint("workflows", __name__)

BY_TIME = "By time, to the person's cost centre"


@bp.get("/supervisor/workflows")
@roles_required("supervisor")
def overview():
    """Those of the supervisor's sites."""
    with reading() as connection:
        found = Library(connection, current_user).own_workflows()
    return render_template("supervisor_workflows.html", here=here(), workflows=list(map(_row, found)))


def _row(one: Body) -> dict:
    newest = one["versions"][-1]
    return {
        "key": one["id"].partition(":")[2],
        "title": one["title"],
        "version": len(one["versions"]),
        "steps": [step["title"] for step in newest["definition"]["steps"]],
        "sites": ", ".join(site["name"] for site in one["sites"]),
        "offered": one["offered"],
        "by": newest["by"]["name"],
        "at": newest["at"],
    }


@bp.get("/supervisor/workflows/new")
@roles_required("supervisor")
def new():
    """An empty form."""
    return _form(Draft(sites=current_user.sites), "", None)


@bp.get("/supervisor/workflows/<key>")
@roles_required("supervisor")
def one(key: str):
    """The newest version, to be changed into the next."""
    mine = _mine(key) or abort(404)
    return _form(draft_of(mine), key, None if is_told_whole(mine) else MORE)


MORE = "This workflow was defined with more than this form knows (parts, several proofs …), which would be lost. Define its next version as the first was."


def _mine(key: str) -> Body | None:
    with reading() as connection:
        found = Library(connection, current_user).own_workflows()
    return next((one for one in found if one["id"] == f"workflow:{key}"), None)


@bp.post("/supervisor/workflows")
@roles_required("supervisor")
def change():
    """A step more or less, another order, a look at it, or: keep it."""
    draft, key = draft_from_form(request.form), request.form.get("key", "")
    action = request.form.get("action", "look")
    if action != "keep":
        draft.act(action)
        return _form(draft, key, None, asked=action == "look")
    was = _mine(key) if key else None
    if was and not is_told_whole(was):
        return _form(draft, key, MORE)
    target = f"workflow:{key or draft.key()}"
    made = operation(
        "workflow.define", target, arguments_of(draft), id_=request.form.get("op") or None
    )
    (result,) = submit([made], Actor.of(current_user.staff))
    if result.outcome in ("refused", "held"):
        return _form(draft, key, result.message)
    return redirect(url_for("workflows.overview"), 303)


def _form(draft: Draft, key: str, problem: str | None, asked: bool = False):
    """The form; what is wrong so far is said where someone ``asked`` to see it, not while it is being filled."""
    about = here()
    with reading() as connection:
        library = Library(connection, current_user)
        sites = library.some([f"site:{one}" for one in current_user.sites])
        types = library.transaction_types(sites)
    try:
        seen, wrong = preview(draft, kind_of(key or "new", 1), about), problem
    except Refused as refused:
        seen, wrong = None, problem or (refused.message if asked else None)
    page = render_template(
        "supervisor_workflow.html",
        here=about,
        op=str(uuid4()),
        key=key,
        draft=draft,
        sites=sites,
        types=[("", BY_TIME), *((one, f"As “{one}”, in transactions") for one in types)],
        roles=ROLES,
        proofs=PROOFS,
        effects=[(key, told[0]) for key, told in EFFECTS.items()],
        seen=seen,
        problem=wrong,
    )
    return page, 422 if problem else 200
