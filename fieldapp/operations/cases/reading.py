"""What was not accepted, its author has read: it needs nobody any more. A decision."""

from fieldapp.operations.outcomes import Refused

PORTABLE = True


def seen(op, world):
    """The case stays for supervisors; its author is no longer asked to look."""
    case = world.document(op.target)
    if case is None or not op.target.startswith("case:"):
        raise Refused("invalid", "Only what was not accepted can be read and put away.")
    if case.author.id != world.actor.id:
        raise Refused("forbidden", f"Only {case.author.name} can say so.")
    if case.outcome != "refused":
        raise Refused("not_allowed", "This waits for a decision; there is nothing to put away.")
    if case.seen_at is not None:
        return "You have seen it already."
    case.seen_at = world.at
