"""Which contracts a user may see."""

import sqlalchemy as sa
from flask_login import current_user

from fieldapp.documents import decode
from fieldapp.models import document


def may_see(connection: sa.Connection, contract: str) -> bool:
    """Managers and administrators see every contract; supervisors those of their own sites."""
    if current_user.has("manager", "admin"):
        return True
    ids = [f"site:{site}" for site in current_user.sites]
    bodies = connection.scalars(sa.select(document.c.body).where(document.c.id.in_(ids)))
    return any(decode("site:", body).contract == contract for body in bodies)
