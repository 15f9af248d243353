"""What reports read of jobs, machines and ledger: only the fields that they need, in one pass over the texts."""

from collections.abc import Iterable
from typing import TypeVar

import msgspec
import sqlalchemy as sa

from fieldapp.models import document, ledger


class Named(msgspec.Struct):
    id: str
    name: str
    zone: str = "UTC"


class Person(msgspec.Struct):
    line_of_business: str | None = None


class Clock(msgspec.Struct):
    name: str
    due_at: str | None = None
    stopped_at: str | None = None


class Step(msgspec.Struct):
    key: str
    title: str
    state: str = "todo"
    at: str | None = None


class Time(msgspec.Struct):
    by: Named
    minutes: int
    worked_on: str
    voided: bool = False


class Machine(msgspec.Struct):
    id: str


class Job(msgspec.Struct):
    """A job as reports see it."""

    id: str
    kind: str
    site: Named
    created_at: str
    state: str = "open"
    person: Person | None = None
    assignee: Named | None = None
    clocks: list[Clock] = []
    steps: list[Step] = []
    times: list[Time] = []
    assets: dict[str, Machine] = {}
    due: str | None = None
    scheduled_at: str | None = None
    closed_at: str | None = None


class Asset(msgspec.Struct):
    """A machine as the forecast sees it."""

    id: str
    model: str | None = None
    state: str | None = None
    end_of_life: str | None = None
    purchased: str | None = None
    jobs: list[str] = []


class Model(msgspec.Struct):
    name: str
    months: int = 36


T = TypeVar("T")


def read(connection: sa.Connection, kind: str, shape: type[T], sites: list[str] | None) -> list[T]:
    """Documents of a type, of those sites (all where it is None)."""
    wanted = sa.select(document.c.body).where(document.c.type == kind)
    if sites is not None:
        wanted = wanted.where(document.c.site.in_(sites))
    decoder = msgspec.json.Decoder(shape)
    return [decoder.decode(body) for body in connection.scalars(wanted)]


def entries(connection: sa.Connection, contracts: Iterable[str] | None, since: str) -> list[tuple]:
    """``(at, kind, units, money)`` of the ledger since a moment."""
    wanted = sa.select(ledger.c.at, ledger.c.kind, ledger.c.units, ledger.c.money).where(ledger.c.at >= since)
    if contracts is not None:
        wanted = wanted.where(ledger.c.contract.in_(list(contracts)))
    return [tuple(row) for row in connection.execute(wanted)]
