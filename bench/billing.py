"""A month's billing run and the burn-down page, at a tenth of a busy month, a busy month, and ten of them."""

import statistics
import tempfile
import time
from contextlib import contextmanager
from pathlib import Path

import sqlalchemy as sa
from uuid_utils import uuid7

from bench import results
from bench.data import database

SIZES = [2_000, 20_000, 200_000]
YEAR = 20_000
MONTH = "2026-01"
TERMS = {
    "client": "C", "name": "C", "starts": "2026-01-01", "ends": "2026-12-31", "bought": "500000", "price": "95",
    "buy_back_price": "60", "types": {"wipe": {"quantity": "0.5"}},
    "rates": {"": {"hourly": "80", "round_minutes": 15, "minimum_minutes": 30}},
}  # fmt: skip
AT_ONCE = 10_000


def run() -> None:
    runs, pages = [], []
    for jobs in SIZES:
        with made() as app:
            fill(MONTH, jobs)
            runs.append(seconds(lambda app=app: _issue(MONTH)))
            pages.append(_page(app))
        goals = (10, 200) if jobs == 20_000 else (None, None)
        results.note(f"billing run, {jobs:,} jobs in the month", runs[-1], "s", goals[0], better="lower")
        results.note(f"burn-down page, {jobs:,} jobs in the month", pages[-1], "ms", goals[1], better="lower")
    results.note("billing run, ten times the jobs", runs[2] / runs[1], "times as long", better="lower")
    results.note("burn-down page, ten times the jobs", pages[2] / pages[1], "times as long", better="lower")
    with made() as app:
        for month in range(1, 12):
            fill(f"2026-{month:02d}", YEAR)
        results.note(f"burn-down page, eleven months of {YEAR:,} jobs", _page(app), "ms", 200, better="lower")


@contextmanager
def made():
    """The app with a contract, and one wipe that was closed by its steps: what the others are copied from."""
    with tempfile.TemporaryDirectory() as folder, database(Path(folder)) as app:
        _first()
        yield app


def _first() -> None:
    from bench.data import day
    from fieldapp.portable.natives import derive
    from fieldapp.sync.incoming import Actor
    from fieldapp.sync.submit import OPERATOR, operation, submit

    def do(*deeds, actor=OPERATOR) -> None:
        told = submit([operation(*one) for one in deeds], actor)
        assert {one.outcome for one in told} == {"applied"}, told

    do(("contract.record", "contract:1", TERMS))
    do(("site.record", "site:1", {"name": "Site", "contract": "1"}))
    do(("staff.record", "staff:1", {"username": "mia", "name": "Mia", "roles": ["manager"], "sites": ["1"]}))
    do(("asset.record", "asset:1", {"tag": "T1", "serial": "S1", "site": "1"}))
    id_ = str(uuid7())
    job = f"job:{derive(id_, 'job')}"
    planner = Actor(id=OPERATOR.id, name="Planner", roles=OPERATOR.roles, sites=["1"])
    do(("job.create", job, {"kind": "wipe", "assets": {"machine": "1"}}, id_), actor=planner)
    do(*day(job, "S1"), actor=planner)


def fill(month: str, jobs: int) -> None:
    """So many closed jobs in the month, copied from the one that was made: document, ledger and derived rows as a merge
    writes them, but for the log. Every fifth is charged as time to one of forty cost centres."""
    from fieldapp.models import closed, document, ledger, worked, writing

    with writing() as connection:
        like = {
            table: connection.execute(sa.select(table).where(column.is_not(None)).limit(20)).mappings().all()
            for table, column in ((document, document.c.id), (ledger, ledger.c.job), (closed, closed.c.job), (worked, worked.c.job))
        }  # fmt: skip
        (body,) = [one for one in like[document] if one["type"] == "job"][:1]
        key = body["id"].partition(":")[2]
        (charge,) = [one for one in like[ledger] if one["job"] == key and one["reverses"] is None][:1]
        times = [one for one in like[worked] if one["job"] == key]
        (closing,) = [one for one in like[closed] if one["job"] == key]
        for start in range(0, jobs, AT_ONCE):
            rows: dict = {document: [], ledger: [], closed: [], worked: []}
            for at in range(start, min(start + AT_ONCE, jobs)):
                _copy(rows, month, at, key, body, charge, closing, times)
            for table, some in rows.items():
                connection.execute(sa.insert(table), some)


def _copy(rows: dict, month: str, at: int, key: str, body, charge, closing, times) -> None:
    document, ledger, closed, worked = rows
    new, minute = str(uuid7()), at % (28 * 600)
    day = f"{month}-{minute // 600 + 1:02d}"
    moment = f"{day}T{8 + minute % 600 // 60:02d}:{minute % 60:02d}:00.000Z"
    rows[document].append({**body, "id": f"job:{new}", "body": body["body"].replace(key, new)})
    money = {}
    if at % 5 == 0:
        money = {"kind": "time", "rule": "time:cascade", "units": None, "type": None, "money": 80, "minutes": 60, "rate": "80/15/30", "cost_centre": f"CC-{at % 200}"}  # fmt: skip
    entry = {name: value for name, value in charge.items() if name != "position"}
    fact = charge["fact"].replace(key, new)
    rows[ledger].append({**entry, "id": str(uuid7()), "fact": fact, "job": new, "at": moment, "period": month, **money})  # fmt: skip
    rows[closed].append({**closing, "job": new, "closed_at": moment})
    rows[worked] += [{**one, "job": new, "staff": str(at % 40), "worked_on": day, "at": moment} for one in times]  # fmt: skip


def _issue(month: str) -> None:
    """As the page does: what is open is looked for, then the month is issued."""
    from fieldapp.models import reading
    from fieldapp.sync.months import contract_of, issuing, preview
    from fieldapp.sync.submit import submit

    with reading() as connection:
        contract = contract_of(connection, "1")
        shown = preview(connection, contract, month)
    (result,) = submit([issuing(contract, shown)])
    assert result.outcome == "applied", result


def _page(app) -> float:
    """Milliseconds of the contract's page, the median of seven."""
    client = signed_in(app)
    answers = [client.get("/contracts/1") for _ in range(1)]
    assert answers[0].status_code == 200, answers[0].status
    return statistics.median(seconds(lambda: client.get("/contracts/1")) for _ in range(7)) * 1000


def signed_in(app):
    """A browser of the manager's."""
    from fieldapp.models import credential, writing

    with writing() as connection:
        connection.execute(sa.insert(credential).values(staff="staff:1", hash="", stamp="first"))
    client = app.test_client()
    with client.session_transaction() as session:
        session["_user_id"], session["_fresh"] = "1:first", True
    return client


def seconds(work) -> float:
    started = time.perf_counter()
    work()
    return time.perf_counter() - started
