"""The figures: shown as a table, and kept as JSON."""

import json
import os
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.table import Table

FILE = Path(__file__).parent / "results.json"

found: dict[str, dict[str, Any]] = {}


def note(
    name: str, value: float, unit: str, goal: float | None = None, against: str = "", ratio: float | None = None,
    better: str = "higher", goal_of: str = "value",
) -> None:  # fmt: skip
    """A figure. ``ratio`` is to what ``against`` names; ``better`` says which way is good, and ``goal_of``
    whether the goal is set for the value or for the ratio."""
    found[name] = {
        "value": round(value, 3),
        "unit": unit,
        "against": against,
        "ratio": None if ratio is None else round(ratio, 3),
        "goal": goal,
        "goal_of": goal_of,
        "better": better,
    }
    _save()
    print(f"  {name}: {value:,.4g} {unit}{'' if ratio is None else f' ({ratio:.3g} × {against})'}", flush=True)  # fmt: skip


def absent(name: str, why: str) -> None:
    """A figure that there is none of, and why."""
    found[name] = {
        "value": None, "unit": "", "against": str(why), "ratio": None, "goal": None, "goal_of": "value",
        "better": "higher",
    }  # fmt: skip
    _save()
    print(f"  {name}: not measured, {why}", flush=True)


def machine() -> None:
    """What else the figures hang on."""
    note("cores of this machine", os.cpu_count() or 1, "cores")
    note("others at work before it began", os.getloadavg()[0], "processes", better="lower")


def finish() -> None:
    """Print the table."""
    table = Table(title="fieldapp, measured")
    for heading in ("what", "value", "unit", "ratio", "against", "goal", "met"):
        table.add_column(heading, justify="right" if heading in ("value", "goal", "ratio") else "left")  # fmt: skip
    for name, one in found.items():
        value = "–" if one["value"] is None else f"{one['value']:,.5g}"
        ratio = "" if one["ratio"] is None else f"{one['ratio']:.3g}"
        table.add_row(name, value, one["unit"], ratio, one["against"], _goal(one), _met(one))
    Console(width=160).print(table)


def _save() -> None:
    """At once: a long run that is ended half-way has measured something too."""
    FILE.write_text(json.dumps(found, indent=2) + "\n")


def _goal(one: dict[str, Any]) -> str:
    if one["goal"] is None:
        return ""
    sign = "≥" if one["better"] == "higher" else "≤"
    return f"{sign} {one['goal']:g}{' ×' if one['goal_of'] == 'ratio' else ''}"


def _met(one: dict[str, Any]) -> str:
    reached = one[one["goal_of"]]
    if one["goal"] is None or reached is None:
        return ""
    good = reached >= one["goal"] if one["better"] == "higher" else reached <= one["goal"]
    return "yes" if good else "no"
