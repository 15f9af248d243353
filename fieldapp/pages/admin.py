"""Administration: staff, their roles and sites. Every change is an operation."""

from flask import Blueprint, abort, redirect, render_template, request, url_for
from flask_login import current_user

from fieldapp.extensions import csrf
from fieldapp.operations.books.records import ROLES
from fieldapp.pages.access import foreign_origin, roles_required
from fieldapp.staff import StaffProblem, add, all_staff, change, set_password, sites_by_key
from fieldapp.sync.incoming import Actor

bp = Blueprint("admin", __name__)


@bp.get("/admin/staff")
@roles_required("admin")
def staff():
    """Everyone who signs in."""
    return _page()


def _page(error: str | None = None):
    people = [
        {
            "id": one.id.partition(":")[2],
            "username": one.username,
            "name": one.name,
            "roles": one.roles,
            "sites": one.sites,
            "active": one.active,
            "me": one.id == current_user.staff.id,
        }
        for one in all_staff()
    ]
    page = render_template(
        "admin_staff.html",
        staff=people,
        roles=[{"id": role, "name": role.capitalize()} for role in ROLES],
        sites=[{"id": key, "name": site.name} for key, site in sites_by_key().items()],
        message=MESSAGES.get(request.args.get("done", "")),
        error=error,
    )
    return page, (422 if error else 200)


MESSAGES = {
    "add": "Added. They can sign in now.",
    "change": "Changed.",
    "password": "The password is set, and every session of theirs has ended.",
    "disable": "They can't sign in any more.",
    "enable": "They can sign in again.",
}


@bp.post("/admin/staff")
@roles_required("admin")
def save():
    """Add someone, or change them: the field ``action`` says which."""
    if foreign_origin():
        abort(403)
    csrf.protect()
    action = request.form.get("action", "")
    if action not in _DEEDS:
        abort(400)
    try:
        _DEEDS[action](request.form, Actor.of(current_user.staff))
    except StaffProblem as problem:
        return _page(str(problem))
    return redirect(url_for("admin.staff", done=action), 303)


def _username(form) -> str:
    """The user name of whoever the form is about."""
    for one in all_staff():
        if one.id == f"staff:{form.get('id')}":
            return one.username
    raise StaffProblem("They are not in the books any more. Load the page again.")


def _add(form, actor: Actor) -> None:
    chosen = (form.getlist("roles"), form.getlist("sites"))
    add(form.get("username", ""), form.get("password", ""), form.get("name", ""), *chosen, actor)


def _change(form, actor: Actor) -> None:
    chosen = {"roles": form.getlist("roles"), "sites": form.getlist("sites")}
    change(_username(form), actor, name=form.get("name") or None, **chosen)


_DEEDS = {
    "add": _add,
    "change": _change,
    "password": lambda form, actor: set_password(_username(form), form.get("password", "")),
    "disable": lambda form, actor: change(_username(form), actor, active=False),
    "enable": lambda form, actor: change(_username(form), actor, active=True),
}
