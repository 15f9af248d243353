"""What must hold, verified: ``docs/sync.md``, “What must hold”. Each check is one sentence of it."""

from collections.abc import Iterator
from typing import NamedTuple

import msgspec
import sqlalchemy as sa

from fieldapp.billing.entries import Entry
from fieldapp.documents import Case, Document, Staff, decode, encode, key_of
from fieldapp.models import (
    blob,
    device,
    document,
    document_key,
    feed,
    ledger,
    number,
    operation,
    reading,
    reference,
    scope,
    scope_commit,
    sequence,
    waiting,
)
from fieldapp.models.blobs import kept_hash
from fieldapp.models.bucket import Unreachable
from fieldapp.sync.derived import DERIVED, owner
from fieldapp.sync.incoming import fingerprint_of
from fieldapp.sync.merge import from_row
from fieldapp.sync.moments import occurred
from fieldapp.sync.replay import Replayed, replay


class Fault(NamedTuple):
    """What does not hold: the rule's number, what it is about, and how it is wrong."""

    rule: int
    about: str
    words: str


class Books:
    """Everything that the checks look at, read in one snapshot."""

    def __init__(self, connection: sa.Connection):
        def rows(table: sa.Table, *order) -> list[dict]:
            return [
                dict(row)
                for row in connection.execute(sa.select(table).order_by(*order)).mappings()
            ]

        self.log = rows(operation, operation.c.position)
        self.ledger = rows(ledger, ledger.c.position)
        self.waiting = rows(waiting, waiting.c.op, waiting.c.key)
        self.numbers = {row["series"]: row["last"] for row in rows(number, number.c.series)}
        self.documents = {row["id"]: row for row in rows(document, document.c.id)}
        self.keys = rows(document_key, document_key.c.key)
        self.references = rows(reference, reference.c.document)
        self.derived = {
            table: rows(table, owner(table), table.c.place) for table, _, _ in DERIVED
        }
        self.feed = rows(feed, feed.c.scope, feed.c.document)
        self.scopes = {row["id"]: row["version"] for row in rows(scope, scope.c.id)}
        self.commits = rows(scope_commit, scope_commit.c.scope, scope_commit.c.version)
        self.sequence = rows(sequence, sequence.c.device, sequence.c.seq)
        self.blobs = sorted({row["sha"] for row in rows(blob, blob.c.sha)})
        self.devices = {row["id"]: row for row in rows(device, device.c.id)}
        self.bodies: dict[str, Document] = {
            id_: decode(id_, row["body"]) for id_, row in self.documents.items()
        }
        self.replayed: Replayed = replay(self.log)


def faults() -> list[Fault]:
    """Every fault that there is, in the order of the rules. None is what one wants."""
    with reading() as connection:
        books = Books(connection)
    return [fault for check in CHECKS for fault in check(books)]


def one_row_each(books: Books) -> Iterator[Fault]:
    """1. One log row for each operation id; sequence numbers of a device without repeats."""
    seen = {row["id"] for row in books.log}
    if len(seen) != len(books.log):
        yield Fault(1, "log", "an operation id has more than one row")
    for row in books.sequence:
        if row["op"] not in seen:
            yield Fault(
                1, row["op"], f"number {row['seq']} of {row['device']} names an unknown operation"
            )
    last: dict[str, int] = {}
    for row in books.sequence:
        last[row["device"]] = max(last.get(row["device"], 0), row["seq"])
    for id_, one in books.devices.items():
        if one["next_seq"] != last.get(id_, 0) + 1:
            yield Fault(
                1, id_, f"the next number is {one['next_seq']}, used are {last.get(id_, 0)}"
            )
    used = {(row["device"], row["seq"]) for row in books.sequence}
    for row in books.log:
        if row["device"] is not None and (row["device"], row["seq"]) not in used:
            yield Fault(1, row["id"], "its number is not used up")


def numbers_go_on(books: Books) -> Iterator[Fault]:
    """1. No number of a job or an order is given twice."""
    for row in books.log:
        for told in msgspec.json.decode(row["inputs"])["numbers"]:
            series, _, given = told.rpartition("-")
            if int(given) > books.numbers.get(series, 0):
                yield Fault(1, row["id"], f"{told} was given, and would be given again")


def ledger_is_right(books: Books) -> Iterator[Fault]:
    """2. At most one charge for each (rule, fact); the ledger equals what the log comes to."""
    facts = [(row["rule"], row["fact"]) for row in books.ledger]
    if len(set(facts)) != len(facts):
        yield Fault(2, "ledger", "a (rule, fact) is charged twice")
    stored = {row["id"]: _entry(row) for row in books.ledger}
    due = {entry.id: entry for entry in books.replayed.entries}
    for id_ in sorted(stored.keys() | due.keys()):
        if id_ not in due:
            yield Fault(2, id_, f"the log does not earn this: {stored[id_].fact}")
        elif id_ not in stored:
            yield Fault(2, id_, f"the log earns what the ledger lacks: {due[id_].fact}")
        elif stored[id_] != due[id_]:
            yield Fault(2, id_, f"the ledger and the log differ on {due[id_].fact}")


def _entry(row: dict) -> Entry:
    return msgspec.convert(
        {name: row[name] for name in Entry.__struct_fields__}, Entry, strict=False
    )


def documents_are_the_log(books: Books) -> Iterator[Fault]:
    """3. Replaying the log gives the same documents, and derived rows equal what the documents give. What was
    stored before a field was thought of lacks it."""
    replayed = books.replayed.documents
    for id_ in sorted(replayed.keys() | books.documents.keys()):
        stored = books.documents.get(id_)
        if stored is None:
            yield Fault(3, id_, "the log makes this document, the store has none")
        elif id_ not in replayed:
            yield Fault(3, id_, "no operation made this document")
        elif replayed[id_] not in (stored["body"].encode(), encode(books.bodies[id_])):
            yield Fault(3, id_, "the document is not what the log comes to")
    yield from _derived(books)


def waits_stand(books: Books) -> Iterator[Fault]:
    """3. What is derived from the log: who waits for what, so that nothing waits for ever unseen."""
    stored = {(row["op"], row["key"]) for row in books.waiting}
    for op, key in sorted(stored ^ books.replayed.waits):
        yield Fault(3, op, f"the log and the waiting disagree on {key}")


def _derived(books: Books) -> Iterator[Fault]:
    keys = {(key, id_) for id_, one in books.bodies.items() for key in one.keys()}
    for key, id_ in keys ^ {(row["key"], row["document"]) for row in books.keys}:
        yield Fault(3, id_, f"the key {key} and the document disagree")
    refers = {(id_, other) for id_, one in books.bodies.items() for other in one.refers()}
    for id_, other in refers ^ {(row["document"], row["refers_to"]) for row in books.references}:
        yield Fault(3, id_, f"the reference to {other} and the document disagree")
    for table, kind, rows_of in DERIVED:
        of = owner(table).name
        some = [one for _, one in sorted(books.bodies.items()) if isinstance(one, kind)]
        due = {(row[of], row["place"]): row for one in some for row in rows_of(one)}
        there = {(row[of], row["place"]): row for row in books.derived[table]}
        for key, place in sorted(due.keys() | there.keys()):
            if due.get((key, place)) != there.get((key, place)):
                yield Fault(3, f"{of}:{key}", f"the table {table.name} and the document disagree")
    for id_, row in books.documents.items():
        site = getattr(books.bodies[id_], "site", None)
        if row["type"] != id_.partition(":")[0]:
            yield Fault(3, id_, "the column type and the id disagree")
        if row["site"] != getattr(site, "id", None):
            yield Fault(3, id_, "the column site and the document disagree")
        for name in ("state", "kind", "contract"):
            if row[name] != getattr(books.bodies[id_], name, None):
                yield Fault(3, id_, f"the column {name} and the document disagree")


def results_stand(books: Books) -> Iterator[Fault]:
    """4. A stored result never changes: it is what the log row, and running it again, say."""
    for row in books.log:
        stored = msgspec.json.decode(row["result"])
        told = (stored["outcome"], stored["code"])
        if stored["id"] != row["id"] or told != (row["outcome"], row["code"]):
            yield Fault(4, row["id"], "the stored result is not the row's")
        elif fingerprint_of(from_row(row).operation) != row["fingerprint"]:
            yield Fault(
                4, row["id"], "the fingerprint is not the payload's: a repeat would be refused"
            )
        elif stored["message"] != books.replayed.messages[row["id"]]:
            yield Fault(4, row["id"], "the stored message is not what the log comes to")
        elif books.replayed.outcomes[row["id"]] != told:
            yield Fault(
                4, row["id"], f"stored {told}, run again {books.replayed.outcomes[row['id']]}"
            )


COLUMNS = ("id", "seq", "kind", "target", "at")


def rows_are_what_was_sent(books: Books) -> Iterator[Fault]:
    """4. What lists and pages read of a log row is what its payload says."""
    for row in books.log:
        sent = from_row(row).operation
        for name in COLUMNS:
            if row[name] != getattr(sent, name):
                yield Fault(4, row["id"], f"the column {name} and the payload disagree")


def results_name_their_commits(books: Books) -> Iterator[Fault]:
    """5. A result's versions were given in the order of the log."""
    told = {row["id"]: msgspec.json.decode(row["result"])["at"] for row in books.log}
    reached: dict[str, int] = {}
    for id_, at in told.items():
        for one, version in at.items():
            if not max(1, reached.get(one, 0)) <= version <= books.scopes.get(one, 0):
                yield Fault(5, id_, f"its result names version {version} of {one}, out of turn")
            reached[one] = version


def versions_are_whole(books: Books) -> Iterator[Fault]:
    """5. Scope versions are contiguous, and every document's version is one of them."""
    commits: dict[str, list[int]] = {}
    for row in books.commits:
        commits.setdefault(row["scope"], []).append(row["version"])
    for one in sorted(commits.keys() | books.scopes.keys()):
        if commits.get(one) != list(range(1, books.scopes.get(one, 0) + 1)):
            yield Fault(5, one, "the scope's versions have holes")
    for row in books.feed:
        if not 1 <= row["version"] <= books.scopes.get(row["scope"], 0):
            yield Fault(5, row["document"], f"version {row['version']} is none of {row['scope']}")
    now = {(one, id_) for id_, body in books.bodies.items() for one in body.scopes()}
    fed = {(row["scope"], row["document"]) for row in books.feed if row["present"]}
    for one, id_ in sorted(now ^ fed):
        yield Fault(5, id_, f"the document and the feed of {one} disagree")


def actors_are_true(books: Books) -> Iterator[Fault]:
    """6. The actor of every operation is the user who was signed in, or the signed file's."""
    for row in books.log:
        inputs = msgspec.json.decode(row["inputs"])
        owner = (
            books.devices[row["device"]]["user"] if row["device"] in books.devices else row["actor"]
        )
        if inputs.get("file"):
            owner = books.devices.get(inputs["file"]["device"], {"user": row["actor"]})["user"]
        sender = row["actor"] if inputs.get("file") else row["submitted_by"]
        if not row["actor"] == sender == inputs["actor"]["id"] == owner:
            yield Fault(
                6,
                row["id"],
                f"done by {row['actor']}, sent by {row['submitted_by']} on {owner}'s device",
            )


def cases_are_in_sight(books: Books) -> Iterator[Fault]:
    """7. Every held or refused operation has a case in sight of its author and a supervisor."""
    for row in books.log:
        if row["outcome"] not in ("held", "refused"):
            continue
        case = books.bodies.get(f"case:{row['id']}")
        if not isinstance(case, Case):
            yield Fault(7, row["id"], f"{row['outcome']}, and there is no case")
        elif row["actor"] not in case.readers:
            yield Fault(7, row["id"], "its author can't see the case")
        elif not _supervisors(books, case.sites) <= set(case.readers):
            yield Fault(7, row["id"], "not every supervisor of the site can see the case")


def _supervisors(books: Books, sites: list[str]) -> set[str]:
    """Keys of those who supervise any of the sites, by their own documents."""
    return {
        key_of(id_)
        for id_, staff in books.bodies.items()
        if isinstance(staff, Staff) and staff.active and "supervisor" in staff.roles
        if set(staff.sites) & set(sites)
    }


def times_are_bounded(books: Books) -> Iterator[Fault]:
    """8. Every derived time lies within its bounds."""
    for row in books.log:
        earliest = min(row["anchor_at"] or row["occurred_at"], row["received_at"])
        if not earliest <= row["occurred_at"] <= row["received_at"]:
            yield Fault(
                8, row["id"], f"{row['occurred_at']} is outside [{earliest}, {row['received_at']}]"
            )
        elif row["occurred_at"] != occurred(
            row["at"], row["sent_at"], row["anchor_at"], row["received_at"]
        ):
            yield Fault(8, row["id"], "when it happened does not follow from the clocks")


def blobs_are_whole(books: Books) -> Iterator[Fault]:
    """9. Every photo and signature that was put is there, and is what its name says."""
    for sha in books.blobs:
        try:
            found = kept_hash(sha)
        except Unreachable as error:
            yield Fault(9, f"blob:{sha}", f"whether it is whole is not known. {error}")
            return
        if found != sha:
            yield Fault(
                9, f"blob:{sha}", "its file was altered" if found else "its file is missing"
            )


CHECKS = [
    one_row_each,
    numbers_go_on,
    ledger_is_right,
    documents_are_the_log,
    waits_stand,
    results_stand,
    rows_are_what_was_sent,
    results_name_their_commits,
    versions_are_whole,
    actors_are_true,
    cases_are_in_sight,
    times_are_bounded,
    blobs_are_whole,
]
