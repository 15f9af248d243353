"""A month is played: its deeds are merged in the order in which they were heard, and its bills are made as the page makes them."""

import msgspec

from fieldapp.billing.entries import Entry, live
from fieldapp.billing.months import month_bounds
from fieldapp.billing.run import open_exceptions, out_of_turn, reckon
from fieldapp.documents import Job
from fieldapp.portable.natives import epoch, iso
from fieldapp.sync.accounts import Accounts
from fieldapp.sync.commit import log_row
from fieldapp.sync.derived import clock_rows
from fieldapp.sync.incoming import Actor, arrived
from fieldapp.sync.merge import Merge
from fieldapp.sync.messages import Operation
from fieldapp.sync.replay import Memory
from tests.billing.months.month import Month
from tests.billing.months.month import iso as moment

SAM = Actor(id="sam", name="Sam", roles=["supervisor", "admin", "manager"], sites=["1", "2"])
DISPUTABLE = ("transactions", "time")


class Nothing(Memory):
    """A store with nothing in it, that counts numbers."""

    def __init__(self):
        super().__init__()
        self.last: dict[str, int] = {}

    def next_number(self, series: str, op: str) -> int:
        self.last[series] = self.last.get(series, 1000) + 1
        return self.last[series]


def played(month: Month) -> tuple[list[dict], Merge]:
    """The month merged, some of it twice: the rows of its log, and the merge."""
    merge = Merge(Nothing())
    disputed: dict[int, str] = {}
    for at, heard, one in sorted(month.deeds, key=lambda one: one[1]):
        if one.kind == "billing.issue":
            _look(month, merge, one, moment(heard))
            one.args["seen"] = _unpriced(merge, one)
        if one.kind.startswith("charge.") and not _named(month, merge, one, disputed):
            continue
        doubt = "The clock of that phone had jumped" if one.id in month.doubted else None
        coming = arrived(one, SAM, moment(at), moment(heard), doubt=doubt)
        merge.take(coming)
        if month.chance.random() < 0.1:
            merge.take(coming)
    return [log_row(taken, merge) for taken in merge.taken.values()], merge


def _look(month: Month, merge: Merge, one: Operation, heard: str) -> None:
    """Before a month is billed the clocks are looked at that were missed in it and run on."""
    contract = merge.session.peek(one.target)
    books, period = Accounts(merge), one.args["period"]
    if out_of_turn(contract, period, books.first_period(contract.id.partition(":")[2]), heard):
        return
    until = month_bounds(contract, period)[1]
    jobs = [job for id_ in list(merge.session.changed) if isinstance(job := merge.session.peek(id_), Job)]
    for job in sorted(jobs, key=lambda job: job.id):
        rows = [row for row in clock_rows(job) if row["contract"] == contract.id.partition(":")[2]]
        if any(row["kept"] is None and row["ends_at"] is not None and row["ends_at"] < until for row in rows):
            args = {"at": iso(epoch(until) - 1)}
            look = Operation(id=month.id(), kind="clock.look", target=job.id, args=args, at=heard)
            merge.take(arrived(look, SAM, heard, heard))


def _unpriced(merge: Merge, one: Operation) -> int:
    """So many entries of the month have no price when it is issued: whoever issues it has seen them."""
    contract, period = merge.session.peek(one.target), one.args["period"]
    if contract.issued_through is not None and period <= contract.issued_through:
        return 0
    books = Accounts(merge)
    # Looked at, and not kept.
    entered = reckon(contract, period, books, "preview").entered
    return len(open_exceptions([*books.entries(contract.id.partition(":")[2], period), *entered]))


def _named(month: Month, merge: Merge, one: Operation, disputed: dict[int, str]) -> bool:
    """Name a charge that there is by now; its reason tells in words which it is. False where there is none."""
    which = one.args.pop("which")
    if one.kind == "charge.settle":
        one.target = disputed.get(which, "")
        return which in disputed
    found = [entry for entry in live(merge.charges) if entry.kind in DISPUTABLE and entry.rule != "dispute" and _amount(entry)]
    if not found:
        return False
    entry = found[which % len(found)]
    one.target = disputed[which] = f"charge:{entry.id}"
    told = {
        "job": f"job:{entry.job}", "kind": entry.kind, "type": entry.type or "", "skill": entry.skill or "",
        "centre": entry.cost_centre or "", "at": entry.at, "amount": str(_amount(entry)),
    }  # fmt: skip
    one.args |= {"contract": entry.contract, "period": entry.period, "reason": msgspec.json.encode(told).decode()}
    return True


def _amount(entry: Entry):
    return entry.units if entry.money is None else entry.money


def trace(month: Month, rows: list[dict]) -> list[str]:
    """What happened, a line each, for whoever looks for a difference."""
    return [
        f"{row['occurred_at']} heard {row['received_at'][5:16]} {row['outcome']:8} {row['code']} {row['kind']} {row['target'][:12]} {row['payload'][:400]}"
        for row in rows
    ]
