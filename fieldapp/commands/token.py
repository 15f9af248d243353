"""``flask token add|end``: which other systems may open incidents."""

import click
from flask.cli import AppGroup

from fieldapp.commands.output import stop
from fieldapp.commands.site import site_named
from fieldapp.documents import key_of
from fieldapp.imports import callers

token = AppGroup("token", help="Tokens with which other systems open incidents: add, end.")


@token.command("add")
@click.argument("name")
@click.option(
    "--site", "sites", multiple=True, required=True, help="A site's key or name, once for each."
)
def add(name: str, sites: tuple[str, ...]) -> None:
    """A token for NAME, shown once. The one that it had before ends."""
    if not name.strip() or len(name) > 100:
        stop("A name has 1 to 100 characters.")
    print(callers.add(name.strip(), [key_of(site_named(one).id) for one in sites]))


@token.command("end")
@click.argument("name")
def end(name: str) -> None:
    """NAME opens no incidents any more."""
    if not callers.end(name.strip()):
        stop(f"No token is called “{name}”.")
    print("Ended.")
