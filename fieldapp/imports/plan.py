"""Planning: which machines come to the end of their three years, and a refresh for each that has a person."""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

import msgspec
import sqlalchemy as sa
from uuid_utils import uuid7

from fieldapp.documents import IN_USE, Asset, decode, key_of
from fieldapp.models import document, reading
from fieldapp.portable.natives import derive
from fieldapp.sync.incoming import Actor
from fieldapp.sync.messages import Operation
from fieldapp.sync.submit import OPERATOR, operation, submit

YEARS = 3
CHUNK = 200


@dataclass
class Planned:
    """What becomes of a machine: ``what`` is planned, needs a person, skipped, or error.

    ``due`` is what counts; ``end_of_life`` is what the books say besides. ``job`` is the key of the
    refresh that was made.
    """

    tag: str
    what: str
    due: str | None
    person: str
    site: str
    why: str = ""
    asset: str = ""
    purchased: str | None = None
    end_of_life: str | None = None
    job: str | None = None


class _Machine(msgspec.Struct):
    id: str


class _Refresh(msgspec.Struct):
    """As much of a job as it takes to say which machine it replaced, or has now."""

    number: str
    assets: dict[str, _Machine] = {}


_job_of = msgspec.json.Decoder(_Refresh).decode


class Books:
    """What there is to know beside a machine: earlier refreshes, jobs that have it, contracts of sites."""

    def __init__(self, connection: sa.Connection):
        closed = document.c.kind == "refresh", document.c.state == "closed"
        self.replaced = {
            job.assets["outgoing"].id: job.number
            for job in _jobs(connection, *closed)
            if "outgoing" in job.assets
        }
        live = document.c.state.in_(["open", "held"])
        self.busy = {
            machine.id: job.number
            for job in _jobs(connection, live)
            for machine in job.assets.values()
        }
        sites = sa.select(document.c.id, document.c.contract).where(document.c.type == "site")
        self.contracts = {key_of(id_): contract for id_, contract in connection.execute(sites)}


def _jobs(connection: sa.Connection, *where: Any) -> Iterator[_Refresh]:
    bodies = sa.select(document.c.body).where(document.c.type == "job", *where)
    return map(_job_of, connection.scalars(bodies))


def plan_refreshes(before: date, site: str | None = None, dry_run: bool = False) -> list[Planned]:
    """Refreshes due before that day, made unless ``dry_run``. Doing it again makes none twice."""
    lines: list[Planned] = []
    made: dict[str, list[tuple[Planned, Operation]]] = defaultdict(list)
    with reading() as connection:
        books = Books(connection)
        for asset in _assets(connection, site):
            line = _judge(asset, before, books)
            if line is not None:
                lines.append(line)
                if line.what == "planned":
                    made[asset.site.id].append((line, _operation(asset, line)))
    if not dry_run:
        for key, some_made in made.items():
            _submit(key, some_made)
    return sorted(lines, key=lambda line: (line.due or "", line.tag))


def _assets(connection: sa.Connection, site: str | None) -> Iterator[Asset]:
    wanted = sa.select(document.c.body).where(document.c.type == "asset").order_by(document.c.id)
    if site is not None:
        wanted = wanted.where(document.c.site == site)
    for body in connection.execution_options(yield_per=1000).scalars(wanted):
        asset = decode("asset:", body)
        assert isinstance(asset, Asset)
        yield asset


def due_day(purchased: str) -> date:
    """Three years after the purchase; the 29th of February becomes the 28th."""
    bought = date.fromisoformat(purchased)
    try:
        return bought.replace(year=bought.year + YEARS)
    except ValueError:
        return bought.replace(year=bought.year + YEARS, day=28)


def _judge(asset: Asset, before: date, books: Books) -> Planned | None:
    """A line for each machine that is due, and for those of which it can't be said; None for the young."""
    key, purchased = key_of(asset.id), asset.purchased
    due = due_day(purchased) if purchased else None
    if due is not None and due >= before:
        return None
    line = Planned(
        asset.tag, "skipped", due.isoformat() if due else None,
        asset.person.name if asset.person else "", asset.site.name,
        asset=key, purchased=purchased, end_of_life=asset.end_of_life,
    )  # fmt: skip
    if asset.jobs:
        line.why = f"part of an open job, {books.busy.get(key, asset.jobs[0])}"
    elif key in books.replaced:
        line.why = f"replaced already, by {books.replaced[key]}"
    elif asset.state not in IN_USE:
        line.why = f"not in use: {asset.state}"
    elif due is None:
        line.why = "no purchase date in the books: import one"
    elif asset.person is None:
        line.what, line.why = "needs a person", "nobody holds it in the books"
    else:
        line.what, line.why = "planned", _remarks(asset, due, books)
    return line


def _remarks(asset: Asset, due: date, books: Books) -> str:
    """What the reader should know: another end of life in the books, no contract."""
    told = []
    if asset.end_of_life and asset.end_of_life != due.isoformat():
        told.append(f"the books say end of life {asset.end_of_life}")
    if not books.contracts.get(asset.site.id):
        told.append("its site has no contract, so closing it will be a billing exception")
    return "; ".join(told)


def _operation(asset: Asset, line: Planned) -> Operation:
    id_ = str(uuid7())
    args = {
        "kind": "refresh",
        "assets": {"outgoing": key_of(asset.id)},
        "person": asset.person.id if asset.person else None,
        "due": line.due,
    }
    return operation("job.create", f"job:{derive(id_, 'job')}", args, id_)


def _submit(site: str, made: list[tuple[Planned, Operation]]) -> None:
    """Make the refreshes of one site, as someone who works there."""
    planner = Actor(id=OPERATOR.id, name=OPERATOR.name, roles=OPERATOR.roles, sites=[site])
    for start in range(0, len(made), CHUNK):
        chunk = made[start : start + CHUNK]
        results = submit([one for _, one in chunk], planner)
        for (line, one), result in zip(chunk, results, strict=True):
            if result.outcome == "applied":
                line.job = key_of(one.target)
            else:
                line.what, line.why = "error", result.message or result.code
