"""Time: moments as the wire writes them, what the server signs, and when an act happened."""

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


def key_of_file(device_id: str, user: str, secret: bytes) -> str:
    """With this a phone signs its file; the server makes it anew whenever it needs it."""
    return hmac.new(secret, f"queue file {device_id} {user}".encode(), hashlib.sha256).hexdigest()


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


# Clocks are set by the network every few hours and drift by less.
JUMP = 120_000


def jumped(
    acts: list[str | None], sent_at: str | None, before: int | None, now: int | None
) -> bool:
    """Whether a phone's clock was set while operations were queued: their moments, in the order in which they
    were queued, run backwards or lie after the sending; or its offset is another than at the last contact.
    """
    said = [one for one in (epoch_or_none(act) for act in [*acts, sent_at]) if one is not None]
    backwards = any(later < earlier - JUMP for earlier, later in zip(said, said[1:], strict=False))
    return backwards or (before is not None and now is not None and abs(now - before) > JUMP)


def clock_offset(sent_at: str | None, received: str) -> int | None:
    """Milliseconds by which the phone's clock is ahead; None where it did not say."""
    sent = epoch_or_none(sent_at)
    return None if sent is None else sent - epoch(received)
