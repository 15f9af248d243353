"""The unit of work of a merge: documents in memory, changed one operation at a time.

An operation works on the live documents; what it leaves behind counts only once it has ended well,
otherwise everything that it touched is read again from the last good text.
"""

from fieldapp.billing.entries import Entry
from fieldapp.documents import TYPES, Document, Job, decode, encode
from fieldapp.operations import Held
from fieldapp.operations.jobs.own_kinds import definition_in, workflow_id
from fieldapp.sync.store import Loaded, Store
from fieldapp.workflows import WORKFLOWS, Workflow
from fieldapp.workflows.own import workflow_from


class Session:
    """Documents, keys and ledger entries as they stand after the operations so far."""

    def __init__(self, store: Store):
        self.store = store
        self.loaded: dict[str, Loaded | None] = {}
        self.texts: dict[str, bytes | None] = {}
        self.live: dict[str, Document | None] = {}
        self.keys: dict[str, str | None] = {}
        self.keys_of: dict[str, list[str]] = {}
        self.changed: dict[str, None] = {}
        # The operation that runs, and the numbers that each has been given.
        self.running = ""
        self.numbers: dict[str, list[str]] = {}
        self.made: list[str] = []
        self._touched: set[str] = set()

    def load(self, ids) -> None:
        """Have these documents at hand, in one query."""
        wanted = sorted({id_ for id_ in ids if id_ not in self.loaded})
        found = self.store.load(wanted) if wanted else {}
        for id_ in wanted:
            self.loaded[id_] = found.get(id_)
            self.texts[id_] = found[id_].body if id_ in found else None

    def load_keys(self, keys) -> None:
        """Know who bears these keys, in one query."""
        wanted = sorted({key for key in keys if key not in self.keys})
        found = self.store.find(wanted) if wanted else {}
        for key in wanted:
            self.keys[key] = found.get(key)

    def document(self, id_: str) -> Document | None:
        """The live document. Whoever gets it may change it, as part of the operation that runs."""
        if id_ not in self.live:
            if id_.partition(":")[0] not in TYPES:
                return None
            self.load([id_])
            text = self.texts[id_]
            self.live[id_] = decode(id_, text) if text is not None else None
            if text is not None:
                self.keys_of.setdefault(id_, self.live[id_].keys())
        self._touched.add(id_)
        return self.live[id_]

    def peek(self, id_: str) -> Document | None:
        """The document, for reading only."""
        touched = id_ in self._touched
        document = self.document(id_)
        if not touched:
            self._touched.discard(id_)
        return document

    def as_loaded(self, id_: str) -> Document:
        """The document as it was when it was loaded."""
        return decode(id_, self.loaded[id_].body)

    def create(self, document: Document) -> Document:
        if self.document(document.id) is not None:
            raise Held("disputed", "There is one of that id already.")
        self.live[document.id] = document
        return document

    def find(self, key: str) -> str | None:
        self.load_keys([key])
        return self.keys[key]

    def workflow(self, kind: str) -> Workflow | None:
        """What a job of that kind is worked by; a contract's own in the version that the kind names."""
        id_ = workflow_id(kind)
        if id_ is None:
            return WORKFLOWS.get(kind)
        return workflow_from(definition_in(self.peek(id_), kind))

    def number(self, series: str) -> str:
        number = f"{series}-{self.store.next_number(series, self.running)}"
        self.numbers.setdefault(self.running, []).append(number)
        return number

    def touched(self, kind: type) -> list[Document]:
        """The documents of a type that the operation which runs has had in its hands."""
        live = (self.live[id_] for id_ in sorted(self._touched))
        return [document for document in live if isinstance(document, kind)]

    def keep(self) -> list[str]:
        """The operation ended well: its changes count. Answers the ids of what it changed; ``made`` are
        those that were not there before."""
        texts = {}
        for id_ in self._touched:
            document = self.live[id_]
            if document is not None:
                text = encode(document)
                if text != self.texts[id_]:
                    texts[id_] = text
        if texts:
            self._rename({id_: self.live[id_].keys() for id_ in texts})
        self.made = sorted(id_ for id_ in texts if self.texts[id_] is None)
        for id_ in sorted(texts):
            self.texts[id_] = texts[id_]
            self.changed[id_] = None
        self._touched.clear()
        return sorted(texts)

    def _rename(self, keys_now: dict[str, list[str]]) -> None:
        """Move the keys of changed documents; one that another bears is a dispute."""
        renamed = {id_: keys for id_, keys in keys_now.items() if keys != self.keys_of.get(id_, [])}
        if not renamed:
            return
        was = {id_: set(self.keys_of.get(id_, ())) for id_ in renamed}
        gone = {key for id_, keys in renamed.items() for key in was[id_] - set(keys)}
        new = {(key, id_) for id_, keys in renamed.items() for key in set(keys) - was[id_]}
        self.load_keys([key for key, _ in new])
        for key, id_ in sorted(new):
            holder = self.keys[key]
            if holder not in (None, id_) and key not in gone:
                raise Held("disputed", _taken(key))
        self.keys.update(dict.fromkeys(gone))
        self.keys.update(new)
        self.keys_of.update(renamed)

    def at_hand(self) -> list[str]:
        """Ids of all that has been made or looked at, also by operations that did not count."""
        return [*{**self.live, **self.changed}]

    def unsaved(self, about: str) -> list[str]:
        """Ids of documents that refer to that one, as they stand now."""
        found = ((id_, self.peek(id_)) for id_ in self.at_hand())
        return [id_ for id_, one in found if one is not None and about in one.refers()]

    def drop(self) -> None:
        """The operation did not count: what it touched is read again when it is next wanted."""
        for id_ in self._touched:
            self.live.pop(id_, None)
        self._touched.clear()


def _taken(key: str) -> str:
    kind, _, value = key.partition(":")
    if kind == "job-of":
        return "The machine is part of another open job."
    return f"The {kind.replace('-', ' ')} {value} is in the books already."


class World:
    """What a verb may ask for and do. The phone's is the same (``client/worker/view.ts``)."""

    def __init__(self, session: Session, actor, at: str, heard: str | None = None, entries_of=None, doubt: str | None = None):
        self.session, self.actor, self.at = session, actor, at
        # When whoever did it had last heard from here; None where they looked at what is here.
        self.heard = heard
        # Why that moment can't be believed, in a sentence for a supervisor; None where it can.
        self.doubt = doubt
        self.document, self.create = session.document, session.create
        self.find, self.number, self.workflow = session.find, session.number, session.workflow
        self.disputes: list[str] = []
        # Where what it is about may be: the actor's sites, and those of whoever decides about it.
        self.sites = [*actor.sites]
        # Whether a supervisor insists that it counts; and as of when it earns.
        self.insists = False
        self.earned_at = at
        # What the ledger has of a contract (and month); and entries that the verb itself makes. On the server only.
        self.entries_of = entries_of
        self.charges: list[Entry] = []
        # The ledger and the clocks, summed: for the billing run. On the server only.
        self.books = None
        # Operations that a supervisor has decided about in this one.
        self.decided: list[str] = []
        # And those that a newer program is to try again.
        self.tried: list[str] = []

    def dispute(self, message: str) -> None:
        """The operation counts, and a supervisor should look at it."""
        self.disputes.append(message)

    def referring(self, id_: str, kind: str = "", wanted=None) -> list[Document]:
        """Documents (of that kind, and ``wanted``) that repeat words of that one. On the server only."""
        known = {*self.session.store.referring(id_), *self.session.unsaved(id_)}
        ids = sorted(one for one in known if one.startswith(f"{kind}:" if kind else ""))
        self.session.load(ids)
        if wanted is not None:
            seen = {other: self.session.peek(other) for other in ids}
            ids = [other for other, one in seen.items() if one is not None and wanted(one)]
        found = [self.session.document(other) for other in ids]
        return [one for one in found if one is not None and id_ in one.refers()]

    def scheduled(self, staff: str) -> list[Job]:
        """Jobs of that member of staff (``staff:…``) that are open and have an appointment, for reading. On the server only."""
        ids = sorted({*self.session.store.scheduled(staff), *self.session.unsaved(staff)})
        self.session.load(ids)
        jobs = [one for id_ in ids if isinstance(one := self.session.peek(id_), Job)]
        return [one for one in jobs if one.scheduled_at and one.state in ("open", "held") and one.assignee and f"staff:{one.assignee.id}" == staff]

    def all(self, kind: str) -> list[Document]:
        """Every document of a type, for reading. On the server only; for short lists."""
        made = {id_ for id_ in self.session.at_hand() if id_.startswith(f"{kind}:")}
        ids = {*self.session.store.ids(kind)} | made
        self.session.load(ids)
        found = (self.session.peek(id_) for id_ in sorted(ids))
        return [document for document in found if document is not None]
