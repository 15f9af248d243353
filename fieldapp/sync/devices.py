"""Revoking a phone: it may hold no documents any more, and what it still sends is held for a supervisor; and
allowing it again, once it is found."""

import secrets

import sqlalchemy as sa

from fieldapp.models import credential, device, reading, writing
from fieldapp.sync.moments import moment_now


def is_revoked(id_: str) -> bool:
    with reading() as connection:
        found = connection.scalar(sa.select(device.c.revoked_at).where(device.c.id == id_))
    return found is not None


def revoke(id_: str, by: str) -> bool:
    """Revoke the phone, and end every session of its user: whoever has the phone has their cookie too.

    False where there is no such phone. It gives up its documents at its first contact, signed in or not.
    """
    with writing() as connection:
        user = connection.scalar(sa.select(device.c.user).where(device.c.id == id_))
        if user is None:
            return False
        said = {"revoked_at": moment_now(), "revoked_by": by}
        connection.execute(
            sa.update(device).where(device.c.id == id_, device.c.revoked_at.is_(None)).values(said)
        )
        connection.execute(
            sa.update(credential)
            .where(credential.c.staff == f"staff:{user}")
            .values(stamp=secrets.token_hex(8))
        )
    return True


def allow(id_: str) -> bool:
    """It is found again: it fills itself anew at its next contact. What was held meanwhile stays so.

    False where there is no such phone.
    """
    with writing() as connection:
        again = sa.update(device).where(device.c.id == id_)
        return connection.execute(again.values(revoked_at=None, revoked_by=None)).rowcount == 1
