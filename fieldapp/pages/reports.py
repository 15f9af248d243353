"""Reports, as pictures with their tables; each also as a spreadsheet."""

from collections.abc import Callable
from typing import Any

import sqlalchemy as sa
from flask import Blueprint, Response, abort, render_template, url_for
from flask_login import current_user

from fieldapp.documents import Site, decode
from fieldapp.models import document, reading
from fieldapp.pages.access import roles_required
from fieldapp.reports import made
from fieldapp.reports.gather import Asset, Job, Model, entries, read
from fieldapp.reports.made import Report
from fieldapp.sheets import as_csv
from fieldapp.sync.moments import moment_now

bp = Blueprint("reports", __name__)

ROLES = ("supervisor", "manager", "admin")


class Sources:
    """What reports are made of, read once for all of a page: of the user's sites, or of all for those who answer for all."""

    def __init__(self, connection: sa.Connection, now: str):
        self.connection, self.now = connection, now
        self.sites = None if current_user.has("manager", "admin") else list(current_user.sites)
        self.jobs = read(connection, "job", Job, self.sites)

    def assets(self) -> list[Asset]:
        return read(self.connection, "asset", Asset, self.sites)

    def models(self) -> list[Model]:
        return read(self.connection, "model", Model, None)

    def entries(self) -> list[tuple]:
        contracts = None if self.sites is None else self._contracts(self.sites)
        return entries(self.connection, contracts, f"{int(self.now[:4]) - 1}{self.now[4:]}")

    def _contracts(self, sites: list[str]) -> list[str]:
        wanted = sa.select(document.c.id, document.c.body).where(document.c.id.in_([f"site:{one}" for one in sites]))
        found = [decode(row.id, row.body) for row in self.connection.execute(wanted)]
        return [one.contract for one in found if isinstance(one, Site) and one.contract]


def _promises(by: str) -> Callable[[Sources], Report]:
    return lambda sources: made.kept_and_missed(sources.jobs, by, sources.now)


REPORTS: dict[str, Callable[[Sources], Report]] = {
    "promises-by-month": _promises("month"),
    "promises-by-site": _promises("site"),
    "promises-by-line": _promises("line"),
    "refreshes": lambda sources: made.refreshes(sources.jobs, sources.assets(), sources.models(), sources.now),
    "steps": lambda sources: made.step_times(sources.jobs),
    "load": lambda sources: made.load(sources.jobs, sources.now),
    "hours": lambda sources: made.minutes(sources.jobs, sources.now),
    "earned": lambda sources: made.earned(sources.entries(), sources.now),
}


@bp.get("/reports")
@roles_required(*ROLES)
def overview():
    """All of them, one below the other."""
    with reading() as connection:
        sources = Sources(connection, moment_now())
        found = [_view(name, make(sources)) for name, make in REPORTS.items()]
    return render_template("supervisor_reports.html", reports=found)


def _view(name: str, report: Report) -> dict[str, Any]:
    sheet = url_for("reports.sheet", name=name)
    return {"id": name, "title": report.title, "about": report.about, "svg": report.svg, "key": report.key, "table": report.table, "sheet": sheet}


@bp.get("/reports/<name>.csv")
@roles_required(*ROLES)
def sheet(name: str):
    """One as CSV."""
    if name not in REPORTS:
        abort(404)
    with reading() as connection:
        table = REPORTS[name](Sources(connection, moment_now())).table
    rows = [[row[0], *(bare(cell) for cell in row[1:])] for row in table.rows]
    answer = Response(as_csv([table.head, *rows]), mimetype="text/csv")
    answer.headers["Content-Disposition"] = f"attachment; filename={name}.csv"
    return answer


def bare(number: str) -> str:
    """As a spreadsheet reads it: ``1200``, ``-3``."""
    return number.replace(",", "").replace("−", "-")
