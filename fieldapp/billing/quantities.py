"""How many transactions a type takes: for a job, for each item, or by bands of recorded time."""

from decimal import Decimal

from fieldapp.documents import Band, TransactionType

PER = ("job", "item", "time")


def quantity_of(term: TransactionType, items: int, minutes: int) -> Decimal | None:
    """Transactions for so many items and minutes; None where no band of the term has them."""
    if term.per == "item":
        return term.quantity * items
    if term.per == "time":
        return _banded(term.bands, minutes)
    return term.quantity


def _banded(bands: list[Band], minutes: int) -> Decimal | None:
    """The first band that reaches so far. Where no time is recorded there is nothing to go by."""
    if minutes <= 0:
        return None
    fits = (band.quantity for band in bands if band.up_to is None or minutes <= band.up_to)
    return next(fits, None)


def in_words(term: TransactionType, items: int, minutes: int) -> str:
    """``1.5 for the job``, ``0.25 for each of 3 items``, ``2 for 50 minutes``."""
    quantity = quantity_of(term, items, minutes)
    if term.per == "item":
        return f"{term.quantity} for each of {items} {'item' if items == 1 else 'items'}"
    return f"{quantity} for {minutes} minutes" if term.per == "time" else f"{quantity} for the job"


def lacks(term: TransactionType, minutes: int) -> str:
    """Why a term gives nothing."""
    return f"has no band for {minutes} minutes" if minutes else "goes by time, and none is recorded"


def as_text(term: TransactionType) -> str:
    """The term as an entry keeps it, to be corrected by the same: ``job 1.5``, ``item 0.25``, ``time 60=0.5 =1``."""
    if term.per != "time":
        return f"{term.per} {term.quantity}"
    ends = (f"{'' if band.up_to is None else band.up_to}={band.quantity}" for band in term.bands)
    return " ".join(["time", *ends])


def from_text(text: str) -> TransactionType:
    """The term that was kept so."""
    per, *told = text.split(" ")
    if per != "time":
        return TransactionType(per=per, quantity=Decimal(told[0]))
    pairs = (one.split("=") for one in told)
    bands = [Band(up_to=int(end) if end else None, quantity=Decimal(many)) for end, many in pairs]
    return TransactionType(per=per, bands=bands)
