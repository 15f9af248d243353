"""An operation with what is known of its arrival: who sent it, from which device, and when it happened."""

import hashlib
import re
from typing import Any

import msgspec
from uuid_utils import NAMESPACE_URL, uuid5

from fieldapp.documents import Staff, key_of
from fieldapp.sync.messages import Operation


class Actor(msgspec.Struct, kw_only=True):
    """Whoever did it, with the roles and sites that they had."""

    id: str
    name: str
    roles: list[str] = []
    sites: list[str] = []

    @classmethod
    def of(cls, staff: Staff) -> "Actor":
        roles = staff.roles if staff.active else []
        return cls(id=key_of(staff.id), name=staff.name, roles=roles, sites=staff.sites)


class Incoming(msgspec.Struct, kw_only=True):
    """``payload`` is the operation as canonical JSON, by whose fingerprint a repeat is known; ``distrust`` says
    why it is held for a supervisor, whatever it is."""

    operation: Operation
    actor: Actor
    submitted_by: str
    occurred_at: str
    received_at: str
    payload: str
    fingerprint: str
    device: str | None = None
    sent_at: str | None = None
    anchor_at: str | None = None
    distrust: str | None = None
    # Why its moment can't be believed, where the phone's clock was set while it was queued.
    doubt: str | None = None
    # Where it came in a file that its phone has signed: which phone, and when it was saved.
    file: dict[str, str] | None = None


class Deed(msgspec.Struct, kw_only=True):
    """The operation as its verb gets it: arguments typed, nothing null that has an empty form."""

    id: str
    kind: str
    v: int
    target: str
    args: Any
    expect: dict[str, Any]
    after: list[str]
    at: str | None


_decode = msgspec.json.Decoder(Operation).decode
# After an even number of backslashes: others are text that speaks of it.
_NUL = re.compile(r"(?<!\\)(?:\\\\)*\\u0000")


def arrived(
    operation: Operation,
    actor: Actor,
    occurred_at: str,
    received_at: str,
    submitted_by: str | None = None,
    **more,
) -> Incoming:
    """What came in, in canonical form: keys in order, so that running the log again gives the same."""
    payload = payload_of(operation)
    return Incoming(
        operation=_decode(payload),
        actor=actor,
        submitted_by=submitted_by or actor.id,
        occurred_at=occurred_at,
        received_at=received_at,
        payload=payload,
        fingerprint=fingerprint_of(operation),
        **more,
    )


def payload_of(operation: Operation) -> str:
    """The operation as canonical JSON."""
    return msgspec.json.encode(operation, order="deterministic").decode()


def has_nul(payload: str) -> bool:
    """Whether any text of it, or any name, has the one character that not every database keeps."""
    return "\\u0000" in payload and _NUL.search(payload) is not None


def copy_of(id_: str) -> str:
    """The id under which an operation of a saved queue is kept that nobody has signed: its own stays free."""
    return str(uuid5(NAMESPACE_URL, f"unsigned {id_}"))


def fingerprint_of(operation: Operation) -> str:
    """By this a repeat is known. ``seq`` and ``anchor`` may change when a queue is renumbered."""
    words = (operation.kind, operation.v, operation.target, operation.at)
    more = (operation.args or {}, operation.expect or {}, operation.after or [])
    text = msgspec.json.encode([*words, *more], order="deterministic")
    return hashlib.blake2b(text, digest_size=16).hexdigest()
