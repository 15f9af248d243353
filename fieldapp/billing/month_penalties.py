"""Penalties that are reckoned by the month: for too many missed clocks, and the cap on all of them."""

from decimal import Decimal

from fieldapp.billing.month import Month, plain
from fieldapp.billing.months import last_day, month_bounds, months_between
from fieldapp.documents import Penalty

TARGET = "penalty:month"
CAP = "penalty:cap"


def settle_targets(month: Month, first: str) -> None:
    """For each month since ``first``: of the targets of one scope that were missed, the dearest. Late facts count in the month that they are of."""
    for one in months_between(first, month.period):
        terms = month.terms(last_day(one))
        scopes: dict[str, list[Penalty]] = {}
        for penalty in terms.penalties:
            if penalty.per == "month":
                scopes.setdefault(_scope(penalty), []).append(penalty)
        for scope, penalties in scopes.items():
            _settle_scope(month, one, scope, penalties, _children(terms))


def _children(terms) -> bool:
    return terms.service is not None and "clocks" in terms.service.children


def _scope(penalty: Penalty) -> str:
    """Which clocks it is about: ``response/incident/P1/Trading/vip``, what it does not ask for left empty."""
    told = [penalty.clock, penalty.kind, penalty.priority, penalty.line_of_business]
    vip = {None: "", True: "vip", False: "not vip"}[penalty.vip]
    return "/".join([*(one or "" for one in told), vip])


def _settle_scope(month: Month, one: str, scope: str, penalties: list[Penalty], children: bool) -> None:
    span = month_bounds(month.contract, one)
    ended, kept = month.books.clocks(month.key, penalties[0], span, children)
    missed = [penalty for penalty in penalties if ended and _is_missed(penalty, ended, kept)]
    dearest = max(missed, key=lambda penalty: penalty.amount, default=None)
    fact = f"{month.contract.id}/{one}/{scope}"
    told = f"{kept} of {ended} {penalties[0].clock} clocks were kept in {one}"
    if dearest is None:
        month.settle(TARGET, fact, one, None, "", f"{told}: the target is met after all")
        return
    why = f"{told}, {_percent(ended, kept)} %; the target is {plain(dearest.target or Decimal(0))} %"
    wanted = {"kind": "penalty", "money": -dearest.amount, "rate": plain(dearest.target or Decimal(0))}
    month.settle(TARGET, fact, one, wanted, why, told)


def _is_missed(penalty: Penalty, ended: int, kept: int) -> bool:
    return Decimal(kept) * 100 < (penalty.target or Decimal(0)) * ended


def _percent(ended: int, kept: int) -> str:
    return f"{Decimal(kept) * 100 / ended:.1f}"


def settle_caps(month: Month) -> None:
    """What a month's penalties come to beyond its cap is given back, and charged again once one of them is reversed."""
    charges = [one for one in month.standing("penalty") if one.rule != CAP]
    capped = [one for one in month.standing("penalty") if one.rule == CAP]
    for one in sorted({month.month_of(charge) for charge in [*charges, *capped]}):
        total = -sum((charge.money or Decimal(0) for charge in charges if month.month_of(charge) == one), Decimal(0))
        cap = month.terms(last_day(one)).penalty_cap
        above = Decimal(0) if cap is None else max(Decimal(0), total - cap)
        fact = f"{month.contract.id}/cap/{one}"
        told = f"the penalties of {one} come to {total:.2f}"
        wanted = {"kind": "penalty", "money": above} if above else None
        why = f"{told[0].upper()}{told[1:]}, and are capped at {cap or Decimal(0):.2f}"
        month.settle(CAP, fact, one, wanted, why, told)
