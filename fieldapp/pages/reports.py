"""Reports, as pictures with their tables; each also as a spreadsheet, and as a picture for a slide."""

from collections.abc import Callable
from functools import cached_property
from typing import Any

import sqlalchemy as sa
from flask import Blueprint, Response, abort, render_template, url_for
from flask_login import current_user

from fieldapp.billing.burndown import burn_downs
from fieldapp.documents import Contract, decode
from fieldapp.models import document, reading
from fieldapp.pages.access import roles_required
from fieldapp.pages.burn_down import burn_down_view
from fieldapp.pages.slide import standalone
from fieldapp.reports import counts, made
from fieldapp.reports.made import Report
from fieldapp.reports.parts import Sight, months_around, sight, weeks_before
from fieldapp.sheets import as_csv
from fieldapp.sync.moments import moment_now

bp = Blueprint("reports", __name__)

ROLES = ("supervisor", "manager", "admin")
# A contract's three years, a year, half a year.
YEARS, YEAR, WEEKS = 36, 12, 26
BACK, AHEAD = 5, 12


class Sources:
    """What reports are made of, counted once for all of a page: of the user's sites, or of all for those who answer for all."""

    def __init__(self, connection: sa.Connection, now: str):
        self.connection = connection
        only = None if current_user.has("manager", "admin") else list(current_user.sites)
        self.sight: Sight = sight(connection, only, now)
        self.months = months_around(self.sight.day, YEARS - 1, 0)
        self.weeks = weeks_before(self.sight.day, WEEKS)

    @cached_property
    def promises(self) -> list[counts.Promises]:
        return counts.promises(self.connection, self.sight, self.months)

    @property
    def of_the_year(self) -> list[counts.Promises]:
        return [one for one in self.promises if one.month in self.months[-YEAR:]]

    def earned(self, kind: str, currency: str | None = None) -> list[tuple[str, list]]:
        """By contract, in weeks."""
        some = [part for part in self.sight.contracts if currency in (None, part.currency)]
        return [(part.name, counts.earned(self.connection, part, self.weeks, kind)) for part in some]

    @property
    def currencies(self) -> list[str]:
        return sorted({part.currency for part in self.sight.contracts})


def _refreshes(sources: Sources) -> Report:
    connection, seen = sources.connection, sources.sight
    months = months_around(seen.day, BACK, AHEAD)
    past, ahead = months[: BACK + 1], months[BACK:]
    found = (counts.done(connection, seen, past), counts.planned(connection, seen, ahead), counts.ending(connection, seen, ahead))
    return made.refreshes(months, *found)


REPORTS: dict[str, Callable[[Sources], Report]] = {
    "promises-by-month": lambda sources: made.promises_by_month(sources.promises, sources.months),
    "promises-by-site": lambda sources: made.promises_by(sources.of_the_year, "site", sources.sight.sites),
    "promises-by-line": lambda sources: made.promises_by(sources.of_the_year, "line", sources.sight.sites),
    "refreshes": _refreshes,
    "steps": lambda sources: made.step_times(counts.walked(sources.connection, sources.sight)),
    "load": lambda sources: made.load(counts.load(sources.connection, sources.sight)),
    "hours": lambda sources: made.hours(counts.hours(sources.connection, sources.sight)),
    "earned": lambda sources: made.earned(sources.weeks, sources.earned("transactions")),
}
MONEY = "money-"


def _names(sources: Sources) -> list[str]:
    """Of all reports that there are: of money one for each currency."""
    return [*REPORTS, *(MONEY + currency for currency in sources.currencies)]


def _made(name: str, sources: Sources) -> Report:
    if name in REPORTS:
        return REPORTS[name](sources)
    if name not in _names(sources):
        abort(404)
    currency = name.removeprefix(MONEY)
    return made.charged(sources.weeks, currency, sources.earned("time", currency))


@bp.get("/reports")
@roles_required(*ROLES)
def overview():
    """All of them, one below the other; and how far the contracts are."""
    with reading() as connection:
        sources = Sources(connection, moment_now())
        found = [_view(name, _made(name, sources)) for name in _names(sources)]
        contracts = [_contract(sources, part.contract or "") for part in sources.sight.contracts]
    return render_template("supervisor_reports.html", reports=found, contracts=contracts)


def _view(name: str, report: Report) -> dict[str, Any]:
    files = {kind: url_for(f"reports.{kind}", name=name) for kind in ("sheet", "picture")}
    return {"id": name, "title": report.title, "about": report.about, "svg": report.svg, "table": report.table, **files}


def _contract(sources: Sources, key: str) -> dict[str, Any]:
    """The newest of its allotments that has begun, as its page has it."""
    id_ = f"contract:{key}"
    contract = decode(id_, sources.connection.scalar(sa.select(document.c.body).where(document.c.id == id_)) or "")
    assert isinstance(contract, Contract)
    newest = burn_downs(sources.connection, contract, sources.sight.now)[0]
    told = burn_down_view(newest, contract)
    files = {name: url_for("supervisor.burn_down_file", id=key, starts=newest.starts, kind=kind) for name, kind in (("sheet", "csv"), ("picture", "svg"))}
    return {**told, "id": f"burn-down-{key}", "title": f"Burn-down, {contract.name}", "svg": told["picture"], "page": url_for("supervisor.contract", id=key), **files}


@bp.get("/reports/<name>.csv")
@roles_required(*ROLES)
def sheet(name: str):
    """One as CSV."""
    table = _one(name).sheet
    rows = [[row[0], *(bare(cell) for cell in row[1:])] for row in table.rows]
    return _file(as_csv([table.head, *rows]), "text/csv", f"{name}.csv")


@bp.get("/reports/<name>.svg")
@roles_required(*ROLES)
def picture(name: str):
    """The picture of one, with its own colours."""
    wide = _one(name).svg.split("</svg>")[0] + "</svg>"
    return _file(standalone(wide), "image/svg+xml", f"{name}.svg")


def _one(name: str) -> Report:
    with reading() as connection:
        return _made(name, Sources(connection, moment_now()))


def _file(text: str, kind: str, name: str) -> Response:
    answer = Response(text.encode(), mimetype=kind)
    answer.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return answer


def bare(number: str) -> str:
    """As a spreadsheet reads it: ``1200``, ``-3``."""
    return number.replace(",", "").replace("−", "-")
