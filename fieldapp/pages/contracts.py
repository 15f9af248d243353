"""A contract's terms in full, its amendments, and the form to amend it. Administrators write, the office reads."""

import tomllib
from uuid import uuid4

import msgspec
import sqlalchemy as sa
from flask import Blueprint, abort, redirect, render_template, request, url_for
from flask_login import current_user

from fieldapp.billing.months import bounds
from fieldapp.billing.said import money
from fieldapp.billing.terms import day_of, in_order, terms_on
from fieldapp.billing.words import differences, in_words, type_words
from fieldapp.billing.written import as_written, changes_in
from fieldapp.documents import Contract, key_of
from fieldapp.extensions import csrf
from fieldapp.models import document, ledger, reading
from fieldapp.operations import Refused
from fieldapp.operations.guards import is_date
from fieldapp.operations.money.contracts import as_amended
from fieldapp.pages.access import foreign_origin, roles_required
from fieldapp.pages.contracts_in_sight import may_see
from fieldapp.pages.here import here
from fieldapp.pages.wiping_lists import is_uuid
from fieldapp.sync.incoming import Actor
from fieldapp.sync.months import contract_of
from fieldapp.sync.submit import foresee, operation, submit, was_taken
from fieldapp.workflows import WORKFLOWS

bp = Blueprint("contracts", __name__)
OFFICE = ("manager", "supervisor", "admin")


@bp.get("/contracts/<id>/terms")
@roles_required(*OFFICE)
def terms(id: str):
    """The terms of a day, today where none is named, and how they came to be so."""
    found, about = _contract(id), here()
    today = day_of(found, about["now"])
    day = request.args.get("day", "")
    day = day if is_date(day) else today
    return render_template(
        "contract_terms.html",
        here=about, contract=found, key=id, day=day, today=today,
        told=in_words(terms_on(found, day)),
        history=_history(found),
        may_amend=current_user.has("admin"),
        done=request.args.get("done", ""),
    )  # fmt: skip


def _contract(id: str) -> Contract:
    with reading() as connection:
        found = contract_of(connection, id)
        if found is None or not may_see(connection, id):
            abort(404)
    return found


def _history(contract: Contract) -> list[dict]:
    """The amendments, the newest first, each with what it changed of what held before it."""
    told, before = [], msgspec.structs.replace(contract, amendments=[])
    for one in in_order(contract.amendments):
        before = msgspec.structs.replace(before, amendments=[*before.amendments, one])
        was = terms_on(
            msgspec.structs.replace(before, amendments=before.amendments[:-1]), one.from_
        )
        changed = differences(was, terms_on(before, one.from_))
        told.append(
            {
                "from": one.from_,
                "by": one.by.name,
                "at": one.at,
                "reason": one.reason,
                "changed": changed,
            }
        )
    return told[::-1]


@bp.get("/contracts/<id>/amend")
@roles_required("admin")
def form(id: str):
    """The terms of today as a text, to be written anew."""
    found, about = _contract(id), here()
    today = day_of(found, about["now"])
    text = as_written(terms_on(found, max(today, found.starts)))
    return _form(found, {"day": max(today, found.starts), "reason": "", "text": text}, None)


def _form(
    contract: Contract, typed: dict[str, str], problem: str | None, preview: dict | None = None
):
    page = render_template(
        "contract_amend.html",
        here=here(), contract=contract, key=key_of(contract.id), problem=problem, preview=preview, **typed,
    )  # fmt: skip
    return page, (422 if problem else 200)


@bp.post("/contracts/<id>/amend")
@roles_required("admin")
def amend(id: str):
    """Shown first, with what it comes to; entered when it is said again. The same form sent twice is one operation."""
    if foreign_origin():
        abort(403)
    csrf.protect()
    found = _contract(id)
    typed = {name: request.form.get(name, "").strip() for name in ("day", "reason", "text")}
    try:
        changes = changes_in(typed["text"].replace("\r\n", "\n"))
    except (tomllib.TOMLDecodeError, ValueError) as error:
        return _form(found, typed, f"The terms can't be read: {error}.")
    said = request.form.get("op", "").strip()
    args = {"from": typed["day"], "changes": changes, "reason": typed["reason"]}
    made = operation("contract.amend", found.id, args, said if is_uuid(said) else str(uuid4()))
    actor = Actor.of(current_user.staff)
    if was_taken(made.id, current_user.key):
        return redirect(url_for("contracts.terms", id=id, done="amend"), 303)
    verdict = foresee(made, actor)
    if verdict.outcome != "applied":
        return _form(found, typed, f"{verdict.message} Nothing was changed.")
    if request.form.get("action") != "amend":
        return _form(found, typed, None, _preview(found, typed["day"], changes))
    submit([made], actor)
    return redirect(url_for("contracts.terms", id=id, done="amend"), 303)


def _preview(contract: Contract, day: str, changes: dict) -> dict:
    """What an amendment comes to: terms, open jobs that will be priced by others, and charges that stay as they are."""
    before = terms_on(contract, day)
    try:
        after = as_amended(contract, day, changes)
    except Refused:
        abort(400)
    with reading() as connection:
        return {
            "changed": differences(before, after),
            "jobs": _repriced(connection, key_of(contract.id), before, after),
            "charged": _charged_since(connection, contract, day),
        }


def _repriced(
    connection: sa.Connection, contract: str, before: Contract, after: Contract
) -> list[dict]:
    """Open jobs by kind, where closing them will take something else."""
    wanted = (
        sa.select(document.c.kind, sa.func.count())
        .where(document.c.contract == contract, document.c.type == "job")
        .where(document.c.state.in_(["open", "held"]))
        .group_by(document.c.kind)
        .order_by(document.c.kind)
    )
    found = []
    for kind, count in connection.execute(wanted):
        was, is_ = _price_words(kind, before), _price_words(kind, after)
        if was != is_:
            found.append(
                {"title": WORKFLOWS[kind].title, "count": count, "before": was, "after": is_}
            )
    return found


def _price_words(kind: str, terms: Contract) -> str:
    told = []
    for bill in WORKFLOWS[kind].bills if kind in WORKFLOWS else []:
        if bill.rule == "time":
            rates = [money(one.hourly, terms.currency) for one in terms.rates.values()]
            told.append(f"time at {', '.join(rates) or 'no rate'}")
        else:
            told.append(
                type_words(terms.types[bill.type]) if bill.type in terms.types else "no term"
            )
    return "; ".join(told)


def _charged_since(connection: sa.Connection, contract: Contract, day: str) -> int:
    """How many charges of that day and later are made already."""
    since, _ = bounds(contract, day, contract.ends)
    wanted = sa.select(sa.func.count()).where(
        ledger.c.contract == key_of(contract.id),
        ledger.c.kind.in_(["transactions", "time", "penalty"]),
        ledger.c.reverses.is_(None),
        ledger.c.at >= since,
    )
    return connection.scalar(wanted) or 0
