"""A contract's month before it is issued, and issuing it: by the pages and by the command."""

import msgspec
import sqlalchemy as sa

from fieldapp.billing.entries import Entry
from fieldapp.billing.findings import Finding, findings
from fieldapp.billing.month import Month
from fieldapp.billing.run import (
    centres,
    due,
    next_month,
    open_exceptions,
    out_of_turn,
    reckon,
    statements,
    totals,
)
from fieldapp.documents import Contract, decode, key_of
from fieldapp.documents.invoice import InvoiceAllotment, InvoiceCentre, InvoiceTotal
from fieldapp.models import document
from fieldapp.sync.accounts import Accounts
from fieldapp.sync.merge import Merge
from fieldapp.sync.messages import Operation
from fieldapp.sync.moments import moment_now
from fieldapp.sync.submit import Glance, operation

# As many sentences as an operation carries.
MOST = 500


class Preview(msgspec.Struct, kw_only=True):
    """What the month comes to as it is now. ``problem`` says why it can't be issued, or is None; ``unpriced`` counts entries without a price."""

    period: str
    entries: list[Entry]
    money: object
    totals: list[InvoiceTotal]
    centres: list[InvoiceCentre]
    allotments: list[InvoiceAllotment]
    findings: list[Finding]
    unpriced: int
    problem: str | None


def contract_of(connection: sa.Connection, key: str) -> Contract | None:
    body = connection.scalar(sa.select(document.c.body).where(document.c.id == f"contract:{key}"))
    return decode("contract:", body) if body else None


def due_month(connection: sa.Connection, contract: Contract) -> str:
    """The month that is to be issued next."""
    return next_month(contract, Accounts(Merge(Glance(connection))).first_period(key_of(contract.id)))


def preview(connection: sa.Connection, contract: Contract, period: str) -> Preview:
    """Nothing is entered, and nobody has to wait."""
    books = Accounts(Merge(Glance(connection)))
    key = key_of(contract.id)
    month: Month = reckon(contract, period, books, "preview")
    entries = [*books.entries(key, period), *month.entered]
    return Preview(
        period=period, entries=entries, money=due(entries), totals=totals(entries), centres=centres(entries),
        allotments=statements(month), findings=findings(connection, contract, period, entries),
        unpriced=len(open_exceptions(entries)),
        problem=out_of_turn(contract, period, books.first_period(key), moment_now()),
    )  # fmt: skip


def issuing(contract: Contract, shown: Preview, id_: str | None = None) -> Operation:
    """The operation that issues what was shown, with all that was open acknowledged."""
    told = [one.words for one in shown.findings][:MOST]
    args = {"period": shown.period, "seen": shown.unpriced, "exceptions": told}
    return operation("billing.issue", contract.id, args, id_)
