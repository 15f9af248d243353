"""Each report: from what was counted to its pictures and its table. Pure."""

from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from statistics import median

from fieldapp.billing.said import month_words
from fieldapp.plots import Series, Size, Table, bars, both, rows
from fieldapp.plots.scale import told
from fieldapp.portable.natives import epoch
from fieldapp.reports.counts import Promises, Walked
from fieldapp.reports.words import short_month, short_week
from fieldapp.screens.filters import date_words

DAY = 86_400_000
NOBODY = "Nobody"
UNKNOWN = "not known"
# As many as a picture has room for; the table has them all.
MOST = 12
# So much of a time in which nothing happened yet stands in it all the same.
LEAST = 6


@dataclass(frozen=True)
class Report:
    """``svg`` is the picture for either screen. ``sheet`` is the table as a spreadsheet wants it: months and days by their numbers."""

    title: str
    about: str
    svg: str
    table: Table
    sheet: Table


def _table(first: str, labels: Sequence[str], series: Sequence[Series]) -> Table:
    def cell(value) -> str:
        return "" if value is None else told(value)

    return Table([first, *(one.name for one in series)], [[words, *(cell(one.values[at]) for one in series)] for at, words in enumerate(labels)])


def _in_time(title: str, about: str, unit: str, at: tuple[str, list[str], list[str], list[str]], series: list[Series], drawn: list[Series], newest: int | None = None, whole: bool = True) -> Report:
    """By months or weeks: ``at`` is what they are called, and they themselves by number, in words, and as an axis has room for. The picture has ``drawn``, the
    ``newest`` of them, from the first that has any."""
    first, numbers, words, short = at
    any_ = [at for at in range(len(numbers)) if any(one.values[at] for one in drawn)]
    begins = max(0, len(numbers) - (newest or len(numbers)), min([*any_, len(numbers) - LEAST]))
    shown = [Series(one.name, one.values[begins:]) for one in drawn]
    # More may be taken back in a week than was earned.
    stacked = all(value >= 0 for one in shown for value in one.values if value is not None)

    def draw(size: Size) -> str:
        return bars(title, about, unit, short[begins:], shown, stacked=stacked, whole=whole, size=size)

    return Report(title, about, both(draw), _table(first, words, series), _table(first, numbers, series))


def _by_name(title: str, about: str, unit: str, first: str, labels: list[str], series: list[Series], drawn: list[Series], stacked: bool = False, most: int | None = MOST) -> Report:
    """Of sites, people, steps: the picture has the first of them."""
    cut = most or len(labels)
    left = f" The picture has the first {cut} of {len(labels)}." if cut < len(labels) else ""
    shown = [Series(one.name, one.values[:cut]) for one in drawn]

    def draw(size: Size) -> str:
        return rows(title, about + left, unit, labels[:cut], shown, stacked=stacked, size=size)

    table = _table(first, labels, series)
    return Report(title, about + left, both(draw), table, table)


KEPT = "How many promised times (response and completion) were kept, and how many missed, by when they ended."


def promises_by_month(found: list[Promises], months: list[str]) -> Report:
    """All months from the first that has any; the last twelve in the picture."""
    kept, missed = _sums(found, lambda one: one.month)
    first = min({*kept, *missed}, default=months[-1])
    shown = [one for one in months if one >= min(first, months[-LEAST:][0])]
    series = _kept(shown, kept, missed)
    return _in_time("Promises kept and missed by month", KEPT, "promises", _months(shown), series, series[:2], newest=MOST)


def promises_by(found: list[Promises], by: str, sites: dict[str, str]) -> Report:
    """By ``site`` or ``line`` of business; those with the most misses first."""
    first = {"site": "Site", "line": "Line of business"}[by]
    kept, missed = _sums(found, lambda one: sites.get(one.site or "", UNKNOWN) if by == "site" else one.line or UNKNOWN)
    labels = sorted({*kept, *missed}, key=lambda one: (-missed[one], -kept[one], one))
    series = _kept(labels, kept, missed)
    about = f"{KEPT} Of the last twelve months."
    return _by_name(f"Promises kept and missed by {first.lower()}", about, "promises", first, labels, series, series[:2], stacked=True)


def _sums(found: list[Promises], group) -> tuple[Counter[str], Counter[str]]:
    kept, missed = Counter(), Counter()
    for one in found:
        kept[group(one)] += one.kept
        missed[group(one)] += one.missed
    return kept, missed


def _kept(labels: list[str], kept: Counter[str], missed: Counter[str]) -> list[Series]:
    def share(one: str) -> Decimal | None:
        total = kept[one] + missed[one]
        return round(Decimal(100 * kept[one]) / total, 1) if total else None

    return [Series("kept", [kept[one] for one in labels]), Series("missed", [missed[one] for one in labels]), Series("kept, %", [share(one) for one in labels])]


def _months(months: list[str]) -> tuple[str, list[str], list[str], list[str]]:
    return "Month", months, [month_words(one) for one in months], [short_month(one) for one in months]


def refreshes(months: list[str], done: Counter[str], planned: Counter[str], ending: Counter[str]) -> Report:
    """By month: done, planned (open jobs, by appointment or due day), and forecast: machines at the end of their life for which there is no job."""
    series = [Series(name, [found[one] for one in months]) for name, found in (("done", done), ("planned", planned), ("forecast", ending))]
    about = "Refreshes that were done, that are open (by appointment or due day), and machines without a job that reach the end of their life. What is overdue stands in this month."
    return _in_time("Refreshes done, planned and to come", about, "machines", _months(months), series, series)


def step_times(jobs: list[Walked]) -> Report:
    """For each step: days from the step done before it (at first, from the job's beginning) until it was done; the middle of all."""
    days: dict[str, list[float]] = defaultdict(list)
    titles: dict[str, str] = {}
    for job in jobs:
        titles.update({step.key: step.title for step in job.steps if step.key not in titles})
        before = job.created_at
        for step in sorted((one for one in job.steps if one.state == "done" and one.at), key=lambda one: one.at or ""):
            days[step.key].append(max(0, epoch(step.at or before) - epoch(before)) / DAY)
            before = step.at or before
    keys = [key for key in titles if days[key]]
    middle = Series("median days", [round(Decimal(median(days[key])), 2) for key in keys])
    labels = [f"{at}. {titles[key]}" for at, key in enumerate(keys, 1)]
    many = Series("times done", [len(days[key]) for key in keys])
    about = f"Days from the step that was done before until this one was, waiting included: the median of the {len(jobs)} refreshes that were closed last."
    return _by_name("Time per step of a refresh", about, "days", "Step", labels, [middle, many], [middle], most=None)


def load(people: list[tuple[str | None, int, int]]) -> Report:
    """For each technician: open jobs, and appointments of the next seven days."""
    labels = [name or NOBODY for name, _, _ in people]
    series = [Series("open jobs", [one[1] for one in people]), Series("appointments in 7 days", [one[2] for one in people])]
    return _by_name("Load of each technician", "Open jobs, and appointments of today and the next seven days.", "jobs", "Technician", labels, series, series)


def hours(people: list[tuple[str, int]]) -> Report:
    """Hours recorded in the last seven days, by technician."""
    series = [Series("hours", [round(Decimal(minutes) / 60, 1) for _, minutes in people])]
    return _by_name("Hours recorded in the last 7 days", "By who did the work; today and the six days before.", "hours", "Technician", [name for name, _ in people], series, series)


def earned(weeks: list[str], contracts: list[tuple[str, list[Decimal]]]) -> Report:
    """Transactions of each week, by contract; a reversal counts in the week in which it was entered."""
    series = [Series(name, values) for name, values in contracts]
    about = "Transactions earned in each week from Monday on, less what was taken back in it."
    return _weekly("Transactions earned per week", about, "transactions", weeks, series)


def charged(weeks: list[str], currency: str, contracts: list[tuple[str, list[Decimal]]]) -> Report:
    """Money for time of each week, by contract, in the one currency that these have."""
    series = [Series(f"{name}, {currency}", values) for name, values in contracts]
    about = f"Money for time in each week from Monday on, in {currency}, less what was taken back in it."
    return _weekly(f"Time and materials per week, {currency}", about, currency, weeks, series)


def _weekly(title: str, about: str, unit: str, weeks: list[str], series: list[Series]) -> Report:
    """Five contracts have colours of their own; what more there are is one in the picture."""
    at = ("Week from", weeks, [date_words(one) for one in weeks], [short_week(one) for one in weeks])
    drawn = series if len(series) <= 5 else [*series[:4], Series(f"{len(series) - 4} others", [sum((one.values[at] or 0 for one in series[4:]), Decimal(0)) for at in range(len(weeks))])]
    return _in_time(title, about, unit, at, series, drawn, whole=False)
