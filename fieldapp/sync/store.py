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


def any_of(column):
    """That the column is one of the values ``some`` that the statement is executed with. Putting a statement
    together costs as much as running it: those of every merge are made once."""
    return column.in_(sa.bindparam("some", expanding=True))


# In order of id and ``FOR UPDATE``, so that two merges never wait for each other in a ring.
LOAD = (
    sa.select(document.c.id, document.c.body, document.c.revision)
    .where(any_of(document.c.id))
    .order_by(document.c.id)
    .with_for_update()
)
FIND = sa.select(document_key.c.key, document_key.c.document).where(any_of(document_key.c.key))
KNOWN = sa.select(
    operation.c.id, operation.c.actor, operation.c.fingerprint, operation.c.outcome, operation.c.code, operation.c.result
).where(any_of(operation.c.id))  # fmt: skip
WAITING = (
    sa.select(waiting.c.key, waiting.c.op)
    .join(operation, operation.c.id == waiting.c.op)
    .where(any_of(waiting.c.key))
    .order_by(operation.c.position)
)
LOGGED = sa.select(operation).where(any_of(operation.c.id)).order_by(operation.c.position)
ENTRIES = sa.select(ledger).where(any_of(ledger.c.job)).order_by(ledger.c.position)
NEXT_NUMBER = (
    sa.update(number)
    .where(number.c.series == sa.bindparam("of"))
    .values(last=number.c.last + 1)
    .returning(number.c.last)
)


class DatabaseStore:
    """Reads within the transaction of ``connection``, locking the documents that it loads."""

    def __init__(self, connection: sa.Connection):
        self.connection = connection

    def load(self, ids: list[str]) -> dict[str, Loaded]:
        rows = self.connection.execute(LOAD, {"some": ids})
        return {id_: Loaded(body.encode(), revision) for id_, body, revision in rows}

    def find(self, keys: list[str]) -> dict[str, str]:
        return dict(self.connection.execute(FIND, {"some": keys}).all())

    def ids(self, kind: str) -> list[str]:
        wanted = sa.select(document.c.id).where(document.c.type == kind).order_by(document.c.id)
        return list(self.connection.scalars(wanted))

    def referring(self, id_: str) -> list[str]:
        wanted = sa.select(reference.c.document).where(reference.c.refers_to == id_)
        return list(self.connection.scalars(wanted))

    def next_number(self, series: str, op: str) -> int:
        """The series' next number, whoever asks; its row is locked until the commit."""
        last = self.connection.scalar(NEXT_NUMBER, {"of": series})
        if last is None:
            begins = sa.select(number.c.last).where(number.c.series == "")
            last = self.connection.scalar(begins) or FIRST_NUMBER
            self.connection.execute(sa.insert(number).values(series=series, last=last))
        return last

    def known(self, ids: list[str]) -> dict[str, Known]:
        found = {}
        for start in range(0, len(ids), MOST):
            rows = self.connection.execute(KNOWN, {"some": ids[start : start + MOST]})
            found |= {row.id: Known(*row) for row in rows}
        return found

    def waiting(self, keys: list[str]) -> dict[str, list[str]]:
        found: dict[str, list[str]] = {}
        for key, op in self.connection.execute(WAITING, {"some": keys}):
            found.setdefault(key, []).append(op)
        return found

    def logged(self, ids: list[str]) -> list[dict]:
        """Whole log rows, in the order in which they came."""
        return [dict(row) for row in self.connection.execute(LOGGED, {"some": ids}).mappings()]

    def entries(self, jobs: list[str]) -> list[dict]:
        return [dict(row) for row in self.connection.execute(ENTRIES, {"some": jobs}).mappings()]
