"""No operation stops a queue: attempts are counted before they run, and what fails three times is kept as failed."""

import hashlib

import sqlalchemy as sa

from fieldapp.models import attempt, jotting
from fieldapp.models.statements import Statement
from fieldapp.sync.messages import Operation

# A batch that had no answer so often goes one by one; an operation alone is then tried so often.
WHOLE = 2
ALONE = 3


def key_of(operations: list[Operation]) -> str:
    """By this a batch is known when it is sent again."""
    told = "\n".join(f"{one.seq} {one.id}" for one in operations)
    return "batch:" + hashlib.blake2b(told.encode(), digest_size=16).hexdigest()


def begun(device: str, key: str) -> int:
    """Count an attempt, before it runs. Answers how many had no answer before it.

    The count must outlive a process that the operation brings down, which no power cut does: no wait for the disk.
    """
    with jotting() as connection:
        return COUNT.value(connection, device=device, key=key) - 1


COUNT = Statement(
    lambda insert: insert(attempt)
    .values(device=sa.bindparam("device"), key=sa.bindparam("key"), count=1)
    .on_conflict_do_update(
        index_elements=["device", "key"], set_={"count": attempt.c.count + 1}
    )
    .returning(attempt.c.count)
)
ANSWERED = Statement(sa.delete(attempt).where(attempt.c.device == sa.bindparam("device")))
ANSWERED_ONE = Statement(
    sa.delete(attempt).where(
        attempt.c.device == sa.bindparam("device"), attempt.c.key == sa.bindparam("key")
    )
)


def answered(connection: sa.Connection, device: str, key: str | None = None) -> None:
    """There is an answer to it; without a key, to all that the device had asked."""
    if key:
        ANSWERED_ONE.rows(connection, device=device, key=key)
    else:
        ANSWERED.rows(connection, device=device)


def turned_away(device: str, key: str | None = None) -> None:
    """The request as a whole was answered: that is no attempt."""
    with jotting() as connection:
        answered(connection, device, key)
