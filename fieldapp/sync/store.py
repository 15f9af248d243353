"""Where a merge reads from and writes to. The database here; ``sync.replay`` has one in memory."""

from decimal import Decimal
from typing import NamedTuple, Protocol

import sqlalchemy as sa

from fieldapp.billing import sums
from fieldapp.documents import Penalty
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
from fieldapp.models.statements import Among, Statement


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
    def scheduled(self, staff: str) -> list[str]: ...
    def next_number(self, series: str, op: str) -> int: ...
    def known(self, ids: list[str]) -> dict[str, Known]: ...
    def waiting(self, keys: list[str]) -> dict[str, list[str]]: ...
    def logged(self, ids: list[str]) -> list[dict]: ...
    def entries(self, jobs: list[str]) -> list[dict]: ...
    def entries_of(
        self, contract: str, period: str | None, kinds: list[str] | None
    ) -> list[dict]: ...
    def units(self, contract: str, since: str, until: str, through: str) -> Decimal: ...
    def charged_at(self, entry: str) -> str: ...
    def first_period(self, contract: str) -> str | None: ...
    def first_clock(self, contract: str) -> str | None: ...
    def clocks(
        self, contract: str, penalty: Penalty, span: tuple[str, str], children: bool, without: list[str]
    ) -> tuple[int, int]: ...
    def hold(self, ids: list[str]) -> None: ...


# In order of id and ``FOR UPDATE``, so that two merges never wait for each other in a ring.
BODIES = (
    sa.select(document.c.id, document.c.body, document.c.revision)
    .where(Among(document.c.id))
    .order_by(document.c.id)
)
LOAD = Statement(BODIES.with_for_update())
# What every merge reads and hardly one changes: all sites of a contract would take turns over it.
SHARED = ("contract:", "site:")
LOAD_SHARED = Statement(BODIES.with_for_update(read=True))
TEXTS = Statement(sa.select(document.c.id, document.c.body).where(Among(document.c.id)))
FIND = Statement(
    sa.select(document_key.c.key, document_key.c.document).where(Among(document_key.c.key))
)
KNOWN = Statement(
    sa.select(
        operation.c.id, operation.c.actor, operation.c.fingerprint, operation.c.outcome, operation.c.code, operation.c.result
    ).where(Among(operation.c.id))
)  # fmt: skip
WAITING = Statement(
    sa.select(waiting.c.key, waiting.c.op)
    .join(operation, operation.c.id == waiting.c.op)
    .where(Among(waiting.c.key))
    .order_by(operation.c.position)
)
LOGGED = Statement(
    sa.select(operation).where(Among(operation.c.id)).order_by(operation.c.position)
)
CHARGED = Statement(sa.select(ledger.c.job).distinct().where(Among(ledger.c.job)))
ENTRIES = (
    sa.select(ledger)
    .where(ledger.c.job.in_(sa.bindparam("some", expanding=True)))
    .order_by(ledger.c.position)
)
NEXT_NUMBER = Statement(
    sa.update(number)
    .where(number.c.series == sa.bindparam("of"))
    .values(last=number.c.last + 1)
    .returning(number.c.last)
)


class DatabaseStore:
    """Reads within the transaction of ``connection``, locking the documents that it loads."""

    def __init__(self, connection: sa.Connection):
        self.connection = connection
        self.held: set[str] = set()

    def hold(self, ids: list[str]) -> None:
        """These are about to be changed: whoever only reads them waits until that is done. To lock them so later, when others
        read them as well, two merges could wait for each other."""
        self.held.update(ids)

    def load(self, ids: list[str]) -> dict[str, Loaded]:
        shared = [id_ for id_ in ids if id_.startswith(SHARED) and id_ not in self.held]
        own = [id_ for id_ in ids if not id_.startswith(SHARED)]
        rows = LOAD_SHARED.rows(self.connection, some=shared) if shared else []
        rows += LOAD.rows(self.connection, some=own) if own else []
        # Last, as whoever shares them takes them after what is its own.
        held = [id_ for id_ in ids if id_.startswith(SHARED) and id_ in self.held]
        rows += LOAD.rows(self.connection, some=held) if held else []
        return {id_: Loaded(body.encode(), revision) for id_, body, revision in rows}

    def find(self, keys: list[str]) -> dict[str, str]:
        return dict(FIND.rows(self.connection, some=keys))

    def ids(self, kind: str) -> list[str]:
        wanted = sa.select(document.c.id).where(document.c.type == kind).order_by(document.c.id)
        return list(self.connection.scalars(wanted))

    def referring(self, id_: str) -> list[str]:
        wanted = sa.select(reference.c.document).where(reference.c.refers_to == id_)
        return list(self.connection.scalars(wanted))

    def scheduled(self, staff: str) -> list[str]:
        """Ids of the open jobs that refer to that member of staff; which of them have an appointment, they say themselves."""
        wanted = (
            sa.select(reference.c.document)
            .join(document, document.c.id == reference.c.document)
            .where(reference.c.refers_to == staff, document.c.type == "job", document.c.state.in_(["open", "held"]))
        )
        return list(self.connection.scalars(wanted))

    def next_number(self, series: str, op: str) -> int:
        """The series' next number, whoever asks; its row is locked until the commit."""
        last = NEXT_NUMBER.value(self.connection, of=series)
        if last is None:
            begins = sa.select(number.c.last).where(number.c.series == "")
            last = self.connection.scalar(begins) or FIRST_NUMBER
            self.connection.execute(sa.insert(number).values(series=series, last=last))
        return last

    def known(self, ids: list[str]) -> dict[str, Known]:
        return {row[0]: Known(*row) for row in KNOWN.rows(self.connection, some=ids)}

    def waiting(self, keys: list[str]) -> dict[str, list[str]]:
        found: dict[str, list[str]] = {}
        for key, op in WAITING.rows(self.connection, some=keys):
            found.setdefault(key, []).append(op)
        return found

    def logged(self, ids: list[str]) -> list[dict]:
        """Whole log rows, in the order in which they came."""
        names = operation.columns.keys()
        rows = LOGGED.rows(self.connection, some=ids)
        return [dict(zip(names, row, strict=True)) for row in rows]

    def entries(self, jobs: list[str]) -> list[dict]:
        charged = [job for (job,) in CHARGED.rows(self.connection, some=jobs)]
        rows = self.connection.execute(ENTRIES, {"some": charged}).mappings() if charged else []
        return [dict(row) for row in rows]

    def entries_of(self, contract: str, period: str | None, kinds: list[str] | None) -> list[dict]:
        """Ledger rows of a contract, of one month and of some kinds where these are named. Whoever asks holds the contract."""
        wanted = sa.select(ledger).where(ledger.c.contract == contract).order_by(ledger.c.position)
        if period is not None:
            wanted = wanted.where(ledger.c.period == period)
        if kinds is not None:
            wanted = wanted.where(ledger.c.kind.in_(kinds))
        return [dict(row) for row in self.connection.execute(wanted).mappings()]

    def units(self, contract: str, since: str, until: str, through: str) -> Decimal:
        return sums.used(self.connection, contract, since, until, through).net

    def charged_at(self, entry: str) -> str:
        """When the charge was made that the entry of that id is, or takes back."""
        return sums.charged_at(self.connection, entry) or ""

    def first_period(self, contract: str) -> str | None:
        return sums.first_period(self.connection, contract)

    def first_clock(self, contract: str) -> str | None:
        return sums.first_clock(self.connection, contract)

    def clocks(
        self, contract: str, penalty: Penalty, span: tuple[str, str], children: bool, without: list[str]
    ) -> tuple[int, int]:
        return sums.clocks(self.connection, contract, penalty, span, children, without)
