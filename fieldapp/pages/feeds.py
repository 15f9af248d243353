"""Appointments for people's own calendars: a secret address each, which they make anew or take back."""

import hashlib
import json
import secrets
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import sqlalchemy as sa
from flask import (
    Blueprint,
    Response,
    abort,
    current_app,
    redirect,
    render_template,
    request,
    session,
    url_for,
)
from flask_login import current_user, login_required
from icalendar import Calendar, Event

from fieldapp.documents import decode
from fieldapp.extensions import csrf
from fieldapp.models import calendar_address, document, reading, reference, writing
from fieldapp.pages.access import foreign_origin
from fieldapp.screens.slots import USUAL
from fieldapp.screens.words import job_number, key_of, place, step_words, whose
from fieldapp.sync.moments import moment_now

bp = Blueprint("feeds", __name__)

# Calendars need not carry years.
PAST = timedelta(days=60)


@bp.get("/calendar/address")
@login_required
def address() -> str:
    """Whether there is one. It is shown once, when it is made: only its hash is kept."""
    with reading() as connection:
        wanted = sa.select(calendar_address.c.made_at).where(calendar_address.c.staff == current_user.key)
        made_at = connection.scalar(wanted)
    token = session.pop("calendar", None)
    path = url_for("feeds.ics", token=token) if token else ""
    shown = f"{current_app.config['PUBLIC_URL'] or request.host_url.rstrip('/')}{path}" if path else ""
    return render_template("calendar_address.html", made_at=made_at, address=shown)


@bp.post("/calendar/address/<act>")
@login_required
def change(act: str) -> Response:
    """``new`` makes one, and ends the one before; ``end`` takes it back."""
    if foreign_origin():
        abort(403)
    csrf.protect()
    if act not in ("new", "end"):
        abort(404)
    token = secrets.token_urlsafe(32)
    with writing() as connection:
        connection.execute(sa.delete(calendar_address).where(calendar_address.c.staff == current_user.key))
        if act == "new":
            row = {"staff": current_user.key, "hash": _hash(token), "made_at": moment_now()}
            connection.execute(sa.insert(calendar_address).values(**row))
            session["calendar"] = token
    return redirect(url_for("feeds.address"), 303)


def _hash(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()


@bp.get("/calendar/<token>.ics")
def ics(token: str) -> Response:
    """The appointments of whose secret it is. Nobody signs in: calendars can't."""
    with reading() as connection:
        wanted = sa.select(calendar_address.c.staff).where(calendar_address.c.hash == _hash(token))
        user = connection.scalar(wanted)
        if user is None or not _works_here(connection, user):
            abort(404)
        jobs = _jobs(connection, user)
    made = calendar(jobs, current_app.config["PUBLIC_URL"] or request.host_url.rstrip("/"))
    headers = {"Cache-Control": "private, no-store", "Content-Disposition": 'inline; filename="appointments.ics"'}
    return Response(made.to_ical(), mimetype="text/calendar", headers=headers)


def _works_here(connection: sa.Connection, user: str) -> bool:
    body = connection.scalar(sa.select(document.c.body).where(document.c.id == f"staff:{user}"))
    return body is not None and decode("staff:", body).active


def _jobs(connection: sa.Connection, user: str) -> list[tuple[dict, int]]:
    """Bodies of the person's jobs that have a time, with their revisions."""
    wanted = (
        sa.select(document.c.body, document.c.revision)
        .join(reference, reference.c.document == document.c.id)
        .where(document.c.type == "job", reference.c.refers_to == f"staff:{user}")
        .order_by(document.c.id)
    )
    since = (datetime.now(UTC) - PAST).isoformat()
    found = ((json.loads(body), revision) for body, revision in connection.execute(wanted))
    return [(job, revision) for job, revision in found if (job["scheduled_at"] or "") >= since]


def calendar(jobs: list[tuple[dict, int]], base: str) -> Calendar:
    """An iCalendar (RFC 5545) of these jobs, each with its revision: what changes comes with a higher sequence."""
    made = Calendar()
    made.add("prodid", "-//fieldapp//appointments//EN")
    made.add("version", "2.0")
    made.add("method", "PUBLISH")
    made.add("x-wr-calname", "Appointments")
    for job, revision in jobs:
        made.add_component(_event(job, revision, base))
    made.add_missing_timezones()
    return made


def _event(job: dict, revision: int, base: str) -> Event:
    zone = ZoneInfo(job["site"]["zone"])
    starts = datetime.fromisoformat(job["scheduled_at"].replace("Z", "+00:00")).astimezone(zone)
    event = Event()
    event.add("uid", f"{key_of(job)}@fieldapp")
    event.add("sequence", revision)
    event.add("dtstamp", datetime.now(UTC).replace(microsecond=0))
    event.add("dtstart", starts)
    # Across the clocks' change an hour of work is an hour.
    ends = starts.astimezone(UTC) + timedelta(minutes=job["scheduled_minutes"] or USUAL)
    event.add("dtend", ends.astimezone(zone))
    vip = "VIP · " if job["vip"] else ""
    event.add("summary", f"{vip}{whose(job)} · {job['title']}")
    where = place(job["person"]) if job["person"] else ""
    event.add("location", ", ".join(word for word in (job["site"]["name"], where) if word))
    event.add("url", f"{base}/jobs/{key_of(job)}")
    event.add("description", " · ".join(word for word in (job_number(job), step_words(job, job["current_step"])) if word))
    event.add("status", "CANCELLED" if job["state"] == "cancelled" else "CONFIRMED")
    return event
