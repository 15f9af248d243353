"""The lines of an issued invoice, as the ledger has them: the same for ever, which its hash proves each time."""

import msgspec
import sqlalchemy as sa

from fieldapp.billing.entries import Entry
from fieldapp.billing.run import hash_of, in_order
from fieldapp.documents import Invoice
from fieldapp.models import document, ledger


class Changed(Exception):
    """The ledger's lines are not those that were issued: somebody has been at the database."""


class Numbered(msgspec.Struct):
    """Of a job, its number."""

    number: str = ""


_numbered = msgspec.json.Decoder(Numbered)


def lines_of(connection: sa.Connection, invoice: Invoice) -> list[Entry]:
    """In order. Raises :class:`Changed` where they are not what the hash was made of."""
    found = in_order(month_entries(connection, invoice.contract, invoice.period))
    if hash_of(found) != invoice.sha256:
        raise Changed(invoice.number)
    return found


def month_entries(connection: sa.Connection, contract: str, period: str) -> list[Entry]:
    """The ledger's entries of a month."""
    wanted = sa.select(ledger).where(ledger.c.contract == contract, ledger.c.period == period)
    names = Entry.__struct_fields__
    rows = connection.execute(wanted.order_by(ledger.c.position)).mappings()
    return [Entry(**{name: row[name] for name in names}) for row in rows]


AT_ONCE = 5000


def numbers_of(connection: sa.Connection, jobs: list[str]) -> dict[str, str]:
    """The numbers of jobs, by key."""
    found: dict[str, str] = {}
    for start in range(0, len(jobs), AT_ONCE):
        ids = [f"job:{job}" for job in jobs[start : start + AT_ONCE]]
        wanted = sa.select(document.c.id, document.c.body).where(document.c.id.in_(ids))
        for id_, body in connection.execute(wanted):
            found[id_.partition(":")[2]] = _numbered.decode(body).number
    return found
