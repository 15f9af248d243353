"""What only a supervisor's decision may do: run an operation again that was held or refused, insisting."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import msgspec

from fieldapp.documents import Case, Job
from fieldapp.operations import Held, Refused
from fieldapp.operations.cases.deciding import UNKNOWN_THEN
from fieldapp.sync.accounts import Accounts
from fieldapp.sync.incoming import payload_of
from fieldapp.sync.session import World
from fieldapp.sync.understanding import understand

if TYPE_CHECKING:
    from fieldapp.sync.incoming import Incoming
    from fieldapp.sync.merge import Merge


class Deciding(World):
    """The world of a decision. ``decided`` names the operations that those who wait for them may go by."""

    def __init__(self, merge: Merge, incoming: Incoming):
        super().__init__(merge.session, incoming.actor, incoming.occurred_at, None, merge.entries_of)
        self.merge = merge
        self.books = Accounts(merge)

    def run_again(self, op: str, args: dict[str, Any] | None) -> str | None:
        """Do it, as its author and as of then, with ``args`` where they are amended. Answers what its verb
        says; refused where not even a supervisor's word makes it possible."""
        original = self.merge.original(op)
        if args is not None:
            amended = msgspec.structs.replace(original.operation, args=args)
            # What was too large, or not to be read, may be neither any more.
            original = msgspec.structs.replace(
                original, operation=amended, payload=payload_of(amended)
            )
        try:
            return self._insist(original, args is not None)
        except (Held, Refused) as outcome:
            # What this program can't work out says nothing of the work: it is decided by the next one.
            if outcome.code == "failed":
                raise
            if outcome.code in UNKNOWN_THEN:
                message = f"It can't be applied yet. {outcome.message}"
                raise Held(outcome.code, message) from None
            raise Refused("not_allowed", f"It can't be applied. {outcome.message}") from None

    def _insist(self, original: Incoming, amended: bool) -> str | None:
        kind, deed = understand(original)
        # Of a file that is doubted, nobody knows who was its author.
        self._may(kind, [] if amended or original.distrust else original.actor.roles)
        self._see(kind, deed)
        world = World(self.session, original.actor, original.occurred_at, None, self.entries_of)
        world.insists, world.books = True, self.books
        world.sites = [*original.actor.sites, *self.actor.sites]
        self.earned_at = original.occurred_at
        said = kind.verb(deed, world)
        # What it leaves to be looked at, and what it enters itself, it leaves by way of the decision.
        self.disputes += world.disputes
        self.charges += world.charges
        return said

    def _may(self, kind, roles: list[str]) -> None:
        """A supervisor stands in for whoever may do it, where supervisors may, or its author might have: to
        decide on what an administrator does makes nobody one."""
        if not any(role in kind.roles for role in [*self.actor.roles, *roles]):
            raise Refused("forbidden", f"It takes one of {', '.join(kind.roles)}.")

    def _see(self, kind, deed) -> None:
        """One decides on what is at one's own sites."""
        target = self.session.peek(deed.target)
        site = getattr(target, "site", None)
        if not kind.makes and (site is None or site.id not in self.actor.sites):
            raise Held("unknown_target", "What it is about is not known at your sites.")

    def try_again(self, op: str) -> None:
        """Once this operation has taken effect that one is judged anew, as if it had waited; nobody insists."""
        self.merge.waiting[op] = self.merge.original(op)
        self.merge.waits.forget(op)
        self.tried.append(op)

    def clear_dispute(self, case: Case) -> None:
        """Nobody need look at it on the job any more, and whoever waited for it goes by the decision."""
        self.decided.append(case.op)
        target = self.session.document(case.target)
        if isinstance(target, Job):
            target.disputed = [one for one in target.disputed if one.op != case.op]
