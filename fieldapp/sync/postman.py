"""Sending what waits in the outbox, and saying on the job what became of it. At least once: a letter whose sender died between the server's yes
and our own note of it is sent again.

One thread of each server process does it, or ``flask send-mail`` from a timer. A letter is claimed for ten minutes in the table just before
it is tried, which is more than a try can take, so that several never send the same; its Message-ID stays the same, so that mail programs
show a second copy once. What the server has taken is marked so at once, and only then told to the job.
"""

import threading
from typing import Any

import sqlalchemy as sa
import structlog
from flask import Flask, current_app
from uuid_utils import NAMESPACE_URL, uuid5

from fieldapp.documents import Job, decode
from fieldapp.mail.letters import letter
from fieldapp.mail.wire import Later, Unsendable, message, recipient, send
from fieldapp.models import document, mail, reading, writing
from fieldapp.portable.natives import epoch, iso
from fieldapp.sync.incoming import Actor
from fieldapp.sync.moments import moment_now
from fieldapp.sync.submit import operation, submit, was_taken

log = structlog.get_logger()

MINUTE = 60_000
# After each try that failed, how long until the next; after the last it is given up.
PAUSES = (1, 5, 15, 60, 240)
CLAIM = 10
# The server has it; the job has not been told yet.
TAKEN = "taken"
ACTOR = Actor(id="mail", name="Mail", roles=["mail"])
# Why a letter is not sent that would tell what is not so any more.
STALE = "it was not true any more"
LATE = "it came too late to be of use"


def send_waiting(now: str | None = None) -> dict[str, int]:
    """Send what is due; how many were sent, given up, and are to be tried again."""
    told = {"sent": 0, "failed": 0, "waiting": 0}
    tried: set[str] = set()
    while (row := _claim(now or moment_now(), tried)) is not None:
        tried.add(row["id"])
        told[_try(row, now or moment_now())] += 1
    return told


def _claim(now: str, tried: set[str]) -> dict[str, Any] | None:
    """One that is due, which nobody else tries meanwhile."""
    due = (mail.c.state.in_(["waiting", TAKEN]), mail.c.next_at <= now, mail.c.id.not_in(tried))
    wanted = sa.select(mail).where(*due).order_by(mail.c.next_at, mail.c.id).limit(1)
    then = iso(epoch(now) + CLAIM * MINUTE)
    while True:
        with reading() as connection:
            row = connection.execute(wanted).mappings().first()
        if row is None:
            return None
        unchanged = (mail.c.id == row["id"], mail.c.state == row["state"], mail.c.tries == row["tries"], mail.c.next_at == row["next_at"])
        with writing() as connection:
            mine = connection.execute(sa.update(mail).where(*unchanged).values(tries=row["tries"] + 1, next_at=then)).rowcount
        if mine:
            return {**row, "tries": row["tries"] + 1}


def _try(row: dict[str, Any], now: str) -> str:
    """What became of it: sent, failed, or waiting for another try."""
    if row["state"] == TAKEN:
        return _tell(row, row["to"])
    if was_taken(_op(row, "sent"), ACTOR.id):
        return _mark(row, "sent")
    job, to = _job(row["job"]), ""
    try:
        if row["tries"] > len(PAUSES) + 1:
            raise Unsendable("whatever tried to send it ended each time")
        if job is None or job.person is None:
            raise Unsendable(STALE)
        to = job.person.phone if row["channel"] == "text" else job.person.email
        _deliver(row, job, now)
    except Later as error:
        return _another_time(row, to, str(error), now)
    except Unsendable as error:
        return _give_up(row, to, str(error))
    except Exception as error:
        # Nothing that is in one letter keeps the others back.
        log.exception("a letter could not be made", id=row["id"])
        return _another_time(row, to, f"it could not be put together ({type(error).__name__})", now)
    _mark(row, TAKEN, to=to, sent_at=now, told=None)
    return _tell(row, to)


def _tell(row: dict[str, Any], to: str | None) -> str:
    """The job, that the server has it."""
    _say(row, "mail.sent", {"to": to or ""})
    return _mark(row, "sent")


def _another_time(row: dict[str, Any], to: str | None, why: str, now: str) -> str:
    if row["tries"] > len(PAUSES):
        return _give_up(row, to, f"{why}; it was tried {row['tries']} times")
    return _mark(row, "waiting", next_at=iso(epoch(now) + PAUSES[row["tries"] - 1] * MINUTE), told=why)


def _deliver(row: dict[str, Any], job: Job, now: str) -> None:
    config = current_app.config
    if not config["SMTP_URL"]:
        raise Unsendable("no mail server is set up")
    if row["expires_at"] < now:
        raise Unsendable(LATE)
    person = job.person
    if person is None or is_stale(row, job):
        raise Unsendable(STALE)
    to = recipient(row["channel"], person.email, person.phone, config["SMS_GATEWAY"])
    made = letter(row, job, config["PUBLIC_URL"], config["SECRET_KEY"])
    send(message(to, person.name, config["MAIL_FROM"], row["id"], made, row["channel"]), config["SMTP_URL"], config["SMTP_SECONDS"])


def is_stale(row: dict[str, Any], job: Job) -> bool:
    """Whether the job does not say any more what the letter would: as if it had never been, this change gives the letter no reason."""
    live = job.state in ("open", "held")
    match row["kind"]:
        case "invitation":
            return not live or job.invitation is None or job.invitation.op != row["of"]
        case "announced":
            return not live or job.announced is None or job.announced.op != row["of"]
        case "appointment" | "moved":
            return not live or job.scheduled_at != row["about"]
        case "cancelled":
            return live and job.scheduled_at is not None
        case _:
            return job.state != "closed" or row["of"] != f"closing {job.closings}"


def _give_up(row: dict[str, Any], to: str | None, why: str) -> str:
    _say(row, "mail.failed", {"to": to or "", "why": why})
    return _mark(row, "failed", to=to, told=why)


def _say(row: dict[str, Any], kind: str, args: dict[str, str]) -> None:
    job = _job(row["job"])
    sites = [job.site.id] if job is not None else []
    id_ = _op(row, kind.partition(".")[2])
    actor = Actor(id=ACTOR.id, name=ACTOR.name, roles=ACTOR.roles, sites=sites)
    submit([operation(kind, row["job"], {"what": row["kind"], **args}, id_)], actor)
    log.info("mail", id=row["id"], kind=row["kind"], outcome=kind)


def _op(row: dict[str, Any], word: str) -> str:
    return str(uuid5(NAMESPACE_URL, f"{row['id']} {word}"))


def _mark(row: dict[str, Any], state: str, **more) -> str:
    with writing() as connection:
        connection.execute(sa.update(mail).where(mail.c.id == row["id"]).values(state=state, **more))
    return state


def _job(id_: str) -> Job | None:
    with reading() as connection:
        body = connection.scalar(sa.select(document.c.body).where(document.c.id == id_))
    found = decode(id_, body) if body is not None else None
    return found if isinstance(found, Job) else None


def connect(app: Flask) -> None:
    """Each process that serves pages sends as well, once it has served one; others (commands) do not."""
    wake = app.extensions["fieldapp_postman"] = threading.Event()
    started = threading.Lock()
    if not app.config["MAIL_SENDER"]:
        return

    @app.before_request
    def _start() -> None:
        if started.acquire(blocking=False):
            threading.Thread(target=_run, args=(app, wake), name="postman", daemon=True).start()


def _run(app: Flask, wake: threading.Event) -> None:
    """For as long as it is switched on. What was queued is seen a moment later, when its transaction has ended; what another process left, within half a minute."""
    while app.config["MAIL_SENDER"]:
        wake.wait(30)
        wake.clear()
        threading.Event().wait(0.5)
        with app.app_context():
            try:
                send_waiting()
            except Exception:
                log.exception("sending mail failed")
