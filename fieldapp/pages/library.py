"""Reading documents for a page: as plain JSON data, and only what the user may see."""

import json
from collections.abc import Iterator
from typing import Any, TypedDict

import msgspec
import sqlalchemy as sa

from fieldapp.models import document, document_key, feed, reference
from fieldapp.pages.access import User
from fieldapp.portable.natives import bare_code, fold
from fieldapp.screens.finding import matching

Body = dict[str, Any]


class _Named(TypedDict):
    id: str


class _Place(TypedDict):
    id: str
    zone: str


class _Floor(TypedDict):
    floor: str | None


class _Hold(TypedDict, total=False):
    kind: str | None


class _Clock(TypedDict):
    name: str
    due_at: str | None
    stopped_at: str | None


class Listed(TypedDict):
    """What a job is chosen and ordered by. The rest of it, which is most, is not even read."""

    id: str
    number: str | None
    kind: str
    state: str
    site: _Place
    person: _Floor | None
    assignee: _Named | None
    hold: _Hold | None
    clocks: list[_Clock]
    priority: str | None
    vip: bool
    due: str | None
    scheduled_at: str | None


LISTED = msgspec.json.Decoder(Listed)
# Of so many ids at once a database is asked.
CHUNK = 500


def names_of(asset: Body) -> list[str]:
    """What an asset is found by: its tags, retired ones too, and its serial."""
    tags = [asset["tag"], *(label["tag"] for label in asset.get("labels") or [])]
    return [*tags, asset["serial"] or ""]


class Library:
    """The documents of a user's sites, over one connection."""

    def __init__(self, connection: sa.Connection, user: User):
        self.connection, self.user = connection, user

    def one(self, id_: str | None) -> Body | None:
        """The document, where it is at one of the user's sites."""
        row = self.connection.execute(
            sa.select(document.c.body, document.c.site).where(document.c.id == id_)
        ).first()
        if row is None or not self._visible(id_, row.site):
            return None
        return json.loads(row.body)

    def _visible(self, id_: str, site: str | None) -> bool:
        return site in self.user.sites or id_ in [f"site:{own}" for own in self.user.sites]

    def software(self, machine: str) -> Body | None:
        """What is installed on a machine (a key) of a job that the user may see."""
        wanted = sa.select(document.c.body).where(document.c.id == f"software:{machine}")
        body = self.connection.scalar(wanted)
        return json.loads(body) if body else None

    def filters(self) -> list[Body]:
        """What the user has saved for themselves."""
        wanted = sa.select(document.c.body).where(document.c.id == f"filters:{self.user.key}")
        body = self.connection.scalar(wanted)
        return json.loads(body)["filters"] if body else []

    def some(self, ids: list[str]) -> list[Body]:
        found = (self.one(id_) for id_ in ids)
        return [body for body in found if body is not None]

    def of_type(self, kind: str, states: list[str] | None = None) -> list[Body]:
        """Bodies of a type at the user's sites, in some states where given."""
        wanted = (
            sa.select(document.c.body)
            .where(document.c.type == kind, document.c.site.in_(self.user.sites))
            .order_by(document.c.id)
        )
        if states is not None:
            wanted = wanted.where(document.c.state.in_(states))
        return [json.loads(body) for body in self.connection.scalars(wanted)]

    def listed(self, states: list[str]) -> list[Body]:
        """The user's sites' jobs in these states, each with no more than what lists choose and order by."""
        wanted = sa.select(document.c.body).where(
            document.c.type == "job", document.c.site.in_(self.user.sites), document.c.state.in_(states)
        )
        return [LISTED.decode(body) for body in self.connection.scalars(wanted)]

    def whole(self, jobs: list[Body]) -> list[Body]:
        """The same jobs with all that they have, in the same order."""
        found = {id_: msgspec.json.decode(body) for id_, body in self._texts(jobs)}
        return [found[job["id"]] for job in jobs]

    def with_words(self, jobs: list[Body], text: str) -> set[str]:
        """Ids of those in which every word stands. Text that can't have them is not even read as JSON."""
        words = [word for word in fold(text).split() if word.isalnum()]
        likely = [
            msgspec.json.decode(body)
            for _, body in self._texts(jobs)
            if not body.isascii() or all(word in body.lower() for word in words)
        ]
        return {job["id"] for job in matching(likely, text)}

    def _texts(self, jobs: list[Body]) -> Iterator[tuple[str, str]]:
        """``(id, body)`` of each, in no order."""
        ids = [job["id"] for job in jobs]
        for at in range(0, len(ids), CHUNK):
            wanted = sa.select(document.c.id, document.c.body).where(document.c.id.in_(ids[at : at + CHUNK]))
            yield from ((row.id, row.body) for row in self.connection.execute(wanted))

    def calls(self, source: str) -> list[Body]:
        """Jobs that came from that source. The text is looked through first: most came otherwise."""
        wanted = sa.select(document.c.body).where(
            document.c.type == "job", document.c.site.in_(self.user.sites), document.c.state.in_(["open", "held", "closed"])
        )
        bodies = self.connection.scalars(wanted.where(document.c.body.contains(f'"source":"{source}"')))
        return [msgspec.json.decode(body) for body in bodies]

    def open_jobs_of(self, person: str) -> list[Body]:
        """Open jobs that name that person (an id), in the order of their ids."""
        wanted = (
            sa.select(document.c.body)
            .join(reference, reference.c.document == document.c.id)
            .where(reference.c.refers_to == person, document.c.type == "job", document.c.site.in_(self.user.sites))
            .where(document.c.state.in_(["open", "held"]))
            .order_by(document.c.id)
        )
        return [msgspec.json.decode(body) for body in self.connection.scalars(wanted)]

    def own_workflows(self) -> list[Body]:
        """The contracts' own kinds of job that the user's sites have."""
        wanted = sa.select(document.c.body).where(document.c.type == "workflow")
        found = map(json.loads, self.connection.scalars(wanted.order_by(document.c.id)))
        mine = set(self.user.sites)
        return [one for one in found if any(site["id"] in mine for site in one["sites"])]

    def transaction_types(self, sites: list[Body]) -> list[str]:
        """The types that the contracts of all these sites have."""
        ids = {f"contract:{site['contract']}" for site in sites if site["contract"]}
        wanted = sa.select(document.c.body).where(document.c.id.in_(ids))
        known = [set(json.loads(body)["types"]) for body in self.connection.scalars(wanted)]
        return sorted(set.intersection(*known)) if known else []

    def named(self, code: str | None) -> Body | None:
        """The asset with that tag or serial; the one that has it but for blanks and hyphens, where there is
        just one."""
        name = (code or "").strip().upper()
        keys = [f"tag:{name}", f"serial:{name}"]
        rows = self.connection.execute(
            sa.select(document_key.c.key, document_key.c.document).where(
                document_key.c.key.in_(keys)
            )
        )
        found = dict(rows.all())
        exact = self.one(found.get(keys[0]) or found.get(keys[1]))
        return exact or self._alike(bare_code(name))

    def _alike(self, code: str) -> Body | None:
        if not code:
            return None
        wanted = sa.select(document.c.body).where(
            document.c.type == "asset", document.c.site.in_(self.user.sites)
        )
        found = [json.loads(body) for body in self.connection.scalars(wanted)]
        found = [
            one for one in found if code in [bare_code(name) for name in names_of(one)]
        ]
        return found[0] if len(found) == 1 else None

    def cases(self, target: str | None = None) -> list[Body]:
        """The user's cases, about one document where given."""
        wanted = (
            sa.select(document.c.body)
            .join(feed, feed.c.document == document.c.id)
            .where(feed.c.scope == f"user:{self.user.key}", feed.c.present)
            .where(document.c.type == "case")
        )
        bodies = [json.loads(body) for body in self.connection.scalars(wanted)]
        return [one for one in bodies if target is None or one["target"] == target]
