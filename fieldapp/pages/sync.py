"""``POST /sync``: the door of the protocol. What is behind it knows no web server."""

import contextlib
import zlib

import msgspec
from flask import Blueprint, Response, current_app, request
from flask_login import current_user

from fieldapp.pages.access import own_pages_only
from fieldapp.sync.devices import is_revoked
from fieldapp.sync.exchange import exchange
from fieldapp.sync.messages import BODY_LIMIT, NotThisProtocol, Whole, read_request

bp = Blueprint("sync", __name__)

_encode = msgspec.json.Encoder().encode


@bp.post("/sync")
def sync() -> Response:
    """Take a device's operations and answer with what it lacks."""
    try:
        own_pages_only()
        if request.mimetype != "application/json":
            raise Whole(403, "cross_origin", "Send JSON, as application/json.")
        body = _body()
        if not current_user.is_authenticated:
            raise _stranger(body)
        message, operations = read_request(body)
        return _json(exchange(message, operations, current_user.key, current_app.secret_key))
    except RecursionError:
        # It was read, and is nested too deeply to be written again.
        return _json(Whole(400, "protocol", "This is nested too deeply.").body(), 400)
    except NotThisProtocol as error:
        return _json(Whole(400, "protocol", str(error)).body(), 400)
    except Whole as whole:
        return _json(whole.body(), whole.status)


def _stranger(body: bytes) -> Whole:
    """Nobody is signed in. A phone that was revoked meanwhile gives up what it holds all the same."""
    with contextlib.suppress(NotThisProtocol, RecursionError):
        if is_revoked(read_request(body)[0].device):
            message = (
                "This phone may hold no more data. What is queued stays on it. Ask a supervisor."
            )
            return Whole(401, "revoked", message)
    return Whole(401, "sign_in", "Sign in again. What is queued stays on this phone.")


def _body() -> bytes:
    """The body, unpacked where it is gzip, never more than the limit."""
    if (request.content_length or 0) > BODY_LIMIT:
        raise _too_large()
    raw = request.get_data(cache=False)
    if request.headers.get("Content-Encoding", "").lower() == "gzip":
        raw = _unpack(raw)
    if len(raw) > BODY_LIMIT:
        raise _too_large()
    return raw


def _unpack(raw: bytes) -> bytes:
    try:
        unpacker = zlib.decompressobj(wbits=zlib.MAX_WBITS | 16)
        text = unpacker.decompress(raw, BODY_LIMIT + 1)
    except zlib.error as error:
        raise NotThisProtocol(f"The gzip of the body is broken: {error}.") from error
    if unpacker.unconsumed_tail:
        raise _too_large()
    return text


def _too_large() -> Whole:
    return Whole(413, "too_large", "This is too much at once. Send it in smaller parts.")


def _json(body: dict, status: int = 200) -> Response:
    response = Response(_encode(body), status, mimetype="application/json")
    response.headers["Cache-Control"] = "no-store"
    if status in (429, 503):
        response.headers["Retry-After"] = "2"
    return response
