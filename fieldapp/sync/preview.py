"""What a decision would change, shown before it is made: steps, machines and money. Nothing of it is kept."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from fieldapp.billing.entries import Entry
from fieldapp.documents import Asset, Document, Job, Order
from fieldapp.models import reading
from fieldapp.operations.guards import step_name
from fieldapp.sync.incoming import Actor
from fieldapp.sync.merge import Merge, Verdict
from fieldapp.sync.messages import Operation
from fieldapp.sync.submit import look_ahead


@dataclass
class Change:
    """What it is about, how it is now, and how it would be: ``None`` for nothing."""

    about: str
    before: str | None
    after: str | None


@dataclass
class Preview:
    """The outcome that the operation would have, and what would follow from it."""

    verdict: Verdict
    changes: list[Change]
    entries: list[Entry]


def preview(one: Operation, actor: Actor) -> Preview:
    """Run ``one`` on what the books have now, and compare."""
    with reading() as connection:
        verdict, merge = look_ahead(one, actor, connection)
        found = list(_changes(merge))
        connection.rollback()
    return Preview(verdict, found, merge.charges)


def _changes(merge: Merge) -> Iterator[Change]:
    for id_ in sorted(merge.session.changed):
        loaded = merge.session.loaded.get(id_)
        before = merge.session.as_loaded(id_) if loaded else None
        after = merge.session.peek(id_)
        for kind, tell in TELL.items():
            if isinstance(after, kind):
                yield from tell(before, after)


def _of_job(before: Job | None, after: Job) -> Iterator[Change]:
    number = after.number
    if before is None:
        yield Change(after.title, None, f"new job {number}")
        return
    for was, step in zip(before.steps, after.steps, strict=True):
        name = step_name(after, step.key)
        yield from _if_other(f"{number}, {name}", _step(was), _step(step))
    for was, part in _parts(before, after):
        yield from _if_other(f"{number}, {part.title}", spoken(was.state), spoken(part.state))
    yield from _if_other(number, spoken(before.state), spoken(after.state))
    has = [one.assignee.name if one.assignee else None for one in (before, after)]
    yield from _if_other(f"{number}, who has it", *has)
    yield from _if_other(f"{number}, appointment", before.scheduled_at, after.scheduled_at)
    yield from _if_other(f"{number}, hold", _hold(before), _hold(after))
    yield from _if_other(f"{number}, minutes", str(before.minutes), str(after.minutes))
    for note in after.notes[len(before.notes) :]:
        yield Change(f"{number}, note", None, note.text)


# As one says how a step, a part or a job is.
STATES = {"todo": "to do", "held": "on hold"}


def spoken(state: str) -> str:
    return STATES.get(state, state.replace("_", " "))


def _step(step) -> str:
    return f"{spoken(step.state)}, {step.by.name}" if step.by else spoken(step.state)


def _parts(before: Job, after: Job):
    pairs = zip(before.steps, after.steps, strict=True)
    return [pair for was, is_ in pairs for pair in zip(was.parts, is_.parts, strict=True)]


def _hold(job: Job) -> str | None:
    return job.hold.reason if job.hold else None


def _of_asset(before: Asset | None, after: Asset) -> Iterator[Change]:
    if before is None:
        yield Change(after.tag, None, f"new machine, {after.state}")
        return
    yield from _if_other(after.tag, spoken(before.state), spoken(after.state))
    yield from _if_other(f"{after.tag}, who has it", before.custody.name, after.custody.name)
    whose = [one.person.name if one.person else None for one in (before, after)]
    yield from _if_other(f"{after.tag}, whose it is", *whose)
    for was, hold in zip(before.legal, after.legal, strict=False):
        if was.erased_at != hold.erased_at:
            order = "although this hold was on" if hold.erased_at >= hold.since else "before this hold"
            about = f"{after.tag}, legal hold “{hold.reason}”"
            yield Change(about, None, f"says for ever that it was wiped {order}; what was on it is gone")


def _of_order(before: Order | None, after: Order) -> Iterator[Change]:
    yield from _if_other(f"Order {after.number}", before.state if before else None, after.state)


def _if_other(about: str, before: str | None, after: str | None) -> Iterator[Change]:
    if before != after:
        yield Change(about, before, after)


TELL: dict[type[Document], Callable] = {Job: _of_job, Asset: _of_asset, Order: _of_order}
