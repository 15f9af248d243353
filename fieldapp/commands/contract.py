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

from fieldapp.billing.terms import AMENDABLE, day_of, terms_on
from fieldapp.billing.words import Difference, differences
from fieldapp.billing.written import carried
from fieldapp.commands.output import as_json, show, stop
from fieldapp.commands.site import site_named
from fieldapp.documents import Contract, decode, key_of
from fieldapp.models import document, document_key, reading
from fieldapp.operations import Refused
from fieldapp.operations.money.contracts import as_amended
from fieldapp.staff import next_key, sites_by_key
from fieldapp.sync.messages import Operation
from fieldapp.sync.moments import moment_now
from fieldapp.sync.submit import OPERATOR, foresee, operation, submit

EXAMPLE = """\
name = "Local site support"
client = "Northwind Mutual"
starts = 2026-01-01
ends = 2028-12-31
zone = "America/New_York"  # of allotments, amendments and invoices
currency = "USD"
bought = 1200              # transactions, of the whole term
price = 95                 # money for one
buy_back_price = 60        # for one that is left when its allotment ends
paid_in_advance = true     # what is bought is on the invoice of the month in which its allotment begins
overage_price = 110        # for one beyond what is bought; left out, each is an exception
penalty_cap = 2500         # penalties of a month, at most
sites = ["Riverside Tower"]    # names; ["*"] is every site that has no contract

[[allotments]]             # where not all is bought for the whole term: spans, both days included
starts = 2026-01-01
ends = 2026-12-31
bought = 400

[[allotments]]
starts = 2027-01-01
ends = 2027-12-31
bought = 400

[[allotments]]
starts = 2028-01-01
ends = 2028-12-31
bought = 400

[types]                    # how many transactions work takes: a number is for the job
refresh = 1.5
wipe = 0.5
peripheral = {quantity = 0.25, per = "item"}

[types.incident]           # or by bands of recorded time; the last is open
per = "time"
kinds = ["incident"]       # the kinds of job that it fits; left out, all
bands = [{up_to = 60, quantity = 0.5}, {up_to = 180, quantity = 1}, {quantity = 2}]

[cancels.refresh]          # what a cancelled job earns, by its furthest step done
pickup = 0.5
setup = 1

[rates.any]                # time and materials; or by skill, as [rates.network]
hourly = 88
round_minutes = 15         # up to the next quarter of an hour, once for the sum
minimum_minutes = 30

[[penalties]]              # for each missed clock: of several that a job misses, the dearest
clock = "response"
amount = 50

[[penalties]]              # narrower by kind, priority, line_of_business or vip
clock = "response"
vip = true
amount = 150

[[penalties]]              # or for a month in which fewer per cent were kept
clock = "completion"
per = "month"
target = 95
amount = 1000

[service]                  # promises about time
pausing = ["customer"]     # the kinds of hold that stop the completion clock
reopen_days = 5            # a closed incident is reopened within
unreachable_attempts = 3   # on as many business days permit closing
warn_minutes = 60          # before a breach
children = ["clocks"]      # what of the incidents behind an outage counts: clocks, charges
queues = ["Service desk", "Field"]

[service.priorities]       # by impact
one = "P3"
team = "P2"
site = "P1"

[service.lines]            # a line of business may have a calendar of its own
Claims = "claims"

[service.calendars.claims]
zone = "America/New_York"
holidays = ["2026-12-25", "2027-01-01"]
hours = {mon = [["07:00", "19:00"]], tue = [["07:00", "19:00"]], wed = [["07:00", "19:00"]], thu = [["07:00", "19:00"]], fri = [["07:00", "19:00"]], sat = [["08:00", "12:00"]]}

[[service.targets]]        # minutes of the line of business's or the site's hours; the strictest that fits wins
clock = "response"
minutes = 60

[[service.targets]]
clock = "response"
priority = "P1"
minutes = 15
calendar = "always"        # day and night

[[service.targets]]
clock = "response"
vip = true
minutes = 20

[[service.targets]]
clock = "completion"
kind = "incident"
minutes = 480

[wiping]                   # all of it may be left out
grace_days = 0             # how long data is kept after the sign-off
stale_hours = 72           # a phone silent for longer lets nobody wipe: it may not know of a legal hold
verified_by = ""           # "anyone", "other" than who wiped, or "" where it is not asked for; so validated_by
certificate_first = false  # nothing leaves the client's control without its certificate
earns = {legal_custody = true, lost = false}    # whether a job pays that ends so, without a wipe
"""


class _File(msgspec.Struct, forbid_unknown_fields=True):
    """The file. A mistyped name must not be passed over where money hangs on it."""

    name: str
    client: str
    starts: date
    ends: date
    zone: str = "UTC"
    currency: str = "USD"
    sites: list[str] = []
    bought: Decimal | None = None
    price: Decimal | None = None
    buy_back_price: Decimal | None = None
    overage_price: Decimal | None = None
    paid_in_advance: bool | None = None
    penalty_cap: Decimal | None = None
    types: dict[str, Any] | None = None
    rates: dict[str, dict[str, Any]] | None = None
    wiping: dict[str, Any] | None = None
    allotments: list[dict[str, Any]] | None = None
    penalties: list[dict[str, Any]] | None = None
    cancels: dict[str, dict[str, Any]] | None = None
    service: dict[str, Any] | None = None


@click.command()
@click.argument(
    "file", required=False, type=click.Path(exists=True, dir_okay=False, path_type=Path)
)
@click.option("--example", is_flag=True, help="Print a file to start from.")
@click.option("--from", "day", metavar="DAY", help="The day from which changed terms hold.")
@click.option("--reason", default="", help="Why they are changed.")
@click.option("--dry-run", is_flag=True, help="Read and check the file; change nothing.")
@as_json
@with_appcontext
def contract(
    file: Path | None, example: bool, day: str | None, reason: str, dry_run: bool, as_json: bool
) -> None:
    """Make a contract; or amend the one of that name, from a day on. What was earned stays priced as it was."""
    if example:
        click.echo(EXAMPLE, nl=False)
        return
    if file is None:
        stop("Name a file. `flask contract --example` prints one to start from.")
    terms, differing = _read(file), []
    sites, found = _sites(terms.sites), _known(terms.name)
    if found is None:
        key = "new" if dry_run else next_key("contract")
        wanted = [operation("contract.record", f"contract:{key}", _args(terms))]
    else:
        key = key_of(found.id)
        day = day or (day_of(found, moment_now()) if dry_run else None)
        wanted, differing = _amended(file, found, _args(terms), day, reason or "-" * dry_run)
    _foresee(file, wanted)
    if not dry_run:
        submit([*wanted, *_for_sites(sites, key, terms.client)])
    told = {"id": key, "name": terms.name, "sites": list(sites.values()), "dry_run": dry_run}
    _tell(told, differing, as_json)
    if not sites and found is None and not as_json:
        click.echo(
            "No site has it yet: name them in `sites`. Only jobs made after that are billed by it.",
            sys.stderr,
        )


def _amended(
    file: Path, found: Contract, args: dict[str, Any], day: str | None, reason: str
) -> tuple[list[Operation], list[Difference]]:
    """The operations that make the contract what the file says, and how its terms differ. A changed term needs a day and a reason."""
    changes = {name: args.pop(name) for name in AMENDABLE if name in args}
    since = day or day_of(found, moment_now())
    try:
        after = as_amended(found, since, changes)
    except Refused as refused:
        stop(f"{file.name}: {refused.message} Nothing was changed.")
    differing = differences(terms_on(found, since), after)
    wanted = [operation("contract.record", found.id, args)]
    if not differing:
        return wanted, []
    if not day or not reason:
        _show(differing)
        stop(
            f"{file.name} changes these terms. Say --from DAY and --reason TEXT. Nothing was changed."
        )
    told = {"from": since, "changes": changes, "reason": reason}
    return [*wanted, operation("contract.amend", found.id, told)], differing


def _foresee(file: Path, wanted: list[Operation]) -> None:
    for one in wanted:
        verdict = foresee(one, OPERATOR)
        if verdict.outcome in ("held", "refused"):
            stop(f"{file.name}: {verdict.message} Nothing was changed.")


def _for_sites(sites: dict[str, str], contract: str, client: str) -> list[Operation]:
    told = {"contract": contract, "client": client}
    return [
        operation("site.record", f"site:{site}", {"name": name} | told)
        for site, name in sites.items()
    ]


def _tell(told: dict[str, Any], differing: list[Difference], as_json: bool) -> None:
    if as_json:
        show(told | {"changes": [one._asdict() for one in differing]}, as_json)
        return
    show([told | {"sites": ", ".join(told["sites"]) or "none"}], as_json)
    _show(differing)


def _show(differing: list[Difference]) -> None:
    for one in differing:
        click.echo(
            f"{one.section}, {one.term}: {one.before or 'nothing'} → {one.after or 'nothing'}"
        )


def _read(file: Path) -> _File:
    try:
        told = tomllib.loads(file.read_text(encoding="utf-8"), parse_float=Decimal)
        return msgspec.convert(told, _File, strict=False)
    except (tomllib.TOMLDecodeError, msgspec.ValidationError, UnicodeDecodeError) as error:
        stop(f"{file.name} can't be read: {error}. `flask contract --example` prints one that can.")
        raise


def _args(terms: _File) -> dict[str, Any]:
    """As an operation carries them: only what the file speaks of."""
    told = {name: one for name, one in msgspec.to_builtins(terms).items() if one is not None}
    del told["sites"]
    return carried(told)


def _known(name: str) -> Contract | None:
    """The contract of that name, where there is one."""
    wanted = (
        sa.select(document.c.id, document.c.body)
        .join(document_key, document_key.c.document == document.c.id)
        .where(document_key.c.key == f"contract-name:{name.strip().lower()}")
    )
    with reading() as connection:
        found = connection.execute(wanted).first()
    return decode(*found) if found else None


def _sites(names: list[str]) -> dict[str, str]:
    """``{key: name}``."""
    if names == ["*"]:
        return {key: one.name for key, one in sites_by_key().items() if one.contract is None}
    found = [site_named(name) for name in names]
    return {key_of(one.id): one.name for one in found}
