"""An adjustment of a contract: what no rule gives and people have agreed on. Shown before it is entered, with what it comes to."""

from typing import Any
from uuid import uuid4

import sqlalchemy as sa
from flask import Blueprint, abort, redirect, render_template, request, url_for
from flask_login import current_user

from fieldapp.billing.burndown import burn_downs
from fieldapp.billing.lines import numbers_of
from fieldapp.billing.said import amount, money, month_words, span_words
from fieldapp.billing.terms import period_of
from fieldapp.documents import Contract, key_of
from fieldapp.extensions import csrf
from fieldapp.models import document, reading
from fieldapp.pages.access import foreign_origin, roles_required
from fieldapp.pages.amend_drafts import Problems
from fieldapp.pages.contracts_in_sight import contract_in_sight
from fieldapp.pages.here import here
from fieldapp.pages.seen import print_of
from fieldapp.pages.wiping_lists import is_uuid
from fieldapp.sync.incoming import Actor
from fieldapp.sync.moments import moment_now
from fieldapp.sync.preview import preview
from fieldapp.sync.submit import enter, once, operation

bp = Blueprint("adjusting", __name__)
FIELDS = ("side", "what", "amount", "cost_centre", "job", "agreed_with", "reason")
SIDES = {"charge": "The client is charged more", "credit": "The client gets something back"}
WHAT = {"units": "Transactions", "money": "Money"}


@bp.get("/contracts/<id>/adjust")
@roles_required("manager", "admin")
def form(id: str):
    """An empty form; a job may be named by ``job``."""
    found = contract_in_sight(id)
    return _form(found, dict.fromkeys(FIELDS, "") | {"job": request.args.get("job", "")})


def _form(contract: Contract, typed: dict[str, str], wrong: dict[str, str] | None = None, problem: str | None = None, shown: dict | None = None):
    page = render_template(
        "contract_adjust.html",
        here=here(), contract=contract, key=key_of(contract.id), typed=typed, wrong=wrong or {}, problem=problem, shown=shown, sides=SIDES, what=WHAT,
    )  # fmt: skip
    return page, 422 if wrong or problem else 200


@bp.post("/contracts/<id>/adjust")
@roles_required("manager", "admin")
def adjust(id: str):
    """Shown first; entered when that is said again. The same form sent twice is one operation."""
    if foreign_origin():
        abort(403)
    csrf.protect()
    found = contract_in_sight(id)
    typed = {name: request.form.get(name, "").strip() for name in FIELDS}
    said = request.form.get("op", "").strip()
    op = said if is_uuid(said) else str(uuid4())
    done = redirect(url_for("supervisor.contract", id=id, done="adjust"), 303)
    args, wrong = _read(id, typed)
    if wrong:
        return _form(found, typed, wrong)
    made, actor = once(operation("adjustment.add", found.id, args, op), current_user.key), Actor.of(current_user.staff)
    if made is None:
        return done
    ahead = preview(made, actor)
    if ahead.verdict.outcome != "applied":
        return _form(found, typed, None, ahead.verdict.message)
    if request.form.get("action") != "enter" or request.form.get("seen") != print_of(typed):
        return _form(found, typed, None, None, _shown(found, ahead.entries[0], typed))
    problem = enter(made, actor)
    return _form(found, typed, None, problem) if problem else done


def _read(contract: str, typed: dict[str, str]) -> tuple[dict[str, Any], Problems]:
    wrong = Problems()
    if typed["side"] not in SIDES:
        wrong["side"] = "Say who gets something."
    if typed["what"] not in WHAT:
        wrong["what"] = "Say whether it is transactions or money."
    many = wrong.amount("amount", typed["amount"])
    if many is not None and "amount" not in wrong and not float(many):
        wrong["amount"] = "Give more than 0."
    if not typed["agreed_with"]:
        wrong["agreed_with"] = "Say with whom it was agreed."
    if not typed["reason"]:
        wrong["reason"] = "Say why it is adjusted."
    job = _job_numbered(contract, typed["job"]) if typed["job"] else None
    if typed["job"] and job is None:
        wrong["job"] = f"No job of this contract has the number {typed['job']}."
    sign = "-" if typed["side"] == "credit" else ""
    args = {"reason": typed["reason"], "agreed_with": typed["agreed_with"], "cost_centre": typed["cost_centre"] or None, "job": job}
    return args | {typed["what"]: f"{sign}{many}"}, wrong


def _job_numbered(contract: str, number: str) -> str | None:
    """The key of the contract's job of that number. Asked seldom, and so without an index of its own."""
    wanted = sa.select(document.c.id).where(
        document.c.contract == contract, document.c.type == "job", document.c.body.contains(f'"number":"{number.upper()}"', autoescape=True)
    )
    with reading() as connection:
        found = [key_of(id_) for id_ in connection.scalars(wanted)]
        told = numbers_of(connection, found)
    return next((one for one in found if told[one] == number.upper()), None)


def _shown(contract: Contract, entry, typed: dict[str, str]) -> dict[str, Any]:
    """The entry as it will be, the invoice that it is on, and of transactions where the allotment is then."""
    now = moment_now()
    told = f"{amount(entry.units)} transactions" if entry.units is not None else money(entry.money, contract.currency)
    return {
        "seen": print_of(typed),
        "amount": told,
        "month": month_words(period_of(contract, now)),
        "left": _left(contract, entry.units, now) if entry.units is not None else "",
    }


def _left(contract: Contract, units, now: str) -> str:
    with reading() as connection:
        newest = burn_downs(connection, contract, now)[0]
    if not newest.starts <= newest.today <= newest.ends:
        return ""
    return f"Of {amount(newest.bought)} for {span_words(newest.starts, newest.ends)} {amount(newest.left)} are left, and {amount(newest.left - units)} then."
