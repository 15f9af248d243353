"""``flask site list|set|holidays``: a site's zone, its address, and who does which role's steps there."""

import click
from flask.cli import AppGroup

from fieldapp.commands.output import as_json, show, stop
from fieldapp.documents import Calendar, Site, key_of
from fieldapp.imports.official import official_holidays, years_in
from fieldapp.imports.text import Unreadable
from fieldapp.operations.books.records import ROLES
from fieldapp.operations.clocks.calendars import WHOLE_WEEK
from fieldapp.staff import sites_by_key
from fieldapp.sync.submit import operation, submit

site = AppGroup("site", help="Places: their zone, and who does which role's steps there.")


def site_named(wanted: str) -> Site:
    """The site of that key or name; ends with a sentence where there is none."""
    known = sites_by_key()
    for key, one in known.items():
        if wanted == key or wanted.strip().lower() == one.name.lower():
            return one
    names = [one.name for one in known.values()]
    told = ", ".join(names[:10]) + (f" and {len(names) - 10} more" if len(names) > 10 else "")
    stop(f"There is no site “{wanted}”. Sites: {told or 'none yet'}.")
    raise AssertionError


def _row(one: Site) -> dict:
    acting = [f"{role}={','.join(others)}" for role, others in one.acting.items() if others]
    return {
        "id": key_of(one.id),
        "name": one.name,
        "zone": one.zone,
        "contract": one.contract,
        "acting": " ".join(acting),
        "staff": len(one.staff),
    }


@site.command("list")
@as_json
def list_(as_json: bool) -> None:
    """Every site."""
    show([_row(one) for one in sites_by_key().values()], as_json)


@site.command("holidays")
@click.argument("name")
@click.option("--country", required=True, help="Two letters: US, DE, GB.")
@click.option("--state", help="A state or region with holidays of its own: NY.")
@click.option("--years", required=True, help="As 2026-2028.")
@click.option("--dry-run", is_flag=True, help="Show them; change nothing.")
@as_json
def holidays(name: str, country: str, state: str | None, years: str, dry_run: bool, as_json: bool) -> None:
    """Add a country's official holidays to a site's calendar; those that are there stay."""
    found = site_named(name)
    try:
        days = official_holidays(country, state, years_in(years))
    except Unreadable as unreadable:
        stop(str(unreadable))
    calendar = found.calendar or Calendar(hours=WHOLE_WEEK)
    told = {
        "hours": calendar.hours,
        "zone": calendar.zone,
        "holidays": sorted({*calendar.holidays, *days}),
        "names": calendar.names | days,
    }
    if not dry_run:
        args = {"name": found.name, "calendar": told}
        (result,) = submit([operation("site.record", found.id, args)])
        if result.outcome not in ("applied", "already"):
            stop(result.message or "This can't be done.")
    show([{"date": day, "name": title} for day, title in days.items()], as_json)


@site.command("set")
@click.argument("name")
@click.option("--zone", help="Its time zone, as Europe/Berlin.")
@click.option("--address", help="Where it is, as maps know it.")
@click.option(
    "--acting",
    multiple=True,
    metavar="ROLE=ROLE,ROLE",
    help="Who does a role's steps here: acquisitions=receiving,technician. Nobody else: acquisitions=",
)
@as_json
def set_(name: str, zone: str | None, address: str | None, acting, as_json: bool) -> None:
    """Change what is given; the rest stays."""
    found = site_named(name)
    args = {"name": found.name, "zone": zone, "address": address}
    if acting:
        args["acting"] = found.acting | dict(_acting(one) for one in acting)
    given = {field: value for field, value in args.items() if value is not None}
    (result,) = submit([operation("site.record", found.id, given)])
    if result.outcome not in ("applied", "already"):
        stop(result.message or "This can't be done.")
    show([_row(site_named(key_of(found.id)))], as_json)


def _acting(told: str) -> tuple[str, list[str]]:
    role, equals, others = told.partition("=")
    named = [one.strip() for one in others.split(",") if one.strip()]
    unknown = [one for one in [role.strip(), *named] if one not in ROLES]
    if not equals or unknown:
        stop(
            f"Write ROLE=ROLE,ROLE, of {', '.join(ROLES)}. “{(unknown or [told])[0]}” is none of them."
        )
    return role.strip(), named
