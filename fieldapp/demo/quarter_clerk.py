"""The log of a made-up quarter: what was done at past moments, merged as if it had been sent then."""

from collections.abc import Callable, Iterable
from datetime import UTC, datetime
from typing import Any, NamedTuple

from fieldapp.models import writing
from fieldapp.sync.commit import commit
from fieldapp.sync.incoming import Actor, arrived
from fieldapp.sync.merge import Merge
from fieldapp.sync.messages import Operation, Result
from fieldapp.sync.store import DatabaseStore

AT_ONCE = 80


class Deed(NamedTuple):
    """Something that ``by`` did ``at`` a moment and the server ``heard`` of then or later. ``intends`` is the outcome that the plot wants;
    ``args`` may be worked out only when it is the deed's turn."""

    at: datetime
    heard: datetime
    by: Actor
    kind: str
    target: str
    args: dict[str, Any] | Callable[[], dict[str, Any]]
    id: str
    intends: str = "applied"


class Astray(RuntimeError):
    """A deed of the quarter's own came to something else than its plot intends."""


def record(deeds: Iterable[Deed], done: Callable[[int], None] = lambda many: None) -> None:
    """Merge them in the order in which they were heard; ``done`` is told how many, batch by batch."""
    batch: list[Deed] = []
    for deed in sorted(deeds, key=lambda one: one.heard):
        # What looks at the books first is done by itself, after all before it.
        if batch and (callable(deed.args) or len(batch) == AT_ONCE):
            done(_merge(batch))
            batch = []
        batch.append(deed)
        if callable(deed.args):
            done(_merge(batch))
            batch = []
    if batch:
        done(_merge(batch))


def _merge(batch: list[Deed]) -> int:
    told = [_incoming(deed) for deed in batch]
    with writing() as connection:
        merge = Merge(DatabaseStore(connection))
        merge.prepare(told)
        results = [merge.take(one) for one in told]
        commit(connection, merge)
    for deed, result in zip(batch, results, strict=True):
        _as_intended(deed, result)
    return len(batch)


def _incoming(deed: Deed):
    args = deed.args() if callable(deed.args) else deed.args
    made = Operation(id=deed.id, kind=deed.kind, target=deed.target, args=args, at=iso(deed.at))
    return arrived(made, deed.by, iso(deed.at), iso(deed.heard), sent_at=iso(deed.heard))


def _as_intended(deed: Deed, result: Result) -> None:
    if result.outcome != deed.intends:
        told = (
            f"{deed.kind} on {deed.target} at {iso(deed.at)} was {result.outcome}: {result.message}"
        )
        raise Astray(f"{told} It should have been {deed.intends}.")


def iso(at: datetime) -> str:
    """The moment as the wire writes it."""
    return at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.000Z")
