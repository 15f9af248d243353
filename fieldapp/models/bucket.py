"""Photos in an S3-compatible store, where ``BLOB_STORE`` names one: each an object by its SHA-256.

An object is there only when it is whole: the store takes one all at once or not at all. What has arrived of
one that is not whole yet stands on this machine's disk.
"""

from datetime import timedelta
from functools import lru_cache

import obstore
from flask import current_app
from obstore.exceptions import BaseError, NotFoundError
from obstore.store import S3Store

SECONDS = "10s"


class Unreachable(Exception):
    """The store gave no answer, or none that helps; the message says which, to whoever runs it."""


@lru_cache(8)
def _open(url: str, endpoint: str | None) -> S3Store:
    """Keys and region come from the environment, as for every S3 client (``AWS_ACCESS_KEY_ID`` …)."""
    more = {"endpoint": endpoint} if endpoint else {}
    plain = bool(endpoint and endpoint.startswith("http://"))
    return S3Store.from_url(
        url,
        **more,
        client_options={"allow_http": plain, "timeout": SECONDS, "connect_timeout": "3s"},
        retry_config={"max_retries": 2, "retry_timeout": timedelta(seconds=10)},
    )


def is_used() -> bool:
    return bool(current_app.config["BLOB_STORE"])


def _store() -> S3Store:
    """Opened by each process for itself: its threads do not survive a fork."""
    return _open(current_app.config["BLOB_STORE"], current_app.config["BLOB_ENDPOINT"])


def put(sha: str, content: bytes) -> None:
    """It is safe in the store when this returns."""
    _asked(lambda: obstore.put(_store(), _key(sha), content))


def read(sha: str) -> bytes | None:
    """Its bytes, or None where there is none of that name."""
    return _asked(lambda: bytes(obstore.get(_store(), _key(sha)).bytes()))


def remove(sha: str) -> None:
    """It is gone from the store, if it was there."""
    _asked(lambda: obstore.delete(_store(), _key(sha)))


def is_there(sha: str) -> bool:
    return _asked(lambda: obstore.head(_store(), _key(sha))) is not None


def _key(sha: str) -> str:
    return f"{sha[:2]}/{sha}"


def _asked(ask):
    try:
        return ask()
    except (NotFoundError, FileNotFoundError):
        return None
    except (BaseError, OSError, ValueError) as error:
        raise Unreachable(f"The store of photos can't be reached: {str(error)[:200]}") from error
