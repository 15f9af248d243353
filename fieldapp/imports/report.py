"""What an import is told to do, and what it tells."""

from collections import Counter
from dataclasses import asdict, dataclass, field
from typing import Any

OUTCOMES = ("created", "changed", "unchanged", "skipped", "error")


@dataclass
class Line:
    """What became of a row, or of something that it named: created, changed, unchanged,
    skipped, or error. ``line`` is the line of the file where the row begins."""

    line: int
    what: str
    kind: str
    name: str
    why: str = ""
    column: str | None = None


@dataclass
class Options:
    """``site`` is for rows that name none; new sites get ``zone`` and ``contract``."""

    dry_run: bool = False
    site: str | None = None
    zone: str | None = None
    contract: str | None = None
    dates: str | None = None
    encoding: str | None = None


@dataclass
class Report:
    """Every line, and how the file was read."""

    dry_run: bool = False
    lines: list[Line] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)

    def counts(self) -> dict[str, int]:
        found = Counter(line.what for line in self.lines)
        return {what: found[what] for what in OUTCOMES}

    def by_kind(self) -> dict[str, dict[str, int]]:
        """For each kind of thing, how many were created, changed …"""
        found: dict[str, dict[str, int]] = {}
        for (kind, what), count in Counter((line.kind, line.what) for line in self.lines).items():
            found.setdefault(kind, {})[what] = count
        return found

    def made(self, kind: str) -> list[str]:
        """Names of what was created."""
        return [line.name for line in self.lines if line.kind == kind and line.what == "created"]

    def plain(self) -> dict[str, Any]:
        return {
            "dry_run": self.dry_run,
            "lines": [asdict(line) for line in self.lines],
            "notes": self.notes,
            "summary": self.counts(),
            "kinds": self.by_kind(),
        }
