"""A link's token: what it is for, signed with the server's key. It is never stored; who has it may answer, until the job says otherwise."""

import hashlib

import msgspec
from itsdangerous import BadSignature, URLSafeSerializer

from fieldapp.operations.customers.links import Link

# Longer than any of ours; a longer one is not worth unpacking.
LONGEST = 1000


def token_of(link: Link, secret: bytes) -> str:
    """For the address ``/v/<token>``."""
    return _serializer(secret).dumps(msgspec.to_builtins(link))


def read_token(token: str, secret: bytes) -> Link | None:
    """The link that we once made of it, or None."""
    if len(token) > LONGEST:
        return None
    try:
        return msgspec.convert(_serializer(secret).loads(token), Link)
    except (BadSignature, msgspec.ValidationError):
        return None


def _serializer(secret: bytes) -> URLSafeSerializer:
    how = {"key_derivation": "hmac", "digest_method": hashlib.sha256}
    return URLSafeSerializer(secret, salt="fieldapp customer's link", signer_kwargs=how)
