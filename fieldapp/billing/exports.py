"""An invoice for the client's system, as CSV and as JSON; and what each cost centre is told. docs/billing.md has the formats."""

from decimal import Decimal

import msgspec

from fieldapp.billing.entries import Entry
from fieldapp.billing.month import plain
from fieldapp.billing.run import COLUMNS, line
from fieldapp.billing.terms import day_of
from fieldapp.documents import Invoice
from fieldapp.sheets import as_csv

FORMAT = "fieldapp-invoice/1"
CENTRE = ["date", "job", "skill", "minutes", "rate", "money", "reverses", "why"]
ALLOTMENTS = ["starts", "ends", "bought", "used", "left", "bought_back", "price", "paid"]


def invoice_csv(invoice: Invoice, lines: list[Entry], numbers: dict[str, str]) -> str:
    """One row for each line; the invoice's number, month and currency, and the job's number, before it."""
    head = ["invoice", "period", "currency", "number", *COLUMNS]
    rows = ([invoice.number, invoice.period, invoice.currency, numbers.get(one.job, ""), *line(one)] for one in lines)
    return as_csv([head, *rows])


def invoice_json(invoice: Invoice, lines: list[Entry], numbers: dict[str, str]) -> bytes:
    """The whole invoice. Amounts are decimals as text, moments are UTC."""
    about = msgspec.to_builtins(invoice)
    del about["id"]
    told = [{"number": numbers.get(one.job, ""), **dict(zip(COLUMNS, line(one), strict=True))} for one in lines]
    counted = about.pop("lines")
    return msgspec.json.encode({"format": FORMAT, **about, "count": counted, "lines": told}, order="sorted") + b"\n"


def of_centre(lines: list[Entry], name: str) -> list[Entry]:
    return [one for one in lines if one.cost_centre == name]


def centre_rows(invoice: Invoice, lines: list[Entry], numbers: dict[str, str]) -> list[list[str]]:
    """A cost centre's statement, without its head: the columns ``CENTRE``. Days are those of the contract, as on paper."""
    return [
        [
            day_of(invoice, one.at), numbers.get(one.job, ""), one.skill or "", _whole(one.minutes), one.rate or "",
            plain(one.money or Decimal(0)), one.reverses or "", one.why,
        ]
        for one in lines
    ]  # fmt: skip


def centre_csv(invoice: Invoice, name: str, lines: list[Entry], numbers: dict[str, str]) -> str:
    """A cost centre's statement; its sum is the last row."""
    mine = of_centre(lines, name)
    total = sum((one.money or Decimal(0) for one in mine), Decimal(0))
    rows = [[invoice.number, name, *row] for row in centre_rows(invoice, mine, numbers)]
    last = [invoice.number, name, "", "", "", "", "total", plain(total), "", ""]
    return as_csv([["invoice", "cost_centre", *CENTRE], *rows, last])


def buy_back_csv(invoice: Invoice) -> str:
    """Where each allotment stood, and what was paid for what was left of those that had ended."""
    rows = [
        [invoice.number, *(_cell(getattr(one, name)) for name in ALLOTMENTS)]
        for one in invoice.allotments
    ]
    return as_csv([["invoice", *ALLOTMENTS], *rows])


def _cell(value) -> str:
    return "" if value is None else plain(value) if isinstance(value, Decimal) else value


def _whole(value: int | None) -> str:
    return "" if value is None else str(value)
