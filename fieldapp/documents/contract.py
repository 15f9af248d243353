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


class WipingTerms(msgspec.Struct, kw_only=True):
    """What the client asks of wiping.

    Data is kept for ``grace_days`` after the sign-off (or, without one, after the machine was collected). A phone that has
    not heard from the server for ``stale_hours`` may not know of a hold, and does not let anyone wipe. ``verified_by`` and ``validated_by``
    are ``""`` (not asked for), ``anyone``, or ``other`` than who wiped. With ``certificate_first`` media leave the client's
    control only when certified. ``earns`` says, of ``legal_custody``, ``lost`` and ``unrecoverable``, whether a job that ends so is paid.
    """

    grace_days: int = 0
    stale_hours: int = 72
    verified_by: str = ""
    validated_by: str = ""
    certificate_first: bool = False
    earns: dict[str, bool] = {}


class Contract(Document, kw_only=True):
    """``bought`` transactions for the span ``starts`` to ``ends`` (dates, both included) in ``zone``.

    ``types`` maps a kind of transaction to what it takes; ``rates`` maps a skill (``""`` is any) to
    its rate; ``wiping`` are the terms of wiping, their defaults where it is null. Quantities and money are decimals: transactions, and the contract's currency.
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
    wiping: WipingTerms | None = None

    def keys(self) -> list[str]:
        return [f"contract-name:{self.name.strip().lower()}"]
