"""Who has not synced, and what needs a decision: for supervisors and the command line."""

from typing import Any

import msgspec
import sqlalchemy as sa

from fieldapp.documents import Case, Staff, decode
from fieldapp.models import device, document, feed, operation


def devices(connection: sa.Connection, users: list[str] | None = None) -> list[dict[str, Any]]:
    """Each device, those with the oldest unsent operation first, then those silent longest."""
    wanted = sa.select(device, document.c.body).outerjoin(
        document, document.c.id == sa.literal("staff:") + device.c.user
    )
    if users is not None:
        wanted = wanted.where(device.c.user.in_(users))
    rows = [_device(row) for row in connection.execute(wanted).mappings()]
    return sorted(
        rows, key=lambda one: (one["oldest_at"] is None, one["oldest_at"] or one["last_contact"])
    )


def _device(row: Any) -> dict[str, Any]:
    staff: Staff | None = decode("staff:", row["body"]) if row["body"] else None
    return {
        "id": row["id"],
        "user": row["user"],
        "username": staff.username if staff else None,
        "name": staff.name if staff else row["user"],
        "app": row["app"],
        "first_contact": row["first_contact"],
        "last_contact": row["last_contact"],
        "queued": row["queued"],
        "queued_blobs": row["queued_blobs"],
        "oldest_at": row["oldest_at"],
        "lost": row["lost"],
        "clock_offset_ms": row["clock_offset_ms"],
        "jumped_at": row["jumped_at"],
        "revoked_at": row["revoked_at"],
        "next_seq": row["next_seq"],
    }


HOUR = len("2026-11-22T10")


def outcomes_by_hour(
    connection: sa.Connection, since: str, users: list[str] | None = None
) -> dict[str, dict[str, int]]:
    """``{"2026-11-22T10": {"applied": 40, "held": 1}}``: how many were received in each hour, in UTC."""
    hour = sa.func.substr(operation.c.received_at, 1, HOUR)
    wanted = sa.select(hour, operation.c.outcome, sa.func.count()).where(
        operation.c.received_at >= since
    )
    if users is not None:
        wanted = wanted.where(operation.c.actor.in_(users))
    found: dict[str, dict[str, int]] = {}
    for name, outcome, count in connection.execute(wanted.group_by(hour, operation.c.outcome)):
        found.setdefault(name, {})[outcome] = count
    return found


def cases(
    connection: sa.Connection, user: str | None = None, only_open: bool = True
) -> list[dict[str, Any]]:
    """Cases with the payload of what was tried, oldest first; those in sight of one user, or all."""
    wanted = sa.select(document.c.body, operation.c.payload, operation.c.received_at).join(
        operation, document.c.id == sa.literal("case:") + operation.c.id
    )
    wanted = wanted.where(document.c.type == "case").order_by(operation.c.position)
    if only_open:
        wanted = wanted.where(document.c.state == "open")
    if user is not None:
        wanted = wanted.join(feed, feed.c.document == document.c.id)
        wanted = wanted.where(feed.c.scope == f"user:{user}", feed.c.present)
    return [_case(*row) for row in connection.execute(wanted)]


def _case(body: str, payload: str, received_at: str) -> dict[str, Any]:
    case: Case = decode("case:", body)
    told = msgspec.to_builtins(case)
    return told | {"received_at": received_at, "payload": msgspec.json.decode(payload)}


def staff_of_sites(connection: sa.Connection, sites: list[str]) -> list[str]:
    """Keys of the staff who work at any of the sites."""
    wanted = sa.select(document.c.body).where(document.c.type == "staff")
    found = [decode("staff:", body) for body in connection.scalars(wanted)]
    return [one.id.partition(":")[2] for one in found if set(one.sites) & set(sites)]
