"""Where a merge reads from and writes to. The database here; ``sync.replay`` has one in memory."""

from typing import NamedTuple, Protocol

import sqlalchemy as sa

from fieldapp.models import (
    FIRST_NUMBER,
    document,
    document_key,
    ledger,
    number,
    operation,
    reference,
    waiting,
)

# No database takes any number of values in one statement.
MOST = 10_000


class Loaded(NamedTuple):
    """A document's text and the revision that it was loaded at."""

    body: bytes
    revision: int


class Known(NamedTuple):
    """What the log says of an operation."""

    id: str
    actor: str
    fingerprint: str
    outcome: str
    code: str
    result: str


class Store(Protocol):
    """What a :class:`fieldapp.sync.session.Session` and a merge ask."""

    def load(self, ids: list[str]) -> dict[str, Loaded]: ...
    def find(self, keys: list[str]) -> dict[str, str]: ...
    def ids(self, kind: str) -> list[str]: ...
    def referring(self, id_: str) -> list[str]: ...
    def next_number(self, series: str, op: str) -> int: ...
    def known(self, ids: list[str]) -> dict[str, Known]: ...
    def waiting(self, keys: list[str]) -> dict[str, list[str]]: ...
    def logged(self, ids: list[str]) -> list[dict]: ...
    def entries(self, jobs: list[str]) -> list[dict]: ...


def some(statement, column, values):
    """The statement for those rows whose column is one of the values."""
    return statement.where(column.in_(sa.bindparam("some", values, expanding=True)))


class DatabaseStore:
    """Reads within the transaction of ``connection``, locking the documents that it loads."""

    def __init__(self, connection: sa.Connection):
        self.connection = connection

    def load(self, ids: list[str]) -> dict[str, Loaded]:
        """In order of id and ``FOR UPDATE``, so that two merges never wait for each other in a ring."""
        columns = sa.select(document.c.id, document.c.body, document.c.revision)
        wanted = some(columns, document.c.id, ids).order_by(document.c.id).with_for_update()
        rows = self.connection.execute(wanted)
        return {id_: Loaded(body.encode(), revision) for id_, body, revision in rows}

    def find(self, keys: list[str]) -> dict[str, str]:
        columns = sa.select(document_key.c.key, document_key.c.document)
        return dict(self.connection.execute(some(columns, document_key.c.key, keys)).all())

    def ids(self, kind: str) -> list[str]:
        wanted = sa.select(document.c.id).where(document.c.type == kind).order_by(document.c.id)
        return list(self.connection.scalars(wanted))

    def referring(self, id_: str) -> list[str]:
        wanted = sa.select(reference.c.document).where(reference.c.refers_to == id_)
        return list(self.connection.scalars(wanted))

    def next_number(self, series: str, op: str) -> int:
        """The series' next number, whoever asks; its row is locked until the commit."""
        taken = (
            sa.update(number)
            .where(number.c.series == series)
            .values(last=number.c.last + 1)
            .returning(number.c.last)
        )
        last = self.connection.scalar(taken)
        if last is None:
            begins = sa.select(number.c.last).where(number.c.series == "")
            last = self.connection.scalar(begins) or FIRST_NUMBER
            self.connection.execute(sa.insert(number).values(series=series, last=last))
        return last

    def known(self, ids: list[str]) -> dict[str, Known]:
        log = operation.c
        columns = sa.select(log.id, log.actor, log.fingerprint, log.outcome, log.code, log.result)
        found = {}
        for start in range(0, len(ids), MOST):
            rows = self.connection.execute(some(columns, log.id, ids[start : start + MOST]))
            found |= {row.id: Known(*row) for row in rows}
        return found

    def waiting(self, keys: list[str]) -> dict[str, list[str]]:
        columns = sa.select(waiting.c.key, waiting.c.op).join(
            operation, operation.c.id == waiting.c.op
        )
        rows = some(columns, waiting.c.key, keys).order_by(operation.c.position)
        found: dict[str, list[str]] = {}
        for key, op in self.connection.execute(rows):
            found.setdefault(key, []).append(op)
        return found

    def logged(self, ids: list[str]) -> list[dict]:
        """Whole log rows, in the order in which they came."""
        wanted = some(sa.select(operation), operation.c.id, ids).order_by(operation.c.position)
        return [dict(row) for row in self.connection.execute(wanted).mappings()]

    def entries(self, jobs: list[str]) -> list[dict]:
        wanted = some(sa.select(ledger), ledger.c.job, jobs).order_by(ledger.c.position)
        return [dict(row) for row in self.connection.execute(wanted).mappings()]
