"""A contract's month before it is issued, and issuing it: by the pages and by the command."""

import msgspec
import sqlalchemy as sa

from fieldapp.billing import sums
from fieldapp.billing.entries import Entry
from fieldapp.billing.findings import Finding, findings
from fieldapp.billing.month import Month
from fieldapp.billing.months import month_bounds
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
from fieldapp.billing.terms import terms_on
from fieldapp.documents import Contract, decode, key_of
from fieldapp.documents.invoice import InvoiceAllotment, InvoiceCentre, InvoiceTotal
from fieldapp.models import document, reading
from fieldapp.portable.natives import epoch, iso
from fieldapp.sync.accounts import Accounts
from fieldapp.sync.incoming import Actor
from fieldapp.sync.merge import Merge
from fieldapp.sync.messages import Operation
from fieldapp.sync.moments import moment_now
from fieldapp.sync.submit import OPERATOR, Glance, operation, submit

# As many sentences as an operation carries.
MOST = 500
# Jobs that are looked at in one transaction.
AT_ONCE = 500


class Preview(msgspec.Struct, kw_only=True):
    """What the month comes to as it is now. ``problem`` says why it can't be issued, or is None; ``unpriced`` counts entries without a price, ``overdue``
    jobs with a clock that was missed and still runs."""

    period: str
    entries: list[Entry]
    money: object
    totals: list[InvoiceTotal]
    centres: list[InvoiceCentre]
    allotments: list[InvoiceAllotment]
    findings: list[Finding]
    unpriced: int
    overdue: int
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
        unpriced=len(open_exceptions(entries)), overdue=len(looks(connection, contract, period)),
        problem=out_of_turn(contract, period, books.first_period(key), moment_now()),
    )  # fmt: skip


def looks(connection: sa.Connection, contract: Contract, period: str) -> list[Operation]:
    """Operations that enter the penalties of clocks which were missed in the month and still run: nobody has touched their jobs since.
    As of the month's last moment, so that they are on its invoice. To be done before the month is shown and issued."""
    if out_of_turn(contract, period, sums.first_period(connection, key_of(contract.id)), moment_now()):
        return []
    days = [contract.starts, *(one.from_ for one in contract.amendments)]
    if not any(one.per == "breach" for day in days for one in terms_on(contract, day).penalties):
        return []
    until = month_bounds(contract, period)[1]
    jobs = sums.overdue(connection, key_of(contract.id), until)
    at = iso(epoch(until) - 1)
    return [operation("clock.look", f"job:{job}", {"at": at}) for job in jobs]


def look(contract: Contract, period: str, actor: Actor = OPERATOR) -> None:
    """Do so."""
    with reading() as connection:
        wanted = looks(connection, contract, period)
    for start in range(0, len(wanted), AT_ONCE):
        submit(wanted[start : start + AT_ONCE], actor)


def issuing(contract: Contract, shown: Preview, id_: str | None = None) -> Operation:
    """The operation that issues what was shown, with all that was open acknowledged."""
    told = [one.words for one in shown.findings][:MOST]
    args = {"period": shown.period, "seen": shown.unpriced, "exceptions": told}
    return operation("billing.issue", contract.id, args, id_)
