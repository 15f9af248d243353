"""The ledger and the clocks of a contract, as a billing run reads them: the store's sums, and what this merge has changed."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

from fieldapp.billing.entries import Entry, taken_back_by
from fieldapp.billing.sums import BURNS
from fieldapp.documents import Job, Penalty, key_of
from fieldapp.sync.derived import clock_rows

if TYPE_CHECKING:
    from fieldapp.sync.merge import Merge


class Accounts:
    """See :class:`fieldapp.billing.month.Books`. Whoever asks holds the contract, so that nothing is entered beside."""

    def __init__(self, merge: Merge):
        self.merge, self.store = merge, merge.store

    def entries(self, contract: str, period: str | None = None, kinds: list[str] | None = None) -> list[Entry]:
        """Oldest first; of one month, and of some kinds, where these are named."""
        before = [_entry(row) for row in self.store.entries_of(contract, period, kinds)]
        now = [one for one in self._now(contract) if period in (None, one.period)]
        return before + [one for one in now if kinds is None or one.kind in kinds]

    def _now(self, contract: str) -> list[Entry]:
        return [one for one in self.merge.charges if one.contract == contract]

    def units(self, contract: str, since: str, until: str, through: str) -> Decimal:
        """Transactions that the charges of a span come to, less what was taken back, by the months up to ``through``."""
        total = self.store.units(contract, since, until, through)
        now = [one for one in self._now(contract) if one.kind in BURNS and (one.period or "") <= through]
        made = {one.id: one for one in self.merge.charges}
        within = (one for one in now if since <= self._charged_at(one, made) < until)
        return total + sum((one.units or Decimal(0) for one in within), Decimal(0))

    def _charged_at(self, one: Entry, made: dict[str, Entry]) -> str:
        """When the charge was made that the entry is, or takes back: what was conceded of it may be taken back in its turn."""
        back = taken_back_by(one)
        if back is None:
            return one.at
        return self._charged_at(made[back], made) if back in made else self.store.charged_at(back)

    def first_period(self, contract: str) -> str | None:
        """The month of the first entry."""
        told = [one.period for one in self._now(contract)] + [self.store.first_period(contract)]
        return min((one for one in told if one), default=None)

    def first_clock(self, contract: str) -> str | None:
        """When the first clock ended, or before: what this merge has changed may have ended later than the store knows."""
        told = [row["ends_at"] for row in self._clock_rows(contract)] + [self.store.first_clock(contract)]
        return min((one for one in told if one), default=None)

    def clocks(self, contract: str, penalty: Penalty, span: tuple[str, str], children: bool) -> tuple[int, int]:
        """How many that the penalty is about ended within the span, and how many of them were kept."""
        changed = [key_of(id_) for id_ in self._changed_jobs()]
        ended, kept = self.store.clocks(contract, penalty, span, children, changed)
        mine = [row for row in self._clock_rows(contract) if _is_about(penalty, row, span, children)]
        return ended + len(mine), kept + sum(bool(row["kept"]) for row in mine)

    def _changed_jobs(self) -> list[str]:
        return [id_ for id_ in self.merge.session.changed if id_.startswith("job:")]

    def _clock_rows(self, contract: str) -> list[dict]:
        """Those of the jobs that this merge has changed."""
        found = (self.merge.session.peek(id_) for id_ in self._changed_jobs())
        rows = [row for job in found if isinstance(job, Job) for row in clock_rows(job)]
        return [row for row in rows if row["contract"] == contract]


def _is_about(penalty: Penalty, row: dict, span: tuple[str, str], children: bool) -> bool:
    asked = {
        "name": penalty.clock,
        "kind": penalty.kind,
        "priority": penalty.priority,
        "line": penalty.line_of_business,
        "vip": penalty.vip,
    }
    fits = all(value is None or row[name] == value for name, value in asked.items())
    within = row["ends_at"] is not None and span[0] <= row["ends_at"] < span[1]
    return fits and within and (children or not row["child"])


def _entry(row: dict) -> Entry:
    return Entry(**{str(name): value for name, value in row.items() if name != "position"})
