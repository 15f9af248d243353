"""``flask demo``: an empty database filled with a site, its people, its machines and their work of some months."""

from datetime import UTC, datetime

import click
from flask import current_app
from flask.cli import with_appcontext
from flask_migrate import upgrade

from fieldapp.commands.output import as_json, progress, show, stop
from fieldapp.demo import PASSWORD, USERS, load, plan
from fieldapp.staff import all_staff, find_credential


@click.command()
@click.option(
    "--seed", default=1, show_default=True, help="Another seed makes other people and machines."
)
@click.option("--password", default=PASSWORD, show_default=True, help="Everybody's password.")
@click.option("--bare", is_flag=True, help="Only what is going on now: no months before, nothing to decide.")
@click.option("--if-empty", is_flag=True, help="Do nothing where there is data already.")
@as_json
@with_appcontext
def demo(seed: int, password: str, bare: bool, if_empty: bool, as_json: bool) -> None:
    """Migrate, and load demo data into an empty database."""
    upgrade()
    if all_staff():
        if not any(find_credential(one.username) for one in all_staff()):
            stop(
                f"The demo data was stopped halfway. Remove {current_app.config['SQLALCHEMY_DATABASE_URI']}, and start again."
            )
        if not if_empty:
            stop(
                "There is data already. The demo is for an empty database: give another DATABASE_URL."
            )
    else:
        made = plan(seed, datetime.now(UTC), history=not bare)
        with progress("Demo data", len(made.deeds)) as done:
            load(made, password, done)
    show(_sign_ins(password), as_json, ["username", "password", "what"])


def _sign_ins(password: str) -> list[dict]:
    there = {one.username for one in all_staff()}
    return [
        {
            "username": name,
            "password": password,
            "what": what,
            "url": current_app.config["PUBLIC_URL"],
        }
        for name, _, what in USERS
        if name in there
    ]
