"""Cases: what was held or refused, in sight of its author and of a supervisor until it is decided."""

from __future__ import annotations

from typing import TYPE_CHECKING

from fieldapp.documents import Case, Disputed, Document, Job, Named
from fieldapp.operations import KINDS
from fieldapp.operations.guards import step_number
from fieldapp.operations.projection import supervisors

if TYPE_CHECKING:
    from fieldapp.sync.incoming import Incoming
    from fieldapp.sync.merge import Merge, Verdict
    from fieldapp.sync.messages import Operation


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
    operation = incoming.operation
    if operation.kind == "count.record":
        return f"Count of {place_told(operation)}"
    about = next((found for name in NAMES if (found := getattr(target, name, None))), UNKNOWN)
    key = (operation.args or {}).get("step")
    if isinstance(target, Job) and isinstance(key, str) and step_number(target, key):
        done = {"step.skip": "skipped", "step.undo": "undone"}.get(operation.kind, "done")
        return f"Step {step_number(target, key)}{_parts(target, operation)} {done} on {about}"
    return f"{WORDS.get(operation.kind, operation.kind)} on {about}"


def place_told(operation: Operation) -> str:
    """The room, as far as what came in names one."""
    place = (operation.args or {}).get("place")
    return place[:60] if isinstance(place, str) else "a room"


def _parts(job: Job, operation: Operation) -> str:
    """`` (Collected)``: which parts of a step the evidence is for."""
    evidence = operation.args.get("evidence")
    if not isinstance(evidence, dict):
        return ""
    step = next(one for one in job.steps if one.key == operation.args["step"])
    given = [need.part for need in step.needs if evidence.get(need.name)]
    titles = [part.title for part in step.parts if part.key in given]
    return f" ({', '.join(titles)})" if titles else ""


NAMES = ("number", "tag", "serial", "code", "carrier")
UNKNOWN = "something unknown"
WORDS = {
    "note.add": "Note",
    "time.add": "Time",
    "entry.void": "Entry taken back",
    "asset.scan": "Scan",
    "label.bind": "Label",
    "label.move": "Moved label",
    "label.retire": "Label taken out of use",
    "tags.issue": "Roll of labels",
    "layout.record": "Layout of labels",
    "custody.offer": "Hand-over offered",
    "custody.accept": "Taking over",
    "custody.give": "Handing over",
    "custody.refuse": "Hand-over refused",
    "custody.withdraw": "Hand-over withdrawn",
    "custody.lost": "Report as lost",
    "custody.stolen": "Report as stolen",
    "custody.found": "Report as found",
    "loan.give": "Loan",
    "loan.return": "Return of a loan",
    "loan.extend": "Longer loan",
    "hold.set": "Hold",
    "hold.clear": "Release from hold",
    "schedule.set": "Appointment",
    "job.create": "New job",
    "job.assign": "Hand-over",
    "job.close": "Closing",
    "job.cancel": "Cancelling",
    "wipe.check": "Check of the wipe",
    "wipe.accept": "Accepting instead of a wipe",
    "job.machine": "Another machine",
    "eraser.log": "Eraser's log",
    "legal.hold": "Legal hold",
    "legal.lift": "Lifting of a legal hold",
    "certificate.issue": "Certificate",
    "delivery.open": "Delivery",
    "box.receive": "Box scanned",
    "box.undo": "Scan taken back",
    "box.match": "Match to an order",
    "box.accept": "Taken as it is",
    "box.dead": "Dead on arrival",
    "box.return": "Sent back",
    "order.create": "New order",
    "order.backorder": "Backorder",
    "order.close_line": "Rest closed",
    "asset.correct": "Serial corrected",
    "case.seen": "Seen",
    "case.apply": "Decision",
    "case.amend": "Decision",
    "case.dismiss": "Decision",
    "case.retry": "Trying again",
}


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
