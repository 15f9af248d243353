"""A contract: who pays, and the terms that price what is done."""

from decimal import Decimal

import msgspec

from fieldapp.documents.base import Document


class TransactionType(msgspec.Struct, kw_only=True):
    """What a job of some kind takes: a fixed quantity of transactions."""

    quantity: Decimal


class Rate(msgspec.Struct, kw_only=True):
    """Time and materials: money an hour, rounded up to ``round_minutes``, never under ``minimum_minutes``."""

    hourly: Decimal
    round_minutes: int = 15
    minimum_minutes: int = 15


class Contract(Document, kw_only=True):
    """``bought`` transactions for the span ``starts`` to ``ends`` (dates, both included) in ``zone``.

    ``types`` maps a kind of transaction to what it takes; ``rates`` maps a skill (``""`` is any) to
    its rate. Quantities and money are decimals: transactions, and the contract's currency.
    """

    client: str
    name: str
    starts: str
    ends: str
    zone: str = "UTC"
    currency: str = "USD"
    bought: Decimal = Decimal(0)
    price: Decimal = Decimal(0)
    buy_back_price: Decimal = Decimal(0)
    types: dict[str, TransactionType] = {}
    rates: dict[str, Rate] = {}

    def keys(self) -> list[str]:
        return [f"contract-name:{self.name.strip().lower()}"]
