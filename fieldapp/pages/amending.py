"""Amending a contract's terms: by a form, or all of them as a text. Each is shown before it is made, with what it comes to."""

import tomllib
from typing import Any
from uuid import uuid4

import sqlalchemy as sa
from flask import Blueprint, abort, redirect, render_template, request, url_for
from flask_login import current_user

from fieldapp.billing.burndown import own_workflows
from fieldapp.billing.months import bounds
from fieldapp.billing.said import money
from fieldapp.billing.terms import day_of, in_order, terms_on
from fieldapp.billing.words import differences, type_words
from fieldapp.billing.written import as_written, changes_in
from fieldapp.documents import Contract, key_of
from fieldapp.extensions import csrf
from fieldapp.models import document, ledger, reading
from fieldapp.operations import Refused
from fieldapp.operations.clocks.calendars import DAYS
from fieldapp.operations.guards import is_date
from fieldapp.operations.money.contracts import as_amended, newest
from fieldapp.operations.money.naming import known_priorities
from fieldapp.pages.access import foreign_origin, roles_required
from fieldapp.pages.amend_drafts import Draft, Problems, changes_of, draft_from_form, draft_of
from fieldapp.pages.contracts_in_sight import contract_in_sight
from fieldapp.pages.here import here
from fieldapp.pages.seen import print_of
from fieldapp.pages.wiping_lists import is_uuid
from fieldapp.sync.incoming import Actor
from fieldapp.sync.submit import enter, foresee, operation, was_taken
from fieldapp.workflows import WORKFLOWS, Workflow

bp = Blueprint("amending", __name__)


@bp.get("/contracts/<id>/amend")
@roles_required("admin")
def form(id: str):
    """The terms of a day, today where none is named, to be changed from it on."""
    found, day = _asked(id)
    return _form(found, draft_of(terms_on(found, day)), {"day": day, "reason": ""})


def _asked(id: str) -> tuple[Contract, str]:
    """The contract, and the day whose terms are wanted."""
    found = contract_in_sight(id)
    day = request.args.get("day", "")
    return found, day if is_date(day) else max(day_of(found, here()["now"]), found.starts)


def _form(contract: Contract, draft: Draft, typed: dict[str, str], problem: str | None = None, wrong: Problems | None = None, preview: dict | None = None):
    page = render_template(
        "contract_amend.html",
        here=here(), contract=contract, key=key_of(contract.id), draft=draft, problem=problem, wrong=wrong or Problems(),
        preview=preview, days=DAYS, **_options(contract, draft, typed["day"]), **typed,
    )  # fmt: skip
    return page, (422 if problem or wrong else 200)


def _options(contract: Contract, draft: Draft, day: str) -> dict[str, Any]:
    """What can be chosen; what was chosen and is there no more is among it, to be seen."""
    with reading() as connection:
        flows = _flows(connection)
    kinds = [(kind, flow.title + (f", version {kind.rpartition('@')[2]}" if "@" in kind else "")) for kind, flow in flows.items()]
    steps = [(title, [(f"{kind}/{step.key}", step.title) for step in [*flows[kind].steps, *flows[kind].catalogue]]) for kind, title in kinds]
    names = [row["name"] for row in draft.rows["calendars"] if row["name"]]
    service = terms_on(contract, day if is_date(day) else contract.starts).service
    said = {row["priority"] for row in draft.rows["priorities"]} - {""}
    return {
        "kinds": kinds,
        "steps": [(title, told) for title, told in steps if told],
        "calendars": [("", "Line or site"), ("always", "Day and night"), *((name, name) for name in names)],
        "priorities": list(dict.fromkeys([*known_priorities(service), *sorted(said)])),
        "lines": sorted({row["line"] for row in draft.rows["lines"]} - {""}),
    }  # fmt: skip


def _flows(connection: sa.Connection) -> dict[str, Workflow]:
    return WORKFLOWS | own_workflows(connection)


@bp.post("/contracts/<id>/amend")
@roles_required("admin")
def amend(id: str):
    """A row more or less, another day's terms, what changes, or: amend it so. What was seen is what is made."""
    found, typed = _sent(id)
    action = request.form.get("action", "look")
    if action == "day" and is_date(typed["day"]):
        return _form(found, draft_of(terms_on(found, typed["day"])), typed)
    draft = draft_from_form(request.form)
    if action.startswith(("add ", "drop ")):
        draft.act(action)
        return _form(found, draft, typed)
    terms = terms_on(found, typed["day"] if is_date(typed["day"]) else found.starts)
    changes, wrong = changes_of(draft, terms)
    if wrong:
        return _form(found, draft, typed, None, wrong)
    return _amended(found, typed, changes, action, lambda *more: _form(found, draft, typed, *more))


@bp.get("/contracts/<id>/amend/file")
@roles_required("admin")
def file(id: str):
    """The terms as a text, to be written anew: all that a contract can say."""
    found, day = _asked(id)
    return _file(found, {"day": day, "reason": "", "text": as_written(terms_on(found, day))})


def _file(contract: Contract, typed: dict[str, str], problem: str | None = None, wrong: None = None, preview: dict | None = None):
    page = render_template(
        "contract_amend_file.html",
        here=here(), contract=contract, key=key_of(contract.id), problem=problem, preview=preview, **typed,
    )  # fmt: skip
    return page, (422 if problem else 200)


@bp.post("/contracts/<id>/amend/file")
@roles_required("admin")
def amend_by_file(id: str):
    """The same, from the text."""
    found, typed = _sent(id)
    typed["text"] = request.form.get("text", "").strip()
    try:
        changes = changes_in(typed["text"].replace("\r\n", "\n"))
    except (tomllib.TOMLDecodeError, ValueError) as error:
        return _file(found, typed, f"The terms can't be read: {error}.")
    return _amended(found, typed, changes, request.form.get("action", "look"), lambda *more: _file(found, typed, *more))


def _sent(id: str) -> tuple[Contract, dict[str, str]]:
    if foreign_origin():
        abort(403)
    csrf.protect()
    return contract_in_sight(id), {name: request.form.get(name, "").strip() for name in ("day", "reason")}


def _amended(contract: Contract, typed: dict[str, str], changes: dict, action: str, show):
    """Shown first, with what it comes to; entered when that is said again. The same form sent twice is one operation;
    one that was gone back to, and filled in anew, is another."""
    said = request.form.get("op", "").strip()
    args = {"from": typed["day"], "changes": changes, "reason": typed["reason"]}
    sent = is_uuid(said) and was_taken(said, current_user.key)
    expect = {"amended": newest(contract)}
    made = operation("contract.amend", contract.id, args, said if is_uuid(said) and not sent else str(uuid4()), expect=expect)
    actor = Actor.of(current_user.staff)
    done = redirect(url_for("contracts.terms", id=key_of(contract.id), day=typed["day"], done="amend"), 303)
    verdict = foresee(made, actor)
    if sent and verdict.outcome == "already":
        return done
    if verdict.outcome != "applied":
        return show(f"{verdict.message} Nothing was changed.")
    seen = print_of([typed["day"], changes, newest(contract)])
    if action != "amend" or request.form.get("seen") != seen:
        return show(None, None, _preview(contract, typed["day"], changes) | {"seen": seen})
    problem = enter(made, actor)
    return show(f"{problem} Nothing was changed.") if problem else done


def _preview(contract: Contract, day: str, changes: dict) -> dict:
    """What an amendment comes to: terms, open jobs that will be priced by others, and charges that stay as they are."""
    before = terms_on(contract, day)
    try:
        after = as_amended(contract, day, changes)
    except Refused:
        abort(400)
    differing = {name for name in changes if getattr(before, name) != getattr(after, name)}
    with reading() as connection:
        return {
            "changed": differences(before, after),
            "jobs": _repriced(connection, key_of(contract.id), before, after),
            "later": [one.from_ for one in in_order(contract.amendments) if one.from_ > day and not differing.isdisjoint(one.changes)],
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
    flows = _flows(connection)
    for kind, count in connection.execute(wanted):
        flow = flows.get(kind)
        if flow is None:
            continue
        was, is_ = _price_words(flow, before), _price_words(flow, after)
        if was != is_:
            found.append({"title": flow.title, "count": count, "before": was, "after": is_})
    return found


def _price_words(flow: Workflow, terms: Contract) -> str:
    told = []
    for bill in flow.bills:
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
