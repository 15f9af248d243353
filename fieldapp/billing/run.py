"""The billing run of a month: what the terms ask by the month, and what its invoice comes to."""

import hashlib
from decimal import Decimal

import msgspec

from fieldapp.billing.entries import Entry, live
from fieldapp.billing.month import Month, exact, plain
from fieldapp.billing.month_penalties import settle_caps, settle_targets
from fieldapp.billing.month_purchases import settle_purchases
from fieldapp.billing.month_transactions import (
    allotments,
    settle_buy_backs,
    settle_overage,
    used,
)
from fieldapp.billing.months import is_month
from fieldapp.billing.said import month_words
from fieldapp.billing.terms import day_of, month_after
from fieldapp.documents import Contract, key_of
from fieldapp.documents.invoice import InvoiceAllotment, InvoiceCentre, InvoiceTotal
from fieldapp.screens.filters import zone_words

COLUMNS = (
    "id", "rule", "fact", "kind", "job", "cost_centre", "skill", "type", "terms", "units", "money", "minutes",
    "rate", "at", "reverses", "op", "why",
)  # fmt: skip


def next_month(contract: Contract, first: str | None) -> str:
    """The month to be issued next, ``first`` being that of the ledger's first entry."""
    if contract.issued_through is not None:
        return month_after(contract.issued_through)
    return first or contract.starts[:7]


def out_of_turn(contract: Contract, period: str, first: str | None, at: str) -> str | None:
    """Why the month can't be issued at that moment: months are issued one after the other, each when it is over. None where it can."""
    if not is_month(period):
        return f"“{period}” is no month. One is 2026-10."
    if contract.issued_through is not None and period <= contract.issued_through:
        return f"{month_words(period)} is issued already, and does not change any more."
    if day_of(contract, at)[:7] <= period:
        return f"{month_words(period)} is not over yet by {zone_words(contract.zone)}."
    due = next_month(contract, first)
    earliest = min(contract.starts[:7], first or contract.starts[:7])
    is_first = contract.issued_through is None and earliest <= period <= due
    return None if is_first or period == due else f"{month_words(due)} comes first: months are issued without a gap."


def reckon(contract: Contract, period: str, books, op: str) -> Month:
    """Enter what the terms ask by the month. Penalties first, for the cap is on all of them."""
    month = Month(contract, period, books, op)
    settle_purchases(month)
    settle_targets(month, _first(contract, period, books))
    settle_caps(month)
    settle_overage(month)
    settle_buy_backs(month)
    return month


def _first(contract: Contract, period: str, books) -> str:
    """The month from which on anything can be owed: clocks may have been missed before the ledger had its first entry."""
    key = key_of(contract.id)
    ended = books.first_clock(key)
    told = [books.first_period(key), day_of(contract, ended)[:7] if ended else None]
    return min([period, *(one for one in told if one)])


def in_order(entries: list[Entry]) -> list[Entry]:
    """As an invoice lists them: by their moment."""
    return sorted(entries, key=lambda one: (one.at, one.id))


def line(one: Entry) -> list[str]:
    """What an invoice says of an entry, as text: the columns ``COLUMNS``."""
    return [_cell(getattr(one, name)) for name in COLUMNS]


def _cell(value) -> str:
    if value is None:
        return ""
    return plain(value) if isinstance(value, Decimal) else str(value)


def hash_of(entries: list[Entry]) -> str:
    """SHA-256 of an invoice's lines, in order, each as a JSON list and a line end."""
    made = hashlib.sha256()
    for one in in_order(entries):
        made.update(msgspec.json.encode(line(one)) + b"\n")
    return made.hexdigest()


def totals(entries: list[Entry]) -> list[InvoiceTotal]:
    """For each kind of entry its lines, transactions and money."""
    found: dict[str, InvoiceTotal] = {}
    for one in entries:
        total = found.setdefault(one.kind, InvoiceTotal(kind=one.kind))
        total.lines += 1
        total.units = exact(total.units + (one.units or Decimal(0)))
        total.money = exact(total.money + (one.money or Decimal(0)))
    return [found[kind] for kind in sorted(found)]


def centres(entries: list[Entry]) -> list[InvoiceCentre]:
    """What each cost centre pays."""
    found: dict[str, InvoiceCentre] = {}
    for one in entries:
        if one.cost_centre:
            centre = found.setdefault(one.cost_centre, InvoiceCentre(name=one.cost_centre))
            centre.lines += 1
            centre.money = exact(centre.money + (one.money or Decimal(0)))
    return [found[name] for name in sorted(found)]


def statements(month: Month) -> list[InvoiceAllotment]:
    """Where each allotment stood at the month's end; and of one that has ended, what was paid back."""
    standing = {one.fact.split("/")[2]: one for one in month.standing("buy_back")}
    found = []
    for one in allotments(month):
        many, bought = exact(used(month, one)), exact(one.bought)
        told = InvoiceAllotment(
            starts=one.starts, ends=one.ends, bought=bought, used=many, left=exact(bought - many)
        )
        back = standing.get(one.starts)
        if back is not None:
            told.bought_back, told.paid = exact(back.units), exact(-back.money)
            told.price = Decimal(back.rate)
        found.append(told)
    return found


def due(entries: list[Entry]) -> Decimal:
    """What the lines come to in money."""
    return exact(sum((one.money or Decimal(0) for one in entries), Decimal(0)))


def open_exceptions(entries: list[Entry]) -> list[Entry]:
    """Work of the month that no term prices, still."""
    return [one for one in live(entries) if one.kind == "exception"]
