"""Which contracts a user may see."""

import sqlalchemy as sa
from flask import abort
from flask_login import current_user

from fieldapp.documents import Contract, decode
from fieldapp.models import document, reading
from fieldapp.sync.months import contract_of


def may_see(connection: sa.Connection, contract: str) -> bool:
    """Managers and administrators see every contract; supervisors those of their own sites."""
    if current_user.has("manager", "admin"):
        return True
    ids = [f"site:{site}" for site in current_user.sites]
    bodies = connection.scalars(sa.select(document.c.body).where(document.c.id.in_(ids)))
    return any(decode("site:", body).contract == contract for body in bodies)


def contract_in_sight(key: str) -> Contract:
    """The contract, where it is one that the user may see."""
    with reading() as connection:
        found = contract_of(connection, key)
        if found is None or not may_see(connection, key):
            abort(404)
    return found
