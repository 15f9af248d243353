"""The month of ``docs/billing.md``, “A month by hand”, done through the program: transactions, buy-back, time and materials."""

import json
import re
from collections import defaultdict
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from uuid import uuid4

import pytest
import sqlalchemy as sa

from fieldapp.demo.quarter_clerk import Deed, record
from fieldapp.demo.quarter_proof import proof
from fieldapp.models import document, ledger, reading
from fieldapp.portable.natives import derive
from fieldapp.sync.audit import faults
from fieldapp.sync.incoming import Actor
from fieldapp.workflows import WORKFLOWS

TEXT = (Path(__file__).parents[2] / "docs" / "billing.md").read_text()
CHAPTER = TEXT.partition("## A month by hand")[2]
SAM = Actor(id="sam", name="Sam", roles=["supervisor", "manager", "admin"], sites=["hand"])
TERMS = {
    "client": "The client", "name": "One year", "starts": "2025-01-01", "ends": "2025-12-31", "zone": "America/New_York",
    "bought": "40", "price": "95", "buy_back_price": "60",
    "types": {"refresh": {"quantity": "1.5"}, "wipe": {"quantity": "0.5"}},
    "rates": {"": {"hourly": "88", "round_minutes": 15, "minimum_minutes": 30}},
    "cancels": {"refresh": {"pickup": "0.5"}},
}  # fmt: skip


def table(heading: str) -> list[dict[str, str]]:
    """The rows of the chapter's table that begins with that column."""
    block = re.search(rf"^\| {heading} \|.*?(?=\n\n|\Z)", CHAPTER, re.DOTALL | re.MULTILINE)
    head, _, *rows = [
        [cell.strip() for cell in line.strip("|").split("|")] for line in block[0].splitlines()
    ]
    return [dict(zip(head, row, strict=True)) for row in rows]


class Hand:
    """Deeds, an hour after each other unless a day is named."""

    def __init__(self):
        self.at = datetime(2025, 10, 1, 14, tzinfo=UTC)
        self.deeds: list[Deed] = []

    def on(self, month: int, day: int) -> None:
        self.at = datetime(2025, month, day, 14, tzinfo=UTC)

    def do(self, kind: str, target: str, args: dict, id_: str | None = None, **more) -> None:
        self.at += timedelta(hours=1)
        at = more.get("worked", self.at)
        self.deeds.append(Deed(at, self.at, SAM, kind, target, args, id_ or str(uuid4())))

    def job(self, kind: str, last: str | None = None, **args) -> str:
        """Made, and done up to the step ``last``, or to its end."""
        id_, machines = str(uuid4()), {}
        for role, spec in WORKFLOWS[kind].assets.items():
            name = f"{kind}-{len(self.deeds)}-{role}"
            machines[role] = {"tag": name, "serial": f"S-{name}"}
            if spec.given:
                self.do("asset.record", f"asset:{name}", {**machines[role], "site": "hand"})
                args.setdefault("assets", {})[role] = name
        job = f"job:{derive(id_, 'job')}"
        self.do("job.create", job, {"kind": kind, **args}, id_)
        for step in WORKFLOWS[kind].steps:
            told = proof(step, machines, "2025-11-20T15:00:00.000Z")
            self.do("step.complete", job, {"step": step.key, "evidence": told})
            if step.key == last:
                break
        return job


@pytest.fixture
def month(app):
    """All that the chapter tells, in its order."""
    hand = Hand()
    hand.do("contract.record", "contract:hand", TERMS)
    hand.do(
        "site.record",
        "site:hand",
        {"name": "By hand", "contract": "hand", "zone": "America/Chicago"},
    )
    for key, centre in (("jo-hand", "CC-1"), ("kim-hand", "CC-2")):
        told = {"name": key, "site": "hand", "username": key, "cost_centre": centre}
        hand.do("person.record", f"person:{key}", told)
    hand.on(11, 3)
    for _ in range(2):
        hand.job("refresh", person="kim-hand")
    called_off = hand.job("refresh", "pickup", person="jo-hand")
    hand.do("job.cancel", called_off, {"reason": "Declines it"})
    hand.job("wipe")
    hand.on(11, 17)
    cascade = hand.job("cascade", "deliver", person="jo-hand")
    for minutes in (20, 37):
        hand.do("time.add", cascade, {"minutes": minutes})
    hand.do("step.complete", cascade, {"step": "orient", "evidence": {"oriented": True}})
    swap = hand.job("cascade-swap", "deliver", person="jo-hand", people={"second": "kim-hand"})
    hand.do("time.add", swap, {"minutes": 50})
    hand.do("time.add", swap, {"minutes": 20, "person": "jo-hand"})
    hand.do("step.complete", swap, {"step": "orient", "evidence": {"oriented": True}})
    hand.job("refresh", "schedule", person="kim-hand")
    hand.on(12, 3)
    hand.do("billing.issue", "contract:hand", {"period": "2025-11", "seen": 0})
    hand.on(12, 4)
    hand.do("time.add", cascade, {"minutes": 10}, worked=datetime(2025, 11, 20, 18, tzinfo=UTC))
    hand.at = datetime(2026, 1, 3, 14, tzinfo=UTC)
    hand.do("billing.issue", "contract:hand", {"period": "2025-12", "seen": 0})
    record(hand.deeds)


def test_a_month_by_hand_is_what_the_ledger_says(month):
    with reading() as connection:
        rows = (
            connection.execute(sa.select(ledger).where(ledger.c.contract == "hand"))
            .mappings()
            .all()
        )
    found = defaultdict(lambda: [Decimal(0), Decimal(0)])
    for row in rows:
        sums = found[(row["period"], row["kind"], row["cost_centre"] or "")]
        sums[0] += row["units"] or 0
        sums[1] += row["money"] or 0
    by_hand = {
        (row["month"], row["kind"], row["cost centre"]): [
            Decimal(row["transactions"] or 0), Decimal(row["money"] or 0)
        ]
        for row in table("month")
    }  # fmt: skip
    assert dict(found) == by_hand
    assert faults() == []


def test_the_bills_of_the_month_by_hand_are_what_the_invoices_say(month):
    with reading() as connection:
        bodies = connection.scalars(sa.select(document.c.body).where(document.c.type == "invoice"))
        invoices = [json.loads(body) for body in bodies]
    issued = {one["period"]: Decimal(one["money"]) for one in invoices}
    assert issued == {row["bill"]: Decimal(row["money"]) for row in table("bill")}
