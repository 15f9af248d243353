"""What somebody should look at before a month is issued: each with a link, and what to do about it."""

from decimal import Decimal

import msgspec
import sqlalchemy as sa

from fieldapp.billing.entries import Entry
from fieldapp.billing.lines import numbers_of
from fieldapp.billing.months import last_day, month_bounds
from fieldapp.billing.run import open_exceptions
from fieldapp.billing.said import amount, money, month_words, prose
from fieldapp.documents import Case, Charge, Contract, Job, decode, key_of
from fieldapp.models import closed, document, ledger, worked
from fieldapp.portable.natives import epoch
from fieldapp.screens.filters import date_words, duration

DAY = 24 * 60
# More of a kind are counted, not listed.
MOST = 50


class Finding(msgspec.Struct, kw_only=True):
    """``words`` say what is open, ``todo`` what to do; ``job``, ``case`` or ``entry`` (of the ledger) is a key.
    ``count`` stands for so many."""

    words: str
    todo: str
    job: str | None = None
    case: str | None = None
    entry: str | None = None
    count: int = 1


def findings(
    connection: sa.Connection, contract: Contract, period: str, entries: list[Entry]
) -> list[Finding]:
    """Of a month, whose ``entries`` are those that it will be issued with. What moves money by itself stands first,
    what may well be right last."""
    return [
        *_undecided(connection, contract),
        *_disputed(connection, contract, period),
        *_without_price(connection, entries),
        *_unbilled(connection, contract, period),
        *_homeless(connection, contract),
        *_without_time(connection, contract, period),
        *_long_days(connection, contract, period),
        *_overlapping(connection, contract, period),
    ]


def _few(found: list[Finding], what: str) -> list[Finding]:
    rest = len(found) - MOST
    if rest <= 0:
        return found
    more = Finding(words=f"And {rest} more of these: {what}", todo=found[0].todo, count=rest)
    return [*found[:MOST], more]


def _without_price(connection: sa.Connection, entries: list[Entry]) -> list[Finding]:
    found = open_exceptions(entries)
    numbers = numbers_of(connection, [one.job for one in found if one.job])
    told = []
    for one in found:
        number = numbers.get(one.job, "")
        words = one.why if not number or one.why.startswith(number) else f"{number}: {one.why}"
        told.append(Finding(words=f"{prose(words)}.", todo=_todo(one.why), job=one.job or None))
    return _few(told, "work without a price")


def _todo(why: str) -> str:
    if "cost centre" in why:
        return "Give the person a cost centre; the time is charged to it with the next change of the job."
    if "rate for" in why:
        return "Amend the contract with a rate for the skill."
    if "beyond" in why:
        return "Amend the contract with a price for what is beyond the allotment."
    if "does not fit" in why:
        return "Open the job, and say which type of transaction the work was."
    if "goes by time" in why or "without" in why:
        return "Open the job, and record what is missing."
    return "Amend the contract with a term for it, or agree with the client that it is free."


def _without_time(connection: sa.Connection, contract: Contract, period: str) -> list[Finding]:
    since, until = month_bounds(contract, period)
    wanted = sa.select(closed.c.job).where(
        closed.c.contract == key_of(contract.id), closed.c.closed_at >= since, closed.c.closed_at < until,
        closed.c.minutes == 0,
    ).order_by(closed.c.closed_at, closed.c.job)  # fmt: skip
    jobs = list(connection.scalars(wanted))
    numbers = numbers_of(connection, jobs[:MOST])
    todo = "Ask whoever closed it for the minutes, and record them: late time is on the month that is open then."
    found = [
        Finding(words=f"{numbers.get(job, 'A job')} was closed without time.", todo=todo, job=job)
        for job in jobs
    ]
    return _few(found, "closed without time")


def _long_days(connection: sa.Connection, contract: Contract, period: str) -> list[Finding]:
    total = sa.func.sum(worked.c.minutes)
    wanted = (
        sa.select(worked.c.staff, worked.c.worked_on, total, sa.func.min(worked.c.job))
        .where(*_in_month(contract, period))
        .group_by(worked.c.staff, worked.c.worked_on)
        .having(total > DAY)
        .order_by(worked.c.worked_on, worked.c.staff)
    )
    rows = connection.execute(wanted).all()
    names = _names(connection, {row[0] for row in rows})
    todo = "Look at the day's time with them, and void what is wrong."
    found = [
        Finding(words=f"{names.get(staff, staff)} has {duration(minutes)} on {date_words(day)}: more than the day has.", todo=todo, job=job)
        for staff, day, minutes, job in rows
    ]  # fmt: skip
    return _few(found, "days of more than 24 hours")


def _in_month(contract: Contract, period: str) -> list:
    first, last = f"{period}-01", last_day(period)
    return [worked.c.contract == key_of(contract.id), worked.c.worked_on >= first, worked.c.worked_on <= last]  # fmt: skip


def _overlapping(connection: sa.Connection, contract: Contract, period: str) -> list[Finding]:
    """Time that ends, by when it was recorded, before what the same person recorded on another job had begun to."""
    wanted = sa.select(worked.c.staff, worked.c.at, worked.c.minutes, worked.c.job, worked.c.worked_on)
    rows = connection.execute(wanted.where(*_in_month(contract, period))).all()
    days = _overlaps(rows)
    names = _names(connection, {staff for staff, _ in days})
    todo = "Machines may have been worked on side by side; otherwise void what was recorded twice."
    found = [
        Finding(words=f"{names.get(staff, staff)} has time on {date_words(day)} that overlaps, on {len(jobs)} jobs.", todo=todo, job=min(jobs))
        for (staff, day), jobs in sorted(days.items(), key=lambda one: one[0][::-1])
    ]  # fmt: skip
    return _few(found, "days with overlapping time")


def _overlaps(rows) -> dict[tuple[str, str], set[str]]:
    """Jobs by person and day. What was recorded for another day than its own says nothing of when."""
    spans: dict[str, list[tuple[int, int, str, str]]] = {}
    for staff, at, minutes, job, day in rows:
        if at[:10] == day:
            ends = epoch(at)
            spans.setdefault(staff, []).append((ends - minutes * 60_000, ends, job, day))
    found: dict[tuple[str, str], set[str]] = {}
    for staff, mine in spans.items():
        mine.sort()
        last_end, last_job = 0, ""
        for begins, ends, job, day in mine:
            if begins < last_end and job != last_job:
                found.setdefault((staff, day), set()).update((job, last_job))
            if ends > last_end:
                last_end, last_job = ends, job
    return found


def _names(connection: sa.Connection, staff: set[str]) -> dict[str, str]:
    ids = [f"staff:{key}" for key in staff]
    wanted = sa.select(document.c.id, document.c.body).where(document.c.id.in_(ids))
    return {key_of(id_): decode(id_, body).name for id_, body in connection.execute(wanted)}


def _unbilled(connection: sa.Connection, contract: Contract, period: str) -> list[Finding]:
    """Time of the month on jobs of the contract's sites that are under no contract: nothing will ever bill it."""
    total = sa.func.sum(worked.c.minutes)
    first, last = f"{period}-01", last_day(period)
    wanted = (
        sa.select(worked.c.job, total)
        .join(document, document.c.id == "job:" + worked.c.job)
        .where(worked.c.contract.is_(None), worked.c.worked_on >= first, worked.c.worked_on <= last)
        .where(document.c.site.in_(_sites(connection, contract)))
        .group_by(worked.c.job)
        .order_by(worked.c.job)
    )
    rows = connection.execute(wanted).all()
    numbers = numbers_of(connection, [job for job, _ in rows[:MOST]])
    todo = "The job was made before its site had this contract. Agree with the client, and enter an adjustment; or leave it free."
    found = [
        Finding(words=f"{numbers.get(job, 'A job')} has {duration(minutes)} of the month, and is under no contract.", todo=todo, job=job)
        for job, minutes in rows
    ]  # fmt: skip
    return _few(found, "time under no contract")


def _sites(connection: sa.Connection, contract: Contract) -> list[str]:
    """Keys of the sites that have the contract now."""
    wanted = sa.select(document.c.id, document.c.body).where(document.c.type == "site")
    told = connection.execute(wanted)
    return [key_of(id_) for id_, body in told if decode(id_, body).contract == key_of(contract.id)]


def _homeless(connection: sa.Connection, contract: Contract) -> list[Finding]:
    """Time that somebody at the contract's sites has sent for a job that is not known here: it waits, whole, and is on no job."""
    cases = [one for one in _open_cases(connection) if one.kind == "time.add"]
    jobs, mine = _jobs(connection, {one.target for one in cases}), set(_sites(connection, contract))
    found = [
        Finding(
            words=f"{one.label or 'Time'} by {one.author.name} is on no job that is known here.",
            todo="Decide the case: record the minutes on the job that they were for.", case=one.op,
        )
        for one in cases
        if one.target not in jobs and mine.intersection(one.sites)
    ]  # fmt: skip
    return _few(found, "time without a job")


def _disputed(connection: sa.Connection, contract: Contract, period: str) -> list[Finding]:
    """Charges up to the month that the owner of their cost centre disputes, and nobody has decided yet."""
    wanted = sa.select(document.c.body).where(document.c.type == "charge", document.c.contract == key_of(contract.id), document.c.state == "disputed")  # fmt: skip
    charges = [decode("charge:", body) for body in connection.scalars(wanted)]
    mine = sorted((one for one in charges if one.period <= period), key=lambda one: (one.period, one.id))
    told = sa.select(ledger).where(ledger.c.id.in_([key_of(one.id) for one in mine]))
    entries = {row["id"]: row for row in connection.execute(told).mappings()}
    numbers = numbers_of(connection, [row["job"] for row in entries.values() if row["job"]])
    found = [
        Finding(words=_dispute_words(entries[key_of(one.id)], numbers, one, contract), entry=key_of(one.id), todo="Decide it at its entry: it stays, or it is taken back. Until then it stands on this invoice.")
        for one in mine
        if key_of(one.id) in entries
    ]  # fmt: skip
    return _few(found, "disputed charges")


def _dispute_words(row, numbers: dict[str, str], charge: Charge, contract: Contract) -> str:
    what = f"{amount(row['units'])} transactions" if row["units"] is not None else money(row["money"] or Decimal(0), contract.currency)
    number = numbers.get(row["job"], "")
    about = f"{number}, {what}" if number else what
    centre = f" by {row['cost_centre']}" if row["cost_centre"] else ""
    return f"{about} of {month_words(charge.period)}: disputed{centre}. {charge.reason}"


def _open_cases(connection: sa.Connection) -> list[Case]:
    wanted = sa.select(document.c.body).where(document.c.type == "case", document.c.state == "open")
    return [decode("case:", body) for body in connection.scalars(wanted)]


def _undecided(connection: sa.Connection, contract: Contract) -> list[Finding]:
    """Open cases about jobs of the contract."""
    cases = _open_cases(connection)
    jobs = _jobs(connection, {one.target for one in cases})
    found = [
        Finding(
            words=f"{jobs[one.target].number}: {one.label or 'Something'} by {one.author.name} waits for a decision.",
            todo="Decide the case: what it says may change what the job earns.", case=one.op,
        )
        for one in cases
        if one.target in jobs and jobs[one.target].contract == key_of(contract.id)
    ]  # fmt: skip
    return _few(found, "cases without a decision")


def _jobs(connection: sa.Connection, ids: set[str]) -> dict[str, Job]:
    jobs = [id_ for id_ in ids if id_.startswith("job:")]
    wanted = sa.select(document.c.id, document.c.body).where(document.c.id.in_(jobs))
    return {id_: decode(id_, body) for id_, body in connection.execute(wanted)}
