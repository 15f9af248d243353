"""Phones and what came of their work, in the words and pictures of Sync status."""

from fieldapp.portable.natives import epoch, iso
from fieldapp.screens.filters import clock, plural
from fieldapp.sync.moments import moment_now

DAY = 24 * 60 * 60 * 1000
HOUR = 60 * 60 * 1000
# Derived times allow for it; but a person who reads the phone's clock is misled.
OFF = 2 * 60 * 1000
HEIGHT = 60

# What became of an entry, to whoever decides on it.
STATE_WORDS = {
    "held": "Kept, not counted",
    "refused": "Not accepted",
    "applied": "Counted, but to be looked at",
    "already": "Done already",
}


def device_view(device: dict) -> dict:
    """A row of the table of phones."""
    return {
        **device,
        "user": device["name"],
        "queue": device["queued"],
        "photos": device["queued_blobs"],
        "oldest": device["oldest_at"],
        "silent": is_silent(device),
        "clock": clock_words(device["clock_offset_ms"]),
        "jumped": is_recent(device["jumped_at"]),
    }


def is_silent(device: dict) -> bool:
    return epoch(moment_now()) - epoch(device["last_contact"]) > DAY


def is_recent(moment: str | None) -> bool:
    """A jump is news for a week."""
    return moment is not None and epoch(moment_now()) - epoch(moment) < 7 * DAY


def clock_words(offset: int | None) -> str:
    """``5 min ahead``, ``3 days behind``; empty where it is right."""
    if offset is None or abs(offset) < OFF:
        return ""
    minutes = abs(offset) // 60_000
    if minutes >= 2 * 24 * 60:
        size = plural(minutes // (24 * 60), "day", "days")
    else:
        size = plural(minutes // 60, "h", "h") if minutes >= 120 else f"{minutes} min"
    return f"{size} {'ahead' if offset > 0 else 'behind'}"


def last_day() -> list[str]:
    """The last 24 hours, the present one last, as the log's moments begin."""
    now = epoch(moment_now())
    return [iso(now - back * HOUR)[: len("2026-11-22T10")] for back in range(23, -1, -1)]


def plot(hours: list[str], found: dict[str, dict[str, int]], zone: str) -> list[dict]:
    """A bar for each hour, from left to right: what counted, what waits for a decision, what was not accepted.

    ``x``, and for each part ``y`` and ``height``, are in the picture's own units: 10 an hour, 60 high.
    """
    counts = [_counts(found.get(hour, {})) for hour in hours]
    most = max([sum(one.values()) for one in counts] + [1])
    return [
        _bar(at, hour, one, most, zone)
        for at, (hour, one) in enumerate(zip(hours, counts, strict=True))
    ]


def _counts(told: dict[str, int]) -> dict[str, int]:
    counted = told.get("applied", 0) + told.get("already", 0)
    return {"counted": counted, "held": told.get("held", 0), "refused": told.get("refused", 0)}


def _bar(at: int, hour: str, counts: dict[str, int], most: int, zone: str) -> dict:
    bar = {
        "x": at * 10 + 1,
        "hour": clock(f"{hour}:00:00.000Z", zone),
        "total": sum(counts.values()),
        **counts,
    }
    parts, top = [], float(HEIGHT)
    for name, count in counts.items():
        height = HEIGHT * count / most
        top -= height
        parts.append({"name": name, "y": round(top, 2), "height": round(height, 2)})
    return bar | {"parts": [one for one in parts if one["height"] > 0]}
