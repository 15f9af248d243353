"""How commands speak: tables for people, or with ``--json`` one JSON value and nothing else."""

import json
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from decimal import Decimal
from typing import Any

import click
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

as_json = click.option(
    "--json", "as_json", is_flag=True, help="Print one JSON value and nothing else."
)


def show(value: Any, as_json: bool, columns: list[str] | None = None) -> None:
    """Print ``value``: as JSON, or (a list of maps) as a table of those columns."""
    if as_json:
        print(json.dumps(value, default=_plain, ensure_ascii=False, indent=2))
    elif not value:
        print("none")
    else:
        _table(value, columns or list(value[0]))


def _plain(value: Any) -> Any:
    """Decimals as numbers: with at most four places they come out as they are."""
    return float(value) if isinstance(value, Decimal) else repr(value)


def _table(rows: list[dict[str, Any]], columns: list[str]) -> None:
    lines = [columns, *([_cell(row.get(name)) for name in columns] for row in rows)]
    widths = [max(len(line[at]) for line in lines) for at in range(len(columns))]
    for line in lines:
        print(
            "  ".join(cell.ljust(width) for cell, width in zip(line, widths, strict=True)).rstrip()
        )


def _cell(value: Any) -> str:
    return "" if value is None else str(value)


@contextmanager
def progress(what: str, total: int) -> Iterator[Callable[[int], None]]:
    """A bar on standard error; what it gives is told how many more are done."""
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    with Progress(*columns, console=Console(stderr=True)) as bar:
        task = bar.add_task(what, total=total)
        yield lambda many: bar.advance(task, many)


def stop(sentence: str) -> None:
    """End with what went wrong and what to do, on standard error."""
    click.echo(sentence, err=True)
    sys.exit(1)
