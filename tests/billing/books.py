"""A job, its contract and its ledger, without a database: what the rules make of them, operation by operation."""

from decimal import Decimal
from typing import Any

import msgspec

from fieldapp.billing.entries import Entry, live
from fieldapp.billing.rules import due_entries
from fieldapp.documents import Contract, Job
from fieldapp.workflows import WORKFLOWS, Bill, Workflow

TERMS: dict[str, Any] = {
    "id": "contract:1", "client": "Client", "name": "Support", "starts": "2026-01-01", "ends": "2028-12-31",
    "types": {
        "refresh": {"quantity": "1.5"},
        "dock": {"quantity": "0.25", "per": "item"},
        "fix": {"per": "time", "bands": [{"up_to": 60, "quantity": "0.5"}, {"up_to": None, "quantity": "1"}], "kinds": ["incident"]},
        "question": {"quantity": "0.25"},
    },
    "rates": {"": {"hourly": "80", "round_minutes": 15, "minimum_minutes": 30}, "network": {"hourly": "120"}},
}  # fmt: skip
WHO = {"id": "1", "name": "Ana"}
FREE = Workflow(kind="incident", title="Incident", prefix="I", assets={}, steps=[])
BY_TIME = msgspec.structs.replace(FREE, kind="swap", title="Swap", bills=[Bill(rule="time")])
KNOWN = WORKFLOWS | {"incident": FREE, "swap": BY_TIME}


def contract(**more) -> Contract:
    return msgspec.convert(TERMS | more, Contract, strict=False)


def amended(day: str, **changes) -> dict:
    """An amendment from that day on."""
    return {
        "from": day,
        "changes": changes,
        "reason": "Agreed",
        "op": day,
        "at": f"{day}T08:00:00.000Z",
        "by": WHO,
    }


def job(kind: str = "incident", **more) -> Job:
    told = {
        "id": "job:j", "number": "I-1", "kind": kind, "title": kind, "contract": "1", "created_by": WHO,
        "created_at": "2026-03-02T08:00:00.000Z", "site": {"id": "1", "name": "Tower"},
        "person": {"id": "jo", "name": "Jo", "cost_centre": "CC-1"},
    }  # fmt: skip
    return msgspec.convert(told | more, Job)


def time(minutes: int, **more) -> dict:
    return {
        "op": f"t{minutes}",
        "by": WHO,
        "at": "2026-03-02T09:00:00.000Z",
        "minutes": minutes,
        "worked_on": "2026-03-02",
    } | more


class Books:
    """``touch`` stands for an operation on the job, as it then is."""

    def __init__(self, job: Job, terms: Contract | None):
        self.job, self.terms, self.workflow = job, terms, KNOWN[job.kind]
        self.entries: list[Entry] = []

    def touch(self, at: str = "2026-03-03T10:00:00.000Z") -> list[Entry]:
        """The entries that come with it; asked again, there are none."""
        ask = (self.job, self.workflow, self.terms)
        op = f"op{len(self.entries)}"
        new = due_entries(*ask, self.entries, op, at)
        self.entries += new
        assert due_entries(*ask, self.entries, op, at) == []
        assert len({(one.rule, one.fact) for one in self.entries}) == len(self.entries)
        return new

    def close(
        self,
        *times: int,
        takes: dict[str, int] | None = None,
        at: str = "2026-03-03T10:00:00.000Z",
        **more,
    ) -> list[Entry]:
        """Close it, or close it again."""
        told = {"times": [time(one) for one in times], "minutes": sum(times)} if times else {}
        if takes is not None:
            told["takes"] = [{"type": name, "items": items} for name, items in takes.items()]
        self.change(state="closed", closed_at=at, closings=self.job.closings + 1, **told, **more)
        return self.touch(at)

    def change(self, **more) -> None:
        self.job = msgspec.convert(msgspec.to_builtins(self.job) | more, Job)

    def stands(self) -> list[tuple]:
        """What counts: kind, type or cost centre, and the amount."""
        sums: dict[tuple, Decimal] = {}
        for one in live(self.entries):
            key = (one.kind, one.type or one.cost_centre)
            sums[key] = sums.get(key, Decimal(0)) + (
                one.units if one.units is not None else one.money or Decimal(0)
            )
        return [(*key, amount) for key, amount in sums.items()]
