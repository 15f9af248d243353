"""``flask staff add|disable|enable|passwd|grant``: who signs in, and what they may do."""

import click
from flask.cli import AppGroup

from fieldapp import staff as people
from fieldapp.commands.output import as_json, show, stop
from fieldapp.commands.site import site_named
from fieldapp.documents import key_of
from fieldapp.operations.books.records import ROLES

staff = AppGroup("staff", help="Who signs in: add, disable, enable, passwd, grant, list.")

ON_SITE = {"technician", "receiving", "acquisitions", "supervisor"}

role = click.option(
    "--role", "roles", multiple=True, type=click.Choice(ROLES), help="Once for each role."
)
site = click.option("--site", "sites", multiple=True, help="A site's key or name, once for each.")


def _keys(sites: tuple[str, ...]) -> list[str]:
    return [key_of(site_named(wanted).id) for wanted in sites]


def _careful(work, as_json: bool) -> None:
    try:
        done = work()
    except people.StaffProblem as problem:
        stop(str(problem))
    else:
        show([_row(done, as_json)], as_json)
        if done.active and not done.sites and ON_SITE & set(done.roles):
            click.echo(
                f"{done.username} sees no work yet: `flask staff grant {done.username} --site …`.",
                err=True,
            )


def _row(one, as_json: bool) -> dict:
    """For people sites are names, the first few; for programs keys, all of them."""
    return {
        "id": one.id.partition(":")[2],
        "username": one.username,
        "name": one.name,
        "roles": ",".join(one.roles),
        "sites": ",".join(one.sites) if as_json else _names(one.sites),
        "active": one.active,
    }


def _names(sites: list[str]) -> str:
    known = people.sites_by_key()
    names = sorted(known[key].name for key in sites if key in known)
    return ", ".join(names[:3]) + (f" and {len(names) - 3} more" if len(names) > 3 else "")


@staff.command("list")
@as_json
def list_(as_json: bool) -> None:
    """Everyone who signs in."""
    show([_row(one, as_json) for one in people.all_staff()], as_json)


@staff.command()
@click.argument("username")
@click.option("--name", default="", help="The name that others see; the user name where not given.")
@click.password_option(help="Asked for where not given.")
@role
@site
@as_json
def add(username: str, name: str, password: str, roles, sites, as_json: bool) -> None:
    """Add someone, with roles and sites."""
    _careful(lambda: people.add(username, password, name, list(roles), _keys(sites)), as_json)


@staff.command()
@click.argument("username")
@role
@site
@click.option("--all-sites", is_flag=True, help="Every site that there is now.")
@click.option("--only", is_flag=True, help="These and no others: take away what is not named.")
@as_json
def grant(username: str, roles, sites, all_sites: bool, only: bool, as_json: bool) -> None:
    """Give someone roles, sites, or both, beside those they have."""
    wanted = {
        "roles": list(roles),
        "sites": list(people.sites_by_key()) if all_sites else _keys(sites),
    }
    fields = {name: values for name, values in wanted.items() if values}
    if not fields:
        stop("Say what to grant: --role, --site, --all-sites.")
    _careful(
        lambda: people.change(username, **(fields if only else _beside(username, fields))), as_json
    )


def _beside(username: str, fields: dict[str, list[str]]) -> dict[str, list[str]]:
    one = people.find_staff(username)
    return {
        name: [*dict.fromkeys([*getattr(one, name), *values])] for name, values in fields.items()
    }


@staff.command()
@click.argument("username")
@as_json
def disable(username: str, as_json: bool) -> None:
    """Someone leaves: they can't sign in any more. What their phone still holds is taken as held."""
    _careful(lambda: people.change(username, active=False), as_json)


@staff.command()
@click.argument("username")
@as_json
def enable(username: str, as_json: bool) -> None:
    """Someone comes back."""
    _careful(lambda: people.change(username, active=True), as_json)


@staff.command()
@click.argument("username")
@click.password_option(help="Asked for where not given.")
def passwd(username: str, password: str) -> None:
    """Set someone's password, and end their sessions."""
    try:
        people.set_password(username, password)
    except people.StaffProblem as problem:
        stop(str(problem))
    click.echo(f"{username} signs in with the new password from now on.")
