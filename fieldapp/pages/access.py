"""Who is signed in, what they may see, and whether a request comes from our own pages."""

from functools import wraps

import sqlalchemy as sa
from flask import abort, current_app, request
from flask_login import UserMixin, current_user, login_required

from fieldapp.documents import Staff, decode
from fieldapp.extensions import login
from fieldapp.models import credential, db, document
from fieldapp.sync.messages import Whole


class User(UserMixin):
    """A member of staff, as the session knows them."""

    def __init__(self, staff: Staff, stamp: str):
        self.key = staff.id.partition(":")[2]
        self.staff, self.stamp = staff, stamp

    def get_id(self) -> str:
        """A session ends when the password changes: the stamp is part of it."""
        return f"{self.key}:{self.stamp}"

    @property
    def roles(self) -> list[str]:
        return self.staff.roles

    @property
    def sites(self) -> list[str]:
        return self.staff.sites

    def has(self, *roles: str) -> bool:
        return any(role in self.roles for role in roles)


def find_user(key: str) -> User | None:
    """The active member of staff of that key."""
    wanted = (
        sa.select(document.c.body, credential.c.stamp)
        .join(credential, credential.c.staff == document.c.id)
        .where(document.c.id == f"staff:{key}")
    )
    with db.engine.connect() as connection:
        row = connection.execute(wanted).first()
    staff = decode(f"staff:{key}", row.body) if row else None
    return User(staff, row.stamp) if staff is not None and staff.active else None


@login.user_loader
def _load(session_id: str) -> User | None:
    key, _, stamp = session_id.partition(":")
    user = find_user(key)
    return user if user is not None and user.stamp == stamp else None


def roles_required(*roles: str):
    """A page for those roles only; others are told so."""

    def guard(view):
        @wraps(view)
        @login_required
        def guarded(*args, **kwargs):
            if not current_user.has(*roles):
                abort(403)
            return view(*args, **kwargs)

        return guarded

    return guard


def safe_path(path: str | None) -> str | None:
    """The path where it is one of ours and leads nowhere else, or None. Browsers drop tabs and line ends."""
    ours = path and path.startswith("/") and not path.startswith(("//", "/\\"))
    return path if ours and path.isprintable() else None


def foreign_origin() -> bool:
    """Whether a browser says that another site's page made this request."""
    site = request.headers.get("Sec-Fetch-Site")
    if site not in (None, "same-origin", "none"):
        return True
    origin = request.headers.get("Origin")
    return origin is not None and not _is_here(origin)


def unknown_origin() -> bool:
    """Whether the request does not say at all whose page made it; every browser of today does."""
    return not (request.headers.get("Sec-Fetch-Site") or request.headers.get("Origin"))


def own_pages_only() -> None:
    """A browser must say that our own page asks; a form or a foreign page can't say all of this."""
    if unknown_origin() or foreign_origin() or request.headers.get("X-Fieldapp") != "1":
        raise Whole(403, "cross_origin", "Only the app itself may send this.")


def _is_here(origin: str) -> bool:
    here = {f"{request.scheme}://{request.host}", current_app.config["PUBLIC_URL"]}
    return origin.lower() in {one.lower() for one in here}
