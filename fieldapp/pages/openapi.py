"""``/openapi.json``: the doors for programs, described from the very types that read what comes in.

A new door is a row of :data:`DOORS`. ``docs/sync.md`` says what it all means.
"""

from functools import cache
from typing import Annotated, Any, Literal

import msgspec
from flask import Blueprint, current_app

from fieldapp.imports.incidents import Opened
from fieldapp.imports.incidents import Told as IncidentTold
from fieldapp.sync.messages import Operation, Result, SyncRequest
from fieldapp.version import VERSION

bp = Blueprint("openapi", __name__)


class Told(Result, kw_only=True):
    """``repeat`` where the operation had been answered before: word for word as then."""

    repeat: bool = False


class Put(msgspec.Struct, kw_only=True, forbid_unknown_fields=True):
    id: str
    type: str
    version: int
    body: dict[str, Any]


class Page(msgspec.Struct, kw_only=True, forbid_unknown_fields=True):
    reset: bool
    put: list[Put]
    gone: list[str]
    cursor: str
    version: int
    more: bool
    total: int | None


class User(msgspec.Struct, kw_only=True, forbid_unknown_fields=True):
    name: str
    roles: list[str]
    sites: list[str]


class SyncAnswer(msgspec.Struct, kw_only=True, forbid_unknown_fields=True):
    protocol: Literal[1]
    now: str
    anchor: str
    next_seq: int
    history: Literal["shared", "lost"]
    results: list[Told]
    scopes: dict[str, Page]
    drop_scopes: list[str]
    min_app: str | None
    file_key: str
    me: User | msgspec.UnsetType = msgspec.UNSET
    revoked: Literal[True] | msgspec.UnsetType = msgspec.UNSET


class Me(msgspec.Struct, kw_only=True, forbid_unknown_fields=True):
    user: str
    username: str
    name: str
    roles: list[str]
    sites: list[str]
    public_url: str
    lock_days: int
    signed_in_at: str | None


class Health(msgspec.Struct, kw_only=True, forbid_unknown_fields=True):
    ok: bool


class Error(msgspec.Struct, kw_only=True, forbid_unknown_fields=True):
    """``error`` is for programs, ``message`` for people; ``next_seq`` comes with a gap, ``offset`` with a photo that
    goes on elsewhere."""

    error: str
    message: str
    next_seq: Annotated[int, msgspec.Meta(ge=1)] | msgspec.UnsetType = msgspec.UNSET
    offset: Annotated[int, msgspec.Meta(ge=0)] | msgspec.UnsetType = msgspec.UNSET


class Kept(msgspec.Struct, kw_only=True, forbid_unknown_fields=True):
    """The photo is whole, and kept."""

    sha: str


class Arrived(msgspec.Struct, kw_only=True, forbid_unknown_fields=True):
    """So many bytes of it are here; the next piece goes on from there."""

    offset: int


OWN_PAGE = {"name": "X-Fieldapp", "in": "header", "required": True, "schema": {"const": "1"}}
SYNC_ERRORS = {
    400: "Not this protocol. Halve the batch; wrap a lone offender as kind raw.",
    401: "Sign in. The queue stays.",
    403: "Cross-origin: Origin or Sec-Fetch-Site does not name this server, or X-Fieldapp is not 1.",
    409: "wrong_user, fork or gap.",
    413: "Too large. Halve the batch.",
    426: "The app is older than MIN_APP. The queue stays.",
    500: "Nothing was half done. Send it again later.",
    503: "Busy. Send it again after Retry-After.",
}

# Path and method: what it is, what comes in, what goes out, and which errors there are.
DOORS: dict[tuple[str, str], tuple[str, type | None, type, dict[int, str]]] = {
    ("/sync", "post"): ("Send operations, hear what is new", SyncRequest, SyncAnswer, SYNC_ERRORS),
    ("/me", "get"): ("Who is signed in", None, Me, {401: "Nobody."}),
    ("/healthz", "get"): ("Whether the database answers", None, Health, {}),
}
PUBLIC = {"/healthz"}

INCIDENT_ERRORS = {
    400: "It can't be read.",
    401: "The token is not ours, or was ended.",
    409: "The reference belongs to another incident.",
    413: "Larger than an incident may be.",
    422: "What in it can't be taken. The reference stays free.",
    429: "Too often. Send it again after a minute.",
}

# Photos travel as they are, not as JSON.
PICTURES = ("image/jpeg", "image/png", "image/webp")
SHA = {"name": "sha", "in": "path", "required": True, "schema": {"type": "string", "pattern": "^[0-9a-f]{64}$"}}
RANGE = {"name": "Content-Range", "in": "header", "schema": {"type": "string", "pattern": r"^bytes [0-9]{1,12}-[0-9]{1,12}/[0-9]{1,12}$"}}
USER = {"name": "X-User", "in": "header", "schema": {"type": "string"}}
UNSEEN = {
    400: "No name of a blob.",
    401: "Sign in. What waits stays.",
    404: "Not here, or not for this user. Upload-Offset says how much of it has arrived from them.",
}
NOT_TAKEN = {
    400: "No name, or bytes that are none of it.",
    401: "Sign in. What waits stays.",
    403: "Cross-origin, as for /sync.",
    409: "wrong_user; or offset: go on from there.",
    411: "Without a length.",
    413: "Larger than a photo may be.",
    415: "No picture that can be shown.",
    422: "What arrived is not what its name says. Begin again.",
    429: "More than one day takes. Retry-After says when.",
    503: "It is being sent already, or the server is busy. Send it again after Retry-After.",
    507: "No room for photos. Send it again after Retry-After.",
}  # fmt: skip


@bp.get("/openapi.json")
def openapi():
    """OpenAPI 3.1. Open to all: it tells of no one."""
    return current_app.json.response(described())


@cache
def described() -> dict[str, Any]:
    types = {Operation, Error, Kept, Arrived, IncidentTold, Opened}
    paths: dict[str, dict] = {}
    for (path, method), (summary, asks, answers, errors) in DOORS.items():
        types |= {one for one in (asks, answers) if one is not None}
        door = {"summary": summary, "responses": _responses(answers, errors)}
        if asks is not None:
            door |= {"parameters": [OWN_PAGE], "requestBody": {"required": True, "content": _json(asks)}}  # fmt: skip
        paths.setdefault(path, {})[method] = door | ({"security": []} if path in PUBLIC else {})
    paths["/blobs/{sha}"] = _blobs()
    paths["/api/incidents"] = {"post": _incidents()}
    session = {"type": "apiKey", "in": "cookie", "name": "session"}
    return {
        "openapi": "3.1.0",
        "info": {"title": "fieldapp", "version": VERSION, "summary": "What devices say to it"},
        "security": [{"session": []}],
        "paths": paths,
        "components": {"schemas": _schemas(types), "securitySchemes": {"session": session, "token": {"type": "http", "scheme": "bearer"}}},
    }


def _incidents() -> dict[str, Any]:
    """Other systems open incidents: with a token, not a session."""
    return {
        "summary": "Open an incident",
        "security": [{"token": []}],
        "requestBody": {"required": True, "content": _json(IncidentTold)},
        "responses": {
            "200": {"description": "It was opened before: the same answer.", "content": _json(Opened)},
            "201": {"description": "It is opened.", "content": _json(Opened)},
        }
        | _errors(INCIDENT_ERRORS),
    }


def _blobs() -> dict[str, Any]:
    """Photos and signatures, by their names."""
    raw = {kind: {"schema": {"type": "string", "format": "binary"}} for kind in PICTURES}
    seen = {"200": {"description": "The picture.", "content": raw}} | _errors(UNSEEN)
    told = {at: {"description": one["description"]} for at, one in seen.items()}
    taken = {
        "201": {"description": "It is whole, and kept.", "content": _json(Kept)},
        "202": {"description": "More of it is to come.", "content": _json(Arrived)},
    }
    put = {
        "summary": "Send a photo, or a piece of it",
        "parameters": [OWN_PAGE, RANGE, USER],
        "requestBody": {"required": True, "content": raw},
        "responses": taken | _errors(NOT_TAKEN),
    }
    return {
        "parameters": [SHA],
        "get": {"summary": "A photo", "responses": seen},
        "head": {"summary": "Whether it is here", "responses": told},
        "put": put,
    }


def _errors(errors: dict[int, str]) -> dict[str, dict]:
    return {str(at): {"description": why, "content": _json(Error)} for at, why in errors.items()}


def _responses(answers: type, errors: dict[int, str]) -> dict[str, dict]:
    told = {"200": {"description": "The answer.", "content": _json(answers)}}
    return told | _errors(errors)


def _json(one: type) -> dict:
    return {"application/json": {"schema": {"$ref": _at(one.__name__)}}}


def _at(name: str) -> str:
    return f"#/components/schemas/{name}"


def _schemas(types: set[type]) -> dict[str, dict]:
    ordered = sorted(types, key=lambda one: one.__name__)
    _, schemas = msgspec.json.schema_components(ordered, ref_template=_at("{name}"))
    # What the decoder leaves raw, and what is checked after it.
    asked = schemas["SyncRequest"]["properties"]
    asked["protocol"] = {"const": 1}
    counted = {"properties": {"seq": {"type": "integer", "minimum": 1}}, "required": ["seq"]}
    sent = {"allOf": [{"$ref": _at("Operation")}, counted]}
    asked["operations"]["anyOf"][0]["items"] = sent
    return schemas
