"""An invoice: a month of a contract, as it was issued. Its lines are the ledger's entries of that month."""

from decimal import Decimal

import msgspec

from fieldapp.documents.base import Document, Named


class InvoiceTotal(msgspec.Struct, kw_only=True):
    """Of one kind of entry: how many ``lines``, ``units`` in transactions, ``money`` in the contract's currency."""

    kind: str
    lines: int = 0
    units: Decimal = Decimal(0)
    money: Decimal = Decimal(0)


class InvoiceCentre(msgspec.Struct, kw_only=True):
    """What one cost centre pays."""

    name: str
    lines: int = 0
    money: Decimal = Decimal(0)


class InvoiceAllotment(msgspec.Struct, kw_only=True):
    """Where an allotment stood at the month's end, in transactions; once it has ended, what was ``bought_back`` at a ``price``, and ``paid``."""

    starts: str
    ends: str
    bought: Decimal
    used: Decimal
    left: Decimal
    bought_back: Decimal | None = None
    price: Decimal | None = None
    paid: Decimal | None = None


class Invoice(Document, kw_only=True):
    """``period`` is the month (``2026-10``), in ``zone``. ``money`` is what is due: the sum of the lines; ``lines`` is their number and ``sha256``
    is of them (``billing.run.hash_of``). ``exceptions`` are sentences about what was open and acknowledged when it was issued."""

    number: str
    contract: str
    client: str
    name: str
    period: str
    zone: str
    currency: str
    money: Decimal
    lines: int
    sha256: str
    totals: list[InvoiceTotal]
    centres: list[InvoiceCentre]
    allotments: list[InvoiceAllotment]
    exceptions: list[str] = []
    issued_at: str
    by: Named

    def keys(self) -> list[str]:
        return [f"invoice:{self.number}", f"invoice-of:{self.contract}/{self.period}"]
