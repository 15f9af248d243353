"""Which clocks run out next: by site, in minutes left and in the money that a miss would cost."""

from bisect import bisect
from decimal import Decimal
from functools import partial
from operator import itemgetter

import msgspec
import sqlalchemy as sa
from flask import Blueprint, render_template, request, url_for
from flask_login import current_user

from fieldapp.billing.penalties import applies
from fieldapp.billing.terms import day_of, terms_on
from fieldapp.documents import Contract, Job, decode
from fieldapp.models import clock, document, reading
from fieldapp.pages.access import roles_required
from fieldapp.pages.here import here
from fieldapp.pages.library import Body, Library
from fieldapp.pages.paging import asked_page, page_of
from fieldapp.portable.natives import epoch
from fieldapp.screens.filters import countdown, is_late
from fieldapp.screens.rows import is_soon, job_row
from fieldapp.screens.words import key_of, spoken
from fieldapp.sla.calendars import calendar_of, counted

bp = Blueprint("clocks", __name__)

# So many of the next ones are looked at for what runs out soon.
AHEAD = 300


@bp.get("/supervisor/clocks")
@roles_required("supervisor")
def overview():
    """The running clocks of the supervisor's sites, the first to run out first; of one site in pages."""
    about = here()
    only = request.args.get("site", "")
    with reading() as connection:
        library = Library(connection, current_user)
        sites = library.some([f"site:{key}" for key in current_user.sites if only in ("", key)])
        held = {job["id"]: job for job in library.listed(["held"])}
        groups = [_group(site, library, held, about, asked_page() if only else 1) for site in sites]
    return render_template("supervisor_clocks.html", here=about, groups=groups, only=only)


def _running(library: Library, site: str, held: dict[str, Body]) -> list[tuple[str, str, int]]:
    """``(due, job, place)`` of the site's clocks that run, the first to run out first: from the table that every commit keeps of them.
    It knows no end of a paused one, which the job itself says."""
    wanted = (
        sa.select(clock.c.ends_at, document.c.id, clock.c.place)
        .join(clock, clock.c.job == sa.func.substr(document.c.id, 5))
        .where(document.c.type == "job", document.c.site == site, document.c.state.in_(["open", "held"]))
        .where(clock.c.kept.is_(None))
    )
    rows = library.connection.execute(wanted)
    return sorted((due or held[id_]["clocks"][place]["due_at"], id_, place) for due, id_, place in rows)


def _with_jobs(library: Library, found: list[tuple[str, str, int]]) -> list[tuple[Body, Body]]:
    """``(job, clock)`` for each."""
    jobs = library.whole([{"id": id_} for _, id_, _ in found])
    return [(job, job["clocks"][place]) for job, (_, _, place) in zip(jobs, found, strict=True)]


def _contracts(connection: sa.Connection, keys: set[str | None]) -> dict[str, Contract]:
    ids = [f"contract:{key}" for key in keys if key]
    rows = connection.execute(
        sa.select(document.c.id, document.c.body).where(document.c.id.in_(ids))
    )
    return {row.id.partition(":")[2]: decode(row.id, row.body) for row in rows}


def _group(site: Body, library: Library, held: dict[str, Body], about: dict, number: int) -> dict:
    """One site: a page of its clocks, and what the missed and the next ones come to."""
    key, now = key_of(site), about["now"]
    running = _running(library, key, held)
    part = page_of(len(running), number, partial(_address, key))
    late = bisect(running, now, key=itemgetter(0))
    shown = _with_jobs(library, running[part["since"] : part["until"]])
    ahead = _with_jobs(library, running[late : late + AHEAD])
    soon = [(job, one) for job, one in ahead if is_soon(one, now)]
    contracts = _contracts(library.connection, {job["contract"] for job, _ in shown + soon})

    def rows(pairs: list[tuple[Body, Body]]) -> list[dict]:
        return [_row(job, one, site, contracts.get(job["contract"] or ""), about) for job, one in pairs]

    return {
        "key": key,
        "name": site["name"],
        "zone": site["zone"],
        "rows": rows(shown),
        "part": part,
        "late": late,
        "soon": f"{AHEAD} or more" if len(soon) == AHEAD else str(len(soon)),
        "at_stake": _sums(rows(soon)),
    }


def _address(site: str, number: int) -> str:
    return url_for("clocks.overview", site=site, page=number)


def _row(job: Body, clock: Body, site: Body, contract: Contract | None, about: dict) -> dict:
    due, now, zone = clock["due_at"], about["now"], site["zone"]
    amount = at_stake(msgspec.convert(job, Job, strict=False), clock["name"], due, contract)
    return {
        **{
            name: job_row(job, about)[name]
            for name in ("id", "number", "title", "who", "vip", "hold")
        },
        "has_it": job["assignee"]["name"] if job["assignee"] else "",
        "clock": spoken(clock["name"]),
        "due_at": due,
        "words": countdown(due, now, zone),
        "late": is_late(due, now, zone),
        "soon": is_soon(clock, now),
        "left": minutes_left(clock, site, now),
        "rule": _governing(clock),
        "amount": amount,
        "currency": contract.currency if contract else "",
    }


def _governing(clock: Body) -> str:
    return next(
        (one["rule"] for one in clock.get("promises") or [] if one["due_at"] == clock["due_at"]), ""
    )


def minutes_left(clock: Body, site: Body, now: str) -> int | None:
    """Minutes that still count until it is due, by the calendar of the promise that governs; None once it is late."""
    if epoch(now) > epoch(clock["due_at"]):
        return None
    promise = next(
        (one for one in clock.get("promises") or [] if one["due_at"] == clock["due_at"]), None
    )
    calendar = calendar_of(site, promise["calendar"]) if promise else None
    gaps = [
        [epoch(one["from"]), min(epoch(end) for end in (one["to"], one.get("until")) if end)]
        for one in clock["pauses"]
        if clock["name"] != "response"
        and one.get("stops") is not False
        and (one["to"] or one.get("until"))
    ]
    return counted(calendar, epoch(now), epoch(clock["due_at"]), gaps) // 60_000


def at_stake(job: Job, clock: str, due: str, contract: Contract | None) -> Decimal | None:
    """The dearest penalty that a miss would cost, by the terms of the day on which it is due; None where there is none."""
    if contract is None:
        return None
    penalties = terms_on(contract, day_of(contract, due)).penalties
    amounts = [one.amount for one in penalties if one.per == "breach" and applies(one, clock, job)]
    return max(amounts, default=None)


def _sums(rows: list[dict]) -> list[str]:
    """What is at stake, by currency: one job pays one penalty, the dearest."""
    dearest: dict[tuple[str, str], Decimal] = {}
    for row in rows:
        if row["amount"]:
            of = (row["currency"], row["id"])
            dearest[of] = max(dearest.get(of, Decimal(0)), row["amount"])
    currencies = sorted({currency for currency, _ in dearest})
    return [
        f"{sum(dearest[of] for of in dearest if of[0] == one):,.2f} {one}" for one in currencies
    ]
