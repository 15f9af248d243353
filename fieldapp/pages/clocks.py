"""Which clocks run out next: by site, in minutes left and in the money that a miss would cost."""

from decimal import Decimal

import msgspec
import sqlalchemy as sa
from flask import Blueprint, render_template
from flask_login import current_user

from fieldapp.billing.penalties import applies
from fieldapp.billing.terms import day_of, terms_on
from fieldapp.documents import Contract, Job, decode
from fieldapp.models import document, reading
from fieldapp.pages.access import roles_required
from fieldapp.pages.here import here
from fieldapp.pages.library import Body, Library
from fieldapp.portable.natives import epoch
from fieldapp.screens.filters import countdown, is_late
from fieldapp.screens.rows import is_soon, job_row
from fieldapp.screens.words import key_of, spoken
from fieldapp.sla.calendars import calendar_of, counted

bp = Blueprint("clocks", __name__)

MOST = 100


@bp.get("/supervisor/clocks")
@roles_required("supervisor")
def overview():
    """The running clocks of the supervisor's sites, the first to run out first."""
    about = here()
    with reading() as connection:
        library = Library(connection, current_user)
        sites = {key: library.one(f"site:{key}") for key in current_user.sites}
        jobs = library.of_type("job", ["open", "held"])
        contracts = _contracts(connection, {job["contract"] for job in jobs})
    groups = [_group(site, jobs, contracts, about) for site in sites.values() if site]
    return render_template("supervisor_clocks.html", here=about, groups=groups, most=MOST)


def _contracts(connection: sa.Connection, keys: set[str | None]) -> dict[str, Contract]:
    ids = [f"contract:{key}" for key in keys if key]
    rows = connection.execute(
        sa.select(document.c.id, document.c.body).where(document.c.id.in_(ids))
    )
    return {row.id.partition(":")[2]: decode(row.id, row.body) for row in rows}


def _group(site: Body, jobs: list[Body], contracts: dict[str, Contract], about: dict) -> dict:
    """One site: its clocks, and what the missed and the next ones come to."""
    mine = [job for job in jobs if job["site"]["id"] == key_of(site)]
    rows = [
        _row(job, clock, site, contracts.get(job["contract"] or ""), about)
        for job in mine
        for clock in job["clocks"]
        if clock["stopped_at"] is None and clock["due_at"] is not None
    ]
    rows.sort(key=lambda row: epoch(row["due_at"]))
    soon = [row for row in rows if row["soon"]]
    return {
        "key": key_of(site),
        "name": site["name"],
        "zone": site["zone"],
        "rows": rows[:MOST],
        "more": max(0, len(rows) - MOST),
        "late": sum(row["late"] for row in rows),
        "soon": len(soon),
        "at_stake": _sums(soon),
    }


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
