"""Months and invoices: what is to be looked at before a month is issued, issuing it, and what was issued."""

from itertools import groupby
from uuid import uuid4

import sqlalchemy as sa
from flask import Blueprint, Response, abort, redirect, render_template, request, url_for
from flask_login import current_user

from fieldapp.billing import exports, paper
from fieldapp.billing.entries import Entry
from fieldapp.billing.lines import Changed, lines_of, numbers_of
from fieldapp.billing.months import is_month
from fieldapp.billing.said import amount, money, span_words
from fieldapp.documents import Contract, Invoice, decode
from fieldapp.extensions import csrf
from fieldapp.models import document, document_key, reading
from fieldapp.pages.access import foreign_origin, roles_required
from fieldapp.pages.contracts_in_sight import may_see
from fieldapp.pages.here import here
from fieldapp.pages.seen import print_of
from fieldapp.pages.wiping_lists import is_uuid
from fieldapp.sync.incoming import Actor
from fieldapp.sync.months import contract_of, due_month, issuing, look, preview
from fieldapp.sync.submit import enter, once, was_taken

bp = Blueprint("billing", __name__)
OFFICE = ("manager", "supervisor", "admin")
ISSUERS = ("manager", "admin")


@bp.get("/contracts/<id>/invoices")
@roles_required(*OFFICE)
def invoices(id: str):
    """What was issued, the newest first; and which month is next."""
    with reading() as connection:
        contract = _contract(connection, id)
        wanted = sa.select(document.c.body).where(document.c.contract == id, document.c.type == "invoice")
        found = [decode("invoice:", body) for body in connection.scalars(wanted)]
        following = due_month(connection, contract)
    found.sort(key=lambda one: one.period, reverse=True)
    return render_template(
        "invoices.html", here=here(), contract=contract, key=id, following=following,
        invoices=[{"number": one.number, "period": one.period, "money": money(one.money, one.currency), "lines": one.lines, "at": one.issued_at, "by": one.by.name} for one in found],
    )  # fmt: skip


@bp.get("/contracts/<id>/months/<period>")
@roles_required(*ISSUERS)
def month(id: str, period: str):
    """A month before it is issued."""
    return _month(id, period, None)


def _month(id: str, period: str, problem: str | None):
    if not is_month(period):
        abort(404)
    with reading() as connection:
        contract = _contract(connection, id)
        shown = preview(connection, contract, period)
    page = render_template(
        "invoice_month.html", here=here(), contract=contract, key=id, shown=shown, problem=problem, open=_open(shown),
        alike=_alike(shown.findings), money=money(shown.money, contract.currency), **_views(shown, contract.currency),
    )  # fmt: skip
    return page, 422 if problem else 200


def _alike(findings: list) -> list[tuple[str, list]]:
    """Those in a row of which the same is to be done are one thing to look at."""
    return [(todo, list(several)) for todo, several in groupby(findings, lambda one: one.todo)]


@bp.post("/contracts/<id>/months/<period>")
@roles_required(*ISSUERS)
def issue(id: str, period: str):
    """Issue it, with what was shown as open acknowledged."""
    if foreign_origin():
        abort(403)
    csrf.protect()
    op = request.form.get("op", "").strip()
    op = op if is_uuid(op) else str(uuid4())
    with reading() as connection:
        contract = _contract(connection, id)
        if (contract.issued_through or "") >= period and was_taken(op, current_user.key):
            return redirect(url_for("billing.invoices", id=id), 303)
    if not is_month(period):
        abort(404)
    look(contract, period, Actor.of(current_user.staff))
    with reading() as connection:
        shown = preview(connection, contract, period)
    problem = shown.problem or _unread(shown)
    if problem is None:
        made = once(issuing(contract, shown, op), current_user.key)
        problem = enter(made, Actor.of(current_user.staff)) if made is not None else None
    return _month(id, period, problem) if problem else redirect(url_for("billing.invoices", id=id), 303)


def _unread(shown) -> str | None:
    """What is open must have been seen as it is now, and acknowledged."""
    many = len(shown.findings)
    if not many or request.form.get("acknowledged") == _open(shown):
        return None
    return f"{many} {'thing is' if many == 1 else 'things are'} open. Look at the list, and tick that you have."


def _open(shown) -> str:
    """All that is open, as short as a form can say that it was seen."""
    return print_of([[one.words, one.count] for one in shown.findings])


def _views(one, currency: str) -> dict:
    """Totals, cost centres and allotments as text, of a preview or an invoice."""
    return {
        "totals": [{"words": paper.KINDS.get(each.kind, each.kind), "lines": each.lines, "units": amount(each.units) if each.units else "", "money": money(each.money, currency)} for each in one.totals],
        "centres": [{"name": each.name, "lines": each.lines, "money": money(each.money, currency)} for each in one.centres],
        "allotments": [_allotment(each, currency) for each in one.allotments],
    }  # fmt: skip


def _allotment(one, currency: str) -> dict:
    back = one.bought_back is not None
    return {
        "span": span_words(one.starts, one.ends), "bought": amount(one.bought), "used": amount(one.used), "left": amount(one.left),
        "back": f"{amount(one.bought_back)} at {one.price:,.2f}" if back else "",
        "paid": money(one.paid, currency) if back else "",
    }  # fmt: skip


@bp.get("/invoices/<number>")
@roles_required(*OFFICE)
def invoice(number: str):
    """An invoice, and what can be taken of it."""
    with reading() as connection:
        found, contract = _invoice(connection, number)
    return render_template(
        "invoice.html", here=here(), invoice=found, contract=contract, key=found.contract,
        money=money(found.money, found.currency),
        ended=any(one.bought_back is not None for one in found.allotments), **_views(found, found.currency),
    )  # fmt: skip


@bp.get("/invoices/<number>.pdf")
@roles_required(*OFFICE)
def as_pdf(number: str) -> Response:
    with reading() as connection:
        found, contract = _invoice(connection, number)
    return _file(paper.invoice_pdf(found, contract), "application/pdf", f"{found.number}.pdf")


@bp.get("/invoices/<number>.csv")
@roles_required(*OFFICE)
def as_csv(number: str) -> Response:
    with reading() as connection:
        found, _ = _invoice(connection, number)
        lines, numbers = _lines(connection, found)
    return _csv(exports.invoice_csv(found, lines, numbers), f"{found.number}.csv")


@bp.get("/invoices/<number>.json")
@roles_required(*OFFICE)
def as_json(number: str) -> Response:
    with reading() as connection:
        found, _ = _invoice(connection, number)
        lines, numbers = _lines(connection, found)
    return _file(exports.invoice_json(found, lines, numbers), "application/json", f"{found.number}.json")


@bp.get("/invoices/<number>/cost-centre.<kind>")
@roles_required(*OFFICE)
def centre(number: str, kind: str) -> Response:
    """The statement of the cost centre that ``name`` says."""
    name = request.args.get("name", "")
    with reading() as connection:
        found, contract = _invoice(connection, number)
        if kind not in ("csv", "pdf") or name not in [one.name for one in found.centres]:
            abort(404)
        lines, numbers = _lines(connection, found)
    title = f"{found.number}-cost-centre"
    if kind == "csv":
        return _csv(exports.centre_csv(found, name, lines, numbers), f"{title}.csv")
    return _file(paper.centre_pdf(found, contract, name, lines, numbers), "application/pdf", f"{title}.pdf")


@bp.get("/invoices/<number>/buy-back.<kind>")
@roles_required(*OFFICE)
def buy_back(number: str, kind: str) -> Response:
    """What was paid for the transactions that were left."""
    with reading() as connection:
        found, contract = _invoice(connection, number)
    if kind == "csv":
        return _csv(exports.buy_back_csv(found), f"{found.number}-buy-back.csv")
    if kind != "pdf":
        abort(404)
    return _file(paper.buy_back_pdf(found, contract), "application/pdf", f"{found.number}-buy-back.pdf")


def _contract(connection: sa.Connection, key: str) -> Contract:
    found = contract_of(connection, key)
    if found is None or not may_see(connection, key):
        abort(404)
    return found


def _invoice(connection: sa.Connection, number: str) -> tuple[Invoice, Contract]:
    wanted = (
        sa.select(document.c.body)
        .join(document_key, document_key.c.document == document.c.id)
        .where(document_key.c.key == f"invoice:{number}")
    )
    body = connection.scalar(wanted)
    found = decode("invoice:", body) if body else None
    if not isinstance(found, Invoice):
        abort(404)
    return found, _contract(connection, found.contract)


def _lines(connection: sa.Connection, invoice: Invoice) -> tuple[list[Entry], dict[str, str]]:
    """Its lines, and their jobs' numbers. What is not what was issued is given to nobody."""
    try:
        lines = lines_of(connection, invoice)
    except Changed:
        abort(409, "The ledger does not agree with this invoice any more. Nothing was given out. Tell whoever runs the server.")
    return lines, numbers_of(connection, sorted({one.job for one in lines if one.job}))


def _csv(text: str, name: str) -> Response:
    return _file(text.encode("utf-8"), "text/csv", name, "attachment")


def _file(body: bytes, kind: str, name: str, how: str = "inline") -> Response:
    answer = Response(body, mimetype=kind)
    answer.headers["Content-Disposition"] = f'{how}; filename="{name}"'
    answer.headers["Cache-Control"] = "private, no-cache"
    return answer
