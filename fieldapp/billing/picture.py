"""The burn-down as a picture, and the table behind it."""

from datetime import date, timedelta
from decimal import Decimal

from fieldapp.billing.burndown import BurnDown
from fieldapp.billing.month import plain
from fieldapp.plots import Band, Line, Table, lines

STEP = 7


def picture(one: BurnDown, name: str) -> str:
    """SVG: what was bought, what was used until today, and where that is going."""
    used, begins = used_by_week(one), date.fromisoformat(one.starts)

    def where(day: str) -> int:
        return (date.fromisoformat(day) - begins).days

    drawn = [
        Line("Used", [(where(day), many) for day, many in used], filled=True),
        Line("Bought", [(0, one.bought), (where(one.ends), one.bought)]),
    ]
    band = None
    if one.forecast:
        start = (where(one.today), one.net)
        ahead = one.forecast.ahead
        drawn.append(Line("Forecast", [start, *((where(each.day), each.likely) for each in ahead)], dashed=True))
        band = Band("4 of 5 times", [(*start, one.net), *((where(each.day), each.low, each.high) for each in ahead)])
    marks = [(where(one.today), "today")] if one.starts <= one.today <= one.ends else []
    title = f"{name}: transactions from {one.starts} to {one.ends}"
    about = f"{plain(one.net)} of {plain(one.bought)} used by {min(one.today, one.ends)}"
    return lines(title, about, "transactions", drawn, _labels(one, where), band, marks)


def _labels(one: BurnDown, where) -> list[tuple[int, str]]:
    """The first days of months, eight at most; and the end."""
    first, last = date.fromisoformat(one.starts), date.fromisoformat(one.ends)
    months = (last.year - first.year) * 12 + last.month - first.month + 1
    every = max(1, -(-months // 8))
    days = [
        date(first.year + (first.month - 1 + at) // 12, (first.month - 1 + at) % 12 + 1, 1)
        for at in range(0, months, every)
    ]
    words = "%b %Y" if months > 12 else "%b"
    shown = [(where(str(day)), day.strftime(words)) for day in days if first <= day <= last]
    room = (last - first).days / 12
    return [*(one for one in shown if where(str(last)) - one[0] > room), (where(str(last)), "end")]


def used_by_week(one: BurnDown) -> list[tuple[str, Decimal]]:
    """``(day, all that was used by its beginning)``, by weeks from the allotment's first day to today, or its end. The last is all of it."""
    day, last = date.fromisoformat(one.starts), date.fromisoformat(min(one.today, one.ends))
    told = sorted(one.by_day.items())
    found, total, at = [], Decimal(0), 0
    while day < last:
        while at < len(told) and told[at][0] < str(day):
            total, at = total + told[at][1], at + 1
        found.append((str(day), total))
        day += timedelta(days=STEP)
    return [*found, (str(max(last, date.fromisoformat(one.starts))), one.net)]


def table(one: BurnDown) -> Table:
    """By weeks: what was used, then what is forecast with its range."""
    rows = [[day, plain(many), "", ""] for day, many in used_by_week(one)]
    for each in one.forecast.ahead if one.forecast else []:
        rows.append([each.day, plain(each.likely), plain(each.low), plain(each.high)])
    return Table(["By the beginning of", "Used, or forecast", "At least", "At most"], rows)
