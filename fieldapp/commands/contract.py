"""``flask contract FILE.toml``: the terms by which work is priced, and the sites that they hold for."""

import sys
import tomllib
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import click
import msgspec
import sqlalchemy as sa
from flask.cli import with_appcontext

from fieldapp.commands.output import as_json, show, stop
from fieldapp.commands.site import site_named
from fieldapp.documents import key_of
from fieldapp.models import document_key, reading
from fieldapp.staff import next_key, sites_by_key
from fieldapp.sync.submit import OPERATOR, foresee, operation, submit

EXAMPLE = """\
name = "Local site support"
client = "Northwind Mutual"
starts = 2026-01-01
ends = 2028-12-31
zone = "America/New_York"
currency = "USD"
bought = 1200              # transactions
price = 95                 # money for one
buy_back_price = 60        # for one that is left at the end
sites = ["Riverside Tower"]    # names; ["*"] is every site that has no contract

[types]                    # how many transactions closing one job takes
refresh = 1.5
wipe = 0.5

[wiping]                   # all of it may be left out
grace_days = 0             # how long data is kept after the sign-off
stale_hours = 72           # a phone silent for longer lets nobody wipe: it may not know of a legal hold
verified_by = ""           # "anyone", "other" than who wiped, or "" where it is not asked for; so validated_by
certificate_first = false  # nothing leaves the client's control without its certificate
earns = {legal_custody = true, lost = false}    # whether a job pays that ends so, without a wipe

[rates.any]                # time and materials; or by skill, as [rates.network]
hourly = 88
round_minutes = 15
minimum_minutes = 30
"""


class _Terms(msgspec.Struct, forbid_unknown_fields=True):
    """The file. A mistyped name must not be passed over where money hangs on it."""

    name: str
    client: str
    starts: date
    ends: date
    zone: str = "UTC"
    currency: str = "USD"
    bought: Decimal = Decimal(0)
    price: Decimal = Decimal(0)
    buy_back_price: Decimal = Decimal(0)
    sites: list[str] = []
    types: dict[str, Decimal] = {}
    rates: dict[str, dict[str, Any]] = {}
    wiping: dict[str, Any] | None = None


@click.command()
@click.argument(
    "file", required=False, type=click.Path(exists=True, dir_okay=False, path_type=Path)
)
@click.option("--example", is_flag=True, help="Print a file to start from.")
@click.option("--dry-run", is_flag=True, help="Read and check the file; change nothing.")
@as_json
@with_appcontext
def contract(file: Path | None, example: bool, dry_run: bool, as_json: bool) -> None:
    """Make a contract, or change the one of that name. What was earned stays priced as it was."""
    if example:
        click.echo(EXAMPLE, nl=False)
        return
    if file is None:
        stop("Name a file. `flask contract --example` prints one to start from.")
    terms = _read(file)
    sites = _sites(terms.sites)
    key = _key(terms.name) or (next_key("contract") if not dry_run else "new")
    wanted = [operation("contract.record", f"contract:{key}", _args(terms))]
    wanted += [
        operation(
            "site.record", f"site:{site}", {"name": name, "contract": key, "client": terms.client}
        )
        for site, name in sites.items()
    ]
    problem = foresee(wanted[0], OPERATOR)
    if problem.outcome in ("held", "refused"):
        stop(f"{file.name}: {problem.message} Nothing was changed.")
    if not dry_run:
        submit(wanted)
    told = {"id": key, "name": terms.name, "sites": list(sites.values()), "dry_run": dry_run}
    show(told if as_json else [told | {"sites": ", ".join(told["sites"]) or "none"}], as_json)
    if not sites and not as_json:
        click.echo(
            "No site has it yet: name them in `sites`. Only jobs made after that are billed by it.",
            sys.stderr,
        )


def _read(file: Path) -> _Terms:
    try:
        told = tomllib.loads(file.read_text(encoding="utf-8"), parse_float=Decimal)
        return msgspec.convert(told, _Terms, strict=False)
    except (tomllib.TOMLDecodeError, msgspec.ValidationError, UnicodeDecodeError) as error:
        stop(f"{file.name} can't be read: {error}. `flask contract --example` prints one that can.")
        raise


def _args(terms: _Terms) -> dict[str, Any]:
    told = msgspec.to_builtins(terms)
    del told["sites"]
    told["types"] = {name: {"quantity": str(one)} for name, one in terms.types.items()}
    told["rates"] = {
        "" if skill == "any" else skill: {
            name: str(one) if name == "hourly" else one for name, one in rate.items()
        }
        for skill, rate in terms.rates.items()
    }
    return told


def _key(name: str) -> str | None:
    """Of the contract of that name, where there is one."""
    wanted = sa.select(document_key.c.document).where(
        document_key.c.key == f"contract-name:{name.strip().lower()}"
    )
    with reading() as connection:
        found = connection.scalar(wanted)
    return found.partition(":")[2] if found else None


def _sites(names: list[str]) -> dict[str, str]:
    """``{key: name}``."""
    if names == ["*"]:
        return {key: one.name for key, one in sites_by_key().items() if one.contract is None}
    found = [site_named(name) for name in names]
    return {key_of(one.id): one.name for one in found}
