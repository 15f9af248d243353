"""Cases: what was held or refused, in sight of its author and of a supervisor until it is decided."""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec

from fieldapp.documents import Case, Disputed, Document, Job, Named
from fieldapp.operations import KINDS
from fieldapp.operations.projection import supervisors
from fieldapp.screens.deeds import deed_words

if TYPE_CHECKING:
    from fieldapp.sync.incoming import Incoming
    from fieldapp.sync.merge import Merge, Verdict


def state_of(merge: Merge, id_: str) -> str:
    """``settled``, ``refused``, or ``coming``: unknown, held, or waiting itself."""
    known, taken = merge.known.get(id_), merge.taken.get(id_)
    if known is None and taken is None:
        return "coming"
    outcome = taken.verdict.outcome if taken else known.outcome
    if outcome in ("applied", "already"):
        return "settled"
    case = merge.session.peek(f"case:{id_}")
    if case is None:
        return "refused" if outcome == "refused" else "coming"
    if case.state in ("applied", "amended") or case.outcome in ("applied", "already"):
        return "settled"
    return "refused" if case.outcome == "refused" or case.state == "dismissed" else "coming"


def open_case(merge: Merge, incoming: Incoming, verdict: Verdict) -> None:
    """Keep the operation in sight, and mark what it is about."""
    operation, target = incoming.operation, _visible_target(merge, incoming)
    sites = [target.site.id] if target is not None else incoming.actor.sites
    case = Case(
        id=f"case:{operation.id}",
        op=operation.id,
        target=operation.target,
        kind=operation.kind,
        code=code_of(verdict),
        outcome=verdict.outcome,
        message=verdict.message or " ".join(verdict.disputes),
        label=label(incoming, target),
        step=step_tried(incoming),
        author=Named(id=incoming.actor.id, name=incoming.actor.name),
        sites=sites,
        at=incoming.occurred_at,
        readers=readers(merge, incoming, sites),
    )
    merge.session.create(case)
    _mark(target, incoming, case)
    verdict.changed |= set(merge.session.keep())


def code_of(verdict: Verdict) -> str:
    """What took effect and should be looked at all the same is a dispute."""
    return "disputed" if verdict.disputes and verdict.outcome == "applied" else verdict.code


def step_tried(incoming: Incoming) -> str | None:
    """The step that it was about; it may have named one in no way that is a name."""
    key = (incoming.operation.args or {}).get("step")
    return key if incoming.operation.kind.startswith("step.") and isinstance(key, str) else None


def _visible_target(merge: Merge, incoming: Incoming) -> Document | None:
    target = merge.session.document(incoming.operation.target)
    site = getattr(target, "site", None)
    return target if site is not None and site.id in incoming.actor.sites else None


def _mark(target: Document | None, incoming: Incoming, case: Case) -> None:
    """A fact that is held, or that a supervisor should look at, shows on the job itself."""
    kind = KINDS.get(incoming.operation.kind)
    if isinstance(target, Job) and case.outcome != "refused" and (kind is None or kind.fact):
        target.disputed.append(
            Disputed(op=case.op, kind=case.kind, at=case.at, by=case.author, code=case.code)
        )


def readers(merge: Merge, incoming: Incoming, sites: list[str]) -> list[str]:
    """The author, and the supervisors of the sites."""
    found = [merge.session.peek(f"site:{site}") for site in sites]
    return sorted({incoming.actor.id} | supervisors([one for one in found if one is not None]))


def label(incoming: Incoming, target: Document | None) -> str:
    """What was tried, in words: ``Step 8 done on R-1042``."""
    body = msgspec.to_builtins(target) if target is not None else None
    return deed_words(incoming.operation.kind, incoming.operation.args, body)


def settle(merge: Merge, incoming: Incoming, verdict: Verdict) -> None:
    """What had waited has been decided by the course of things. Its first answer stays as it was."""
    id_ = incoming.operation.id
    case = merge.session.document(f"case:{id_}")
    target = _visible_target(merge, incoming)
    if case is not None:
        if verdict.outcome in ("applied", "already") and not verdict.disputes:
            case.state, case.decided_at = "applied", incoming.received_at
        case.outcome, case.code = verdict.outcome, code_of(verdict)
        case.message = verdict.message or " ".join(verdict.disputes) or None
        case.sites = [target.site.id] if target is not None else case.sites
        case.readers = readers(merge, incoming, case.sites)
    if isinstance(target, Job):
        target.disputed = [one for one in target.disputed if one.op != id_]
        if case is not None and case.state == "open":
            _mark(target, incoming, case)
    verdict.changed |= set(merge.session.keep())
