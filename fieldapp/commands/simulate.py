"""``flask simulate``: a plausible quarter in an empty database, by the same operations as real work."""

from datetime import UTC, date, datetime
from time import monotonic

import click
from flask.cli import with_appcontext
from flask_migrate import upgrade

from fieldapp.commands.output import as_json, progress, show, stop
from fieldapp.demo import PASSWORD
from fieldapp.demo.quarter import plan, play
from fieldapp.staff import all_staff, set_password

SIGN_IN = ("tech1", "receiving1", "supervisor1", "manager1", "admin1")


@click.command()
@click.option(
    "--days", default=90, show_default=True, type=click.IntRange(1, 400), help="So long a span."
)
@click.option(
    "--technicians",
    default=40,
    show_default=True,
    type=click.IntRange(1, 400),
    help="So many of them.",
)
@click.option("--seed", default=1, show_default=True, help="The same seed makes the same work.")
@click.option(
    "--ends", type=click.DateTime(["%Y-%m-%d"]), help="The day after its last; today where absent."
)
@click.option(
    "--password", default=PASSWORD, show_default=True, help="Of tech1, supervisor1, manager1 …"
)
@as_json
@with_appcontext
def simulate(
    days: int, technicians: int, seed: int, ends: datetime | None, password: str, as_json: bool
) -> None:
    """Migrate, and fill an empty database with the work of a quarter."""
    upgrade()
    if all_staff():
        stop(
            "There is data already. A simulation is for an empty database: give another DATABASE_URL."
        )
    began = monotonic()
    made = plan(seed, days, technicians, _day(ends))
    with progress("Operations", len(made.deeds)) as done:
        play(made, done)
    for username in set(SIGN_IN) & set(made.usernames):
        set_password(username, password)
    told = {
        "operations": len(made.deeds),
        "jobs": sum(deed.kind == "job.create" for deed in made.deeds),
        "seconds": round(monotonic() - began, 1),
    }
    show([told], as_json, [*told])


def _day(ends: datetime | None) -> date:
    return ends.date() if ends else datetime.now(UTC).date()
