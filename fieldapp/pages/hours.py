"""A site's hours: when it is served, its holidays, and closures, which may be declared afterwards."""

from uuid import uuid4

import msgspec
from flask import Blueprint, abort, redirect, render_template, request, url_for
from flask_login import current_user

from fieldapp.documents import Calendar, Site
from fieldapp.extensions import csrf
from fieldapp.imports.official import official_holidays, years_in
from fieldapp.imports.text import Unreadable
from fieldapp.operations.clocks.calendars import DAYS, WHOLE_WEEK
from fieldapp.pages.access import foreign_origin, roles_required
from fieldapp.pages.here import here
from fieldapp.pages.typed_hours import holidays_in, holidays_written, spans_in, spans_written
from fieldapp.pages.wiping_lists import is_uuid
from fieldapp.portable.natives import from_local
from fieldapp.staff import sites_by_key
from fieldapp.sync.incoming import Actor
from fieldapp.sync.submit import enter, foresee, once, operation

bp = Blueprint("hours", __name__)


@bp.get("/sites/<key>/hours")
@roles_required("supervisor", "admin")
def page(key: str):
    """The site's week, holidays and closures."""
    return _page(key, None)


def _page(key: str, problem: str | None):
    site = _site(key)
    about = here(query=request.args.to_dict())
    context = {
        "site": site,
        "key": key,
        "days": _week(site, problem),
        "holidays": _holidays(site, problem),
        "closures": list(reversed(site.calendar.closures)) if site.calendar else [],
        "earlier": site.calendar.earlier if site.calendar else [],
        "missing": _years_without(site, about["now"]),
        "others": [(one, other.name) for one, other in _mine().items() if one != key],
        "done": request.args.get("done", ""),
    }
    return render_template("site_hours.html", here=about, problem=problem, **context), (
        422 if problem else 200
    )


def _mine() -> dict[str, Site]:
    """The sites that the user may look after: all of them, for an administrator."""
    known = sites_by_key()
    return {
        key: one
        for key, one in known.items()
        if current_user.has("admin") or key in current_user.sites
    }


def _site(key: str) -> Site:
    return _mine().get(key) or abort(404)


def _week(site: Site, problem: str | None) -> list[dict]:
    """Each day's hours as text; what was typed and not taken is shown again."""
    hours = site.calendar.hours if site.calendar else WHOLE_WEEK
    rows = []
    for name, title in DAYS.items():
        told = spans_written(hours.get(name, []))
        typed = request.form.get(name) if problem else None
        rows.append({"name": name, "title": title, "hours": told if typed is None else typed})
    return rows


def _holidays(site: Site, problem: str | None) -> str:
    if problem and "holidays" in request.form:
        return request.form["holidays"]
    return holidays_written(site.calendar or Calendar())


def _years_without(site: Site, now: str) -> list[int]:
    """This year and the next, where no holiday of them is known yet."""
    known = {int(one[:4]) for one in site.calendar.holidays} if site.calendar else set()
    this = int(now[:4])
    return [year for year in (this, this + 1) if year not in known]


@bp.post("/sites/<key>/hours")
@roles_required("admin")
def save(key: str):
    """The week and the holidays, as they were typed."""
    site = _site(key)
    hours = {name: spans_in(request.form.get(name, "")) for name in DAYS}
    days = holidays_in(request.form.get("holidays", ""))
    return _record(key, site, {one: spans for one, spans in hours.items() if spans}, days)


@bp.post("/sites/<key>/holidays")
@roles_required("admin")
def add_official(key: str):
    """The official holidays of a country beside those that are there."""
    site = _site(key)
    form = request.form
    try:
        found = official_holidays(
            form.get("country", ""), form.get("state"), years_in(form.get("years", ""))
        )
    except Unreadable as unreadable:
        return _page(key, str(unreadable))
    calendar = site.calendar or Calendar(hours=WHOLE_WEEK)
    return _record(
        key, site, calendar.hours, dict.fromkeys(calendar.holidays, "") | calendar.names | found
    )


def _record(key: str, site: Site, hours: dict, days: dict[str, str]):
    names = {one: name for one, name in days.items() if name}
    zone = site.calendar.zone if site.calendar else None
    calendar = {"hours": hours, "zone": zone, "holidays": sorted(days), "names": names}
    return _do(key, "site.record", {"name": site.name, "calendar": calendar}, "hours")


@bp.post("/sites/<key>/close")
@roles_required("supervisor", "admin")
def close(key: str):
    """Nobody was served from then to then; what was missed only for that is missed no more."""
    site, form = _site(key), request.form
    zone = (site.calendar.zone if site.calendar else None) or site.zone
    args = {
        "starts": from_local(form.get("starts", ""), zone),
        "ends": from_local(form.get("ends", ""), zone),
        "reason": form.get("reason", ""),
    }
    return _do(key, "site.close", args, "close")


@bp.post("/sites/<key>/open")
@roles_required("supervisor", "admin")
def open_again(key: str):
    """A closure that was none."""
    args = {"closure": request.form.get("closure", ""), "reason": request.form.get("reason", "")}
    return _do(key, "site.open", args, "open")


def _do(key: str, kind: str, args: dict, done: str):
    """Do it, or say why not: nothing was changed then. The same form sent twice is one operation."""
    if foreign_origin():
        abort(403)
    csrf.protect()
    said = request.form.get("op", "").strip()
    actor = Actor.of(current_user.staff)
    made = once(operation(kind, _site(key).id, args, said if is_uuid(said) else str(uuid4())), actor.id)
    if made is not None:
        try:
            verdict = foresee(made, actor)
        except msgspec.ValidationError:
            return _page(
                key, "This form can't be understood. Load the page again, and try once more."
            )
        problem = verdict.message if verdict.outcome in ("held", "refused") else enter(made, actor)
        if problem:
            return _page(key, problem)
    return redirect(url_for("hours.page", key=key, done=done), 303)
