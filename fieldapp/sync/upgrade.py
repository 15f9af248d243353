"""After an upgrade: what an older program has held because it did not know it, this one may know."""

import sqlalchemy as sa

from fieldapp.documents import decode
from fieldapp.models import document, operation, reading
from fieldapp.operations.cases.deciding import UNKNOWN_THEN
from fieldapp.sync.merge import BY_PROGRAM, Merge
from fieldapp.sync.messages import Result
from fieldapp.sync.submit import Glance, submit
from fieldapp.sync.submit import operation as made


def retry_held() -> list[Result]:
    """Try again whatever this program can work out, in the order of the log: one commit each. What became of
    the attempts; none where there was nothing to try, so that a second run adds nothing to the log."""
    results = []
    for op in _held():
        if _is_known_now(op):
            results += submit([made("case.retry", f"case:{op}", {})])
    return results


def _held() -> list[str]:
    """Operations that are held for that reason, oldest first."""
    wanted = (
        sa.select(document.c.id, document.c.body)
        .join(operation, document.c.id == sa.literal("case:") + operation.c.id)
        .where(document.c.type == "case", document.c.state == "open")
        .order_by(operation.c.position)
    )
    with reading() as connection:
        found = [decode(id_, body) for id_, body in connection.execute(wanted)]
    return [one.op for one in found if one.code in UNKNOWN_THEN]


def _is_known_now(op: str) -> bool:
    """Whether it would come to anything else by now. Nothing of it is kept."""
    with reading() as connection:
        merge = Merge(Glance(connection))
        incoming = merge.original(op)
        merge.prepare([incoming])
        verdict = merge.judge(incoming)
        connection.rollback()
    return verdict.code not in BY_PROGRAM
