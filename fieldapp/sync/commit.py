"""Writing what a merge came to: counters last of the locks, then everything with their numbers."""

import secrets
from collections import defaultdict
from collections.abc import Callable

import msgspec
import sqlalchemy as sa

from fieldapp.billing.entries import Entry
from fieldapp.documents import Document, Job, key_of
from fieldapp.models import (
    document,
    document_key,
    feed,
    ledger,
    operation,
    reference,
    scope,
    scope_commit,
    waiting,
)
from fieldapp.models.database import Fixed
from fieldapp.models.statements import Among, Statement, new_row
from fieldapp.sync.derived import DERIVED, owner
from fieldapp.sync.merge import Merge, Taken
from fieldapp.sync.outgoing import queue


class Raced(Exception):
    """Another merge was there between loading and writing; the transaction is to be run again."""


def commit(connection: sa.Connection, merge: Merge) -> None:
    """Write documents, keys, feeds, log, ledger and waits. Fills in each result's ``at``."""
    changed = {id_: merge.session.peek(id_) for id_ in sorted(merge.session.changed)}
    before = _scopes_before(connection, list(changed))
    now = {id_: set(found.scopes()) for id_, found in changed.items()}
    versions = _raise_counters(
        connection, {one for id_ in changed for one in before[id_] | now[id_]}
    )
    _write_documents(connection, merge, changed)
    was = {id_: merge.session.as_loaded(id_) for id_ in changed if merge.session.loaded.get(id_)}
    _write_names(connection, changed, was)
    _write_derived(connection, changed, was)
    _write_feeds(connection, changed, before, now, versions)
    for taken in merge.taken.values():
        scopes = {
            one for id_ in taken.verdict.changed if id_ in changed for one in before[id_] | now[id_]
        }
        taken.result.at = {one: versions[one] for one in sorted(scopes)}
    for again, result in merge.repeats:
        again.update(msgspec.to_builtins(result), repeat=True)
    _write_log(connection, merge)
    _write_ledger(connection, merge)
    _write_mail(connection, merge, changed)


SCOPES = Statement(
    sa.select(feed.c.document, feed.c.scope).where(feed.c.present, Among(feed.c.document))
)


def _scopes_before(connection: sa.Connection, ids: list[str]) -> dict[str, set[str]]:
    found: dict[str, set[str]] = defaultdict(set)
    if ids:
        for id_, one in SCOPES.rows(connection, some=ids):
            found[id_].add(one)
    return found


RAISE = Statement(
    lambda insert: insert(scope)
    .values(id=sa.bindparam("id"), version=1)
    .on_conflict_do_update(index_elements=["id"], set_={"version": scope.c.version + 1})
    .returning(scope.c.version)
)
COMMIT = Statement(new_row(scope_commit))


def _raise_counters(connection: sa.Connection, scopes: set[str]) -> dict[str, int]:
    """One more for each scope, in order; the row stays locked until the commit."""
    versions = {one: RAISE.value(connection, id=one) for one in sorted(scopes)}
    if versions:
        nonce = secrets.token_hex(8)
        rows = [
            {"scope": one, "version": version, "nonce": nonce} for one, version in versions.items()
        ]
        COMMIT.many(connection, rows)
    return versions


def _columns(id_: str, found: Document, body: bytes) -> dict:
    site = getattr(found, "site", None)
    return {
        "id": id_,
        "type": id_.partition(":")[0],
        "body": body.decode(),
        "site": getattr(site, "id", None),
        "state": getattr(found, "state", None),
        "kind": getattr(found, "kind", None),
        "contract": getattr(found, "contract", None),
    }


CREATE = Statement(new_row(document))
UPDATE = Statement(
    sa.update(document)
    .where(document.c.id == sa.bindparam("of"), document.c.revision == sa.bindparam("loaded"))
    .values(
        revision=sa.bindparam("loaded") + 1,
        **{name: sa.bindparam(name) for name in ("body", "site", "state", "kind", "contract")},
    )
)


def _write_documents(connection: sa.Connection, merge: Merge, changed: dict[str, Document]) -> None:
    new, old = [], []
    for id_, found in changed.items():
        row = _columns(id_, found, merge.session.texts[id_])
        loaded = merge.session.loaded.get(id_)
        if loaded is None:
            new.append(row | {"revision": 1})
        else:
            row["of"] = row.pop("id")
            old.append(row | {"loaded": loaded.revision})
    if new:
        CREATE.many(connection, new)
    if old and UPDATE.many(connection, old) != len(old):
        raise Raced("a document was changed by another merge")


FORGET = [
    Statement(sa.delete(table).where(Among(table.c.document))) for table in (document_key, reference)
]
NAME = Statement(new_row(document_key))
REFER = Statement(new_row(reference))


def _write_names(
    connection: sa.Connection, changed: dict[str, Document], before: dict[str, Document]
) -> None:
    """Keys and references, where they are not what they were when the document was loaded."""
    keys, refers, stale = [], [], []
    for id_, found in changed.items():
        was = before.get(id_)
        names, others = found.keys(), found.refers()
        if was is None or was.keys() != names or was.refers() != others:
            stale += [id_] if was is not None else []
            keys += [{"key": key, "document": id_} for key in names]
            refers += [{"document": id_, "refers_to": other} for other in dict.fromkeys(others)]
    if stale:
        for forget in FORGET:
            forget.rows(connection, some=stale)
    if keys:
        NAME.many(connection, keys)
    if refers:
        REFER.many(connection, refers)


NO_ROWS = {
    table: Statement(sa.delete(table).where(Among(owner(table)))) for table, _, _ in DERIVED
}
ROW = {table: Statement(new_row(table)) for table, _, _ in DERIVED}


def _write_derived(
    connection: sa.Connection, changed: dict[str, Document], before: dict[str, Document]
) -> None:
    """What reports ask, where that is not what it was."""
    for table, kind, rows_of in DERIVED:
        rows, stale = [], []
        for id_, found in changed.items():
            if not isinstance(found, kind):
                continue
            was = rows_of(before[id_]) if id_ in before else []
            now = rows_of(found)
            if was != now:
                stale += [key_of(id_)] if was else []
                rows += now
        if stale:
            NO_ROWS[table].rows(connection, some=stale)
        if rows:
            ROW[table].many(connection, rows)


def _write_feeds(connection: sa.Connection, changed, before, now, versions) -> None:
    rows = [
        {"scope": one, "document": id_, "version": versions[one], "present": one in now[id_]}
        for id_ in changed
        for one in sorted(before[id_] | now[id_])
    ]
    if rows:
        PUT_FEED.many(connection, rows)


def _put_feed(insert: Callable):
    put = new_row(feed, insert)
    new = {"version": put.excluded.version, "present": put.excluded.present}
    return put.on_conflict_do_update(index_elements=["scope", "document"], set_=new)


PUT_FEED = Statement(_put_feed)
LOG = Statement(new_row(operation))
STOP_WAITING = Statement(sa.delete(waiting).where(Among(waiting.c.op)))
WAIT = Statement(lambda insert: new_row(waiting, insert).on_conflict_do_nothing())


def _write_log(connection: sa.Connection, merge: Merge) -> None:
    rows = [log_row(taken, merge) for taken in merge.taken.values()]
    if rows:
        LOG.many(connection, rows)
    for id_ in sorted({*merge.session.numbers, *merge.failed_later} - merge.taken.keys()):
        _more_inputs(connection, id_, merge)
    if merge.waits.ended:
        STOP_WAITING.rows(connection, some=sorted(merge.waits.ended))
    waits = {id_: keys for id_, keys in merge.waits.added.items() if id_ not in merge.waits.ended}
    for id_, keys in waits.items():
        WAIT.many(connection, [{"op": id_, "key": key} for key in dict.fromkeys(keys)])


def _inputs(merge: Merge, id_: str) -> dict:
    """What else than the operation this came of, so that running the log again gives the same."""
    inputs: dict = {"numbers": merge.session.numbers.get(id_, [])}
    return inputs | ({"unable": merge.failed_later[id_]} if id_ in merge.failed_later else {})


def _more_inputs(connection: sa.Connection, id_: str, merge: Merge) -> None:
    """Of an operation that waited, and was judged again now."""
    wanted = sa.select(operation.c.inputs).where(operation.c.id == id_)
    inputs, more = msgspec.json.decode(connection.scalar(wanted)), _inputs(merge, id_)
    more["numbers"] = inputs["numbers"] + more["numbers"]
    if "unable" in more:
        more["unable"] = inputs.get("unable", {}) | more["unable"]
    text = msgspec.json.encode(inputs | more).decode()
    connection.execute(sa.update(operation).where(operation.c.id == id_).values(inputs=text))


def log_row(taken: Taken, merge: Merge) -> dict:
    """The operation as the log keeps it."""
    incoming, one = taken.incoming, taken.incoming.operation
    inputs = {"actor": incoming.actor, **_inputs(merge, one.id)}
    if incoming.distrust:
        inputs["distrust"] = incoming.distrust
    if incoming.doubt:
        inputs["doubt"] = incoming.doubt
    if incoming.file:
        inputs["file"] = incoming.file
    return {
        "id": one.id,
        "device": incoming.device,
        "seq": one.seq,
        "kind": one.kind,
        "target": one.target,
        "actor": incoming.actor.id,
        "submitted_by": incoming.submitted_by,
        "payload": incoming.payload,
        "fingerprint": incoming.fingerprint,
        "at": one.at,
        "sent_at": incoming.sent_at,
        "anchor_at": incoming.anchor_at,
        "occurred_at": incoming.occurred_at,
        "received_at": incoming.received_at,
        "outcome": taken.result.outcome,
        "code": taken.result.code,
        "result": msgspec.json.encode(taken.result).decode(),
        "inputs": msgspec.json.encode(inputs).decode(),
    }


def _write_mail(connection: sa.Connection, merge: Merge, changed: dict[str, Document]) -> None:
    """What customers are to hear of; see ``docs/mail.md``."""
    jobs = {id_: found for id_, found in changed.items() if isinstance(found, Job)}
    if jobs:
        queue(connection, [(merge.session.as_loaded(id_) if merge.session.loaded.get(id_) else None, job) for id_, job in jobs.items()])


def _write_ledger(connection: sa.Connection, merge: Merge) -> None:
    if merge.charges:
        CHARGE.many(connection, [_in_units(entry) for entry in merge.charges])


CHARGE = Statement(new_row(ledger))
EXACT = [column for column in ledger.columns if isinstance(column.type, Fixed)]


def _in_units(entry: Entry) -> dict:
    """The entry as the driver is given it."""
    row = msgspec.structs.asdict(entry)
    exact = {one.name: one.type.process_bind_param(row[one.name], None) for one in EXACT}
    return row | exact
