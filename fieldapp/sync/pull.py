"""The change feed: what a device does not have yet, in pages, from one snapshot."""

import base64
import binascii
from dataclasses import dataclass
from typing import Annotated, NamedTuple

import msgspec
import sqlalchemy as sa

from fieldapp.models import document, feed, scope, scope_commit
from fieldapp.models.statements import Among, Statement

PAGE = 500


Number = Annotated[int, msgspec.Meta(ge=0, le=2**31 - 1)]


class Cursor(msgspec.Struct, array_like=True):
    """How far a device has read a scope: the version and document of its page's last row, and the
    scope's newest commit when that page was read. By the commit one sees a history that never was."""

    version: Number
    document: str
    commit: Number
    nonce: str

    def text(self) -> str:
        return base64.urlsafe_b64encode(msgspec.json.encode(self)).decode().rstrip("=")


@dataclass
class Place:
    """Where a scope stands: its newest commit's number and nonce."""

    version: int
    nonce: str


class Future(Exception):
    """A cursor speaks of a commit that this database has never made."""


def read_cursor(text: str | None) -> Cursor | None:
    """The cursor; None for none, or one that is not ours (then the scope starts from nothing)."""
    if not text:
        return None
    try:
        raw = base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))
        return msgspec.json.decode(raw, type=Cursor)
    except (binascii.Error, ValueError, msgspec.MsgspecError):
        return None


PLACES = Statement(
    sa.select(scope.c.id, scope.c.version, scope_commit.c.nonce)
    .join(
        scope_commit,
        (scope_commit.c.scope == scope.c.id) & (scope_commit.c.version == scope.c.version),
    )
    .where(Among(scope.c.id))
)


def places(connection: sa.Connection, scopes: list[str]) -> dict[str, Place]:
    """The scopes' newest commits; a scope that has none yet is at version 0."""
    rows = PLACES.rows(connection, some=scopes)
    found = {id_: Place(version, nonce) for id_, version, nonce in rows}
    return {one: found.get(one, Place(0, "")) for one in scopes}


NONCE = Statement(
    sa.select(scope_commit.c.nonce).where(
        scope_commit.c.scope == sa.bindparam("one"),
        scope_commit.c.version == sa.bindparam("commit"),
    )
)


def check_cursors(connection: sa.Connection, cursors: dict[str, Cursor]) -> None:
    """Every cursor must name a commit that was made here."""
    for one, cursor in cursors.items():
        if cursor.commit == 0:
            continue
        if NONCE.value(connection, one=one, commit=cursor.commit) != cursor.nonce:
            raise Future(one)


def page(
    connection: sa.Connection, one: str, cursor: Cursor | None, place: Place, limit: int
) -> dict:
    """The scope's next page: what to put, what is gone, and the cursor for the page after it.

    A device that starts from nothing is not told of what has gone.
    """
    start = cursor or Cursor(0, "", 0, "")
    known = {"one": one, "version": start.version, "document": start.document, "limit": limit + 1}
    found = (FIRST if cursor is None else NEXT).rows(connection, **known)
    rows = [Row(*row) for row in found]
    more, rows = len(rows) > limit, rows[:limit]
    put = [_put(row) for row in rows if row.present]
    last = (rows[-1].version, rows[-1].document) if rows else (start.version, start.document)
    version = last[0] if more else place.version
    at = Cursor(last[0], last[1], place.version, place.nonce)
    total = _count(connection, one) if cursor is None and more else None
    return {
        "reset": cursor is None,
        "put": put,
        "gone": [row.document for row in rows if not row.present],
        "cursor": at.text(),
        "version": version,
        "more": more,
        # For the progress of a first load.
        "total": total,
    }


def _count(connection: sa.Connection, one: str) -> int:
    wanted = sa.select(sa.func.count()).where(feed.c.scope == one, feed.c.present)
    return connection.scalar(wanted)


class Row(NamedTuple):
    """A row of the feed, with its document."""

    version: int
    document: str
    present: bool
    type: str
    body: str


ROWS = (
    sa.select(feed.c.version, feed.c.document, feed.c.present, document.c.type, document.c.body)
    .join(document, document.c.id == feed.c.document)
    .where(
        feed.c.scope == sa.bindparam("one"),
        sa.tuple_(feed.c.version, feed.c.document)
        > sa.tuple_(sa.bindparam("version", type_=sa.Integer), sa.bindparam("document", type_=sa.Text)),
    )
    .order_by(feed.c.version, feed.c.document)
    .limit(sa.bindparam("limit", type_=sa.Integer))
)  # fmt: skip
NEXT = Statement(ROWS)
FIRST = Statement(ROWS.where(feed.c.present))


def _put(row: Row) -> dict:
    """The body goes out as the text that is stored."""
    return {
        "id": row.document,
        "type": row.type,
        "version": row.version,
        "body": msgspec.Raw(row.body.encode()),
    }
