"""Wiping, for the office: what waits, what is on hold, what failed, and the certificates; and erasers' logs."""

import hmac
from uuid import uuid4

import msgspec
from flask import (
    Blueprint,
    Response,
    abort,
    current_app,
    redirect,
    render_template,
    request,
    url_for,
)
from flask_login import current_user, login_required

from fieldapp.certificates.paper import SHOWN, pdf
from fieldapp.documents import Certificate, decode
from fieldapp.extensions import csrf, limiter
from fieldapp.imports import erasers
from fieldapp.imports.text import Unreadable
from fieldapp.models import reading
from fieldapp.operations.wiping.certificates import content_hash
from fieldapp.pages import wiping_lists as lists
from fieldapp.pages.access import foreign_origin, roles_required
from fieldapp.pages.here import here
from fieldapp.pages.library import Library
from fieldapp.portable.natives import derive
from fieldapp.sync import blobs
from fieldapp.sync.incoming import Actor
from fieldapp.sync.messages import Operation, Whole
from fieldapp.sync.submit import enter, foresee, once, operation

bp = Blueprint("wiping", __name__)

FLOOR = ("technician", "receiving", "acquisitions", "supervisor")


@bp.get("/supervisor/wiping")
@roles_required("supervisor")
def overview():
    """Machines waiting to be wiped, on hold, failed, to be certified; and what was certified."""
    return _page(None)


def _page(problem: str | None):
    about = here(query=request.args.to_dict())
    with reading() as connection:
        library = Library(connection, current_user)
        found = lists.everything(library, about)
        sought = lists.sought(library, request.args.get("q", ""))
    page = render_template(
        "supervisor_wiping.html", here=about, problem=problem, sought=sought, **found
    )
    return page, 422 if problem else 200


@bp.post("/supervisor/wiping/hold")
@roles_required("supervisor")
def hold():
    """Set a legal hold on a machine, or on a person and all their machines."""
    return _do("legal.hold", _field("target"), {"reason": _field("reason")})


@bp.post("/supervisor/wiping/lift")
@roles_required("supervisor")
def lift():
    """Lift one."""
    return _do("legal.lift", _field("target"), {"hold": _field("hold"), "reason": _field("reason")})


@bp.post("/supervisor/wiping/certificate")
@roles_required("supervisor")
def issue():
    """Issue a certificate for the wipes that were ticked; or a correction of another."""
    keys = request.form.getlist("erasure")
    id_ = _field("op")
    with reading() as connection:
        library = Library(connection, current_user)
        chosen = [
            decode("erasure:", _json(one))
            for one in library.some([f"erasure:{key}" for key in keys])
        ]
    args = {"erasures": keys, "sha256": content_hash(chosen), "reason": _field("reason")}
    if _field("replaces"):
        args["replaces"] = _field("replaces")
    target = f"certificate:{derive(id_, 'certificate')}" if lists.is_uuid(id_) else ""
    return _do("certificate.issue", target, args)


def _json(body: dict) -> bytes:
    return current_app.json.dumps(body).encode()


def _field(name: str) -> str:
    return request.form.get(name, "").strip()


def _do(kind: str, target: str, args: dict):
    """Do it, or say why not: nothing was changed then. The same form sent twice is one operation."""
    _own_form()
    id_ = _field("op") if lists.is_uuid(_field("op")) else str(uuid4())
    actor = Actor.of(current_user.staff)
    try:
        made = once(operation(kind, target, args, id_), actor.id)
        if made is None:
            return redirect(url_for("wiping.overview"), 303)
        verdict = foresee(made, actor)
    except msgspec.ValidationError:
        return _page("This form is broken. Load the page again, and try once more.")
    problem = verdict.message if verdict.outcome in ("held", "refused") else enter(made, actor)
    return _page(problem) if problem else redirect(url_for("wiping.overview"), 303)


def _own_form() -> None:
    if foreign_origin():
        abort(403)
    csrf.protect()


@bp.get("/certificates/<number>.pdf")
@login_required
def paper(number: str) -> Response:
    """The certificate, as it is printed. The same bytes each time."""
    found = _certificate(number)
    may = found is not None and (
        found.site.id in current_user.sites or current_user.has("manager", "admin")
    )
    if found is None or not may:
        abort(404)
    answer = Response(pdf(found, current_app.config["PUBLIC_URL"]), mimetype="application/pdf")
    answer.headers["Content-Disposition"] = f'inline; filename="{found.number}.pdf"'
    answer.headers["Cache-Control"] = "private, no-cache"
    return answer


def _certificate(number: str) -> Certificate | None:
    with reading() as connection:
        return lists.certificate(connection, number)


@bp.get("/c/<number>")
@limiter.limit("30/minute;300/hour")
def check(number: str):
    """Whether a paper is one of ours, and still holds good: for anyone who has it in hand. It says no more than
    the paper does; without what its QR carries, nothing at all."""
    shown = request.args.get("h", "").strip().lower()
    found = _certificate(number)
    known = (
        found is not None
        and len(shown) >= SHOWN
        and hmac.compare_digest(found.sha256[: len(shown)].encode(), shown.encode())
    )
    about = here()
    if not known:
        page = render_template(
            "certificate_check.html", here=about, certificate=None, number=number[:40]
        )
        return page, 404
    with reading() as connection:
        good = lists.holds_good(connection, found)
    answer = Response(
        render_template(
            "certificate_check.html", here=about, certificate=found, number=found.number, good=good
        )
    )
    answer.headers["Cache-Control"] = "no-store"
    answer.headers["X-Robots-Tag"] = "noindex"
    return answer


@bp.route("/jobs/<id>/log", methods=["GET", "POST"])
@roles_required(*FLOOR)
def log(id: str):
    """An eraser's log for the job: read where it can be, and kept as it is."""
    with reading() as connection:
        job = Library(connection, current_user).one(f"job:{id}")
    if job is None:
        abort(404)
    if request.method == "GET":
        return render_template("eraser_log.html", here=here(), job=job, key=id, problem=None)
    _own_form()
    problem = _keep_log(f"job:{id}")
    if problem:
        page = render_template("eraser_log.html", here=here(), job=job, key=id, problem=problem)
        return page, 422
    return redirect(url_for("floor.job", id=id), 303)


def _keep_log(target: str) -> str | None:
    """Why it was not kept, or None."""
    file = request.files.get("log")
    if file is None or not file.filename:
        return "Choose the file that the eraser has written."
    actor = Actor.of(current_user.staff)
    try:
        made = log_operation(file.read(), file.filename, target, actor)
    except Unreadable as unreadable:
        return str(unreadable)
    except Whole as whole:
        return whole.message
    verdict = foresee(made, actor)
    return verdict.message if verdict.outcome in ("held", "refused") else enter(made, actor)


def log_operation(content: bytes, name: str, target: str, actor: Actor) -> Operation:
    """What was read, as the operation that keeps it; the file is kept as a blob."""
    report = erasers.read(content)
    sha = blobs.keep_log(content, actor)
    args = {
        "sha": sha, "format": report.format, "name": name[-200:], "tool": report.tool,
        "version": report.version, "drives": report.drives,
    }  # fmt: skip
    return operation("eraser.log", target, args)
