"""What rules need of each platform's own libraries: clocks, zones, derived ids, hashes, clean text.

`client/shared/natives.ts` has the same names with the same results.
"""

import hashlib
import re
import unicodedata
import uuid
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from typing import Any
from zoneinfo import ZoneInfo

import msgspec

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_ISO = re.compile(
    r"([0-9]{4}-[0-9]{2}-[0-9]{2})T([0-9]{2}:[0-9]{2})(?::([0-9]{2})(?:\.([0-9]{1,9}))?)?"
    r"(?:Z|([+-])([01][0-9]|2[0-3]):?([0-5][0-9]))"
)
_LOCAL = re.compile(
    r"([0-9]{4}-[0-9]{2}-[0-9]{2})T([0-9]{2}:[0-9]{2})(?::([0-9]{2})(?:\.[0-9]+)?)?"
)
_UUID = re.compile(r"[0-9a-fA-F]{8}(?:-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}")
_GAPS = re.compile("[ \t\u00a0\u2009\\-\u2010-\u2015]")
_TRADE = re.compile(r"[®™©]|\((?:r|tm|c)\)", re.IGNORECASE | re.ASCII)
_APART = re.compile(r"[ \t\r\n()\[\],;/_:]+")
_RUNS = re.compile("[0-9]+|[a-z]+")
_CONTROLS = re.compile("[\0-\x08\x0b-\x1f\x7f-\x9f]")


@lru_cache(4096)
def epoch(iso: str) -> int:
    """Milliseconds since 1970 of a moment such as 2026-11-22T10:41:07.120Z."""
    match = _ISO.fullmatch(iso)
    if not match:
        raise ValueError(f"not a moment: {iso!r}")
    date, time, seconds, fraction, sign, hours, minutes = match.groups()
    wall = _milliseconds(_wall(date, time, seconds).replace(tzinfo=UTC))
    offset = (int(hours or 0) * 60 + int(minutes or 0)) * 60_000
    return wall + int(((fraction or "") + "000")[:3]) - (-offset if sign == "-" else offset)


def iso(ms: int) -> str:
    """The moment in UTC, always with milliseconds and Z."""
    try:
        moment = _EPOCH + timedelta(milliseconds=ms)
    except OverflowError:
        raise ValueError(f"not within years 1 to 9999: {ms}") from None
    return moment.isoformat(timespec="milliseconds").removesuffix("+00:00") + "Z"


# Two days within the years 1 to 9999: what is beyond them has no date in every zone, and is shown as the nearest that has.
_FIRST, _LAST = -62135596800000 + 172_800_000, 253402300799999 - 172_800_000


def zone_parts(ms: int, zone: str) -> list[int]:
    """Year, month, day, hour, minute and weekday (Monday is 0) of a moment in an IANA zone."""
    shown = min(max(ms, _FIRST), _LAST)
    there = (_EPOCH + timedelta(milliseconds=shown)).astimezone(ZoneInfo(zone))
    return [there.year, there.month, there.day, there.hour, there.minute, there.weekday()]


def from_local(text: str, zone: str) -> str:
    """The moment of a datetime-local value in an IANA zone, or "" where it is none.

    A time that the clocks skip moves forward; of one that comes twice it is the first.
    """
    there = ZoneInfo(zone)
    match = _LOCAL.fullmatch(text)
    if not match:
        return ""
    try:
        moment = _wall(*match.groups()).replace(tzinfo=there).astimezone(UTC)
    except (ValueError, OverflowError):
        return ""
    return iso(_milliseconds(moment))


def derive(id: str, role: str) -> str:
    """The id of what an operation creates: the same on the phone and on the server."""
    if not _UUID.fullmatch(id):
        raise ValueError(f"not a UUID: {id!r}")
    return str(uuid.uuid5(uuid.UUID(id), role))


def sha256(text: str) -> str:
    """The SHA-256 of the text in UTF-8, in small hexadecimal digits; of a lone surrogate as of U+FFFD."""
    whole = text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")
    return hashlib.sha256(whole.encode()).hexdigest()


def normal(text: str) -> str:
    """Text as it is stored: composed, well-formed, and without control characters."""
    whole = text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "ignore")
    return unicodedata.normalize("NFC", _CONTROLS.sub("", whole))


def bare_code(text: str) -> str:
    """A tag or serial as people mean it: in capitals, without the blanks and hyphens that they type or leave out."""
    return _GAPS.sub("", text.upper())


def fold(text: str) -> str:
    """Text as it is compared and searched: small letters without accents; ß as ss."""
    if text.isascii():
        return text.lower()
    apart = unicodedata.normalize("NFKD", text).lower().replace("ß", "ss").replace("ı", "i")
    return "".join(mark for mark in unicodedata.normalize("NFKD", apart) if unicodedata.category(mark)[0] != "M")


def runs(text: str) -> list[str]:
    """Its runs of digits and of small letters of ASCII, without what stands between them."""
    return _RUNS.findall(text)


def words_of(name: str) -> list[str]:
    """The words of a product's name, folded, without trade marks: what stands in brackets is words too."""
    return [word for word in _APART.split(fold(_TRADE.sub(" ", name))) if word]


def _wall(date: str, time: str, seconds: str | None) -> datetime:
    return datetime.fromisoformat(f"{date}T{time}:{seconds or '00'}")


def _milliseconds(moment: datetime) -> int:
    return (moment - _EPOCH) // timedelta(milliseconds=1)


def epoch_or_none(iso: str | None) -> int | None:
    """:func:`epoch`, or None for what is no moment."""
    try:
        return epoch(iso or "")
    except ValueError:
        return None


def plain(document: Any) -> Any:
    """A struct as plain data, maps and lists, as screens get it; the phone has no other."""
    return msgspec.to_builtins(document)
