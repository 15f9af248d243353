"""What supervisors and managers look at: who has not synced, what needs a decision, the contract."""

import json
from decimal import Decimal

import msgspec
import sqlalchemy as sa
from flask import Blueprint, abort, redirect, render_template, url_for
from flask_login import current_user

from fieldapp.billing.burndown import BurnDown, burn_down, entries
from fieldapp.documents import Contract, decode, key_of
from fieldapp.models import document, reading
from fieldapp.pages.access import roles_required
from fieldapp.pages.here import here
from fieldapp.pages.phone_words import STATE_WORDS, device_view, is_silent, last_day, plot
from fieldapp.screens.filters import day as day_words
from fieldapp.sync import status
from fieldapp.workflows import WORKFLOWS

bp = Blueprint("supervisor", __name__)


@bp.get("/supervisor/sync")
@roles_required("supervisor", "admin")
def sync():
    """Sync status: a sentence, then cases, then devices by the oldest that they have not sent."""
    with reading() as connection:
        users = None
        if not current_user.has("admin"):
            users = status.staff_of_sites(connection, current_user.sites)
        found = status.devices(connection, users)
        seen = status.cases(connection, None if current_user.has("admin") else current_user.key)
        hours = last_day()
        outcomes = status.outcomes_by_hour(connection, hours[0], users)
    about = here()
    return render_template(
        "supervisor_sync.html",
        here=about,
        sentence=sentence(found, seen),
        cases=[_case(one) for one in seen],
        devices=[device_view(one) for one in found],
        bars=plot(hours, outcomes, about["zone"]),
    )


def sentence(devices: list[dict], cases: list[dict]) -> str:
    """The state of things in one breath."""
    silent = sum(is_silent(one) for one in devices)
    unsent = sum(one["queued"] for one in devices)
    photos = sum(one["queued_blobs"] for one in devices)
    parts = [
        _count(len(devices), "phone"),
        f"{silent} silent for more than a day",
        f"{unsent} {'entry' if unsent == 1 else 'entries'} unsent",
        *([f"{_count(photos, 'photo')} to come"] if photos else []),
        _count(len(cases), "case"),
    ]
    return ", ".join(parts)


def _count(number: int, word: str) -> str:
    return f"{number} {word}" + ("" if number == 1 else "s")


def _case(case: dict) -> dict:
    kind, _, key = case["target"].partition(":")
    pages = {"job": "floor.job", "asset": "floor.asset", "order": "floor.order"}
    return {
        **case,
        "id": case["op"],
        "author": case["author"]["name"],
        "path": url_for(pages[kind], id=key) if kind in pages else "",
        "mine": current_user.has("supervisor") and current_user.key in case["readers"],
        "state_words": STATE_WORDS[case["outcome"]],
        "payload": json.dumps(case["payload"], indent=2, ensure_ascii=False),
    }


@bp.get("/contracts")
@roles_required("manager", "supervisor", "admin")
def contracts():
    """The contracts, by name."""
    with reading() as connection:
        bodies = connection.scalars(sa.select(document.c.body).where(document.c.type == "contract"))
        found = [decode("contract:", body) for body in bodies]
        found = [one for one in found if _may_see(connection, key_of(one.id))]
    ordered = sorted(found, key=lambda one: one.name)
    if len(ordered) == 1:
        return redirect(url_for("supervisor.contract", id=key_of(ordered[0].id)))
    return render_template(
        "contracts.html",
        contracts=[
            {"id": key_of(one.id), "name": one.name, "client": one.client} for one in ordered
        ],
    )


@bp.get("/contracts/<id>")
@roles_required("manager", "supervisor", "admin")
def contract(id: str):
    """The burn-down, then the ledger."""
    key = id.removeprefix("contract:")
    with reading() as connection:
        body = connection.scalar(
            sa.select(document.c.body).where(document.c.id == f"contract:{key}")
        )
        if body is None or not _may_see(connection, key):
            abort(404)
        terms: Contract = decode("contract:", body)
        burned = burn_down(connection, terms)
        rows = entries(connection, key, newest=200)
        jobs = _numbers(connection, {row["job"] for row in rows})
    return render_template(
        "contract.html",
        contract=terms,
        bought=plain(burned.bought),
        used=plain(burned.used),
        reserved=plain(burned.reserved),
        left=plain(burned.left),
        free=plain(burned.left - burned.reserved),
        shares=shares(burned),
        span=f"{day_words(terms.starts, terms.zone)} to {day_words(terms.ends, terms.zone)}",
        forecast=_unpriced(burned),
        ledger=[_line(row, jobs, terms.currency) for row in rows],
        others=[],
    )


def _may_see(connection: sa.Connection, contract: str) -> bool:
    """Managers see every contract; supervisors those of their own sites."""
    if current_user.has("manager", "admin"):
        return True
    ids = [f"site:{site}" for site in current_user.sites]
    bodies = connection.scalars(sa.select(document.c.body).where(document.c.id.in_(ids)))
    return any(decode("site:", body).contract == contract for body in bodies)


def plain(value: Decimal | None) -> str:
    """``1.5``, ``1200``: as few digits as say it."""
    return "" if value is None else f"{value.normalize():f}"


def shares(burned: BurnDown) -> dict[str, int]:
    """Whole per cent of what was bought, for the bar."""
    whole = burned.bought or Decimal(1)
    used = min(100, max(0, round(100 * burned.used / whole)))
    reserved = min(100 - used, max(0, round(100 * burned.reserved / whole)))
    return {"used": used, "reserved": reserved, "left": 100 - used - reserved}


def _unpriced(burned: BurnDown) -> str:
    if not burned.unpriced:
        return ""
    return f"{_count(burned.unpriced, 'open job')} of a kind that the contract has no term for."


def _line(row: dict, jobs: dict[str, str], currency: str) -> dict:
    money = f"{row['money']:.2f} {currency}" if row["money"] is not None else ""
    return {
        "at": row["at"],
        "job": row["job"],
        "number": jobs.get(row["job"], ""),
        "words": rule_words(row["rule"], row["kind"]),
        "units": plain(row["units"]),
        "money": money,
        "reverses": row["reverses"] is not None,
        "why": row["why"],
    }


def rule_words(rule: str, kind: str) -> str:
    """What an entry is for: ``Tech refresh closed``, ``Time on Cascade to a new user``."""
    what, _, about = rule.partition(":")
    title = WORKFLOWS[about].title if about in WORKFLOWS else about
    words = f"{title} closed" if what == "transactions" else f"Time on {title}"
    return f"{words}: no price" if kind == "exception" else words


def _numbers(connection, jobs: set[str]) -> dict[str, str]:
    ids = [f"job:{job}" for job in jobs]
    wanted = sa.select(document.c.id, document.c.body).where(document.c.id.in_(ids))
    return {
        id_.partition(":")[2]: msgspec.json.decode(body)["number"]
        for id_, body in connection.execute(wanted)
    }
