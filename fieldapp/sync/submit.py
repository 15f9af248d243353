"""Operations that the server makes itself: pages without a worker, imports, administration.

They go the same road as a phone's, without a device or a number.
"""

from typing import Any

import msgspec
import sqlalchemy as sa
from uuid_utils import uuid7

from fieldapp.models import reading, writing
from fieldapp.sync.commit import commit
from fieldapp.sync.exchange import transiently
from fieldapp.sync.incoming import Actor, arrived
from fieldapp.sync.merge import Merge, Verdict
from fieldapp.sync.messages import Operation, Result
from fieldapp.sync.moments import moment_now
from fieldapp.sync.store import DatabaseStore

OPERATOR = Actor(id="operator", name="Operator", roles=["admin", "supervisor"])

# What is kept of an operation that came to something, or is to be decided.
MADE = ("applied", "held")


def operation(
    kind: str, target: str, args: dict[str, Any], id_: str | None = None, **more
) -> Operation:
    """A new operation, made now."""
    return Operation(
        id=id_ or str(uuid7()), kind=kind, target=target, args=args, at=moment_now(), **more
    )


def submit(operations: list[Operation], actor: Actor = OPERATOR) -> list[Result]:
    """Merge the operations in one transaction, and answer what became of each."""
    return transiently(lambda: _submit(operations, actor))


class Glance(DatabaseStore):
    """Reads only: a number that is asked for is nobody's."""

    def next_number(self, series: str, op: str) -> int:
        return 0


def foresee(one: Operation, actor: Actor) -> Verdict:
    """What would become of the operation now. Nothing of it is kept."""
    with reading() as connection:
        verdict, _ = look_ahead(one, actor, connection)
        connection.rollback()
    return verdict


def look_ahead(one: Operation, actor: Actor, connection: sa.Connection) -> tuple[Verdict, Merge]:
    """The verdict, and the merge with all that it would change; the caller rolls the connection back."""
    now = moment_now()
    merge = Merge(Glance(connection))
    coming = arrived(one, actor, now, now)
    merge.prepare([coming])
    return merge.judge(coming), merge


def was_taken(id_: str, user: str) -> bool:
    """Whether that user's operation of that id is in the log already: a form that was sent twice."""
    with reading() as connection:
        known = DatabaseStore(connection).known([id_]).get(id_)
    return known is not None and known.actor == user


def once(one: Operation, user: str) -> Operation | None:
    """The operation, where it is still to be made; None where that user has made this very one: a form that was sent twice. Whoever went back
    to a form that was sent, and filled it in anew, makes another one, and so does whoever tries again what had come to nothing."""
    with reading() as connection:
        rows = DatabaseStore(connection).logged([one.id])
    if not rows:
        return one
    before = msgspec.json.decode(rows[0]["payload"], type=Operation)
    told = (rows[0]["actor"], before.kind, before.target, before.args)
    if rows[0]["outcome"] in MADE and told == (user, one.kind, one.target, msgspec.json.decode(msgspec.json.encode(one.args))):
        return None
    return msgspec.structs.replace(one, id=str(uuid7()))


def enter(one: Operation, actor: Actor) -> str | None:
    """Submit it, and answer why it was refused, if it was. The second of two that were sent at once is told what became of the first."""
    (result,) = submit([one], actor)
    return result.message if result.outcome == "refused" and once(one, actor.id) is not None else None


def _submit(operations: list[Operation], actor: Actor) -> list[Result]:
    with writing() as connection:
        merge = Merge(DatabaseStore(connection))
        now = moment_now()
        batch = [arrived(one, actor, now, now) for one in operations]
        merge.prepare(batch)
        results = [merge.take(one) for one in batch]
        commit(connection, merge)
    return results
