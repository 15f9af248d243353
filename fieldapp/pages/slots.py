"""The times that a customer is offered: when whoever has the job is free, of the next two weeks, not before half a day from now."""

import msgspec
import sqlalchemy as sa

from fieldapp.documents import Job
from fieldapp.models import document, reference
from fieldapp.portable.natives import epoch, iso
from fieldapp.screens.slots import free_slots

HOUR = 3_600_000
NOTICE = 12 * HOUR
DAYS = 14


def offered(connection: sa.Connection, job: Job, now: str, minutes: int) -> list[str]:
    """Moments at which a visit of so many minutes may begin. Of the other appointments it tells nothing."""
    site = connection.scalar(sa.select(document.c.body).where(document.c.id == f"site:{job.site.id}"))
    if site is None:
        return []
    technician = job.assignee.id if job.assignee else ""
    wanted = (
        sa.select(document.c.body)
        .join(reference, document.c.id == reference.c.document)
        .where(reference.c.refers_to == f"staff:{technician}", document.c.type == "job", document.c.state.in_(["open", "held"]), document.c.id != job.id)
    )
    jobs = [msgspec.json.decode(body) for body in connection.scalars(wanted)]
    since = iso(epoch(now) + NOTICE)
    return [one["at"] for one in free_slots(jobs, technician, msgspec.json.decode(site), since, DAYS, minutes)]
