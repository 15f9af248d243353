"""What an allotment comes to in money: what was used beyond it, and what is bought back when it ends."""

from decimal import Decimal

from fieldapp.billing.entries import live
from fieldapp.billing.month import CENT, Month, plain
from fieldapp.billing.months import allotments_of, bounds, last_day
from fieldapp.documents import Allotment

OVERAGE = "overage"
BUY_BACK = "buy_back"


def allotments(month: Month) -> list[Allotment]:
    """Those that have begun by the month's end, as its terms have them."""
    ends = last_day(month.period)
    return [one for one in allotments_of(month.terms(ends)) if one.starts <= ends]


def used(month: Month, one: Allotment) -> Decimal:
    """Transactions, by all that the ledger has up to the month."""
    since, until = bounds(month.contract, one.starts, one.ends)
    return month.books.units(month.key, since, until, month.period)


def settle_overage(month: Month) -> None:
    """What was used beyond each allotment, in the months in which it was: the first stays charged longest when work is taken back."""
    for one in allotments(month):
        left = max(Decimal(0), used(month, one) - one.bought)
        fact = f"{month.contract.id}/overage/{one.starts}"
        charged = live(month.of_fact(OVERAGE, fact))
        for before in sorted({entry.fact.split("/")[3] for entry in charged} | {month.period}):
            standing = live(month.of_fact(OVERAGE, f"{fact}/{before}"))
            there = standing[0] if standing else None
            units = left if before == month.period else min(left, _units(there))
            _settle_one(month, f"{fact}/{before}", before, units, there, one)
            left -= units


def _units(entry) -> Decimal:
    """Of an entry, or of the exception in its place, which has no amount but says how much it is about."""
    if entry is None:
        return Decimal(0)
    return Decimal(entry.rate) if entry.kind == "exception" else entry.units


def _settle_one(month: Month, fact: str, one: str, units: Decimal, there, allotment) -> None:
    price = month.terms(last_day(one)).overage_price
    if there is not None and there.kind == "overage":
        price = Decimal(there.rate)
    told = f"{plain(units)} transactions in {one} beyond the {plain(allotment.bought)} bought from {allotment.starts}"
    back = "what was used beyond the allotment is another amount"
    if not units:
        wanted = None
    elif price is None:
        wanted = {"kind": "exception", "rate": plain(units)}
        told += "; the terms name no price for them"
    else:
        money = (units * price).quantize(CENT)
        wanted = {"kind": "overage", "units": units, "money": money, "rate": plain(price)}
        told += f", at {plain(price)}"
    month.settle(OVERAGE, fact, one, wanted, told, back)


def settle_buy_backs(month: Month) -> None:
    """Of each allotment that has ended, what is left is paid back at the price of its last day. Reservations do not lessen it."""
    for one in allotments(month):
        if one.ends > last_day(month.period):
            continue
        price = month.terms(one.ends).buy_back_price
        unused = max(Decimal(0), one.bought - used(month, one))
        fact = f"{month.contract.id}/buy_back/{one.starts}"
        money = -(unused * price).quantize(CENT) + 0
        wanted = {"kind": "buy_back", "units": unused, "money": money, "rate": plain(price)}
        why = f"Of {plain(one.bought)} bought for {one.starts} to {one.ends} {plain(unused)} are left, bought back at {plain(price)}"
        back = "what was left of the allotment is another amount"
        month.settle(BUY_BACK, fact, one.ends[:7], wanted if unused else None, why, back)
