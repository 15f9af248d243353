"""Letters in plain words: text, the same as simple HTML, and the appointment as a calendar file. English only."""

from dataclasses import dataclass
from html import escape
from typing import Any

from flask import current_app

from fieldapp.documents import Job
from fieldapp.mail.calendar import appointment
from fieldapp.mail.tokens import token_of
from fieldapp.operations.customers.links import link_of
from fieldapp.screens.filters import clock, day, zone_words

# Which link a letter has.
LINKS = {"invitation": "invitation", "appointment": "appointment", "moved": "appointment", "cancelled": "invitation", "closed": "confirm"}
# Of what kinds the calendar file tells.
DATED = ("appointment", "moved", "cancelled")


@dataclass(frozen=True)
class Letter:
    """``subject`` is one line; ``short`` is the whole of it for a text."""

    subject: str
    text: str
    html: str
    short: str
    calendar: bytes | None = None
    method: str = "PUBLISH"


def letter(row: dict[str, Any], job: Job, address: str, secret: bytes) -> Letter:
    """What that row of the outbox says now; ``address`` is where customers reach us."""
    link = link_of(job, LINKS.get(row["kind"], ""))
    url = f"{address}/v/{token_of(link, secret)}" if link else ""
    whole = current_app.jinja_env.get_template(f"mail_{row['kind']}.txt").render(url=url, **_words(row, job))
    first, _, rest = whole.strip().partition("\n")
    subject, text = line(first), rest.strip() + "\n"
    cancelled = row["about"] if row["kind"] == "cancelled" else None
    dated = row["kind"] in DATED
    return Letter(
        subject=subject,
        text=text,
        html=html_of(text, url),
        short=f"{subject} {url}".strip(),
        calendar=appointment(job, address, cancelled, row["created_at"]) if dated else None,
        method="CANCEL" if cancelled else "PUBLISH",
    )


def _words(row: dict[str, Any], job: Job) -> dict[str, str]:
    """What the templates name, each one line: nothing that somebody has typed begins another."""
    zone, at = job.site.zone, row["about"]
    machine = next(iter(job.assets.values()), None)
    person = job.person
    found = {
        "name": person.name if person else "",
        "number": job.number,
        "title": job.title,
        "site": job.site.name,
        "place": ", ".join(f"{word} {one}" for word, one in (("floor", person and person.floor), ("desk", person and person.desk)) if one),
        "technician": job.assignee.name if job.assignee else "A technician",
        "machine": (machine.model if machine else "") or "computer",
        "when": f"{day(at, zone)}, {clock(at, zone)} ({zone_words(zone)})" if at else "",
        "minutes": str(job.announced.minutes) if job.announced else "",
        "until": day(job.invitation.until, zone) if job.invitation else "",
    }
    return {name: line(text) for name, text in found.items()}


def line(text: str) -> str:
    """On one line, without what controls a terminal or ends a header."""
    return " ".join("".join(one if one.isprintable() else " " for one in text).split())


def html_of(text: str, url: str) -> str:
    """The same, for those who only show HTML: paragraphs, and the address as a link."""
    link = escape(url)
    paragraphs = [escape(one).replace("\n", "<br>") for one in text.strip().split("\n\n")]
    if url:
        paragraphs = [one.replace(link, f'<a href="{link}">{link}</a>') for one in paragraphs]
    body = "".join(f"<p>{one}</p>" for one in paragraphs)
    return f'<!doctype html><html lang="en"><meta charset="utf-8"><body>{body}</body></html>'
