"""``flask import people|assets|models|sites|orders FILE.csv`` and ``flask import inventory FILE.json``."""

import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import click
from flask.cli import AppGroup
from rich.console import Console
from rich.progress import Progress

from fieldapp import staff
from fieldapp.commands.output import as_json, show, stop
from fieldapp.imports import incidents_file, inventory
from fieldapp.imports.report import Line, Options, Report
from fieldapp.imports.run import run
from fieldapp.imports.text import Unreadable

imports = AppGroup("import", help="Read files that others made into the books.")

COLUMNS = ["line", "what", "kind", "name", "why"]
# A shorter file is done before anyone looks.
LARGE = 2_000

file = click.argument("file", type=click.Path(path_type=Path))
dry_run = click.option(
    "--dry-run", is_flag=True, help="Show what would happen, row by row; change nothing."
)
site = click.option("--site", help="The site of what is new and names none; else “Unassigned”.")
zone = click.option(
    "--zone", help="The time zone of sites that are made, such as America/New_York. UTC otherwise."
)
contract = click.option(
    "--contract", help="The contract of sites that are made; where there is one, that one."
)
dates = click.option(
    "--dates",
    type=click.Choice(["mdy", "dmy"]),
    help="1/2/23 is 2 January or 1 February; the file's other dates decide otherwise.",
)
encoding = click.option("--encoding", help="How the file is written, where it is guessed wrong.")


def _options(dry_run: bool, site: str | None, zone: str | None, contract: str | None) -> Options:
    if zone is not None:
        try:
            ZoneInfo(zone)
        except (ZoneInfoNotFoundError, ValueError, OSError):
            stop(f"There is no time zone “{zone}”. Write it like America/New_York.")
    name = " ".join((site or "").split()) or None
    if name and len(name) > 200:
        stop("The name of a site has at most 200 characters.")
    known = staff.contract_keys()
    if contract is not None and contract not in known:
        stop(f"There is no contract {contract}. There are: {', '.join(known) or 'none yet'}.")
    only = known[0] if len(known) == 1 else None
    return Options(dry_run, name, zone, contract or only)


def _show(report: Report, as_json: bool) -> None:
    if as_json:
        show(report.plain(), True)
    else:
        _print(report)
    sys.exit(1 if report.counts()["error"] else 0)


def _print(report: Report) -> None:
    """What became of each row; of those that are as they were, only what is to be said."""
    told = [vars(line) for line in report.lines if line.what != "unchanged" or line.why]
    if told:
        show(told, False, COLUMNS)
        print()
    for note in report.notes:
        print(note)
    for kind, counts in report.by_kind().items():
        print(f"{kind}: " + ", ".join(f"{count} {what}" for what, count in counts.items()))
    total = ", ".join(f"{count} {what}" for what, count in report.counts().items())
    print(total + (" (dry run: nothing was changed)" if report.dry_run else ""))
    if report.made("site") and not report.dry_run:
        print(
            "Sites were made. Who works there sees them after: flask staff grant USERNAME --site NAME"
        )


def _progress(lines: int) -> Progress:
    large = lines > LARGE and sys.stderr.isatty()
    return Progress(console=Console(stderr=True), transient=True, disable=not large)


def _read(what: str, path: Path, options: Options) -> Report:
    with _progress(_length(path)) as bar:
        task = bar.add_task(f"importing {what}", total=None)
        return run(what, path, options, lambda done, of: bar.update(task, completed=done, total=of))


def _length(path: Path) -> int:
    """About how many lines it has."""
    return path.stat().st_size // 100 if path.is_file() else 0


def _careful(work: Callable[[], Report], as_json: bool) -> None:
    try:
        report = work()
    except Unreadable as error:
        if as_json:
            show(Report(lines=[Line(1, "error", "file", "", str(error))]).plain(), True)
        stop(str(error))
    else:
        _show(report, as_json)


def _command(what: str, words: str) -> None:
    @imports.command(what, help=words)
    @file
    @dry_run
    @site
    @zone
    @contract
    @dates
    @encoding
    @as_json
    def command(
        file: Path,
        as_json: bool,
        dates: str | None,
        encoding: str | None,
        **told: Any,
    ) -> None:
        options = _options(**told)
        options.dates, options.encoding = dates, encoding
        _careful(lambda: _read(what, file, options), as_json)


_command("people", "Read a CSV file of users: the client's people, VIPs among them.")
_command("assets", "Read a CSV file of assets, and of whoever holds them.")
_command("models", "Read a CSV file of models.")
_command("sites", "Read a CSV file of locations.")
_command("orders", "Read a CSV file of orders: a row is a line, rows with one number are one order.")


@imports.command("incidents")
@file
@encoding
@as_json
def incidents_(file: Path, encoding: str | None, as_json: bool) -> None:
    """Open an incident for each row of a CSV file, once for each reference."""
    _careful(lambda: incidents_file.run(file, encoding), as_json)


@imports.command("inventory")
@file
@click.option("--tag", help="Which machine it is, where the serial does not say.")
@click.option("--site", help="Make the machine at that site where the books lack it.")
@zone
@contract
@dry_run
@as_json
def inventory_(file: Path, tag: str | None, as_json: bool, **told: Any) -> None:
    """Read the inventory that GLPI's agent made of one machine."""
    options = _options(**told)
    _careful(lambda: inventory.run(file, options, tag), as_json)
