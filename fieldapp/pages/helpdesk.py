"""The help desk: somebody calls, and one form makes the incident. Taking the call is no attempt to reach them: the response clock runs."""

from typing import Any
from uuid import uuid4

from flask import Blueprint, abort, redirect, render_template, request, url_for
from flask_login import current_user

from fieldapp.extensions import csrf
from fieldapp.models import reading
from fieldapp.operations.incidents.priority import LADDER
from fieldapp.pages.access import foreign_origin, roles_required
from fieldapp.pages.here import here
from fieldapp.pages.library import Body, Library
from fieldapp.pages.paging import PAGE
from fieldapp.pages.wiping_lists import is_uuid
from fieldapp.portable.natives import derive, epoch
from fieldapp.screens.filters import countdown, day_of, is_late
from fieldapp.screens.finding import matching
from fieldapp.screens.new_job import impact_words, queue_names
from fieldapp.screens.rows import is_soon, is_unanswered, job_row
from fieldapp.screens.words import asset_state, key_of
from fieldapp.sync.incoming import Actor
from fieldapp.sync.messages import Operation
from fieldapp.sync.submit import enter, foresee, once, operation

bp = Blueprint("helpdesk", __name__)

DESK = ("helpdesk", "acquisitions", "supervisor")
FIELDS = ("q", "person", "site", "asset", "tag", "place", "problem", "impact", "queue", "priority", "op")
SHOWN = 8
SOURCE = "help_desk"


@bp.get("/helpdesk")
@roles_required(*DESK)
def page():
    """An empty form; below, today's calls and those that wait for an answer."""
    return _page(dict.fromkeys(FIELDS, "") | {"op": str(uuid4())}, None)


@bp.post("/helpdesk")
@roles_required(*DESK)
def call():
    """Look up who calls, or open the incident. What was typed stays on the page until the incident is made."""
    if foreign_origin():
        abort(403)
    csrf.protect()
    typed = {name: request.form.get(name, "").strip() for name in FIELDS}
    if not is_uuid(typed["op"]):
        typed["op"] = str(uuid4())
    return _open(typed) if request.form.get("act") == "open" else _page(typed, None)


def _open(typed: dict[str, str]):
    with reading() as connection:
        library = Library(connection, current_user)
        args, problem = _args(typed, library)
    if problem:
        return _page(typed, problem)
    actor = Actor.of(current_user.staff)
    wanted = once(_created(typed["op"], args), actor.id)
    if wanted is not None and wanted.id != typed["op"]:
        # Another call, on the page of one that was taken.
        typed["op"] = wanted.id
        wanted = _created(wanted.id, args)
    if wanted is not None:
        verdict = foresee(wanted, actor)
        problem = verdict.message or "It could not be taken. Send it once more." if verdict.outcome != "applied" else enter(wanted, actor)
    return _page(typed, problem) if problem else redirect(url_for("helpdesk.page", made=derive(typed["op"], "job")), 303)


def _created(id_: str, args: dict[str, Any]) -> Operation:
    return operation("job.create", f"job:{derive(id_, 'job')}", args, id_)


def _args(typed: dict[str, str], library: Library) -> tuple[dict[str, Any], str | None]:
    """What the form says as arguments, or what is missing in it, in a sentence."""
    args = {name: typed[name] or None for name in ("problem", "impact", "queue", "priority", "place")}
    args |= {"kind": "incident", "source": SOURCE}
    person = _chosen(typed, library)
    if person is not None:
        args["person"] = key_of(person)
    elif typed["site"]:
        args["site"] = typed["site"]
    else:
        return args, "Choose who calls. Where they are not in the books, choose their site."
    machine = library.named(typed["tag"]) if typed["tag"] else library.one(f"asset:{typed['asset']}")
    if typed["tag"] and machine is None:
        return args, f"No machine of your sites has the tag or serial “{typed['tag']}”. Check the letters, or leave it empty."
    if machine is not None:
        args["assets"] = {"machine": key_of(machine)}
    return args, None if typed["problem"] else "Write the problem down, in their own words."


def _chosen(typed: dict[str, str], library: Library) -> Body | None:
    """Who was chosen; nobody any more once other words are typed, which mean somebody else."""
    person = library.one(f"person:{typed['person']}") if typed["person"] else None
    still = person is not None and (not typed["q"] or matching([person], typed["q"]))
    return person if still else None


def _page(typed: dict[str, str], problem: str | None):
    about = here()
    with reading() as connection:
        library = Library(connection, current_user)
        sites = library.some([f"site:{key}" for key in current_user.sites])
        chosen = _chosen(typed, library)
        context = {
            "people": _people(typed, chosen, library),
            "person": chosen,
            "machines": _machines(chosen, library),
            "open_jobs": [job_row(job, about) for job in library.open_jobs_of(chosen["id"])] if chosen else [],
            "made": _made(library.one(f"job:{request.args['made']}") if request.args.get("made") else None),
            # Who looks somebody up looks at no calls: they are left as they are.
            "calls": [] if request.headers.get("HX-Request") else _calls(library.calls(SOURCE), about),
            "shown": PAGE,
        }
    return render_template(
        "helpdesk.html",
        here=about,
        problem=problem,
        typed=typed,
        sites=[{"key": key_of(site), "name": site["name"]} for site in sites],
        impacts=impact_words(sites),
        queues=queue_names(sites),
        priorities=LADDER,
        **context,
    ), (422 if problem else 200)


def _people(typed: dict[str, str], chosen: Body | None, library: Library) -> list[dict]:
    """Whom the words could mean; whoever was chosen stands among them."""
    found = matching(library.of_type("person"), typed["q"])[:SHOWN]
    if chosen is not None and chosen["id"] not in [one["id"] for one in found]:
        found = [chosen, *found]
    return [{**one, "key": key_of(one)} for one in found]


def _machines(person: Body | None, library: Library) -> list[dict]:
    """The machines that the books give them."""
    if person is None:
        return []
    mine = [one for one in library.of_type("asset") if (one["person"] or {}).get("id") == key_of(person)]
    return [{"key": key_of(one), "tag": one["tag"], "model": one["model"] or "", "state": asset_state(one["state"])} for one in mine]


def _made(job: Body | None) -> dict | None:
    """The incident that was just made: what the caller is told."""
    if job is None:
        return None
    due = [one["due_at"] for one in job["clocks"] if one["name"] == "response" and one["due_at"]]
    return {"key": key_of(job), "number": job["number"], "priority": job["priority"], "due_at": min(due, default=None), "zone": job["site"]["zone"], "who": job["person"]["name"] if job["person"] else job["site"]["name"]}


def _calls(jobs: list[Body], about: dict) -> list[dict]:
    """Calls without an answer, the first due first; then today's others, the newest first."""
    waiting = [job for job in jobs if is_unanswered(job)]
    today = [job for job in jobs if not is_unanswered(job) and _is_today(job, about["now"])]
    waiting.sort(key=lambda job: _response(job)["due_at"] or "9999")
    today.sort(key=lambda job: epoch(job["created_at"]), reverse=True)
    return [_call(job, about) for job in waiting + today]


def _is_today(job: Body, now: str) -> bool:
    zone = job["site"]["zone"]
    return day_of(job["created_at"], zone) == day_of(now, zone)


def _response(job: Body) -> Body:
    """Its last response clock; a request has none."""
    found = [one for one in job["clocks"] if one["name"] == "response"]
    return found[-1] if found else {"due_at": None, "stopped_at": None, "warn_at": None}


def _call(job: Body, about: dict) -> dict:
    clock, zone = _response(job), job["site"]["zone"]
    due = clock["due_at"]
    return {
        **job_row(job, about),
        "zone": zone,
        "created_at": job["created_at"],
        "priority": job["priority"] or "",
        "has": job["assignee"]["name"] if job["assignee"] else "",
        "unanswered": is_unanswered(job),
        "due_at": due,
        "answered_at": clock["stopped_at"],
        "words": countdown(due, about["now"], zone) if due else "",
        "missed": due is not None and is_late(due, clock["stopped_at"] or about["now"], zone),
        "warned": clock["stopped_at"] is None and is_soon(clock, about["now"]),
    }
