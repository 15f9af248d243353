"""What a contract's terms must be before anything is priced by them. Each fault is a sentence, and nothing is half done."""

from collections.abc import Iterator
from decimal import Decimal
from typing import Any

from fieldapp.billing.quantities import PER
from fieldapp.billing.said import span_words
from fieldapp.documents import Allotment, Band, Contract, Penalty, TransactionType, WipingTerms
from fieldapp.operations.clocks.calendars import CLOCKS, check_terms, known_zone
from fieldapp.operations.clocks.sharing import years_of
from fieldapp.operations.guards import is_date
from fieldapp.operations.money.naming import check_names
from fieldapp.operations.outcomes import Refused
from fieldapp.operations.wiping.checking import INSTEAD

DAY = 24 * 60


def check_contract(terms: Contract, told: dict[str, Any], world) -> None:
    """``told`` is what was written of them, to see what was left out."""
    if terms.starts > terms.ends:
        raise Refused("invalid", "The contract must not end before it starts.")
    known_zone(terms.zone)
    for amount in _amounts(terms):
        if not amount.is_finite() or not 0 <= amount < 10**9 or amount != round(amount, 4):
            raise Refused("invalid", f"{amount} is no amount: from 0 on, with four places at most.")
    for name, one in terms.types.items():
        _check_type(name, one, told.get("types", {}).get(name))
    for rate in terms.rates.values():
        if not 1 <= rate.round_minutes <= DAY or not 0 <= rate.minimum_minutes <= DAY:
            raise Refused("invalid", "Time is rounded up to between one minute and a day.")
    _check_allotments(terms)
    for penalty in terms.penalties:
        _check_penalty(penalty)
    if terms.wiping is not None:
        _check_wiping(terms.wiping)
    check_names(terms, told, world)
    if terms.service is not None:
        check_terms(terms.service, years_of(terms, world), world)


def unknown_name(told: Any, kept: Any, path: str = "") -> str | None:
    """The first name in what was written that came to nothing: a typing error must not be passed over where money hangs on it."""
    if isinstance(told, dict) and isinstance(kept, dict):
        strange = (f"{path}{name}" for name in told if name not in kept)
        known = [name for name in told if name in kept]
        inner = (unknown_name(told[name], kept[name], f"{path}{name or 'any'}.") for name in known)
        return next(strange, None) or next((one for one in inner if one), None)
    if isinstance(told, list) and isinstance(kept, list):
        found = (unknown_name(one, other, path) for one, other in zip(told, kept, strict=False))
        return next((one for one in found if one), None)
    return None


def _amounts(terms: Contract) -> Iterator[Decimal]:
    """All that money is reckoned by: numbers that the ledger can hold exactly."""
    yield from (terms.bought, terms.price, terms.buy_back_price)
    yield from (one for one in (terms.overage_price, terms.penalty_cap) if one is not None)
    for type_ in terms.types.values():
        yield from (type_.quantity, *(band.quantity for band in type_.bands))
    yield from (rate.hourly for rate in terms.rates.values())
    yield from (allotment.bought for allotment in terms.allotments)
    yield from (penalty.amount for penalty in terms.penalties)
    yield from (units for steps in terms.cancels.values() for units in steps.values())


def _check_type(name: str, term: TransactionType, told: Any) -> None:
    if term.per not in PER:
        raise Refused(
            "invalid", f"“{name}” is counted per {' or '.join(PER)}, not per “{term.per}”."
        )
    if term.per == "time":
        return _check_bands(name, term.bands)
    if term.bands:
        raise Refused("invalid", f"“{name}” has bands of time: it is counted per time, then.")
    if isinstance(told, dict) and "quantity" not in told:
        raise Refused("invalid", f"Say how many transactions “{name}” takes.")
    return None


def _check_bands(name: str, bands: list[Band]) -> None:
    if not bands:
        raise Refused("invalid", f"“{name}” goes by time: give its bands.")
    ends = [band.up_to for band in bands]
    closed = [end for end in ends if end is not None]
    if None in ends[:-1] or any(end < 1 for end in closed) or closed != sorted(set(closed)):
        message = f"The bands of “{name}” must rise: each ends after the one before, and only the last is open."
        raise Refused("invalid", message)


def _check_allotments(terms: Contract) -> None:
    """Spans within the contract's, none over another: a transaction is used of one of them."""
    spans = sorted(terms.allotments, key=lambda one: one.starts)
    for one in spans:
        if not is_date(one.starts) or not is_date(one.ends) or one.starts > one.ends:
            raise Refused(
                "invalid", f"An allotment from “{one.starts}” to “{one.ends}” is no span of days."
            )
        if one.starts < terms.starts or one.ends > terms.ends:
            message = f"The allotment {_span(one)} is not within the contract, {span_words(terms.starts, terms.ends)}."
            raise Refused("invalid", message)
    for one, other in zip(spans, spans[1:], strict=False):
        if other.starts <= one.ends:
            raise Refused("invalid", f"The allotments {_span(one)} and {_span(other)} overlap.")


def _span(one: Allotment) -> str:
    return span_words(one.starts, one.ends)


def _check_penalty(penalty: Penalty) -> None:
    if penalty.clock not in CLOCKS:
        raise Refused(
            "invalid", f"“{penalty.clock}” is no clock. They are response and completion."
        )
    if penalty.per not in ("breach", "month"):
        raise Refused("invalid", "A penalty is per breach or per month.")
    if penalty.per == "month" and not (penalty.target and 0 < penalty.target <= 100):
        message = (
            "A penalty per month needs its target: the per cent of clocks to be kept, up to 100."
        )
        raise Refused("invalid", message)


def _check_wiping(terms: WipingTerms) -> None:
    """Spans that a calendar has, and words that the rules know."""
    if not 0 <= terms.grace_days <= 3650 or not 1 <= terms.stale_hours <= 24 * 365:
        raise Refused(
            "invalid",
            "Data is kept for 0 to 3,650 days; a phone may be silent for 1 to 8,760 hours.",
        )
    if not {terms.verified_by, terms.validated_by} <= {"", "anyone", "other"}:
        raise Refused(
            "invalid",
            "A wipe is verified by “anyone”, by “other” than who wiped, or by nobody: “”.",
        )
    if not set(terms.earns) <= set(INSTEAD):
        raise Refused("invalid", f"What may stand for a wipe: {', '.join(INSTEAD)}.")
