"""A contract: who pays, and the terms that price what is done."""

from decimal import Decimal
from typing import Any

import msgspec

from fieldapp.documents.base import Document, Named
from fieldapp.documents.service import ServiceTerms


class Band(msgspec.Struct, kw_only=True):
    """A quantity for recorded time up to so many minutes; the last band has no end (null)."""

    up_to: int | None
    quantity: Decimal


class TransactionType(msgspec.Struct, kw_only=True):
    """How many transactions a job takes: ``quantity`` for the ``job`` or for each ``item``, or, ``per`` ``time``, by ``bands``
    of its recorded minutes. ``kinds`` are the kinds of job that it fits; empty is all."""

    quantity: Decimal = Decimal(0)
    per: str = "job"
    bands: list[Band] = []
    kinds: list[str] = []


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


class Allotment(msgspec.Struct, kw_only=True):
    """Transactions bought for one span (dates, both included): a contract year, or the whole term."""

    starts: str
    ends: str
    bought: Decimal


class Penalty(msgspec.Struct, kw_only=True):
    """Money for a missed clock. ``per`` is ``breach``, or ``month``: then it is due for each month in which fewer than ``target``
    percent were kept. It holds for jobs that fit all of what is not null; of several, the dearest is charged."""

    clock: str
    amount: Decimal
    per: str = "breach"
    target: Decimal | None = None
    kind: str | None = None
    priority: str | None = None
    line_of_business: str | None = None
    vip: bool | None = None


class Amendment(msgspec.Struct, kw_only=True, rename={"from_": "from"}):
    """Terms that hold from a day on (a date in the contract's zone): ``changes`` maps names of the contract's fields to what
    they are then. Never edited; a later one of the same day goes before it."""

    from_: str
    changes: dict[str, Any]
    reason: str
    op: str
    at: str
    by: Named


class Contract(Document, kw_only=True):
    """``bought`` transactions for the span ``starts`` to ``ends`` (dates, both included) in ``zone``.

    ``types`` maps a kind of transaction to what it takes; ``rates`` maps a skill (``""`` is any) to
    its rate; ``wiping`` are the terms of wiping, their defaults where it is null. Quantities and money are decimals: transactions, and the contract's currency.

    What stands here are the terms of the first day; ``amendments`` change them from theirs on (``billing.terms``). Without
    ``allotments`` all of ``bought`` is one, for the whole term. Beyond what is bought a transaction costs ``overage_price``; null makes an
    exception. With ``paid_in_advance`` what is bought is on the invoices here, by the month in which it is; without, it is paid for elsewhere. ``penalty_cap`` limits a month's penalties. ``cancels`` maps a kind of job to what it earns when cancelled, by its furthest step done
    (``{"refresh": {"setup": "1.0"}}``). ``service`` are the promises about time. Months up to ``issued_through`` (``2026-10``) are invoiced, and closed.
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
    allotments: list[Allotment] = []
    overage_price: Decimal | None = None
    paid_in_advance: bool = False
    penalties: list[Penalty] = []
    penalty_cap: Decimal | None = None
    cancels: dict[str, dict[str, Decimal]] = {}
    service: ServiceTerms | None = None
    amendments: list[Amendment] = []
    issued_through: str | None = None

    def keys(self) -> list[str]:
        return [f"contract-name:{self.name.strip().lower()}"]
