"""A contract's terms in full, and its amendments. The office reads."""

import msgspec
from flask import Blueprint, render_template, request
from flask_login import current_user

from fieldapp.billing.terms import day_of, in_order, terms_on
from fieldapp.billing.words import differences, in_words
from fieldapp.documents import Contract
from fieldapp.operations.guards import is_date
from fieldapp.pages.access import roles_required
from fieldapp.pages.contracts_in_sight import contract_in_sight
from fieldapp.pages.here import here

bp = Blueprint("contracts", __name__)
OFFICE = ("manager", "supervisor", "admin")


@bp.get("/contracts/<id>/terms")
@roles_required(*OFFICE)
def terms(id: str):
    """The terms of a day, today where none is named, and how they came to be so."""
    found, about = contract_in_sight(id), here()
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
