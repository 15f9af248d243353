"""Labels of what the books have: blanks are issued, and machines' labels are gathered for printing."""

from typing import Any

import sqlalchemy as sa
from uuid_utils import uuid7

from fieldapp.documents import Asset, Layout, Roll, Site, decode, key_of
from fieldapp.labels.face import Face
from fieldapp.labels.layouts import CATALOGUE, Sheet, own
from fieldapp.labels.tags import ROLL, clean_tag, tags_of
from fieldapp.models import document, document_key
from fieldapp.models.statements import Among, Statement
from fieldapp.portable.natives import derive
from fieldapp.sync.incoming import Actor
from fieldapp.sync.messages import Operation
from fieldapp.sync.store import FIND, TEXTS
from fieldapp.sync.submit import OPERATOR, operation, submit

# Asked at once; a sheet of them all is some megabytes.
MOST = 5000
SITES = Statement(sa.select(document.c.id, document.c.site).where(Among(document.c.id)))


class NoLabels(Exception):
    """Nothing can be printed: the message says why, to people."""


def issue(site: str, count: int, note: str | None = None, actor: Actor = OPERATOR) -> list[str]:
    """So many blank tags for the site of that key, on as many rolls as it takes: ids of the rolls."""
    sizes = [ROLL] * (count // ROLL) + ([count % ROLL] if count % ROLL else [])
    if not 1 <= count <= MOST:
        raise NoLabels(f"Ask for 1 to {MOST:,} labels at once.")
    rolls = [_roll(site, size, note) for size in sizes]
    for result in submit(rolls, actor):
        if result.outcome not in ("applied", "already"):
            raise NoLabels(result.message or "No labels could be made.")
    return [one.target for one in rolls]


def _roll(site: str, count: int, note: str | None) -> Operation:
    id_ = str(uuid7())
    args: dict[str, Any] = {"site": site, "count": count} | ({"note": note} if note else {})
    return operation("tags.issue", "roll:" + derive(id_, "roll"), args, id_=id_)


def rolls(connection: sa.Connection, sites: list[str] | None = None) -> list[Roll]:
    """The rolls of those sites, or of all; the newest first."""
    wanted = sa.select(document.c.id, document.c.body).where(document.c.type == "roll")
    if sites is not None:
        wanted = wanted.where(document.c.site.in_(sites))
    found = [decode(row.id, row.body) for row in connection.execute(wanted)]
    return sorted(found, key=lambda one: one.first, reverse=True)


def blanks(connection: sa.Connection, roll: Roll) -> list[str]:
    """Its tags that no machine bears, or ever bore."""
    tags = tags_of(roll.first, roll.count)
    taken = holders(connection, tags)
    return [tag for tag in tags if tag not in taken]


def holders(connection: sa.Connection, tags: list[str]) -> dict[str, str]:
    """Which machine (an id) bears each of those tags that one bears."""
    rows = FIND.rows(connection, some=[f"tag:{tag}" for tag in tags])
    return {key_of(key): id_ for key, id_ in rows}


def blank_faces(connection: sa.Connection, roll: Roll) -> list[Face]:
    """What its labels say before they are on a machine: whose they are, and where."""
    site = _site(connection, roll.site.id)
    client = (site.client if site else None) or ""
    return [Face(tag, client=client, site=roll.site.name) for tag in blanks(connection, roll)]


def asset_faces(
    connection: sa.Connection, ids: list[str], sites: list[str] | None = None
) -> list[Face]:
    """Labels of those machines that are at those sites, or anywhere, in that order."""
    found = {id_: decode(id_, body) for id_, body in TEXTS.rows(connection, some=ids)}
    there = [found[id_] for id_ in dict.fromkeys(ids) if isinstance(found.get(id_), Asset)]
    machines = [one for one in there if sites is None or one.site.id in sites]
    places = {key: _site(connection, key) for key in sorted({one.site.id for one in machines})}
    return [_face(one, places[one.site.id]) for one in machines]


def _face(asset: Asset, site: Site | None) -> Face:
    client = (site.client if site else None) or ""
    return Face(asset.tag, asset.model or asset.category or "", client, asset.site.name)


def _site(connection: sa.Connection, key: str) -> Site | None:
    body = connection.scalar(sa.select(document.c.body).where(document.c.id == f"site:{key}"))
    return decode("site:", body) if body else None


def assets_named(
    connection: sa.Connection, tags: list[str], sites: list[str] | None = None
) -> list[str]:
    """Ids of the machines that bear those tags, at those sites or anywhere. One that is unknown is said."""
    names = [clean_tag(tag) for tag in tags if tag.strip()]
    held = holders(connection, names)
    where = SITES.rows(connection, some=sorted(set(held.values())))
    seen = {id_ for id_, site in where if sites is None or site in sites}
    missing = [name for name in names if held.get(name) not in seen]
    if missing:
        raise NoLabels(f"No machine has the tag {missing[0]}. Check the letters.")
    return [held[name] for name in names]


def assets_at(connection: sa.Connection, sites: list[str]) -> list[str]:
    """Ids of all machines of those sites, by tag."""
    wanted = sa.select(document.c.id, document.c.body)
    wanted = wanted.where(document.c.type == "asset", document.c.site.in_(sites))
    found = [decode(row.id, row.body) for row in connection.execute(wanted)]
    return [one.id for one in sorted(found, key=lambda one: one.tag)]


def sheets(connection: sa.Connection) -> dict[str, Sheet]:
    """All layouts by name: the installation's own first, then the catalogue's."""
    wanted = sa.select(document.c.id, document.c.body).where(document.c.type == "layout")
    mine = [decode(row.id, row.body) for row in connection.execute(wanted)]
    told = {one.name: own(_plain(one)) for one in sorted(mine, key=lambda one: one.name)}
    return told | {name: sheet for name, sheet in CATALOGUE.items() if name not in told}


def layout_named(connection: sa.Connection, name: str) -> str | None:
    """The id of the installation's own layout of that name."""
    key = f"layout:{name.lower()}"
    wanted = sa.select(document_key.c.document).where(document_key.c.key == key)
    return connection.scalar(wanted)


def _plain(layout: Layout) -> dict[str, Any]:
    return {name: getattr(layout, name) for name in Layout.__struct_fields__}
