"""What supervisors and managers look at: who has not synced, what needs a decision, the contract."""

import msgspec
import sqlalchemy as sa
from flask import Blueprint, abort, render_template
from flask_login import current_user

from fieldapp.billing.burndown import burn_down, entries
from fieldapp.documents import Contract, decode
from fieldapp.models import document, reading
from fieldapp.pages.access import roles_required
from fieldapp.pages.floor import here
from fieldapp.sync import status

bp = Blueprint("supervisor", __name__)

DAY_MS = 24 * 60 * 60 * 1000


def office(path: str) -> dict:
    """``here`` for the pages that only the server renders."""
    return here(path, {}, {})


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
    return render_template("supervisor_sync.html", here=office("/supervisor/sync"), devices=found, cases=seen)


@bp.get("/contracts")
@roles_required("manager", "supervisor", "admin")
def contracts():
    """The contracts, by name."""
    with reading() as connection:
        bodies = connection.scalars(sa.select(document.c.body).where(document.c.type == "contract"))
        found = [decode("contract:", body) for body in bodies]
    return render_template(
        "contracts.html", here=office("/contracts"), contracts=sorted(found, key=lambda one: one.name)
    )


@bp.get("/contracts/<id>")
@roles_required("manager", "supervisor", "admin")
def contract(id: str):
    """The burn-down, then the ledger."""
    key = id.removeprefix("contract:")
    with reading() as connection:
        body = connection.scalar(sa.select(document.c.body).where(document.c.id == f"contract:{key}"))
        if body is None:
            abort(404)
        terms: Contract = decode("contract:", body)
        burned = burn_down(connection, terms)
        rows = entries(connection, key, newest=200)
        jobs = _numbers(connection, {row["job"] for row in rows})
    return render_template(
        "contract.html",
        here=office(f"/contracts/{key}"),
        contract=terms,
        burn_down=burned,
        ledger=[row | {"number": jobs.get(row["job"], "")} for row in rows],
    )


def _numbers(connection, jobs: set[str]) -> dict[str, str]:
    ids = [f"job:{job}" for job in jobs]
    wanted = sa.select(document.c.id, document.c.body).where(document.c.id.in_(ids))
    return {
        id_.partition(":")[2]: msgspec.json.decode(body)["number"]
        for id_, body in connection.execute(wanted)
    }
