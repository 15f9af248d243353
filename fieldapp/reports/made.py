"""Each report: from what was gathered to a picture and its table. Pure; ``now`` is a moment, months and weeks are UTC's."""

from collections import Counter, defaultdict
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal
from statistics import median

from fieldapp.plots import Series, Table, bars
from fieldapp.plots.scale import told
from fieldapp.portable.natives import epoch
from fieldapp.reports.gather import Asset, Job, Model

DAY = 86_400_000
LIVE = ("open", "held")
GONE = ("disposed", "returned", "wiped", "lost", "stolen")
NOBODY = "Nobody"
# As many as a picture has room for; the table has them all.
MOST = 12


@dataclass(frozen=True)
class Report:
    """``key`` names the series in the picture's order, none where one says itself."""

    title: str
    about: str
    svg: str
    table: Table
    key: list[str] = field(default_factory=list)


def _report(title: str, about: str, unit: str, labels: list[str], series: list[Series], first: str, stacked: bool = False, whole: bool = True, shown: int | None = None) -> Report:
    """With all labels in the table, and the first ``shown`` in the picture."""
    cut = shown or len(labels)
    drawn = [Series(one.name, one.values[:cut]) for one in series]
    left = f" The first {cut} of {len(labels)}." if cut < len(labels) else ""
    svg = bars(title, about + left, unit, labels[:cut], drawn, stacked=stacked, whole=whole)
    rows = [[words, *("" if one.values[at] is None else told(one.values[at]) for one in series)] for at, words in enumerate(labels)]
    return Report(title, about + left, svg, Table([first, *(one.name for one in series)], rows), [one.name for one in series] if len(series) > 1 else [])


def months_around(now: str, back: int, ahead: int) -> list[str]:
    """``2026-11`` and its neighbours."""
    at = int(now[:4]) * 12 + int(now[5:7]) - 1
    return [f"{one // 12}-{one % 12 + 1:02}" for one in range(at - back, at + ahead + 1)]


def kept_and_missed(jobs: list[Job], by: str, now: str) -> Report:
    """Promises that have come due: kept where the clock stopped in time, missed where it did not. By ``month`` (when due), ``site`` or ``line``."""
    kept, missed = Counter(), Counter()
    for job in jobs:
        for clock in job.clocks:
            if clock.due_at is None or (clock.stopped_at is None and clock.due_at >= now):
                continue
            late = clock.stopped_at is None or clock.stopped_at > clock.due_at
            (missed if late else kept)[_group(job, clock.due_at, by)] += 1
    found = {*kept, *missed}
    labels = sorted(found) if by == "month" else sorted(found, key=lambda one: (-missed[one], -kept[one], one))
    shown = labels[-MOST:] if by == "month" else labels
    series = [Series("kept", [kept[one] for one in shown]), Series("missed", [missed[one] for one in shown])]
    first = {"month": "Month", "site": "Site", "line": "Line of business"}[by]
    about = "How many promised times (response and completion) were kept, and how many missed."
    return _report(f"Promises kept and missed by {first.lower()}", about, "promises", shown, series, first, True, shown=MOST)


def _group(job: Job, due: str, by: str) -> str:
    if by == "site":
        return job.site.name
    if by == "line":
        return (job.person.line_of_business if job.person else None) or "not known"
    return due[:7]


def refreshes(jobs: list[Job], assets: list[Asset], models: list[Model], now: str) -> Report:
    """By month: done, planned (open jobs, by appointment or due day), and forecast: machines at the end of their life for which there is no job."""
    months = months_around(now, 5, 12)
    done, planned, forecast = Counter(), Counter(), Counter()
    engaged = set()
    for job in jobs:
        if job.kind != "refresh":
            continue
        if job.state in LIVE:
            engaged |= {machine.id for machine in job.assets.values()}
            planned[max((job.scheduled_at or job.due or now)[:7], months[5])] += 1
        elif job.state == "closed" and job.closed_at:
            done[job.closed_at[:7]] += 1
    lives = {model.name.strip().lower(): model.months for model in models}
    for asset in assets:
        end = end_of_life(asset, lives)
        if end and asset.state not in GONE and asset.id.partition(":")[2] not in engaged:
            forecast[max(end[:7], months[5])] += 1
    series = [Series(name, [found[one] for one in months]) for name, found in (("done", done), ("planned", planned), ("forecast", forecast))]
    about = "Refreshes that were done, that are open (by appointment or due day), and machines without a job that reach the end of their life. What is overdue stands in this month."
    return _report("Refreshes done, planned and to come", about, "machines", months, series, "Month", True)


def end_of_life(asset: Asset, lives: dict[str, int]) -> str | None:
    """The day in the books, or the day of purchase and its model's months; three years where the model is not known."""
    if asset.end_of_life or not asset.purchased:
        return asset.end_of_life
    months = lives.get((asset.model or "").strip().lower(), 36)
    at = int(asset.purchased[:4]) * 12 + int(asset.purchased[5:7]) - 1 + months
    return f"{at // 12}-{at % 12 + 1:02}{asset.purchased[7:10]}"


def step_times(jobs: list[Job]) -> Report:
    """For each step of a refresh: days from the step done before it (at first, from the job's beginning) until it was done; the middle of all."""
    days: dict[str, list[float]] = defaultdict(list)
    titles: dict[str, str] = {}
    for job in jobs:
        if job.kind != "refresh":
            continue
        titles.update({step.key: step.title for step in job.steps if step.key not in titles})
        before = job.created_at
        for step in sorted((one for one in job.steps if one.state == "done" and one.at), key=lambda one: one.at or ""):
            days[step.key].append(max(0, epoch(step.at or before) - epoch(before)) / DAY)
            before = step.at or before
    keys = [key for key in titles if days[key]]
    middle = [round(Decimal(median(days[key])), 2) for key in keys]
    series = [Series("median days", middle), Series("times done", [len(days[key]) for key in keys])]
    about = "Days from the step that was done before until this one was, in the median of all refreshes. It includes waiting."
    whole = _report("Time per step of a refresh", about, "days", [titles[key] for key in keys], series, "Step", whole=False)
    svg = bars(whole.title, about, "days", [f"{at}" for at in range(1, len(keys) + 1)], series[:1])
    rows = [[f"{at}. {row[0]}", *row[1:]] for at, row in enumerate(whole.table.rows, 1)]
    return Report(whole.title, about + " The numbers below the bars are the lines of the table.", svg, Table(whole.table.head, rows))


def load(jobs: list[Job], now: str) -> Report:
    """For each technician: open jobs, and appointments of the next seven days."""
    open_, soon = Counter(), Counter()
    week = (date.fromisoformat(now[:10]) + timedelta(days=7)).isoformat()
    for job in jobs:
        if job.state in LIVE:
            name = job.assignee.name if job.assignee else NOBODY
            open_[name] += 1
            soon[name] += bool(job.scheduled_at and now <= job.scheduled_at and job.scheduled_at[:10] <= week)
    labels = [name for name, _ in open_.most_common()]
    series = [Series("open jobs", [open_[one] for one in labels]), Series("appointments in 7 days", [soon[one] for one in labels])]
    return _report("Load of each technician", "Open jobs, and appointments of the next seven days.", "jobs", labels, series, "Technician", shown=MOST)


def minutes(jobs: list[Job], now: str) -> Report:
    """Hours recorded in the last seven days, by technician."""
    since = (date.fromisoformat(now[:10]) - timedelta(days=6)).isoformat()
    worked = Counter()
    for job in jobs:
        for time in job.times:
            if not time.voided and since <= time.worked_on <= now[:10]:
                worked[time.by.name] += time.minutes
    labels = [name for name, _ in worked.most_common()]
    series = [Series("hours", [round(Decimal(worked[one]) / 60, 1) for one in labels])]
    return _report("Hours recorded in the last 7 days", "By who did the work; today and the six days before.", "hours", labels, series, "Technician", whole=False, shown=MOST)


def earned(rows: list[tuple], now: str) -> Report:
    """Transactions of each of the last 26 weeks, from Monday on; a reversal counts in the week in which it was entered."""
    monday = date.fromisoformat(now[:10]) - timedelta(days=date.fromisoformat(now[:10]).weekday())
    weeks = [(monday - timedelta(weeks=back)).isoformat() for back in range(25, -1, -1)]
    units: dict[str, Decimal] = defaultdict(Decimal)
    money: dict[str, Decimal] = defaultdict(Decimal)
    for at, kind, some, amount in rows:
        day = date.fromisoformat(at[:10])
        week = (day - timedelta(days=day.weekday())).isoformat()
        if kind == "transactions":
            units[week] += some or 0
        if kind == "time":
            money[week] += amount or 0
    series = [Series("transactions", [units[one] for one in weeks]), Series("time and materials, money", [money[one] for one in weeks])]
    about = "Transactions earned in each week, less what was reversed in it. Money for time is in the table."
    whole = _report("Earned per week", about, "transactions", weeks, series, "Week from", whole=False)
    return Report(whole.title, about, bars(whole.title, about, "transactions", [one[5:] for one in weeks], series[:1]), whole.table)
