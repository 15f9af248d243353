"""A merge that never ends would hold the database for ever. Nothing in Python can stop a thread that runs,
so the process ends, its supervisor starts another, and attempts are counted (``sync.attempts``).
"""

import os
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager

import structlog

log = structlog.get_logger()

_ends: dict[int, float] = {}
_started = threading.Lock()


@contextmanager
def within(seconds: float) -> Iterator[None]:
    """Whatever runs in here ends in time, or the process does."""
    if _started.acquire(blocking=False):
        threading.Thread(target=_watch, daemon=True, name="deadline").start()
    me = threading.get_ident()
    _ends[me] = time.monotonic() + seconds
    try:
        yield
    finally:
        _ends.pop(me, None)


def _watch() -> None:
    while True:
        time.sleep(0.25)
        now = time.monotonic()
        if any(end < now for end in list(_ends.values())):
            log.critical("a merge does not end; this process does")
            os._exit(70)
