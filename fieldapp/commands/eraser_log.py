"""``flask eraser-log JOB FILE…``: what erasers wrote of drives, kept with the job and proposed to who records the wipe."""

from pathlib import Path

import click
import sqlalchemy as sa
from flask.cli import with_appcontext

from fieldapp.commands.output import as_json, show, stop
from fieldapp.documents import Job, decode
from fieldapp.imports.erasers import LARGEST
from fieldapp.imports.text import Unreadable
from fieldapp.models import document, reading
from fieldapp.pages.wiping import log_operation
from fieldapp.sync.incoming import Actor
from fieldapp.sync.messages import Whole
from fieldapp.sync.submit import OPERATOR, submit


@click.command("eraser-log")
@click.argument("job")
@click.argument(
    "files", nargs=-1, required=True, type=click.Path(exists=True, dir_okay=False, path_type=Path)
)
@as_json
@with_appcontext
def eraser_log(job: str, files: tuple[Path, ...], as_json: bool) -> None:
    """Keep the logs of erasers (nwipe, XML, JSON, PDF) with the job of that number."""
    found = _job(job)
    actor = Actor(id=OPERATOR.id, name=OPERATOR.name, roles=OPERATOR.roles, sites=[found.site.id])
    lines = [_keep(file, found, actor) for file in files]
    show(lines, as_json)
    if any(line["outcome"] in ("unreadable", "held", "refused") for line in lines):
        raise SystemExit(1)


def _job(number: str) -> Job:
    wanted = sa.select(document.c.id, document.c.body).where(document.c.type == "job")
    with reading() as connection:
        for id_, body in connection.execute(wanted):
            job = decode(id_, body)
            if job.number.upper() == number.strip().upper():
                return job
    stop(f"There is no job {number}.")
    raise SystemExit(1)


def _keep(file: Path, job: Job, actor: Actor) -> dict:
    try:
        with file.open("rb") as opened:
            made = log_operation(opened.read(LARGEST + 1), file.name, job.id, actor)
    except (Unreadable, Whole) as error:
        return {
            "file": file.name,
            "outcome": "unreadable",
            "drives": "",
            "why": getattr(error, "message", str(error)),
        }
    (result,) = submit([made], actor)
    serials = ", ".join(drive["serial"] for drive in made.args["drives"])
    return {
        "file": file.name,
        "outcome": result.outcome,
        "drives": serials,
        "why": result.message or "",
    }
