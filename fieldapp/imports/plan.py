"""Planning: which machines come to the end of their three years, and a refresh for each that has a person."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

import sqlalchemy as sa
from uuid_utils import uuid7

from fieldapp.documents import Asset, Job, Site, decode, key_of
from fieldapp.models import document, reading
from fieldapp.portable.natives import derive
from fieldapp.sync.incoming import Actor
from fieldapp.sync.submit import OPERATOR, operation, submit

YEARS = 3
CHUNK = 200
# Where a machine is with someone: others are on a shelf, in a job's hands, or gone.
IN_USE = "deployed"


@dataclass
class Planned:
    """What becomes of a machine: ``what`` is planned, needs a person, or skipped."""

    tag: str
    what: str
    due: str | None
    person: str
    site: str
    why: str = ""


def plan_refreshes(before: date, site: str | None = None, dry_run: bool = False) -> list[Planned]:
    """Refreshes due before that day, made unless ``dry_run``. Doing it again makes none twice."""
    with reading() as connection:
        machines, busy, sites = _assets(connection, site), _busy(connection), _sites(connection)
    lines, made = [], []
    for asset in machines:
        line = _judge(asset, before, busy, sites)
        if line is not None:
            lines.append(line)
            if line.what == "planned":
                made.append((line, _job(asset, line)))
    if not dry_run:
        _submit(made, list(sites))
    return sorted(lines, key=lambda line: (line.due or "", line.tag))


def _assets(connection: sa.Connection, site: str | None) -> Iterator[Asset]:
    wanted = (
        sa.select(document.c.id, document.c.body)
        .where(document.c.type == "asset")
        .order_by(document.c.id)
    )
    if site is not None:
        wanted = wanted.where(document.c.site == site)
    return (decode(id_, body) for id_, body in connection.execute(wanted).all())


def _sites(connection: sa.Connection) -> dict[str, Site]:
    bodies = connection.scalars(sa.select(document.c.body).where(document.c.type == "site"))
    found = [decode("site:", body) for body in bodies]
    return {key_of(one.id): one for one in found}


def _busy(connection: sa.Connection) -> dict[str, str]:
    """Machines that a refresh has replaced already, and by which job."""
    wanted = sa.select(document.c.body).where(
        document.c.type == "job", document.c.kind == "refresh", document.c.state == "closed"
    )
    jobs: list[Job] = [decode("job:", body) for body in connection.scalars(wanted)]
    return {job.assets["outgoing"].id: job.number for job in jobs if "outgoing" in job.assets}


def due_day(purchased: str) -> date:
    """Three years after the purchase; the 29th of February becomes the 28th."""
    bought = date.fromisoformat(purchased)
    try:
        return bought.replace(year=bought.year + YEARS)
    except ValueError:
        return bought.replace(year=bought.year + YEARS, day=28)


def _judge(
    asset: Asset, before: date, replaced: dict[str, str], sites: dict[str, Site]
) -> Planned | None:
    """A line for each machine that is due, and for those of which it can't be said; None for the young."""
    line = Planned(
        asset.tag, "skipped", None, asset.person.name if asset.person else "", asset.site.name
    )
    if asset.purchased is None:
        line.why = "no purchase date in the books"
        return line
    due = due_day(asset.purchased)
    line.due = due.isoformat()
    if due >= before:
        return None
    if asset.jobs:
        line.why = "part of an open job"
    elif key_of(asset.id) in replaced:
        line.why = f"replaced already, by {replaced[key_of(asset.id)]}"
    elif asset.state not in (IN_USE, "in_stock"):
        line.why = f"not in use: {asset.state}"
    elif asset.person is None:
        line.what, line.why = "needs a person", "nobody holds it in the books"
    else:
        line.what, line.why = "planned", _remarks(asset, due, sites)
    return line


def _remarks(asset: Asset, due: date, sites: dict[str, Site]) -> str:
    """What the reader should know: another end of life in the books, no contract."""
    told = []
    if asset.end_of_life and asset.end_of_life != due.isoformat():
        told.append(f"the books say end of life {asset.end_of_life}")
    if not sites[asset.site.id].contract:
        told.append("its site has no contract, so closing it will be a billing exception")
    return "; ".join(told)


def _job(asset: Asset, line: Planned) -> Any:
    id_ = str(uuid7())
    args = {
        "kind": "refresh",
        "assets": {"outgoing": key_of(asset.id)},
        "person": asset.person.id if asset.person else None,
        "due": line.due,
    }
    return operation("job.create", f"job:{derive(id_, 'job')}", args, id_)


def _submit(made: list[tuple[Planned, Any]], sites: list[str]) -> None:
    planner = Actor(id=OPERATOR.id, name=OPERATOR.name, roles=OPERATOR.roles, sites=sites)
    for start in range(0, len(made), CHUNK):
        chunk = made[start : start + CHUNK]
        results = submit([one for _, one in chunk], planner)
        for (line, _), result in zip(chunk, results, strict=True):
            if result.outcome != "applied":
                line.what, line.why = "skipped", result.message or result.code
