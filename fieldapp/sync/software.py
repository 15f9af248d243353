"""Which lists of software a phone holds: those of its user's own open jobs that compare two of them.

A list is as long as a hundred jobs, and hardly anyone needs it: each is a scope of its own, which a phone is given while it
does, and which it drops by itself afterwards.
"""

import sqlalchemy as sa

from fieldapp.models import document, feed, reference
from fieldapp.models.statements import Among, Statement
from fieldapp.operations.software.likeness import STEP
from fieldapp.workflows import WORKFLOWS

KINDS = sorted(kind for kind, one in WORKFLOWS.items() if any(step.key == STEP for step in one.steps))
# Of so many jobs at once, the oldest first: 40 lists of 3,000 packages are about 12 MB.
MOST = 20

mine, machine = reference.alias(), reference.alias()
LISTS = Statement(
    sa.select(document.c.id, feed.c.scope)
    .join(mine, mine.c.document == document.c.id)
    .join(machine, machine.c.document == document.c.id)
    .join(feed, feed.c.scope == sa.literal_column("'software:'", sa.Text) + sa.func.substr(machine.c.refers_to, 7))
    .where(mine.c.refers_to == sa.bindparam("staff"), Among(document.c.kind), feed.c.present)
    .where(sa.or_(document.c.state == "open", document.c.state == "held"))
    .order_by(document.c.id, feed.c.scope)
)


def scopes_of(connection: sa.Connection, user: str) -> list[str]:
    """The scopes of the user's lists, where there is one of both machines."""
    pairs: dict[str, list[str]] = {}
    for job, scope in LISTS.rows(connection, staff=f"staff:{user}", some=KINDS):
        pairs.setdefault(job, []).append(scope)
    whole = [scopes for scopes in pairs.values() if len(scopes) > 1]
    return sorted({scope for scopes in whole[:MOST] for scope in scopes})
