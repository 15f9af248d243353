"""``flask sync-file FILE``: takes a queue that a phone saved as a file."""

from collections import Counter
from pathlib import Path

import click
import msgspec
from flask import current_app
from flask.cli import with_appcontext

from fieldapp.commands.output import as_json, show, stop
from fieldapp.sync.queue_file import NotAQueue, load, read
from fieldapp.sync.submit import OPERATOR


@click.command("sync-file")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@as_json
@with_appcontext
def sync_file(file: Path, as_json: bool) -> None:
    """Merge the queue that a phone saved as FILE. Twice does no more than once."""
    try:
        saved = read(file.read_bytes(), current_app.secret_key)
    except NotAQueue as problem:
        stop(f"{file.name}: {problem}")
        return
    lines = load(saved, OPERATOR, current_app.secret_key)
    show(
        [msgspec.to_builtins(one) for one in lines],
        as_json,
        ["label", "outcome", "known", "message"],
    )
    if not as_json:
        counts = Counter(one.outcome for one in lines)
        print(
            ", ".join(f"{count} {outcome}" for outcome, count in counts.items()) or "nothing in it"
        )
        if not saved.signed:
            print("No phone of ours has signed it: all of it is held for a supervisor.")
