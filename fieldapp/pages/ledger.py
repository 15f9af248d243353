"""One entry of the ledger, and why it is there: rule, terms, facts, the operation that brought it, and both sides of a reversal."""

from uuid import uuid4

import msgspec
import sqlalchemy as sa
from flask import Blueprint, abort, redirect, render_template, request, url_for
from flask_login import current_user

from fieldapp.billing.lines import numbers_of
from fieldapp.billing.rule_words import fact_told, rule_told, rule_words
from fieldapp.billing.said import amount, money
from fieldapp.documents import Charge, Contract, decode
from fieldapp.extensions import csrf
from fieldapp.models import document, ledger, operation, reading
from fieldapp.pages.access import foreign_origin, roles_required
from fieldapp.pages.contracts_in_sight import may_see
from fieldapp.pages.here import here
from fieldapp.pages.wiping_lists import is_uuid
from fieldapp.screens.deeds import deed_words
from fieldapp.sync.incoming import Actor
from fieldapp.sync.merge import from_row
from fieldapp.sync.months import contract_of
from fieldapp.sync.submit import enter, foresee, once
from fieldapp.sync.submit import operation as made

bp = Blueprint("ledger", __name__)


@bp.get("/contracts/<id>/entries/<entry>")
@roles_required("manager", "supervisor", "admin")
def why(id: str, entry: str):
    """Why an entry is in the ledger."""
    return _page(id, entry, None)


def _page(id: str, entry: str, problem: str | None):
    with reading() as connection:
        contract, row = contract_of(connection, id), _row(connection, id, entry)
        if contract is None or row is None or not may_see(connection, id):
            abort(404)
        family = _family(connection, row)
        number = numbers_of(connection, [row["job"]]).get(row["job"], "") if row["job"] else ""
        context = {
            "entry": _view(row, contract), "number": number,
            "rule": rule_told(row["rule"]), "fact": fact_told(row["fact"], number),
            "family": [_view(one, contract) for one in family],
            "brought": _brought(connection, row["op"]),
            "charge": _charge(connection, entry),
        }  # fmt: skip
    page = render_template(
        "ledger_entry.html",
        here=here(), contract=contract, key=id, problem=problem,
        may_decide=current_user.has("manager", "admin"), **context,
    )  # fmt: skip
    return page, (422 if problem else 200)


def _row(connection: sa.Connection, contract: str, entry: str) -> dict | None:
    wanted = sa.select(ledger).where(ledger.c.id == entry, ledger.c.contract == contract)
    found = connection.execute(wanted).mappings().first()
    return dict(found) if found else None


def _family(connection: sa.Connection, row: dict) -> list[dict]:
    """What the same rule entered for the same job, before and after: a reversal stands beside what it takes back."""
    if row["job"]:
        same = sa.and_(ledger.c.job == row["job"], ledger.c.rule.in_([row["rule"], "dispute"]))
    else:
        same = ledger.c.id.in_([one for one in (row["id"], row["reverses"]) if one])
    either = sa.or_(same, ledger.c.reverses == row["id"])
    wanted = sa.select(ledger).where(either, ledger.c.contract == row["contract"])
    return [dict(one) for one in connection.execute(wanted.order_by(ledger.c.position)).mappings()]


def _view(row: dict, contract: Contract) -> dict:
    return row | {
        "words": rule_words(row["rule"], row["kind"]),
        "units": "" if row["units"] is None else amount(row["units"]),
        "money": "" if row["money"] is None else money(row["money"], contract.currency),
    }


def _brought(connection: sa.Connection, op: str) -> dict | None:
    """The operation that brought it: what it was, by whom, when, and the case that it made."""
    wanted = sa.select(operation).where(operation.c.id == op)
    found = connection.execute(wanted).mappings().first()
    if found is None:
        return None
    came = from_row(dict(found))
    target = came.operation.target
    body = connection.scalar(sa.select(document.c.body).where(document.c.id == target))
    about = msgspec.to_builtins(decode(target, body)) if body else None
    case = sa.select(document.c.id).where(document.c.id == f"case:{op}")
    return {
        "words": deed_words(came.operation.kind, came.operation.args, about),
        "kind": came.operation.kind,
        "by": came.actor.name,
        "at": found["occurred_at"],
        "heard": found["received_at"],
        "case": connection.scalar(case) is not None,
        "op": op,
    }


def _charge(connection: sa.Connection, entry: str) -> Charge | None:
    wanted = sa.select(document.c.body).where(document.c.id == f"charge:{entry}")
    body = connection.scalar(wanted)
    return decode("charge:", body) if body else None


@bp.post("/contracts/<id>/entries/<entry>")
@roles_required("manager", "admin")
def decide(id: str, entry: str):
    """Mark the charge as disputed, or decide it. The same form sent twice is one operation."""
    if foreign_origin():
        abort(403)
    csrf.protect()
    with reading() as connection:
        row = _row(connection, id, entry)
    if row is None:
        abort(404)
    form = request.form
    args = {"reason": form.get("reason", "")}
    if form.get("action") == "dispute":
        kind, args = "charge.dispute", args | {"contract": id, "period": row["period"]}
    else:
        kind, args = "charge.settle", args | {"decision": form.get("decision", "")}
    said = form.get("op", "").strip()
    actor = Actor.of(current_user.staff)
    new = once(made(kind, f"charge:{entry}", args, said if is_uuid(said) else str(uuid4())), actor.id)
    if new is not None:
        verdict = foresee(new, actor)
        problem = verdict.message if verdict.outcome in ("held", "refused") else enter(new, actor)
        if problem:
            return _page(id, entry, f"{problem} Nothing was changed.")
    return redirect(url_for("ledger.why", id=id, entry=entry), 303)
