"""What reports count, by SQL over the derived rows and the ledger: each figure from an index, month by month, and no document is read but
the few that are named."""

from collections import Counter
from decimal import Decimal

import msgspec
import sqlalchemy as sa

from fieldapp.models import clock, closed, document, document_key, ledger, life, underway, worked
from fieldapp.reports.parts import Part, Sight, days_on, months_on

REFRESH = "refresh"
# Where the books say nothing of its model.
LIFE = 36
# So many refreshes tell how long steps take.
LAST = 500


class Promises(msgspec.Struct, frozen=True):
    """Those of a month, a site and a line of business that ended."""

    month: str
    site: str | None
    line: str | None
    kept: int
    missed: int


def promises(connection: sa.Connection, sight: Sight, months: list[str]) -> list[Promises]:
    """A clock belongs to the month in which it stopped or was missed, whichever came first, as for penalties. One that runs still counts
    as missed once it is due."""
    found = []
    for part in sight.parts:
        wanted = (
            sa.select(clock.c.site, clock.c.line, sa.func.sum(sa.case((clock.c.kept, 1), else_=0)), sa.func.count())
            .where(*part.of(clock), *_within(clock.c.ends_at))
            .where(clock.c.kept.is_not(None) | (clock.c.ends_at < sight.now))
            .group_by(clock.c.site, clock.c.line)
        )
        for month in months:
            rows = connection.execute(wanted, _span(part.month(month)))
            found += [Promises(month, site, line, kept, all_ - kept) for site, line, kept, all_ in rows]
    return found


def _within(column: sa.Column) -> tuple:
    """Put together once, and asked for many spans."""
    return column >= sa.bindparam("since"), column < sa.bindparam("until")


def _span(span: tuple[str, str]) -> dict[str, str]:
    return {"since": span[0], "until": span[1]}


def done(connection: sa.Connection, sight: Sight, months: list[str]) -> Counter[str]:
    """Refreshes by the month in which they were closed."""
    found: Counter[str] = Counter()
    for part in sight.parts:
        wanted = sa.select(sa.func.count()).where(closed.c.kind == REFRESH, *_within(closed.c.closed_at), *part.of(closed))
        for month in months:
            found[month] += connection.scalar(wanted, _span(part.month(month))) or 0
    return found


def planned(connection: sa.Connection, sight: Sight, months: list[str]) -> Counter[str]:
    """Open refreshes by the month of their appointment, or else of the day on which they are due. What is overdue, and what has neither, stands in the first."""
    found: Counter[str] = Counter()
    for part in sight.parts:
        mine = (*part.of(underway), underway.c.kind == REFRESH)
        for scheduled, due in connection.execute(sa.select(underway.c.scheduled_at, underway.c.due).where(*mine)):
            day = part.day_of(scheduled) if scheduled else due or ""
            found[max(day[:7], months[0])] += 1
    return found


def ending(connection: sa.Connection, sight: Sight, months: list[str]) -> Counter[str]:
    """Machines in use by the month in which their life ends, without those that an open refresh has. What is overdue stands in the first."""
    busy = (
        sa.select(sa.func.substr(document_key.c.key, len("job-of:") + 1))
        .join(underway, document_key.c.document == sa.literal("job:") + underway.c.job)
        .where(underway.c.kind == REFRESH, document_key.c.key.startswith("job-of:"))
    )
    columns = (life.c.model, sa.func.substr(life.c.bought, 1, 7).label("bought_in"), sa.func.substr(life.c.ends, 1, 7).label("ends_in"))
    wanted = sa.select(*columns, sa.func.count()).where(*sight.here(life), life.c.asset.not_in(busy))
    # By name: to PostgreSQL two expressions with parameters are never the same.
    wanted = wanted.group_by(life.c.model, sa.text("bought_in"), sa.text("ends_in"))
    lives = _lives(connection)
    found: Counter[str] = Counter()
    for model, bought, ends, many in connection.execute(wanted):
        month = months_on(bought, lives.get(model, LIFE)) if bought else ends
        found[max(month, months[0])] += many
    return found


class _Model(msgspec.Struct):
    name: str
    months: int = LIFE


def _lives(connection: sa.Connection) -> dict[str, int]:
    """How many months each model lives, by its name in small letters."""
    bodies = connection.scalars(sa.select(document.c.body).where(document.c.type == "model"))
    return {one.name.strip().lower(): one.months for one in map(msgspec.json.Decoder(_Model).decode, bodies)}


class _Step(msgspec.Struct):
    key: str
    title: str
    state: str = "todo"
    at: str | None = None


class Walked(msgspec.Struct):
    """A job, as far as its steps tell how long they took."""

    created_at: str
    steps: list[_Step] = []


def walked(connection: sa.Connection, sight: Sight) -> list[Walked]:
    """The refreshes that were closed last."""
    newest = sa.select(closed.c.job).where(closed.c.kind == REFRESH, *sight.here(closed)).order_by(closed.c.closed_at.desc(), closed.c.job).limit(LAST)
    ids = [f"job:{key}" for key in connection.scalars(newest)]
    bodies = connection.scalars(sa.select(document.c.body).where(document.c.id.in_(ids)).order_by(document.c.id))
    return list(map(msgspec.json.Decoder(Walked).decode, bodies))


def load(connection: sa.Connection, sight: Sight) -> list[tuple[str | None, int, int]]:
    """``(name, open jobs, appointments from now until the end of the seventh day)`` of each technician, the most first; None where nobody has them."""
    jobs, soon = Counter(), Counter()
    for part in sight.parts:
        until = part.begins(days_on(part.day_of(sight.now), 8))
        within = sa.and_(underway.c.scheduled_at >= sight.now, underway.c.scheduled_at < until)
        many = sa.func.sum(sa.case((within, 1), else_=0))
        wanted = sa.select(underway.c.staff, sa.func.count(), many).where(*part.of(underway)).group_by(underway.c.staff)
        for staff, all_, some in connection.execute(wanted):
            jobs[staff] += all_
            soon[staff] += some
    names = _names(connection, set(jobs))
    told = [(names.get(staff, staff), many, soon[staff]) for staff, many in jobs.items()]
    return sorted(told, key=lambda one: (-one[1], one[0] or ""))


def hours(connection: sa.Connection, sight: Sight) -> list[tuple[str, int]]:
    """``(name, minutes)`` of today and the six days before, the most first."""
    found = Counter()
    for part in sight.parts:
        today = part.day_of(sight.now)
        within = (worked.c.worked_on >= days_on(today, -6), worked.c.worked_on <= today)
        wanted = sa.select(worked.c.staff, sa.func.sum(worked.c.minutes)).where(*part.of(worked), *within).group_by(worked.c.staff)
        for staff, minutes in connection.execute(wanted):
            found[staff] += int(minutes)
    names = _names(connection, set(found))
    return sorted(((names.get(staff, staff), many) for staff, many in found.items()), key=lambda one: (-one[1], one[0]))


class _Staff(msgspec.Struct):
    id: str
    name: str


def _names(connection: sa.Connection, staff: set[str | None]) -> dict[str | None, str]:
    """Two who have one name are told apart by their number."""
    wanted = sa.select(document.c.body).where(document.c.id.in_([f"staff:{key}" for key in staff if key]))
    found = {one.id.partition(":")[2]: one.name for one in map(msgspec.json.Decoder(_Staff).decode, connection.scalars(wanted))}
    often = Counter(found.values())
    return {key: name if often[name] == 1 else f"{name} ({key})" for key, name in found.items()}


def earned(connection: sa.Connection, part: Part, weeks: list[str], kind: str) -> list[Decimal]:
    """What a contract's ledger got in each week, less what was taken back in it: ``transactions``, or the money of ``time``."""
    total = sa.func.sum(ledger.c.units if kind == "transactions" else ledger.c.money)
    wanted = sa.select(total).where(ledger.c.contract == part.contract, ledger.c.kind == kind, *_within(ledger.c.at))
    moments = [part.begins(day) for day in [*weeks, days_on(weeks[-1], 7)]]
    told = (connection.scalar(wanted, _span(span)) for span in zip(moments, moments[1:], strict=False))
    return [one or Decimal(0) for one in told]
