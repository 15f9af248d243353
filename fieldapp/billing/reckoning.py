"""A job before its ledger: what every rule looks at, and the one way in which it writes."""

from dataclasses import dataclass
from decimal import Decimal

from fieldapp.billing.entries import DISPUTE, Entry, entry, live, reversal
from fieldapp.billing.terms import day_of, terms_on, terms_since
from fieldapp.documents import Contract, Job, key_of
from fieldapp.workflows import Workflow


@dataclass(frozen=True)
class Reckoning:
    """``entries`` are all that the ledger has of the job; the operation ``op``, which happened ``at`` a moment, has touched it."""

    job: Job
    workflow: Workflow
    contract: Contract | None
    entries: list[Entry]
    op: str
    at: str

    @property
    def earned(self) -> str:
        """The moment that closing earns at, and so the day of its terms: when the last step was done, whenever that was heard."""
        return self.job.closed_at or self.at

    @property
    def closing(self) -> str:
        """The fact that it was closed, for the first time or again."""
        return f"{self.job.id}/close/{self.job.closings}"

    @property
    def is_reopened(self) -> bool:
        """A closed incident that is worked on again keeps what it earned until it is closed anew; also where it is called off."""
        return self.job.kind == "incident" and self.job.closings > 0 and self.job.state != "closed"

    def terms(self, at: str) -> Contract | None:
        """The contract's terms of the day of a moment; None before it begins and after it ends, and where there is none."""
        if self.contract is None:
            return None
        day = day_of(self.contract, at)
        terms = terms_on(self.contract, day)
        return terms if terms.starts <= day <= terms.ends else None

    def since(self, at: str) -> str | None:
        """The day from which on the terms of that moment hold."""
        return terms_since(self.contract, day_of(self.contract, at)) if self.contract else None

    def of(self, rule: str) -> list[Entry]:
        """The entries under that rule."""
        return [entry for entry in self.entries if entry.rule == rule]

    def standing(self, prefix: str) -> list[Entry]:
        """Those that count, under rules that begin so."""
        return [entry for entry in live(self.entries) if entry.rule.startswith(prefix)]

    def enter(self, rule: str, occurrence: str, kind: str, why: str, **more) -> Entry:
        """A new entry. What comes to the same occurrence later is told apart by the operation that brought it."""
        taken = any(one.fact == occurrence for one in self.of(rule))
        fact = f"{occurrence}/{self.op}" if taken else occurrence
        key, more = key_of(self.job.id), {"contract": self.job.contract} | more
        return entry(rule, fact, kind, key, self.op, self.at, why, **more)

    def take_back(self, entries: list[Entry], why: str) -> list[Entry]:
        """Reversals of them, and of what was conceded of them in a dispute: together they come to nothing."""
        facts = {f"entry:{one.id}" for one in entries}
        conceded = [one for one in self.standing(DISPUTE) if one.fact in facts]
        return [reversal(one, why, self.op, self.at) for one in [*entries, *conceded]]

    def conceded(self, charges: list[Entry]) -> Decimal:
        """Money of these charges that a dispute has taken back, as a positive amount."""
        facts = {f"entry:{one.id}" for one in charges}
        found = (one for one in self.standing(DISPUTE) if one.fact in facts)
        return -sum((one.money or Decimal(0) for one in found), Decimal(0))
