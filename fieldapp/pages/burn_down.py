"""A burn-down as a page shows it, and as files that leave the app."""

from typing import Any

from flask import Response

from fieldapp.billing.alarms import alarms
from fieldapp.billing.burndown import BurnDown
from fieldapp.billing.picture import picture, table, told_table
from fieldapp.billing.said import amount, money, span_words
from fieldapp.billing.terms import terms_on
from fieldapp.documents import Contract, key_of
from fieldapp.pages.slide import standalone
from fieldapp.plots import both
from fieldapp.screens.filters import day
from fieldapp.sheets import as_csv


def burn_down_view(one: BurnDown, contract: Contract) -> dict[str, Any]:
    """Text for the template: see ``contract.html``."""
    terms = terms_on(contract, min(one.today, one.ends))
    return {
        "starts": one.starts,
        "span": span_words(one.starts, one.ends),
        **{name: amount(getattr(one, name)) for name in ("bought", "used", "reversed", "reserved", "left")},
        "free": amount(one.left - one.reserved),
        "runs": one.starts <= one.today <= one.ends,
        "buy_back": money(one.buy_back, contract.currency),
        "likely": [money(value, contract.currency) for value in one.likely_buy_back or ()],
        "forecast": _forecast(one, contract),
        "alarms": alarms(one, terms, lambda told: day(told, contract.zone)),
        "unpriced": _unpriced(one.unpriced),
        "picture": both(lambda size: picture(one, contract.name, size)),
        "table": told_table(one),
    }


def _forecast(one: BurnDown, contract: Contract) -> str:
    """What the forecast says, and how it was made."""
    ahead = one.forecast
    if ahead is None:
        runs = one.starts <= one.today <= one.ends
        return "It takes four whole weeks of work to forecast from." if runs else ""
    last = ahead.ahead[-1]
    left = one.bought - last.likely
    told = f"{amount(left)} left" if left >= 0 else f"{amount(-left)} too few"
    ends = day(one.ends, contract.zone)
    return (
        f"As the last {ahead.weeks} weeks went ({amount(ahead.mean)} a week, give or take {amount(ahead.spread)}), {amount(last.likely)} are used by"
        f" {ends}: {told}. Four times of five it is between {amount(last.low)} and {amount(last.high)}."
    )


def _unpriced(many: int) -> str:
    if not many:
        return ""
    return f"{many} open {'job' if many == 1 else 'jobs'} of a kind that the contract has no term for."


def file_of(one: BurnDown, contract: Contract, kind: str) -> Response:
    """The picture with its own colours, for a slide; or its table."""
    name = f"burn-down-{key_of(contract.id)}-{one.starts}"
    if kind == "csv":
        told = table(one)
        return _file(as_csv([told.head, *told.rows]), "text/csv", f"{name}.csv")
    return _file(standalone(picture(one, contract.name)), "image/svg+xml", f"{name}.svg")


def _file(text: str, kind: str, name: str) -> Response:
    answer = Response(text.encode(), mimetype=kind)
    answer.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    answer.headers["Cache-Control"] = "private, no-cache"
    return answer
