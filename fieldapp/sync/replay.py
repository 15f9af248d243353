"""The log, run again from nothing: what it comes to must be what the database holds."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from decimal import Decimal

import msgspec

from fieldapp.billing.entries import Entry
from fieldapp.sync.merge import BY_PROGRAM, Merge, Unable, from_row
from fieldapp.sync.store import Known, Loaded


@dataclass
class Memory:
    """A store that has nothing: all that is, the session made. Numbers come from the log."""

    numbers: dict[str, list[str]] = field(default_factory=dict)

    def load(self, ids: list[str]) -> dict[str, Loaded]:
        return {}

    def find(self, keys: list[str]) -> dict[str, str]:
        return {}

    def ids(self, kind: str) -> list[str]:
        return []

    def referring(self, id_: str) -> list[str]:
        return []

    def scheduled(self, staff: str) -> list[str]:
        return []

    def known(self, ids: list[str]) -> dict[str, Known]:
        return {}

    def waiting(self, keys: list[str]) -> dict[str, list[str]]:
        return {}

    def logged(self, ids: list[str]) -> list[dict]:
        return []

    def entries(self, jobs: list[str]) -> list[dict]:
        return []

    def entries_of(self, contract: str, period: str | None, kinds: list[str] | None) -> list[dict]:
        return []

    def units(self, contract: str, since: str, until: str, through: str) -> Decimal:
        return Decimal(0)

    def charged_at(self, entry: str) -> str:
        return ""

    def first_period(self, contract: str) -> str | None:
        return None

    def first_clock(self, contract: str) -> str | None:
        return None

    def clocks(self, contract: str, penalty, span, children: bool, without) -> tuple[int, int]:
        return 0, 0

    def hold(self, ids: list[str]) -> None:
        pass

    def next_number(self, series: str, op: str) -> int:
        """The number that the operation was given then."""
        for at, number in enumerate(self.numbers[op]):
            name, _, value = number.rpartition("-")
            if name == series:
                del self.numbers[op][at]
                return int(value)
        raise LookupError(f"the log tells of no {series} number here")


@dataclass
class Replayed:
    """What the log comes to: texts of documents by id, outcomes and messages by operation, ledger entries,
    and which operations wait for which keys."""

    documents: dict[str, bytes]
    outcomes: dict[str, tuple[str, str]]
    messages: dict[str, str | None]
    entries: list[Entry]
    waits: set[tuple[str, str]]


def replay(rows: Iterable[dict]) -> Replayed:
    """Merge the log's rows, in order, into nothing."""
    rows = list(rows)
    inputs = {row["id"]: msgspec.json.decode(row["inputs"]) for row in rows}
    merge = Merge(
        Memory({id_: one["numbers"] for id_, one in inputs.items()}), _unable(rows, inputs)
    )
    outcomes, messages = {}, {}
    for row in rows:
        result = merge.take(from_row(row))
        outcomes[row["id"]] = (result.outcome, result.code)
        messages[row["id"]] = result.message
    texts = {id_: text for id_, text in merge.session.texts.items() if text is not None}
    added = merge.waits.added.items()
    waits = {(op, key) for op, keys in added if op not in merge.waits.ended for key in keys}
    return Replayed(texts, outcomes, messages, merge.charges, waits)


def _unable(rows: list[dict], inputs: dict[str, dict]) -> Unable:
    told = [msgspec.json.decode(row["result"]) for row in rows if row["code"] in BY_PROGRAM]
    return Unable(
        first={one["id"]: [one["code"], one["message"]] for one in told},
        later={id_: one["unable"] for id_, one in inputs.items() if "unable" in one},
    )
