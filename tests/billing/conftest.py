import json

import pytest
import sqlalchemy as sa

from fieldapp.models import document, reading
from fieldapp.sync.audit import faults
from fieldapp.sync.submit import operation as made
from tests.billing.calendar import TERMS, Calendar
from tests.world import CASCADE, WIPE, done


@pytest.fixture
def calendar(app, monkeypatch):
    yield Calendar(monkeypatch)
    assert faults() == []


@pytest.fixture
def books(world, calendar):
    return Bookkeeping(world, calendar)


class Bookkeeping:
    """Work that earns, and months that are issued."""

    def __init__(self, world, calendar):
        self.world, self.calendar, self.machine = world, calendar, 0
        self.contract = "contract:1"

    def terms(self, **more) -> None:
        """The site has another contract, with these terms."""
        self.contract = "contract:2"
        done(made("contract.record", self.contract, TERMS | {"name": "Other support"} | more))
        done(made("site.record", "site:1", {"name": "Tower", "contract": "2"}))

    def wipes(self, many: int, moment: str) -> list[str]:
        """So many wipes closed at a moment, half a transaction each."""
        self.calendar(moment)
        return [self._closed("wipe", WIPE) for _ in range(many)]

    def cascade(self, moment: str, minutes: int = 60) -> str:
        """A cascade closed at a moment, with so much time: money."""
        self.calendar(moment)
        return self._closed("cascade", CASCADE, minutes)

    def _closed(self, kind: str, steps, minutes: int = 0) -> str:
        job = self.world.new_job(kind, f"m{self.machine % 8}", "jo" if kind != "wipe" else None)
        self.machine += 1
        if minutes:
            self.world.do("sam", "time.add", job, {"minutes": minutes})
        self.world.complete(job, *steps)
        return job

    def issue(self, period: str, moment: str, by: str = "mia", **more):
        """Issue a month; answers the result."""
        self.calendar(moment)
        return self.world.do(by, "billing.issue", self.contract, {"period": period, **more})

    def issued(self, period: str, moment: str, **more) -> dict:
        """Issue a month, which must go well; answers the invoice."""
        result = self.issue(period, moment, **more)
        assert result.outcome == "applied", result
        return self.invoice(period)

    def invoice(self, period: str) -> dict:
        found = self.invoices()
        return next(one for one in found if one["period"] == period)

    def invoices(self) -> list[dict]:
        wanted = sa.select(document.c.body).where(document.c.type == "invoice")
        with reading() as connection:
            return [json.loads(body) for body in connection.scalars(wanted)]

    def lines(self, period: str) -> list[dict]:
        return [row for row in self.world.ledger() if row["period"] == period]
