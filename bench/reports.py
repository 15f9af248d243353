"""The page of all reports, and each of them, over a year of a small, a busy and a very busy contract's jobs. In the processor's time: all is
reckoned within one process, and whoever else is at work does not count."""

import re
import statistics
import time

import sqlalchemy as sa

from bench import results
from bench.billing import fill, made, signed_in

SIZES = [2_000, 20_000, 200_000]
# Of a year's jobs every fifth is a refresh, every twentieth is open; each had a clock, every tenth of these was missed.
REFRESHES, OPEN, MISSED = 5, 20, 10
TIMES = 7


def run() -> None:
    pages = []
    for jobs in SIZES:
        with made() as app:
            year(jobs)
            client = signed_in(app)
            pages.append(_milliseconds(client, "/reports"))
            results.note(f"page of all reports, {jobs:,} jobs", pages[-1], "ms", 300 if jobs == 20_000 else None, better="lower")
            for name in _names(client) if jobs == 20_000 else []:
                results.note(f"report {name}, {jobs:,} jobs", _milliseconds(client, f"/reports/{name}.csv"), "ms", better="lower")
    results.note("page of all reports, ten times the jobs", pages[2] / pages[1], "times as long", better="lower")


def year(jobs: int) -> None:
    """The jobs in the twelve months up to now, with the rows that a merge would derive of them."""
    from fieldapp.models import closed, document, writing
    from fieldapp.reports.parts import months_around
    from fieldapp.sync.moments import moment_now

    for month in months_around(moment_now(), 11, 0):
        fill(month, jobs // 12)
    with writing() as connection:
        keys = connection.scalars(sa.select(closed.c.job).order_by(closed.c.job)).all()
        for at, state in ((REFRESHES, {"kind": "refresh"}), (OPEN, {"state": "open"})):
            some = [f"job:{key}" for key in keys[::at]]
            for start in range(0, len(some), 10_000):
                connection.execute(sa.update(document).where(document.c.id.in_(some[start : start + 10_000])).values(**state))
        for statement in DERIVE:
            connection.execute(sa.text(statement))


DERIVE = (
    """UPDATE document SET body = replace(body, '"kind":"wipe"', '"kind":"refresh"') WHERE kind = 'refresh'""",
    """UPDATE document SET body = replace(body, '"state":"closed"', '"state":"open"') WHERE type = 'job' AND state = 'open'""",
    "UPDATE closed SET kind = (SELECT kind FROM document WHERE id = 'job:' || job)",
    f"""INSERT INTO clock (job, place, contract, site, name, ends_at, kept, kind, line, vip, child)
        SELECT job, 0, contract, site, 'completion', closed_at, rowid % {MISSED} <> 0, kind, 'Line ' || (rowid % 7), 0, 0 FROM closed""",
    """INSERT INTO underway (job, place, contract, site, kind, staff, due)
        SELECT substr(id, 5), 0, contract, site, kind, CAST(rowid % 40 AS TEXT), '2030-01-01' FROM document WHERE type = 'job' AND state = 'open'""",
    "DELETE FROM closed WHERE job IN (SELECT job FROM underway)",
    "ANALYZE",
)


def _names(client) -> list[str]:
    return re.findall(r'"/reports/([\w-]+)\.csv"', client.get("/reports").text)


def _milliseconds(client, path: str) -> float:
    assert client.get(path).status_code == 200
    return statistics.median(_once(client, path) for _ in range(TIMES)) * 1000


def _once(client, path: str) -> float:
    started = time.process_time()
    client.get(path)
    return time.process_time() - started
