"""All jobs of a supervisor's sites: asked by a form, and by filters saved under a name, each with how many it finds."""

from collections.abc import Callable
from functools import partial
from uuid import UUID, uuid4

from flask import Blueprint, abort, redirect, render_template, request, url_for
from flask_login import current_user

from fieldapp.extensions import csrf
from fieldapp.models import reading
from fieldapp.operations.books.filters import FIELDS
from fieldapp.pages.access import foreign_origin, roles_required
from fieldapp.pages.here import here
from fieldapp.pages.library import Body, Library
from fieldapp.pages.paging import asked_page, page_of
from fieldapp.screens.filters import day_of, is_late
from fieldapp.screens.rows import due_of, job_row
from fieldapp.screens.work import floor_of, in_order
from fieldapp.sync.incoming import Actor
from fieldapp.sync.submit import enter, foresee, once, operation
from fieldapp.workflows import WORKFLOWS

bp = Blueprint("joblists", __name__)

WAITS = {"any": "Anyone or anything", "customer": "The customer", "supplier": "A supplier", "client": "The client", "other": "Something else"}
DUE = {"late": "Late", "today": "Due today", "none": "Without a date"}


@bp.get("/supervisor/jobs")
@roles_required("supervisor")
def overview():
    """The jobs that fit all that was asked."""
    return _page(None)


def _page(problem: str | None):
    about = here(query=request.args.to_dict())
    asked = {name: request.args.get(name, "").strip() for name in FIELDS}
    with reading() as connection:
        library = Library(connection, current_user)
        live = library.listed(["open", "held"])
        sites = library.some([f"site:{key}" for key in current_user.sites])
        saved = [_saved(one, live, about, library) for one in library.filters()]
        found = in_order(chosen(live, asked, about, library.with_words), about)
        part = page_of(len(found), asked_page(), partial(_address, asked))
        rows = library.whole(found[part["since"] : part["until"]])
    page = render_template(
        "supervisor_jobs.html",
        here=about,
        problem=problem,
        asked=asked,
        anything=any(asked.values()),
        part=part,
        rows=[job_row(job, about) for job in rows],
        saved=saved,
        choices=_choices(live, sites),
    )
    return page, 422 if problem else 200


def _address(asked: dict[str, str], number: int) -> str:
    """Where another page of what is asked is."""
    return url_for("joblists.overview", **{name: value for name, value in asked.items() if value}, page=number)


def chosen(jobs: list[Body], asked: dict[str, str], about: dict, with_words: Callable[[list[Body], str], set[str]]) -> list[Body]:
    """Those that fit every field that was filled in. Words may stand anywhere in a job: ``with_words`` says in which they do."""
    tests = [(TESTS[name], value) for name, value in asked.items() if value and name in TESTS]
    fitting = [job for job in jobs if all(fits(job, value, about) for fits, value in tests)]
    if not asked.get("q", "").strip():
        return fitting
    found = with_words(fitting, asked["q"])
    return [job for job in fitting if job["id"] in found]


def _who(job: Body, value: str, about: dict) -> bool:
    return (job["assignee"]["id"] if job["assignee"] else "nobody") == value


def _waits(job: Body, value: str, about: dict) -> bool:
    if job["hold"] is None:
        return False
    return value == "any" or (job["hold"].get("kind") or "other") == value


def _due(job: Body, value: str, about: dict) -> bool:
    due, zone = due_of(job), job["site"]["zone"]
    if value == "none" or due is None:
        return value == "none" and due is None
    late = is_late(due, about["now"], zone)
    return late if value == "late" else not late and day_of(due, zone) == day_of(about["now"], zone)


TESTS: dict[str, Callable[[Body, str, dict], bool]] = {
    "kind": lambda job, value, about: job["kind"] == value,
    "state": lambda job, value, about: job["state"] == value,
    "site": lambda job, value, about: job["site"]["id"] == value,
    "floor": lambda job, value, about: floor_of(job) == value,
    "vip": lambda job, value, about: job["vip"],
    "who": _who,
    "waits": _waits,
    "due": _due,
}


def _saved(one: Body, live: list[Body], about: dict, library: Library) -> dict:
    """A saved filter: where it leads, and how many it finds now."""
    count = len(chosen(live, one["query"], about, library.with_words))
    return {"name": one["name"], "count": count, "path": url_for("joblists.overview", **one["query"])}


def _choices(live: list[Body], sites: list[Body]) -> list[dict]:
    """The fields of the form, each with what can be chosen: ``[value, words]``."""
    staff = {one["id"]: one["name"] for site in sites for one in site["staff"]}
    floors = sorted({floor_of(job) for job in live} - {""}, key=lambda name: (len(name), name))
    kinds = sorted({job["kind"] for job in live})
    return [
        {"name": "kind", "title": "Kind", "options": [[one, WORKFLOWS[one].title if one in WORKFLOWS else one] for one in kinds]},
        {"name": "who", "title": "Who has it", "options": [["nobody", "Nobody"], *sorted(staff.items(), key=lambda one: one[1])]},
        {"name": "state", "title": "State", "options": [["open", "Open"], ["held", "On hold"]]},
        {"name": "waits", "title": "Waits for", "options": list(WAITS.items())},
        {"name": "due", "title": "Due", "options": list(DUE.items())},
        {"name": "vip", "title": "VIP", "options": [["1", "VIPs only"]]},
        {"name": "floor", "title": "Floor", "options": [[one, one] for one in floors]},
        {"name": "site", "title": "Site", "options": [[one["id"].partition(":")[2], one["name"]] for one in sites]},
    ]


@bp.post("/supervisor/jobs/<act>")
@roles_required("supervisor")
def change(act: str):
    """Save what is asked under a name, or drop a name."""
    if foreign_origin():
        abort(403)
    csrf.protect()
    if act not in ("save", "drop"):
        abort(404)
    query = {name: request.form.get(name, "").strip() for name in FIELDS}
    args = {"name": request.form.get("name", "").strip()} | ({"query": query} if act == "save" else {})
    actor = Actor.of(current_user.staff)
    made = once(operation(f"filter.{act}", f"filters:{current_user.key}", args, _id()), actor.id)
    if made is not None:
        verdict = foresee(made, actor)
        problem = verdict.message if verdict.outcome == "refused" else enter(made, actor)
        if problem:
            return _page(problem)
    back = {name: value for name, value in query.items() if value}
    return redirect(url_for("joblists.overview", **back), 303)


def _id() -> str:
    try:
        return str(UUID(request.form.get("op", "")))
    except ValueError:
        return str(uuid4())
