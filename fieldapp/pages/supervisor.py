"""What supervisors and managers look at: who has not synced, what needs a decision, the contract."""

import json

import sqlalchemy as sa
from flask import Blueprint, abort, redirect, render_template, request, url_for
from flask_login import current_user

from fieldapp.billing.burndown import burn_downs, count_entries, newest_entries
from fieldapp.billing.lines import numbers_of
from fieldapp.billing.rule_words import rule_words
from fieldapp.billing.said import amount, money
from fieldapp.documents import decode, key_of
from fieldapp.models import document, reading
from fieldapp.pages.access import roles_required
from fieldapp.pages.burn_down import burn_down_view, file_of
from fieldapp.pages.contracts_in_sight import may_see
from fieldapp.pages.here import here
from fieldapp.pages.paging import asked_page, page_of
from fieldapp.pages.phone_words import STATE_WORDS, device_view, is_silent, last_day, plot
from fieldapp.sync import status
from fieldapp.sync.moments import moment_now
from fieldapp.sync.months import contract_of

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
        found = [one for one in found if may_see(connection, key_of(one.id))]
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
    key, about = id.removeprefix("contract:"), here()
    with reading() as connection:
        found = contract_of(connection, key)
        if found is None or not may_see(connection, key):
            abort(404)
        burned = burn_downs(connection, found, about["now"])
        part = page_of(count_entries(connection, key), asked_page(), lambda number: _ledger_page(key, number))
        rows = newest_entries(connection, key, part["since"], part["until"])
        numbers = numbers_of(connection, sorted({row["job"] for row in rows if row["job"]}))
    return render_template(
        "contract.html",
        here=about,
        contract=found,
        key=key,
        done=request.args.get("done") == "adjust",
        allotments=[burn_down_view(one, found) for one in burned],
        part=part,
        ledger=[_line(row, numbers, found.currency) for row in rows],
    )


def _ledger_page(key: str, number: int) -> str:
    return url_for("supervisor.contract", id=key, page=number, _anchor="ledger-title")


@bp.get("/contracts/<id>/burn-down/<starts>.<kind>")
@roles_required("manager", "supervisor", "admin")
def burn_down_file(id: str, starts: str, kind: str):
    """An allotment's picture, to be put in a slide; or the table behind it."""
    with reading() as connection:
        found = contract_of(connection, id)
        if found is None or not may_see(connection, id):
            abort(404)
        burned = [one for one in burn_downs(connection, found, moment_now()) if one.starts == starts]
    if not burned or kind not in ("svg", "csv"):
        abort(404)
    return file_of(burned[0], found, kind)


def _line(row: dict, jobs: dict[str, str], currency: str) -> dict:
    return {
        "at": row["at"],
        "id": row["id"],
        "job": row["job"],
        "number": jobs.get(row["job"], ""),
        "words": rule_words(row["rule"], row["kind"]),
        "units": "" if row["units"] is None else amount(row["units"]),
        "money": "" if row["money"] is None else money(row["money"], currency),
        "reverses": row["reverses"] is not None,
        "why": row["why"],
    }
