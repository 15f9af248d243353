"""Time: moments as the wire writes them, the server's signed anchors, and when an act happened."""

import hashlib
import hmac
from datetime import UTC, datetime

from fieldapp.portable.natives import epoch, epoch_or_none, iso


def moment_now() -> str:
    """Now, in UTC, to the millisecond: ``2026-11-22T10:41:07.120Z``."""
    return iso(int(datetime.now(UTC).timestamp() * 1000))


def sign_anchor(now: str, secret: bytes) -> str:
    """A time-stamp that only this server can have made: it bounds what a phone's clock may claim."""
    return f"{now}.{_mark(now, secret)}"


def anchor_time(anchor: str | None, secret: bytes) -> str | None:
    """The moment in an anchor of ours; None for none, or one that is not ours."""
    moment, dot, mark = (anchor or "").rpartition(".")
    if not dot or not hmac.compare_digest(mark.encode(), _mark(moment, secret).encode()):
        return None
    return moment


def _mark(moment: str, secret: bytes) -> str:
    return hmac.new(secret, moment.encode(), hashlib.sha256).hexdigest()[:32]


def occurred(at: str | None, sent_at: str | None, anchored: str | None, received: str) -> str:
    """When the act happened: ``received − (sent_at − at)``, within [anchor, received].

    The phone's clock may be wrong, but the time between two readings of it is right.
    """
    said, sent = epoch_or_none(at), epoch_or_none(sent_at)
    heard = epoch(received)
    if said is None or sent is None:
        return received
    earliest = epoch_or_none(anchored)
    moment = min(heard - (sent - said), heard)
    return iso(max(moment, min(earliest, heard)) if earliest is not None else max(moment, 0))


def clock_offset(sent_at: str | None, received: str) -> int | None:
    """Milliseconds by which the phone's clock is ahead; None where it did not say."""
    sent = epoch_or_none(sent_at)
    return None if sent is None else sent - epoch(received)
