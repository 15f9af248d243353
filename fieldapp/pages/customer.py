"""The customer's page, by the link that they were sent: ``/v/<token>``. Nobody signs in; looking changes nothing."""

from typing import Any
from uuid import NAMESPACE_URL, uuid5

import sqlalchemy as sa
from flask import (
    Blueprint,
    Response,
    abort,
    current_app,
    make_response,
    redirect,
    render_template,
    request,
    url_for,
)

from fieldapp.documents import Job, decode
from fieldapp.extensions import csrf, limiter
from fieldapp.mail.calendar import appointment
from fieldapp.mail.tokens import read_token, token_of
from fieldapp.models import document, reading
from fieldapp.operations.customers.answers import TAKEN
from fieldapp.operations.customers.links import Link, best_link, why_not
from fieldapp.pages.slots import offered
from fieldapp.screens.filters import clock, day
from fieldapp.sync.incoming import Actor
from fieldapp.sync.moments import moment_now
from fieldapp.sync.submit import foresee, once, operation, submit
from fieldapp.workflows import WORKFLOWS

bp = Blueprint("customer", __name__)

ACTOR = "customer"
# What each form of the page does.
FORMS = {"answer": "customer.answer", "pick": "customer.pick", "away": "customer.away", "confirm": "customer.confirm"}
MINUTES = 60
OTHERWISE = "You have told us something else since, as this page says now. Nothing was changed; if it is to be as before, say it again."
NONE_CHOSEN = "Please choose one of the times first; then send it."


@bp.get("/v/<token>")
@limiter.limit("60 per minute")
def show(token: str):
    """The page, or why the link is good no more."""
    link, job, told = _opened(token)
    if told:
        return _page("customer_over.html", 410 if link else 404, sentence=told)
    return _page("customer.html", 200, **_context(token, link, job, request.args.get("done", "")))


@bp.get("/v/<token>/appointment.ics")
@limiter.limit("20 per minute")
def calendar(token: str):
    """The appointment, for the customer's own calendar."""
    _, job, told = _opened(token)
    if told or not job.scheduled_at:
        abort(404)
    answer = make_response(appointment(job, current_app.config["PUBLIC_URL"]))
    answer.mimetype = "text/calendar"
    answer.headers["Content-Disposition"] = "attachment; filename=appointment.ics"
    return _private(answer)


@bp.post("/v/<token>/<form>")
@limiter.limit("20 per minute")
@csrf.exempt
def act(token: str, form: str):
    """Do what the form says, once however often it is sent, and show the page again."""
    if form not in FORMS or request.headers.get("Sec-Fetch-Site") not in (None, "none", "same-origin"):
        abort(404 if form not in FORMS else 403)
    link, job, told = _opened(token)
    if told:
        return _page("customer_over.html", 410 if link else 404, sentence=told)
    one = once(_operation(form, link, job), ACTOR)
    if one is None:
        return _back(link, form) if _stands(form, job) else _again(token, OTHERWISE)
    actor = Actor(id=ACTOR, name=f"{job.person.name} (by link)", roles=["customer"], sites=[job.site.id])
    if form == "pick" and not _is_offered(job, one.args["at"]):
        return _page("customer.html", 409, **_context(token, link, job, "", TAKEN if one.args["at"] else NONE_CHOSEN))
    verdict = foresee(one, actor)
    if verdict.outcome != "applied":
        return _again(token, verdict.message)
    (result,) = submit([one], actor)
    # Two taps at once, and the other one was first: it is there.
    done = result.outcome == "applied" or once(one, ACTOR) is None
    return _back(link, form) if done else _again(token, result.message)


def _stands(form: str, job: Job) -> bool:
    """Whether what the form says is so: a page that was left open may say what they have changed since."""
    if form == "pick":
        return job.scheduled_at == request.form.get("at")
    if form == "away":
        return job.scheduled_at is None
    if form == "confirm" and job.confirmed is not None:
        return job.confirmed.well == (request.form.get("answer") == "well")
    return True


def _again(token: str, told: str | None):
    """The page as things are now, with a sentence on why nothing was changed."""
    link, job, over = _opened(token)
    if over:
        return _page("customer_over.html", 410, sentence=over)
    return _page("customer.html", 409, **_context(token, link, job, "", told or ""))


def _opened(token: str) -> tuple[Any, Any, str | None]:
    """The link and its job, and why it is no good; no link at all where it was not we who made it."""
    link = read_token(token, current_app.config["SECRET_KEY"])
    if link is None:
        return None, None, "This address is not complete, or not one of ours. Open the link in the message again."
    job = _document(f"job:{link.job}")
    return link, job, why_not(link, job, moment_now())


def _document(id_: str) -> Any:
    with reading() as connection:
        body = connection.scalar(sa.select(document.c.body).where(document.c.id == id_))
    return decode(id_, body) if body is not None else None


def _operation(form: str, link: Link, job: Job):
    """What the form says, under an id that follows from the link, the form, and what it was looking at: a second tap is the same."""
    args = {"purpose": link.purpose, "link": link.of, "person": link.person, "name": job.person.name if job.person else ""}
    if form == "pick":
        args |= {"at": request.form.get("at", "")[:30], "minutes": MINUTES}
    if form in ("answer", "confirm"):
        args["answer"] = request.form.get("answer", "")[:20]
    if form != "pick":
        args["words"] = request.form.get("words", "").replace("\0", "")[:1000]
    seen = request.form.get("seen", "")[:60]
    words = " ".join([link.job, link.of, form, seen, *(str(args[name]) for name in sorted(args))])
    return operation(FORMS[form], f"job:{link.job}", args, str(uuid5(NAMESPACE_URL, words)))


def _is_offered(job: Job, at: str) -> bool:
    return at in _slots(job)


def _slots(job: Job) -> list[str]:
    with reading() as connection:
        return offered(connection, job, moment_now(), MINUTES)


def _back(link: Link, form: str) -> Response:
    """To the page by the link that is good now: a new appointment has one of its own."""
    job = _document(f"job:{link.job}")
    now = best_link(job) if job is not None else None
    if now is None or now.person != link.person:
        return _page("customer_over.html", 200, sentence="Thank you. We have your answer, and get in touch with you.", good=True)
    token = token_of(now, current_app.config["SECRET_KEY"])
    return _private(redirect(url_for("customer.show", token=token, done=form), 303))


def _context(token: str, link: Link, job: Job, done: str, problem: str = "") -> dict[str, Any]:
    zone, now = job.site.zone, moment_now()
    open_ = job.state in ("open", "held")
    asked = open_ and _step_state(job, "invites") == "todo"
    accepted = open_ and not asked
    return {
        "token": token,
        "job": job,
        "about": _about(job),
        "zone": zone,
        "done": done if done in FORMS else "",
        "problem": problem,
        "asks": asked,
        "finished": _finished(job) if link.purpose == "confirm" else "",
        "until": _day_of(link.until, zone, now),
        "declined": asked and job.invitation is not None and job.invitation.answer == "declined",
        "when": f"{day(job.scheduled_at, zone)}, {clock(job.scheduled_at, zone)}" if open_ and job.scheduled_at else "",
        "days": _days(_slots(job), zone, now) if accepted else [],
        "confirms": link.purpose == "confirm",
        "confirmed": job.confirmed if job.confirmed and job.confirmed.closing == job.closings else None,
        "seen": f"{job.schedule_op or ''}{job.confirmed.op if job.confirmed else ''}"[:60],
    }


def _step_state(job: Job, names: str) -> str:
    """Of the step that ``invites``: todo, done, skipped; done where the work has none."""
    workflow = WORKFLOWS.get(job.kind)
    keys = [spec.key for spec in workflow.steps if getattr(spec, names)] if workflow else []
    return next((step.state for step in job.steps if step.key in keys), "done")


def _about(job: Job) -> dict[str, str]:
    """The client's machine, in plain words: the one that is theirs now, and the new one where it is known."""
    roles = WORKFLOWS[job.kind].assets if job.kind in WORKFLOWS else {}
    theirs = next((job.assets[role] for role, spec in roles.items() if spec.theirs and role in job.assets), None)
    machine = theirs or next(iter(job.assets.values()), None)
    new = next((job.assets[role] for role, spec in roles.items() if not spec.given and role in job.assets), None)
    return {"machine": _named(machine), "tag": (machine.tag or machine.serial or "") if machine else "", "new": _named(new)}


def _named(machine) -> str:
    return (machine.model or "computer") if machine else ""


def _finished(job: Job) -> str:
    """``by Ana Ruiz on Thu 26 Nov 2026``"""
    assert job.closed_at is not None
    who = f"by {job.closed_by.name} " if job.closed_by else ""
    return f"{who}on {day(job.closed_at, job.site.zone)}"


def _day_of(at: str, zone: str, now: str) -> str:
    """With the year where it is another."""
    told, year = day(at, zone), day(now, zone)[-5:]
    return told.removesuffix(year)


def _days(slots: list[str], zone: str, now: str) -> list[dict[str, Any]]:
    """The free times by day, as people read them."""
    found: dict[str, list] = {}
    for at in slots:
        found.setdefault(_day_of(at, zone, now), []).append({"at": at, "words": clock(at, zone)})
    return [{"name": name, "times": times} for name, times in found.items()]


def _page(template: str, code: int, **context) -> Response:
    return _private(make_response(render_template(template, **context), code))


def _private(answer: Response) -> Response:
    """No search engine keeps it, no other page is told of it, no cache has it."""
    answer.headers["X-Robots-Tag"] = "noindex, nofollow"
    answer.headers["Referrer-Policy"] = "no-referrer"
    answer.headers["Cache-Control"] = "no-store"
    return answer
