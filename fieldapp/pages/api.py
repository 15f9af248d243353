"""``POST /api/incidents``: other ticketing systems open incidents here, each with a token of its own."""

import msgspec
from flask import Blueprint, Response, request

from fieldapp.extensions import csrf, limiter
from fieldapp.imports.callers import actor_of
from fieldapp.imports.incidents import NotTaken, Told, take

bp = Blueprint("api", __name__)

LARGEST = 64 * 1024


def _token() -> str:
    kind, _, token = request.headers.get("Authorization", "").partition(" ")
    return token.strip() if kind.lower() == "bearer" else ""


@bp.post("/api/incidents")
@csrf.exempt
@limiter.limit("120/minute", key_func=lambda: _token() or request.remote_addr or "")
def incidents() -> Response:
    """Open an incident. The same reference with the same content is the same incident, and gets the same answer."""
    actor = actor_of(_token()) if _token() else None
    if actor is None:
        return _error(
            401,
            "unauthorized",
            "Send the token that `flask token add` has shown, as Authorization: Bearer …",
        )
    if (request.content_length or 0) > LARGEST:
        return _error(413, "too_large", "An incident has at most 64 KiB.")
    try:
        told = msgspec.json.decode(request.get_data(), type=Told)
        opened, is_new = take(told, actor, "api")
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        return _error(
            400, "invalid", f"This can't be read: {error}. See /openapi.json for what is wanted."
        )
    except NotTaken as problem:
        if problem.clash:
            return _error(409, "reference_taken", str(problem))
        return _error(422, "not_taken", str(problem))
    return _json(201 if is_new else 200, opened)


def _error(status: int, error: str, message: str) -> Response:
    return _json(status, {"error": error, "message": message})


def _json(status: int, body) -> Response:
    return Response(msgspec.json.encode(body), status, mimetype="application/json")
