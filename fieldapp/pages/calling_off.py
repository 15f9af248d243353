"""What a job would earn if it were called off now: asked by its page, where there is signal."""

from flask import Blueprint, abort
from flask_login import current_user
from markupsafe import escape

from fieldapp.billing.entries import Entry
from fieldapp.billing.said import amount, prose
from fieldapp.pages.access import roles_required
from fieldapp.sync.incoming import Actor
from fieldapp.sync.preview import preview
from fieldapp.sync.submit import operation

bp = Blueprint("calling_off", __name__)

NOTHING = "It earns nothing, and nothing was spent on it yet."
KNOWN = ("applied", "already")


@bp.get("/jobs/<id>/if-cancelled")
@roles_required("supervisor")
def earns(id: str):
    """One sentence for each entry that the ledger would get; nothing is changed."""
    actor = Actor.of(current_user.staff)
    called_off = operation("job.cancel", f"job:{id}", {"reason": "Asked what it earns"})
    found = preview(called_off, actor)
    if found.verdict.outcome not in KNOWN:
        abort(404)
    told = " ".join(sentence(one) for one in found.entries) or NOTHING
    return str(escape(told))


def sentence(entry: Entry) -> str:
    """What it would be, and why."""
    if entry.kind == "exception":
        return f"It earns nothing: {prose(entry.why)}. The account manager is told."
    earned = f"{amount(entry.units)} transactions" if entry.units is not None else f"{entry.money:,.2f}"
    return f"It earns {earned}: {prose(entry.why)}."
