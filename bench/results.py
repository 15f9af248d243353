"""The figures: shown as a table, and kept as JSON."""

import json
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.table import Table

FILE = Path(__file__).parent / "results.json"

found: dict[str, dict[str, Any]] = {}


def note(
    name: str, value: float, unit: str, goal: float | None = None, against: str = "", ratio: float | None = None,
    better: str = "higher",
) -> None:  # fmt: skip
    """A figure. ``ratio`` is to what ``against`` names; ``better`` says which way is good."""
    found[name] = {
        "value": round(value, 3),
        "unit": unit,
        "against": against,
        "ratio": None if ratio is None else round(ratio, 3),
        "goal": goal,
        "better": better,
    }


def finish() -> None:
    """Print the table and write the file."""
    table = Table(title="fieldapp, measured")
    for heading in ("what", "value", "unit", "goal", "ratio", "against"):
        table.add_column(
            heading, justify="right" if heading in ("value", "goal", "ratio") else "left"
        )
    for name, one in found.items():
        goal = (
            ""
            if one["goal"] is None
            else f"{'≥' if one['better'] == 'higher' else '≤'} {one['goal']:g}"
        )
        ratio = "" if one["ratio"] is None else f"{one['ratio']:g}"
        table.add_row(name, f"{one['value']:g}", one["unit"], goal, ratio, one["against"])
    Console(width=150).print(table)
    FILE.write_text(json.dumps(found, indent=2) + "\n")
