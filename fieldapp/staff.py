"""Staff and their passwords, for the pages and the command line alike."""

import secrets
from typing import Any, NamedTuple

import sqlalchemy as sa
from argon2 import PasswordHasher

from fieldapp.documents import Site, Staff, decode
from fieldapp.models import credential, document, document_key, reading, writing
from fieldapp.models.statements import upsert
from fieldapp.sync.incoming import Actor
from fieldapp.sync.store import DatabaseStore
from fieldapp.sync.submit import OPERATOR, operation, submit

SHORTEST = 8


class StaffProblem(ValueError):
    """What is wrong, and what to do, in a sentence."""


class Credential(NamedTuple):
    staff: str
    hash: str
    stamp: str


def find_credential(username: str) -> Credential | None:
    """How the member of staff of that user name proves who they are."""
    if not username.isprintable():
        return None  # As no user name is; and PostgreSQL looks up no NUL.
    wanted = (
        sa.select(credential.c.staff, credential.c.hash, credential.c.stamp)
        .join(document_key, document_key.c.document == credential.c.staff)
        .where(document_key.c.key == f"staff:{username.lower()}")
    )
    with reading() as connection:
        row = connection.execute(wanted).first()
    return Credential(*row) if row else None


def all_staff() -> list[Staff]:
    """Everyone, by user name."""
    with reading() as connection:
        bodies = connection.scalars(sa.select(document.c.body).where(document.c.type == "staff"))
        return sorted((decode("staff:", body) for body in bodies), key=lambda one: one.username)


def sites_by_key() -> dict[str, Site]:
    """Every site, by key."""
    with reading() as connection:
        bodies = connection.scalars(sa.select(document.c.body).where(document.c.type == "site"))
        found = [decode("site:", body) for body in bodies]
    return {one.id.partition(":")[2]: one for one in sorted(found, key=lambda one: one.name)}


def find_staff(username: str) -> Staff:
    """The member of staff of that user name."""
    for one in all_staff():
        if one.username.lower() == username.strip().lower():
            return one
    raise StaffProblem(f"Nobody has the user name “{username}”.")


def add(
    username: str,
    password: str,
    name: str,
    roles: list[str],
    sites: list[str],
    actor: Actor = OPERATOR,
) -> Staff:
    """Someone new, who can sign in at once."""
    username = username.strip()
    if not username or not username.isprintable() or " " in username or len(username) > 100:
        raise StaffProblem("A user name has 1 to 100 characters and no blanks.")
    if any(one.username.lower() == username.lower() for one in all_staff()):
        raise StaffProblem(f"The user name “{username}” is taken. Choose another.")
    strong(password)
    args = {"username": username, "name": name.strip() or username, "roles": roles, "sites": sites}
    _record(f"staff:{next_key('staff')}", args, actor)
    set_password(username, password)
    return find_staff(username)


def change(username: str, actor: Actor = OPERATOR, **fields: Any) -> Staff:
    """New roles, sites, name, or whether they are active."""
    found = find_staff(username)
    _record(found.id, {"username": found.username, **fields}, actor)
    return find_staff(username)


def _record(target: str, args: dict[str, Any], actor: Actor) -> None:
    result = submit([operation("staff.record", target, args)], actor)[0]
    if result.outcome not in ("applied", "already"):
        raise StaffProblem(result.message or "This can't be done.")


def next_key(series: str) -> str:
    """A short key for what people name by number: staff, sites, contracts."""
    with writing() as connection:
        return str(DatabaseStore(connection).next_number(series, "") - 1000)


def strong(password: str) -> None:
    if len(password) < SHORTEST:
        raise StaffProblem(f"A password has at least {SHORTEST} characters.")


def set_password(username: str, password: str) -> None:
    """Store the password's hash, and end every session of theirs."""
    strong(password)
    staff_id = find_staff(username).id
    row = {"hash": PasswordHasher().hash(password), "stamp": secrets.token_hex(8)}
    with writing() as connection:
        put = upsert(connection, credential).values(staff=staff_id, **row)
        connection.execute(put.on_conflict_do_update(index_elements=["staff"], set_=row))


def contract_keys() -> list[str]:
    """Keys of all contracts."""
    with reading() as connection:
        ids = connection.scalars(sa.select(document.c.id).where(document.c.type == "contract"))
        return sorted(id_.partition(":")[2] for id_ in ids)
