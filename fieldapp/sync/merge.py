"""Merging: what becomes of each operation, in order. The server decides, here and nowhere else.

Works on a :class:`Session` over a :class:`Store`; ``sync.commit`` writes what comes out of it, and
``sync.replay`` runs the same over the log alone.
"""

from dataclasses import dataclass, field

import msgspec
import sqlalchemy as sa
import structlog

from fieldapp.billing.entries import Entry
from fieldapp.billing.rules import due_entries, is_billable
from fieldapp.billing.terms import period_of
from fieldapp.documents import Case, Contract, Job, key_of
from fieldapp.operations import KINDS, Held, Kind, Outcome, Refused
from fieldapp.operations.books.book_reads import keys_of_record, reads_of_record
from fieldapp.operations.reads import keys_of_operation, reads, reads_more
from fieldapp.sync import cases
from fieldapp.sync.accounts import Accounts
from fieldapp.sync.decisions import Deciding
from fieldapp.sync.incoming import Actor, Deed, Incoming, copy_of
from fieldapp.sync.messages import Operation, Result
from fieldapp.sync.session import Session, World
from fieldapp.sync.store import SHARED, Known, Store
from fieldapp.sync.understanding import bare, rough, understand

log = structlog.get_logger()

NEVER = "1970-01-01T00:00:00.000Z"
SETTLED = ("applied", "already")
FOLLOWS = ("waiting_for", "unknown_target")
# What becomes of these hangs on the program of the day; the next one may know more.
BY_PROGRAM = ("failed", "unknown_kind", "unknown_version")


COPIED = (
    "A copy of it came in a saved queue, and a supervisor has let that count."
    " Dismiss this one, unless it was done twice."
)


@dataclass
class Verdict:
    """What became of an operation this time: ``waits`` are the keys that would change it."""

    outcome: str
    code: str
    message: str | None = None
    waits: list[str] = field(default_factory=list)
    disputes: list[str] = field(default_factory=list)
    changed: set[str] = field(default_factory=set)
    made: list[str] = field(default_factory=list)
    # Other operations that this one has decided about, or that are to be tried again.
    decided: list[str] = field(default_factory=list)
    tried: list[str] = field(default_factory=list)


@dataclass
class Taken:
    """A new row of the log."""

    incoming: Incoming
    verdict: Verdict
    result: Result


@dataclass
class Waits:
    """Who waits for what, as it changes during the merge."""

    by_key: dict[str, list[str]] = field(default_factory=dict)
    added: dict[str, list[str]] = field(default_factory=dict)
    ended: set[str] = field(default_factory=set)

    def forget(self, op: str) -> None:
        """It has waited before, in this merge, and may begin anew."""
        if op in self.ended:
            self.ended.discard(op)
            for key in self.added.pop(op, []):
                self.by_key[key].remove(op)


@dataclass
class Unable:
    """Operations that an older program could not run, when they came or when they would have followed (by
    the operation that they would have followed on), with code and message: running the log again must not either."""

    first: dict[str, list[str]] = field(default_factory=dict)
    later: dict[str, dict[str, list[str]]] = field(default_factory=dict)


class Merge:
    """One transaction's worth of operations. ``take`` them in order, then commit."""

    def __init__(self, store: Store, unable: Unable | None = None):
        self.store = store
        self.unable = unable or Unable()
        self.session = Session(store)
        # Operations of the batch that are understood already, by the very object.
        self.deeds: dict[int, Deed] = {}
        self.known: dict[str, Known | None] = {}
        self.taken: dict[str, Taken] = {}
        self.waits = Waits()
        self.entries: dict[str, list[Entry]] = {}
        self.charges: list[Entry] = []
        self.waiting: dict[str, Incoming] = {}
        # Where they stand in the log: those of this merge come after all that are in it.
        self.place: dict[str, tuple[bool, int]] = {}
        # What became of those that waited, where it hung on this program; and what they followed on.
        self.failed_later: dict[str, dict[str, list[str]]] = {}
        self.cause = ""
        self.repeats: list[tuple[dict, Result]] = []

    # What a batch needs, in a few queries.

    def prepare(self, batch: list[Incoming]) -> None:
        """Load what the batch will ask for: log, documents, keys, waits and ledger."""
        operations = [incoming.operation for incoming in batch]
        own = {id_ for one in operations for id_ in (one.id, copy_of(one.id))}
        self._know(own | {id_ for one in operations for id_ in named_ops(one)})
        coming = [one for one in batch if self.known.get(one.operation.id) is None]
        fresh = [one.operation for one in coming]
        # What is kept as failed is not looked at: looking may be what failed.
        deeds = [
            bare(one.operation) if one.operation.id in self.unable.first else rough(one)
            for one in coming
        ]
        self.deeds = {id(one): deed for one, deed in zip(fresh, deeds, strict=True) if deed.kind}
        self.session.load_keys(
            {key for deed in deeds for key in (*keys_of_operation(deed), *keys_of_record(deed))}
        )
        found = {id_ for id_ in self.session.keys.values() if id_}
        staff = {f"staff:{incoming.actor.id}" for incoming in batch}
        named = {id_ for deed in deeds for id_ in (*reads(deed), *reads_of_record(deed))}
        self.store.hold([one.target for one in fresh if one.target.startswith(SHARED)])
        self.session.load(named | found | staff)
        self._load_more()
        loaded = list(self.session.loaded)
        self._load_waits(
            [*loaded, *(f"{id_}#turn" for id_ in loaded), *(f"op:{one.id}" for one in fresh)]
        )
        jobs = [
            key_of(id_) for id_, it in self.session.loaded.items() if it and id_.startswith("job:")
        ]
        self._load_entries(jobs)

    def _load_more(self) -> None:
        first = [
            self.session.peek(id_) for id_, found in list(self.session.loaded.items()) if found
        ]
        contracts = {
            f"contract:{one.contract}" for one in first if isinstance(one, Job) and one.contract
        }
        self.session.load({*reads_more([one for one in first if one])} | contracts)

    def _know(self, ids) -> None:
        wanted = [id_ for id_ in ids if id_ not in self.known]
        if wanted:
            found = self.store.known(sorted({*wanted}))
            self.known.update({id_: found.get(id_) for id_ in wanted})

    def _load_waits(self, keys) -> None:
        wanted = {key for key in keys if key not in self.waits.by_key}
        if wanted:
            found = self.store.waiting(sorted(wanted))
            self.waits.by_key.update({key: found.get(key, []) for key in wanted})

    def _load_entries(self, jobs: list[str]) -> None:
        wanted = {job for job in jobs if job not in self.entries}
        for job in wanted:
            self.entries[job] = []
        for row in self.store.entries(sorted(wanted)) if wanted else []:
            self.entries[row["job"]].append(Entry(**_without_position(row)))

    # One operation.

    def take(self, incoming: Incoming) -> Result:
        """Merge one operation, and whatever was waiting for it."""
        id_ = incoming.operation.id
        self._know([id_])
        if id_ in self.taken or self.known[id_] is not None:
            return self._repeat(incoming)
        self.cause = id_
        verdict = self.judge(incoming, self.unable.first)
        result = Result(id=id_, outcome=verdict.outcome, code=verdict.code, message=verdict.message)
        self.place[id_] = (True, len(self.taken))
        self.taken[id_] = Taken(incoming, verdict, result)
        if verdict.outcome not in SETTLED or verdict.disputes:
            cases.open_case(self, incoming, verdict)
            result.case = f"case:{id_}"
        if verdict.waits:
            self._wait(incoming, verdict.waits)
        self.waits.ended.update(verdict.decided)
        self._follow(incoming, verdict)
        log.info(
            "operation",
            id=id_,
            kind=incoming.operation.kind,
            outcome=result.outcome,
            code=result.code,
        )
        return result

    def _repeat(self, incoming: Incoming) -> Result | dict:
        """The stored answer, word for word; another's content or another's name gets no detail."""
        id_ = incoming.operation.id
        known, taken = self.known[id_], self.taken.get(id_)
        fingerprint = taken.incoming.fingerprint if taken else known.fingerprint
        actor = taken.incoming.actor.id if taken else known.actor
        if fingerprint != incoming.fingerprint or actor != incoming.actor.id:
            message = "This id belongs to another operation."
            return Result(id=id_, outcome="refused", code="invalid", message=message)
        if taken is None:
            return msgspec.json.decode(known.result) | {"repeat": True}
        # Sent twice at once: the answer is complete only when all of it has been written.
        self.repeats.append(({}, taken.result))
        return self.repeats[-1][0]

    def judge(self, incoming: Incoming, unable: dict[str, list[str]] | None = None) -> Verdict:
        """What becomes of the operation now. Changes documents only where it takes effect."""
        self.session.running = incoming.operation.id
        try:
            if incoming.distrust:
                raise Held("disputed", incoming.distrust)
            if self._counts_already(incoming.operation.id):
                raise Held("disputed", COPIED)
            if unable and incoming.operation.id in unable:
                raise Held(*unable[incoming.operation.id])
            # Once only: what a verb keeps of its arguments may change with the document.
            made = self.deeds.pop(id(incoming.operation), None)
            kind, deed = understand(incoming, made)
            self._allowed(kind, deed, incoming.actor)
            self._visible(kind, deed, incoming.actor)
            waits = self._unsettled(incoming.operation)
            if waits:
                return Verdict("held", "waiting_for", "Waits for what you did before it.", waits)
            return self._run(kind, deed, incoming)
        except Held as held:
            self.session.drop()
            return Verdict("held", held.code, held.message, _keys_for(held.code, incoming))
        except Refused as refused:
            self.session.drop()
            return Verdict("refused", refused.code, refused.message)

    def _counts_already(self, id_: str) -> bool:
        """Whether a supervisor has let an unsigned copy of it count."""
        copy = copy_of(id_)
        self._know([copy])
        is_there = self.known[copy] is not None or copy in self.taken
        return is_there and cases.state_of(self, copy) == "settled"

    def _allowed(self, kind: Kind, deed: Deed, actor: Actor) -> None:
        if any(role in kind.roles for role in actor.roles):
            return
        message = f"{actor.name} may not do this: it takes one of {', '.join(kind.roles)}."
        raise Held("disputed", message) if kind.fact else Refused("forbidden", message)

    def _visible(self, kind: Kind, deed: Deed, actor: Actor) -> None:
        """What does not exist and what the actor may not see answer alike."""
        target = self.session.peek(deed.target)
        if kind.makes or not kind.portable:
            return
        site = getattr(target, "site", None)
        is_own = isinstance(target, Case) and target.author.id == actor.id
        if not is_own and (site is None or site.id not in actor.sites):
            raise Held("unknown_target", "This is not known here, or not yet.")

    def _unsettled(self, operation: Operation) -> list[str]:
        """The operations that this one builds on and that are still to come, as keys to wait for."""
        names = named_ops(operation)
        if not names:
            return []
        self._know(names)
        states = {name: cases.state_of(self, name) for name in names}
        if "refused" in states.values():
            raise Held("disputed", "What you did before it was not accepted.")
        return [f"op:{name}" for name, state in states.items() if state != "settled"]

    def _run(self, kind: Kind, deed: Deed, incoming: Incoming) -> Verdict:
        world = self._world(kind, incoming)
        try:
            already = kind.verb(deed, world)
            charges = self._charges(deed, world.earned_at) + self._in_period(world.charges)
            changed, made = set(self.session.keep()), self.session.made
        except (Outcome, sa.exc.SQLAlchemyError):
            raise
        except Exception:
            log.exception("operation failed", id=deed.id, kind=deed.kind)
            raise Held(
                "failed", "The server could not work this out; it is kept and looked into."
            ) from None
        self.charges += charges
        self._load_entries([entry.job for entry in charges if entry.job])
        for entry in charges:
            self.entries.setdefault(entry.job, []).append(entry)
        outcome, code = ("already", "already_done") if already else ("applied", "ok")
        return Verdict(
            outcome,
            code,
            already,
            disputes=world.disputes,
            changed=changed,
            made=made,
            decided=world.decided,
            tried=world.tried,
        )

    def _world(self, kind: Kind, incoming: Incoming) -> World:
        if kind.decides:
            return Deciding(self, incoming)
        heard = incoming.anchor_at
        if heard is None and (incoming.device or incoming.file):
            # Whoever names no moment of ours can't be shown to have heard of anything.
            heard = NEVER
        world = World(
            self.session, incoming.actor, incoming.occurred_at, heard, self.entries_of, incoming.doubt
        )
        world.books = Accounts(self)
        return world

    def original(self, id_: str) -> Incoming:
        """An operation of the log as it came, for deciding about it."""
        if id_ in self.taken:
            return self.taken[id_].incoming
        self._fetch([id_])
        return self.waiting[id_]

    def _charges(self, deed: Deed, at: str) -> list[Entry]:
        """What the jobs that were touched earn, or no longer earn."""
        due = []
        jobs = self.session.touched(Job)
        self._load_entries([key_of(job.id) for job in jobs])
        for job in jobs:
            entries = self.entries[key_of(job.id)]
            if is_billable(job, entries):
                contract = self._contract(job.contract)
                due += due_entries(job, self.session.workflow(job.kind), contract, entries, deed.id, at)
        return self._in_period(due)

    def _in_period(self, entries: list[Entry]) -> list[Entry]:
        """Each on the invoice of its month, or of the first that is open: what is issued never changes."""
        for entry in entries:
            if entry.period is None:
                entry.period = period_of(self._contract(entry.contract), entry.at)
        return entries

    def _contract(self, key: str | None) -> Contract | None:
        return self.session.peek(f"contract:{key}") if key else None

    def entries_of(self, contract: str, period: str | None = None) -> list[Entry]:
        """What the ledger has of a contract, and of one of its months where that is named, oldest first."""
        return Accounts(self).entries(contract, period)

    # What waits, and what follows.

    def _wait(self, incoming: Incoming, keys: list[str]) -> None:
        id_ = incoming.operation.id
        self._load_waits(keys)
        self.waiting[id_] = incoming
        self.waits.added[id_] = [*dict.fromkeys([*self.waits.added.get(id_, []), *keys])]
        for key in keys:
            if id_ not in self.waits.by_key[key]:
                self.waits.by_key[key].append(id_)

    def _follow(self, incoming: Incoming, verdict: Verdict) -> None:
        """Whatever waited for this operation, or for what it changed, is judged again."""
        keys = self._news(incoming, verdict)
        keys += [key for op in verdict.tried for key in self._again(op, True)]
        while keys:
            self._load_waits(keys)
            ready = dict.fromkeys(op for key in keys for op in self.waits.by_key[key])
            ready = [op for op in ready if op not in self.waits.ended]
            self._fetch(ready)
            # In the order of the log, whichever of them began to wait first: run again it must be the same.
            ready.sort(key=self.place.__getitem__)
            keys = [key for op in ready for key in self._again(op)]

    def _news(self, incoming: Incoming, verdict: Verdict) -> list[str]:
        if verdict.outcome in SETTLED:
            decided = [f"op:{id_}" for id_ in verdict.decided]
            news = _news(incoming.operation, verdict.changed)
            return list(dict.fromkeys([*news, *verdict.made, *decided]))
        return (
            [f"op:{incoming.operation.id}"]
            if verdict.outcome == "refused" or not verdict.waits
            else []
        )

    def _again(self, id_: str, anew: bool = False) -> list[str]:
        """Judge a waiting operation again, or ``anew`` one that did not wait. Answers the keys that others may
        wait for."""
        incoming = self._as_now(self.waiting[id_])
        told = self.unable.later.get(id_, {}).get(self.cause)
        verdict = self.judge(incoming, {id_: told} if told else None)
        if verdict.code in FOLLOWS:
            self._wait(incoming, verdict.waits)
            if anew:
                cases.settle(self, incoming, verdict)
                self.follower_changed(id_, verdict)
            return []
        self.waits.ended.add(id_)
        if verdict.code in BY_PROGRAM:
            told = [verdict.code, verdict.message or ""]
            self.failed_later.setdefault(id_, {})[self.cause] = told
        keys = self._news(incoming, verdict)
        cases.settle(self, incoming, verdict)
        self.follower_changed(id_, verdict)
        return keys

    def follower_changed(self, id_: str, verdict: Verdict) -> None:
        """What followed in this very merge is part of what its author's device must come to see."""
        if id_ in self.taken:
            self.taken[id_].verdict.changed |= verdict.changed

    def _fetch(self, ids: list[str]) -> None:
        """Have the waiting operations at hand, as they came."""
        wanted = [id_ for id_ in ids if id_ not in self.waiting]
        for row in self.store.logged(wanted) if wanted else []:
            self.waiting[row["id"]] = from_row(row)
            self.place[row["id"]] = (False, row["position"])

    def _as_now(self, incoming: Incoming) -> Incoming:
        """A waiting operation is done by its author as they are now."""
        staff = self.session.peek(f"staff:{incoming.actor.id}")
        actor = Actor.of(staff) if staff else incoming.actor
        return msgspec.structs.replace(incoming, actor=actor)


def _keys_for(code: str, incoming: Incoming) -> list[str]:
    """What would let a held operation follow: its turn on the job, or what it names coming into sight."""
    if code == "waiting_for":
        return [f"{incoming.operation.target}#turn"]
    if code == "unknown_target":
        return [*reads(rough(incoming)), f"staff:{incoming.actor.id}"]
    return []


def _news(operation: Operation, changed: set[str]) -> list[str]:
    """The keys that an operation which has taken effect is news for."""
    kind = KINDS[operation.kind]
    keys = [f"op:{operation.id}"]
    if kind.makes or not kind.portable:
        keys += sorted(changed)
    if kind.turns:
        keys += [f"{id_}#turn" for id_ in sorted(changed) if id_.startswith("job:")]
    return keys


def from_row(row: dict) -> Incoming:
    """The log's row as what came in."""
    inputs = msgspec.json.decode(row["inputs"])
    return Incoming(
        operation=msgspec.json.decode(row["payload"], type=Operation),
        actor=msgspec.convert(inputs["actor"], Actor),
        submitted_by=row["submitted_by"],
        occurred_at=row["occurred_at"],
        received_at=row["received_at"],
        payload=row["payload"],
        fingerprint=row["fingerprint"],
        device=row["device"],
        sent_at=row["sent_at"],
        anchor_at=row["anchor_at"],
        distrust=inputs.get("distrust"),
        doubt=inputs.get("doubt"),
        file=inputs.get("file"),
    )


def named_ops(operation: Operation) -> list[str]:
    """Operations that this one makes no sense without. What no id can be is none."""
    seen = (operation.expect or {}).get("op")
    named = isinstance(seen, str) and seen and "\0" not in seen
    return [*(operation.after or []), *([seen] if named else [])]


def _without_position(row: dict) -> dict:
    return {str(name): value for name, value in row.items() if name != "position"}
