"""Cases are decided: applied as they stand, amended and applied, or dismissed. Decisions, by supervisors.

On the server only: what a decision would change is worked out from all that the books have, and shown
before it is made. The operation that the case is about stays as it was.
"""

from fieldapp.documents import Case, Named
from fieldapp.operations.guards import words
from fieldapp.operations.outcomes import Held, Refused

UNKNOWN = "This is not known here, or not yet."
# What an older program has held only because it was older.
UNKNOWN_THEN = ("unknown_kind", "unknown_version")
WHY_AMEND = "Say why it is amended: its author reads it."
WHY_DISMISS = "Say why it is turned down: its author reads it."


def apply(op, world):
    """It counts after all, as its author's and as of when it was done."""
    case = case_of(op, world)
    already = settled(case, "applied")
    if already:
        return already
    told = world.run_again(case.op, None) if case.outcome != "applied" else None
    return decide(case, "applied", op.args.reason, told, world)


def amend(op, world):
    """It counts with other arguments."""
    case = case_of(op, world)
    reason = words(op.args.reason, WHY_AMEND)
    already = settled(case, "amended")
    if already:
        return already
    if case.outcome == "applied":
        raise Refused("not_allowed", "It has taken effect already. Undo it on its page instead.")
    told = world.run_again(case.op, op.args.args)
    return decide(case, "amended", reason, told, world)


def dismiss(op, world):
    """It does not count, and what built on it doesn't either. What was sent is kept."""
    case = case_of(op, world)
    reason = words(op.args.reason, WHY_DISMISS)
    return settled(case, "dismissed") or decide(case, "dismissed", reason, None, world)


def retry(op, world):
    """This program may know what an older one did not. Nobody has decided about it, and nobody insists."""
    case = world.document(op.target)
    if not isinstance(case, Case):
        raise Refused("not_allowed", UNKNOWN)
    if case.state != "open" or case.code not in UNKNOWN_THEN:
        return "There is nothing left to try."
    world.try_again(case.op)


def case_of(op, world):
    """The case, in sight of those who supervise one of its sites. Its author alone does not decide."""
    case = world.document(op.target)
    if not isinstance(case, Case) or not set(case.sites) & set(world.actor.sites):
        raise Held("unknown_target", UNKNOWN)
    return case


def settled(case, state):
    """A sentence where it was decided so before; refused where it was decided otherwise."""
    if case.state == "open":
        return None
    by = f"by {case.decided_by.name}" if case.decided_by else "by the course of things"
    if case.state == state:
        return f"It was {state} already, {by}."
    raise Refused("not_allowed", f"It was {case.state} {by}; nothing was changed.")


def decide(case, state, reason, told, world):
    """``told`` is what the operation said when it was run again: somebody may have been first."""
    case.state = state
    case.decided_by = Named(id=world.actor.id, name=world.actor.name)
    case.decided_at = world.at
    case.words = reason.strip() or None
    if told:
        case.message = told
    world.clear_dispute(case)
