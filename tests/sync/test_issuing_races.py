"""A month is issued while phones send what was closed in it: each entry is on the one invoice that was open when it came."""

from concurrent.futures import ThreadPoolExecutor

import pytest

from fieldapp.billing.lines import lines_of
from fieldapp.documents import decode
from fieldapp.models import document, reading
from fieldapp.sync import exchange, submit
from fieldapp.sync.audit import faults
from tests import phone
from tests.world import WIPE, evidence

JOBS = 6


@pytest.fixture
def phones(world, monkeypatch):
    """Each with the last step of a wipe done on the last evening of October, and not sent yet; it is November."""
    told = {"now": "2026-10-31T23:00:00.000Z"}
    for module in (exchange, submit, phone):
        monkeypatch.setattr(module, "moment_now", lambda: told["now"])
    world.complete(world.new_job("wipe", "m7", None), *WIPE)
    jobs = [world.new_job("wipe", f"m{at}", None) for at in range(JOBS)]
    made = [world.phone("ana") for _ in jobs]
    for one, job in zip(made, jobs, strict=True):
        world.complete(job, *WIPE[:-1])
        one.sync()
    told["now"] = "2026-10-31T23:30:00.000Z"
    for one, job in zip(made, jobs, strict=True):
        proof = evidence(world.body(job), WIPE[-1])
        one.act("step.complete", job, {"step": WIPE[-1], "evidence": proof})
    told["now"] = "2026-11-01T08:00:00.000Z"
    return made


def test_what_comes_while_a_month_is_issued_is_on_one_invoice(world, app, phones):
    def send(one):
        with app.app_context():
            return one.sync()

    def issue():
        with app.app_context():
            return world.do("mia", "billing.issue", "contract:1", {"period": "2026-10"})

    with ThreadPoolExecutor(JOBS + 1) as pool:
        sent = [pool.submit(send, one) for one in phones[:3]]
        issuing = pool.submit(issue)
        sent += [pool.submit(send, one) for one in phones[3:]]
        result = issuing.result()
        told = [one.result() for one in sent]
    assert result.outcome == "applied", result
    assert [one["outcome"] for some in told for one in some] == ["applied"] * JOBS
    rows = world.ledger()
    assert len(rows) == JOBS + 1
    assert all(one["at"].startswith("2026-10-31") for one in rows)
    periods = [one["period"] for one in rows]
    with reading() as connection:
        body = connection.execute(
            document.select().with_only_columns(document.c.body).where(document.c.type == "invoice")
        ).scalar_one()
        invoice = decode("invoice:", body)
        assert len(lines_of(connection, invoice)) == invoice.lines == periods.count("2026-10")
    assert periods.count("2026-11") == JOBS + 1 - invoice.lines
    assert faults() == []
