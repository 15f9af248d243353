"""A burn-down as a page shows it, and as files that leave the app."""

from functools import cache
from pathlib import Path
from typing import Any

from flask import Response

import fieldapp
from fieldapp.billing.alarms import alarms
from fieldapp.billing.burndown import BurnDown
from fieldapp.billing.picture import picture, table, told_table
from fieldapp.billing.said import amount, money, span_words
from fieldapp.billing.terms import terms_on
from fieldapp.documents import Contract, key_of
from fieldapp.plots.frame import HEIGHT, WIDTH
from fieldapp.screens.filters import day
from fieldapp.sheets import as_csv

# Above the picture, for its title.
ROOM = 40
STYLES = Path(fieldapp.__file__).parent / "client" / "styles"


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
        "picture": picture(one, contract.name),
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


def standalone(svg: str) -> str:
    """With the colours of the pages in it, light whatever the reader prefers (slides are), and with its title above it."""
    title = svg.split("<title>")[1].split("</title>")[0]
    above = f'<text class="head" x="4" y="-14">{title}</text>'
    head = (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="1440" height="{2 * (HEIGHT + ROOM)}" font-family="Helvetica, Arial, sans-serif" '
    )
    svg = svg.replace("<svg ", head, 1).replace(f'"0 0 {WIDTH} {HEIGHT}"', f'"0 {-ROOM} {WIDTH} {HEIGHT + ROOM}"', 1)
    return svg.replace(">", f">{_style()}", 1).replace("</svg>", f"{above}</svg>")


@cache
def _style() -> str:
    light = (STYLES / "plots.css").read_text().split("@media")[0]
    tokens = (STYLES / "tokens.css").read_text()
    names = ("sheet", "ink", "soft", "line", "edge")
    values = {name: tokens.split(f"--{name}:")[1].split(";")[0].strip() for name in names}
    root = "".join(f"--{name}:{value};" for name, value in values.items())
    # On a page it is as wide as the page lets it be.
    own = "svg.plot{width:auto;min-width:0;max-width:none;height:auto}.plot .head{font-size:17px;font-weight:700}"
    return f"<style>svg{{{root}background:{values['sheet']}}}{light}{own}</style>"


def _file(text: str, kind: str, name: str) -> Response:
    answer = Response(text.encode(), mimetype=kind)
    answer.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    answer.headers["Cache-Control"] = "private, no-cache"
    return answer
