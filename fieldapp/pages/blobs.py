"""``/blobs/SHA256``: photos and signatures, in and out. What is behind it knows no web server."""

import re

import msgspec
from flask import Blueprint, Response, current_app, request, send_file
from flask_login import current_user

from fieldapp.models.blobs import arrived, opened
from fieldapp.models.bucket import Unreachable
from fieldapp.pages.access import own_pages_only
from fieldapp.sync import blobs
from fieldapp.sync.blobs import Span
from fieldapp.sync.incoming import Actor
from fieldapp.sync.messages import Whole

bp = Blueprint("blobs", __name__)

# A picture is shown, whatever is in it; nothing in it runs or asks for anything.
POLICY = "default-src 'none'; sandbox"
RANGE = re.compile(r"bytes (\d{1,12})-(\d{1,12})/(\d{1,12})")
PAUSE = {429: "3600", 503: "2", 507: "600"}


@bp.errorhandler(Whole)
def _complain(whole: Whole) -> Response:
    answer = Response(msgspec.json.encode(whole.body()), whole.status, mimetype="application/json")
    answer.headers["Cache-Control"] = "no-store"
    if whole.status in PAUSE:
        answer.headers["Retry-After"] = PAUSE[whole.status]
    if "offset" in whole.extra:
        answer.headers["Upload-Offset"] = str(whole.extra["offset"])
    return answer


@bp.errorhandler(Unreachable)
def _unreachable(_error: Unreachable) -> Response:
    """What has arrived stays; a phone tries again by itself."""
    current_app.logger.exception("the store of photos can't be reached")
    told = "The store of photos can't be reached just now. What waits stays on this phone."
    return _complain(Whole(503, "busy", told))


@bp.get("/blobs/<sha>")
def show(sha: str) -> Response:
    """The picture; or HEAD: whether it is there, and if not, how much of it has arrived from this user."""
    _check(sha)
    kept = blobs.find(sha, current_user.key, current_user.sites)
    if kept is None:
        offset = arrived(sha, current_user.key)
        raise Whole(404, "unknown", "There is no such picture here, or not yet.", offset=offset)
    source = opened(sha)
    if source is None:
        raise Whole(404, "unknown", "There is no such picture here any more.")
    answer = send_file(source, kept.type, etag=sha, conditional=True)
    # On a shared phone the next person must ask, and may not be let in.
    answer.headers["Cache-Control"] = "private, no-cache"
    answer.headers["Content-Security-Policy"] = POLICY
    return answer


@bp.put("/blobs/<sha>")
def put(sha: str):
    """All of it, or with ``Content-Range`` a piece, from where HEAD or the last answer said."""
    own_pages_only()
    _check(sha)
    if request.headers.get("X-User") not in (None, current_user.key):
        raise Whole(409, "wrong_user", "This is someone else's. It was left as it is.")
    if request.mimetype not in blobs.BEGINNINGS:
        raise Whole(415, "wrong_type", "Send a picture: JPEG, PNG or WebP.")
    offset = blobs.take(sha, Actor.of(current_user.staff), _span(), request.stream.read)
    if offset is None:
        return {"sha": sha}, 201
    return {"offset": offset}, 202, {"Upload-Offset": str(offset)}


def _check(sha: str) -> None:
    if not current_user.is_authenticated:
        raise Whole(401, "sign_in", "Sign in again. What waits stays on this phone.")
    blobs.check_name(sha)


def _span() -> Span:
    length = request.content_length
    if length is None:
        raise Whole(411, "length", "Say how long it is.")
    told = request.headers.get("Content-Range")
    if told is None:
        return Span(0, length, length)
    found = RANGE.fullmatch(told)
    first, last, total = map(int, found.groups()) if found else (0, -1, 0)
    if last - first + 1 != length:
        raise Whole(400, "invalid", "Content-Range and the length disagree.")
    return Span(first, length, total)
