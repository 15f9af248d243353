"""What was bought in advance, on the invoice of the month in which it was: where the contract says so."""

from decimal import Decimal

from fieldapp.billing.month import CENT, Month, plain
from fieldapp.billing.month_transactions import allotments
from fieldapp.billing.months import allotments_of, last_day, months_between

PURCHASE = "purchase"


def settle_purchases(month: Month) -> None:
    """Of each allotment that its first day's terms have paid in advance: what was bought by its first month, and what each later month has
    bought more or fewer. What was bought first costs its first day's price, and what is given back of it as much; more costs its own month's."""
    known = {one.starts for one in allotments(month)} | {one.fact.split("/")[2] for one in month.standing(PURCHASE)}
    for starts in sorted(known):
        if month.terms(starts).paid_in_advance:
            _settle_one(month, starts)


def _settle_one(month: Month, starts: str) -> None:
    before = Decimal(0)
    for one in months_between(starts[:7], month.period):
        bought = _bought(month, starts, last_day(one))
        units = bought - before
        price = month.terms(last_day(one) if before and units > 0 else starts).price
        fact = f"{month.contract.id}/{PURCHASE}/{starts}/{one}"
        wanted = {"kind": PURCHASE, "units": units, "money": (units * price).quantize(CENT), "rate": plain(price)}
        why = f"{plain(abs(units))} transactions {'bought' if units > 0 else 'given back'} in {one} for the allotment from {starts}, paid in advance at {plain(price)}"
        month.settle(PURCHASE, fact, one, wanted if units else None, why, "what was bought is another amount")
        before = bought


def _bought(month: Month, starts: str, day: str) -> Decimal:
    """Of the allotment that begins so, by the terms of that day."""
    return sum((one.bought for one in allotments_of(month.terms(day)) if one.starts == starts), Decimal(0))
