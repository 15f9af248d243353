"""The burn-down as a picture, and the table behind it."""

from calendar import month_abbr
from datetime import date
from decimal import Decimal

from fieldapp.billing.burndown import BurnDown
from fieldapp.billing.month import plain
from fieldapp.billing.said import amount, span_words
from fieldapp.plots import Band, Line, Size, Table, lines
from fieldapp.plots.frame import WIDE
from fieldapp.screens.filters import date_words

# An axis names each month, or each so manieth.
EVERY = (1, 2, 3, 6, 12, 24, 60)


def picture(one: BurnDown, name: str, size: Size = WIDE) -> str:
    """SVG: what was bought, what was used until today, and where that is going."""
    begins = date.fromisoformat(one.starts)

    def where(day: str) -> int:
        return (date.fromisoformat(day) - begins).days

    drawn = [
        Line("Used", [(where(day), many) for day, many in one.points], filled=True),
        Line("Bought", [(0, one.bought), (where(one.ends), one.bought)]),
    ]
    band = None
    if one.forecast:
        start = (where(one.today), one.net)
        ahead = one.forecast.ahead
        drawn.append(Line("Forecast", [start, *((where(each.day), each.likely) for each in ahead)], dashed=True))
        band = Band("4 of 5 times", [(*start, one.net), *((where(each.day), each.low, each.high) for each in ahead)])
    marks = [(where(one.today), "today")] if one.starts <= one.today <= one.ends else []
    title = f"{name}: transactions from {span_words(one.starts, one.ends)}"
    about = f"{amount(one.net)} of {amount(one.bought)} used by {date_words(min(one.today, one.ends))}"
    return lines(title, about, "transactions", drawn, _labels(one, where, 8 if size is WIDE else 4), band, marks, size=size)


def _labels(one: BurnDown, where, most: int) -> list[tuple[int, str]]:
    """The first days of months, so many at most, with the year below; and the end."""
    first, last = date.fromisoformat(one.starts), date.fromisoformat(one.ends)
    months = (last.year - first.year) * 12 + last.month - first.month + 1
    every = next((each for each in EVERY if months <= each * most), months)
    days = [
        date(first.year + (first.month - 1 + at) // 12, (first.month - 1 + at) % 12 + 1, 1)
        for at in range(0, months, every)
    ]
    shown = [(where(str(at)), f"{month_abbr[at.month]}\n{at.year}") for at in days if first <= at <= last]
    room = (last - first).days / (1.5 * most)
    return [*(one for one in shown if where(str(last)) - one[0] > room), (where(str(last)), "end")]


def told_table(one: BurnDown) -> Table:
    """The same, as a page says it."""
    kept = table(one)
    rows = [[date_words(day), *(amount(Decimal(many)) if many else "" for many in rest)] for day, *rest in kept.rows]
    return Table(kept.head, rows)


def table(one: BurnDown) -> Table:
    """By weeks: what was used, then what is forecast with its range."""
    rows = [[day, plain(many), "", ""] for day, many in one.points]
    for each in one.forecast.ahead if one.forecast else []:
        rows.append([each.day, plain(each.likely), plain(each.low), plain(each.high)])
    return Table(["By the beginning of", "Used, or forecast", "At least", "At most"], rows)
