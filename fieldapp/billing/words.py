"""A contract's terms in words, and how two versions of them differ. For people: pages, commands and documents share it."""

from decimal import Decimal
from typing import NamedTuple

from fieldapp.billing.said import amount, money, span_words
from fieldapp.documents import (
    Calendar,
    Contract,
    Penalty,
    Rate,
    ServiceTerms,
    Target,
    TransactionType,
    WipingTerms,
)
from fieldapp.screens.filters import zone_words
from fieldapp.workflows import WORKFLOWS

Told = dict[str, dict[str, str]]
WEEK = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")


class Difference(NamedTuple):
    """One term, as it was and as it is then; empty where it was not or is no more."""

    section: str
    term: str
    before: str
    after: str


def differences(before: Contract, after: Contract) -> list[Difference]:
    """What an amendment comes to, term by term."""
    was, is_ = in_words(before), in_words(after)
    found = []
    for section in dict.fromkeys([*was, *is_]):
        old, new = was.get(section, {}), is_.get(section, {})
        for term in dict.fromkeys([*old, *new]):
            if old.get(term) != new.get(term):
                found.append(Difference(section, term, old.get(term, ""), new.get(term, "")))
    return found


def in_words(terms: Contract) -> Told:
    """``{section: {term: what it is}}``, in the order in which one reads a contract; without what it does not speak of."""
    told = {
        "Transactions": _transactions(terms),
        "Allotments": {
            span_words(one.starts, one.ends): f"{amount(one.bought)} transactions"
            for one in terms.allotments
        },
        "What work takes": {name: type_words(one) for name, one in terms.types.items()},
        "Time and materials": {
            skill or "any skill": rate_words(one, terms.currency)
            for skill, one in terms.rates.items()
        },
        "Cancelled work": {
            f"{kind_title(kind)}, after “{step_title(kind, step)}”": f"{amount(units)} transactions"
            for kind, steps in terms.cancels.items()
            for step, units in steps.items()
        },
        "Penalties": _penalties(terms),
        **(_service(terms.service) if terms.service else {}),
        "Wiping": _wiping(terms.wiping) if terms.wiping else {},
    }
    return {section: lines for section, lines in told.items() if lines}


def kind_title(kind: str) -> str:
    """``Tech refresh``; a contract's own kind by its name."""
    return WORKFLOWS[kind].title if kind in WORKFLOWS else kind


def step_title(kind: str, step: str) -> str:
    flow = WORKFLOWS.get(kind)
    known = [*flow.steps, *flow.catalogue] if flow else []
    return next((one.title for one in known if one.key == step), step)


def _transactions(terms: Contract) -> dict[str, str]:
    over = money(terms.overage_price, terms.currency) if terms.overage_price is not None else "an exception"
    return {
        "Bought": f"{amount(terms.bought)} transactions",
        "Price of one": money(terms.price, terms.currency),
        "What is bought is paid": "in advance, with the invoice of the month in which it is bought" if terms.paid_in_advance else "outside of these invoices",
        "One beyond what is bought": over,
        "One that is left, bought back": money(terms.buy_back_price, terms.currency),
    }


def type_words(term: TransactionType) -> str:
    """``1.5 a job``, ``0.25 an item``, ``by recorded time: 0.5 up to 60 minutes, 1 beyond``."""
    only = f"; for {', '.join(map(kind_title, term.kinds))} only" if term.kinds else ""
    if term.per != "time":
        return f"{amount(term.quantity)} {'an item' if term.per == 'item' else 'a job'}{only}"
    bands = [
        f"{amount(band.quantity)} {'beyond' if band.up_to is None else f'up to {band.up_to} minutes'}"
        for band in term.bands
    ]
    return f"by recorded time: {', '.join(bands)}{only}"


def rate_words(rate: Rate, currency: str) -> str:
    """``88.00 USD an hour, up to the next 15 minutes, 30 at least``."""
    return f"{money(rate.hourly, currency)} an hour, up to the next {rate.round_minutes} minutes, {rate.minimum_minutes} at least"


def _penalties(terms: Contract) -> dict[str, str]:
    told: dict[str, str] = {}
    for one in terms.penalties:
        _add(told, penalty_term(one), _penalty(one, terms.currency))
    if told and terms.penalty_cap is not None:
        told["In a month, at most"] = money(terms.penalty_cap, terms.currency)
    return told


def _add(told: dict[str, str], term: str, words: str) -> None:
    """Two of the same name are both told."""
    told[f"{term} ({len(told) + 1})" if term in told else term] = words


def penalty_term(one: Penalty | Target) -> str:
    """``Response, Incident, P1, VIP``: whom it holds for."""
    vip = [] if one.vip is None else ["VIP" if one.vip else "not VIP"]
    named = [one.clock, kind_title(one.kind or ""), one.priority, one.line_of_business]
    told = ", ".join([*(word for word in named if word), *vip])
    return told[:1].upper() + told[1:]


def _penalty(one: Penalty, currency: str) -> str:
    told = money(one.amount, currency)
    if one.per == "month":
        return f"{told} for each month with fewer than {amount(one.target or Decimal(0))} % kept"
    return f"{told} for each that is missed"


def _service(terms: ServiceTerms) -> Told:
    targets: dict[str, str] = {}
    for one in terms.targets:
        _add(targets, penalty_term(one), f"{minutes_words(one.minutes)} {_counted(one.calendar)}")
    return {
        "Promised times": targets,
        "Clocks": _clocks(terms),
        "Priorities": {f"Impact “{impact}”": told for impact, told in terms.priorities.items()},
        "Lines of business": {line: f"calendar “{name}”" for line, name in terms.lines.items()},
        "Calendars": {name: calendar_words(one) for name, one in terms.calendars.items()},
    }


def minutes_words(minutes: int) -> str:
    """``15 minutes``, ``4 hours``, ``2 hours 30 minutes``."""
    hours, rest = divmod(minutes, 60)
    told = [f"{hours} hour{'' if hours == 1 else 's'}"] if hours else []
    return " ".join([*told, *([f"{rest} minute{'' if rest == 1 else 's'}"] if rest else [])])


def _counted(calendar: str) -> str:
    if not calendar:
        return "of the line of business's or the site's hours"
    return "day and night" if calendar == "always" else f"of the calendar “{calendar}”"


def _clocks(terms: ServiceTerms) -> dict[str, str]:
    told = {
        "Holds that stop the completion clock": ", ".join(terms.pausing) or "none",
        "Warned before": minutes_words(terms.warn_minutes) or "not at all",
        "Reopened within": f"{terms.reopen_days} days",
        "Closed as unreachable after": f"{terms.unreachable_attempts} attempts on as many business days",
        "Of incidents behind an outage count": ", ".join(terms.children)
        or "neither clocks nor charges",
    }
    return told | ({"Queues": ", ".join(terms.queues)} if terms.queues else {})


def calendar_words(calendar: Calendar) -> str:
    """``Mon 09:00 to 17:00 …; 11 holidays``."""
    days = [
        f"{day.capitalize()} {', '.join(' to '.join(span) for span in calendar.hours[day])}"
        for day in WEEK
        if calendar.hours.get(day)
    ]
    zone = f"; by {zone_words(calendar.zone)}" if calendar.zone else ""
    free = f"; {len(calendar.holidays)} holidays" if calendar.holidays else ""
    return ", ".join(days) + zone + free


def _wiping(terms: WipingTerms) -> dict[str, str]:
    asked = {"": "not asked for", "anyone": "by anyone", "other": "by another than who wiped"}
    told = {
        "Data is kept": f"{terms.grace_days} days after the sign-off",
        "A phone may be silent": f"{terms.stale_hours} hours",
        "Verification": asked.get(terms.verified_by, terms.verified_by),
        "Validation": asked.get(terms.validated_by, terms.validated_by),
        "Before it leaves the house": "its certificate"
        if terms.certificate_first
        else "no certificate",
    }
    for what, is_paid in terms.earns.items():
        told[f"Ended as {what.replace('_', ' ')}"] = "is paid" if is_paid else "is not paid"
    return told
