"""Administration: staff, their roles and sites. Every change is an operation."""

from flask import Blueprint, abort, redirect, render_template, request, url_for
from flask_login import current_user

from fieldapp.extensions import csrf
from fieldapp.pages.access import foreign_origin, roles_required
from fieldapp.pages.supervisor import office
from fieldapp.staff import StaffProblem, add, all_staff, change, set_password, sites_by_key
from fieldapp.sync.incoming import Actor

bp = Blueprint("admin", __name__)


@bp.get("/admin/staff")
@roles_required("admin")
def staff(problem: str | None = None):
    """Everyone who signs in."""
    return render_template(
        "admin_staff.html",
        here=office("/admin/staff"),
        staff=all_staff(),
        sites=sites_by_key(),
        problem=problem,
    ), (422 if problem else 200)


@bp.post("/admin/staff")
@roles_required("admin")
def save():
    """Add someone, or change them: ``do`` says which."""
    if foreign_origin():
        abort(403)
    csrf.protect()
    try:
        _DEEDS.get(request.form.get("do", ""), lambda: abort(400))()
    except StaffProblem as problem:
        return staff(str(problem))
    return redirect(url_for("admin.staff"), 303)


def _actor() -> Actor:
    return Actor.of(current_user.staff)


def _add() -> None:
    form = request.form
    add(
        form.get("username", ""),
        form.get("password", ""),
        form.get("name") or form.get("username", ""),
        form.getlist("roles"),
        form.getlist("sites"),
        _actor(),
    )


def _grant() -> None:
    form = request.form
    change(form.get("username", ""), _actor(), roles=form.getlist("roles"), sites=form.getlist("sites"))


def _active(active: bool) -> None:
    change(request.form.get("username", ""), _actor(), active=active)


def _password() -> None:
    set_password(request.form.get("username", ""), request.form.get("password", ""))


_DEEDS = {
    "add": _add,
    "grant": _grant,
    "disable": lambda: _active(False),
    "enable": lambda: _active(True),
    "passwd": _password,
}
