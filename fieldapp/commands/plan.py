"""``flask plan-refresh``: refresh jobs for machines at the end of their three years."""

import sys
from dataclasses import asdict
from datetime import datetime

import click
from flask.cli import with_appcontext

from fieldapp.commands.output import as_json, show
from fieldapp.commands.site import site_named
from fieldapp.documents import key_of
from fieldapp.imports.plan import plan_refreshes

OUTCOMES = ("planned", "needs a person", "skipped", "error")


@click.command("plan-refresh")
@click.option(
    "--before",
    type=click.DateTime(["%Y-%m-%d"]),
    required=True,
    help="Machines due before this day, as 2027-06-30.",
)
@click.option("--site", help="Only this site: its key or its name.")
@click.option("--dry-run", is_flag=True, help="Show what would happen; change nothing.")
@as_json
@with_appcontext
def plan_refresh(before: datetime, site: str | None, dry_run: bool, as_json: bool) -> None:
    """Make refresh jobs: due is the purchase date and three years, whatever the books say of end of life."""
    lines = plan_refreshes(before.date(), _key(site), dry_run)
    show([asdict(line) for line in lines], as_json, ["tag", "what", "due", "person", "site", "why"])
    counts = {what: sum(line.what == what for line in lines) for what in OUTCOMES}
    if not as_json:
        told = ", ".join(f"{count} {what}" for what, count in counts.items())
        print(told + (" (dry run: no job was made)" if dry_run else ""))
    sys.exit(1 if counts["error"] else 0)


def _key(site: str | None) -> str | None:
    return None if site is None else key_of(site_named(site).id)
