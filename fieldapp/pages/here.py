"""``here``: who looks, where and when. What every template knows beside its documents."""

from typing import Any
from uuid import uuid4

import sqlalchemy as sa
from flask import Flask, current_app, request
from flask_login import current_user
from flask_wtf.csrf import generate_csrf

from fieldapp.documents import decode
from fieldapp.models import db, document
from fieldapp.sync.moments import moment_now
from fieldapp.version import VERSION


def connect(app: Flask) -> None:
    """Every template has a ``here``; pages with more to say hand over their own."""
    app.context_processor(lambda: {"here": here()})


def here(
    params: dict[str, str] | None = None, query: dict[str, str] | None = None, **more
) -> dict[str, Any]:
    """Of this request. ``more`` overrides."""
    now = moment_now()
    return {
        "user": _user(),
        "now": now,
        "zone": _zone(),
        "path": request.full_path.rstrip("?"),
        "host": request.host.lower(),
        "query": query or {},
        "params": params or {},
        "status": {"kind": "sent", "count": 0, "needs": 0, "decides": 0, "at": now},
        "csrf": generate_csrf(),
        "op": str(uuid4()),
        "worker": False,
        # When this device last heard from the server: a page of the server's knows all that there is.
        "heard": None,
        "pending": {},
        "pending_on": {},
        "problem": None,
        "done": None,
        "waiting_update": False,
        "version": VERSION,
        "public_url": current_app.config["PUBLIC_URL"],
        **more,
    }


def _zone() -> str:
    """The zone of the user's first site: what “today” means to them."""
    if not current_user or not current_user.is_authenticated or not current_user.sites:
        return "UTC"
    wanted = sa.select(document.c.body).where(document.c.id == f"site:{current_user.sites[0]}")
    with db.engine.connect() as connection:
        body = connection.scalar(wanted)
    return decode("site:", body).zone if body else "UTC"


def _user() -> dict[str, Any] | None:
    if not current_user or not current_user.is_authenticated:
        return None
    staff = current_user.staff
    return {
        "id": current_user.key,
        "name": staff.name,
        "username": staff.username,
        "roles": staff.roles,
        "sites": staff.sites,
    }
