"""``flask backup`` and ``flask restore``: yesterday's database and photos, with nothing lost that a phone still holds."""

from pathlib import Path

import click
from flask.cli import with_appcontext

from fieldapp.commands.output import as_json, show, stop
from fieldapp.models.archive import NoBackup, missing, pictures_beside
from fieldapp.models.backup import back_up
from fieldapp.models.backup import restore as put_back
from fieldapp.models.bucket import Unreachable

file = click.argument("file", type=click.Path(dir_okay=False, path_type=Path))


@click.command()
@file
@as_json
@with_appcontext
def backup(file: Path, as_json: bool) -> None:
    """Copy the database to FILE, while it is at work, and photos to a file beside it."""
    _careful(back_up, file)
    made = [one for one in (file, pictures_beside(file)) if one.exists()]
    show([{"file": str(one), "bytes": one.stat().st_size} for one in made], as_json)


@click.command()
@file
@click.option("--replace", is_flag=True, help="All that the database holds now is replaced.")
@as_json
@with_appcontext
def restore(file: Path, replace: bool, as_json: bool) -> None:
    """Put the backup FILE in the place of the database. Phones offer again what came after it."""
    if not replace:
        stop(
            f"Everything in the database would be replaced by {file}. Say --replace if you mean it."
        )
    _careful(put_back, file)
    done = {"file": str(file), "sessions": "ended", "phones": "send again what they hold"}
    show([done | {"photos_missing": missing()}], as_json)


def _careful(work, file: Path) -> None:
    try:
        work(file)
    except (NoBackup, Unreachable) as why:
        stop(str(why))
