"""``flask import people|assets|models|sites FILE.csv`` and ``flask import inventory FILE.json``."""

import sys
from pathlib import Path
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import click
from flask.cli import AppGroup
from rich.console import Console
from rich.progress import Progress

from fieldapp import staff
from fieldapp.commands.output import as_json, show, stop
from fieldapp.imports import inventory, run
from fieldapp.imports.table import Unreadable

imports = AppGroup("import", help="Read files that others made into the books.")

COLUMNS = ["line", "what", "kind", "name", "why"]

file = click.argument("file", type=click.Path(path_type=Path))
dry_run = click.option(
    "--dry-run", is_flag=True, help="Show what would happen, row by row; change nothing."
)
site = click.option("--site", help="The site of rows that name none; otherwise “Unassigned”.")
zone = click.option(
    "--zone", help="The time zone of sites that are made, such as America/New_York. UTC otherwise."
)
contract = click.option(
    "--contract", help="The contract of sites that are made; where there is one, that one."
)
dates = click.option(
    "--dates",
    type=click.Choice(["mdy", "dmy"]),
    help="1/2/23 is 2 January or 1 February; the file decides otherwise.",
)


def _options(
    dry_run: bool, site: str | None, zone: str | None, contract: str | None, dates: str | None
) -> run.Options:
    if zone is not None:
        try:
            ZoneInfo(zone)
        except (ZoneInfoNotFoundError, ValueError):
            stop(f"There is no time zone “{zone}”. Write it like America/New_York.")
    known = staff.contract_keys()
    if contract is not None and contract not in known:
        stop(f"There is no contract {contract}. There are: {', '.join(known) or 'none yet'}.")
    only = known[0] if len(known) == 1 else None
    return run.Options(dry_run, site, zone, contract or only, dates)


def _show(report: run.Report, as_json: bool, dry_run: bool) -> None:
    if as_json:
        show(report.plain(), True)
    else:
        _print(report, dry_run)
    sys.exit(1 if report.counts()["error"] else 0)


def _print(report: run.Report, dry_run: bool) -> None:
    show(
        [vars(line) for line in report.lines if dry_run or line.what != "unchanged"], False, COLUMNS
    )
    for note in report.notes:
        print(note)
    counts = report.counts()
    print(
        ", ".join(f"{count} {what}" for what, count in counts.items())
        + (" (dry run: nothing was changed)" if dry_run else "")
    )
    if any(line.kind == "site" and line.what == "created" for line in report.lines):
        print(
            "Give people the new sites by: flask staff grant USERNAME --site NAME … (or --all-sites)"
        )


def _run(what: str, path: Path, options: run.Options) -> run.Report:
    try:
        if not sys.stderr.isatty():
            return run.run(what, path, options)
        with Progress(console=Console(stderr=True), transient=True) as bar:
            task = bar.add_task(f"importing {what}", total=None)
            return run.run(
                what, path, options, lambda done, of: bar.update(task, completed=done, total=of)
            )
    except Unreadable as error:
        stop(str(error))
        raise


def _command(what: str, words: str) -> None:
    @imports.command(what, help=words)
    @file
    @dry_run
    @site
    @zone
    @contract
    @dates
    @as_json
    def command(file: Path, dry_run: bool, site, zone, contract, dates, as_json: bool) -> None:
        report = _run(what, file, _options(dry_run, site, zone, contract, dates))
        _show(report, as_json, dry_run)


_command("people", "Read a CSV file of users: the client's people, VIPs among them.")
_command("assets", "Read a CSV file of assets, and of whoever holds them.")
_command("models", "Read a CSV file of models.")
_command("sites", "Read a CSV file of locations.")


@imports.command("inventory")
@file
@click.option("--tag", help="Which machine it is, where serial and tag do not say.")
@click.option("--site", help="With --tag: make the machine at that site where the books lack it.")
@dry_run
@as_json
def inventory_(file: Path, tag: str | None, site: str | None, dry_run: bool, as_json: bool) -> None:
    """Read the inventory that GLPI's agent made of one machine."""
    try:
        report = inventory.run(file, run.Options(dry_run, site), tag)
    except Unreadable as error:
        stop(str(error))
    else:
        _show(report, as_json, dry_run)
