"""Who may open incidents from outside: a name, a token that is shown once, and the sites for which it speaks."""

import hashlib
import secrets

import msgspec
import sqlalchemy as sa

from fieldapp.models import caller, reading, writing
from fieldapp.sync.incoming import Actor
from fieldapp.sync.moments import moment_now


def add(name: str, sites: list[str]) -> str:
    """A new token for that name; one that it had before ends. Answers the token: nobody can read it again."""
    token = secrets.token_urlsafe(32)
    row = {
        "hash": _hash(token),
        "sites": msgspec.json.encode(sites).decode(),
        "made_at": moment_now(),
    }
    with writing() as connection:
        connection.execute(sa.delete(caller).where(caller.c.name == name))
        connection.execute(sa.insert(caller).values(name=name, **row))
    return token


def end(name: str) -> bool:
    """Whether there was a token of that name to end."""
    with writing() as connection:
        return connection.execute(sa.delete(caller).where(caller.c.name == name)).rowcount == 1


def actor_of(token: str) -> Actor | None:
    """The caller whose token it is: it may do what a help desk may, at its sites."""
    with reading() as connection:
        wanted = sa.select(caller.c.name, caller.c.sites).where(caller.c.hash == _hash(token))
        row = connection.execute(wanted).first()
    if row is None:
        return None
    sites = msgspec.json.decode(row.sites, type=list[str])
    return Actor(id=f"caller:{row.name}", name=row.name, roles=["helpdesk"], sites=sites)


def _hash(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()
