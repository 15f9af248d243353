"""``flask audit|ledger|devices|cases``: what must hold, and what the server knows."""

import sys

import click
from flask.cli import with_appcontext

from fieldapp.billing.burndown import entries
from fieldapp.commands.output import as_json, show, stop
from fieldapp.models import reading
from fieldapp.sync import status
from fieldapp.sync.audit import faults
from fieldapp.sync.blobs import forget_unnamed
from fieldapp.sync.devices import allow, revoke
from fieldapp.sync.submit import OPERATOR
from fieldapp.sync.upgrade import retry_held as try_again

LEDGER = ["id", "rule", "fact", "kind", "job", "units", "money", "at", "reverses"]


@click.command()
@as_json
@with_appcontext
def audit(as_json: bool) -> None:
    """Verify what must hold (docs/sync.md); exit 1 and a list where it does not."""
    found = faults()
    if as_json or found:
        show(
            [{"rule": fault.rule, "about": fault.about, "fault": fault.words} for fault in found],
            as_json,
        )
    else:
        print("Everything holds.")
    sys.exit(1 if found else 0)


@click.command()
@as_json
@with_appcontext
def ledger(as_json: bool) -> None:
    """All ledger entries, oldest first."""
    with reading() as connection:
        rows = entries(connection)
    more = ["contract", "cost_centre", "skill", "op", "why"]
    show([{name: row[name] for name in LEDGER + more} for row in rows], as_json, LEDGER)


@click.group(invoke_without_command=True)
@as_json
@click.pass_context
@with_appcontext
def devices(context: click.Context, as_json: bool) -> None:
    """Each device: its user, version, last contact, and what it has not sent."""
    if context.invoked_subcommand is not None:
        return
    with reading() as connection:
        rows = status.devices(connection)
    show(rows, as_json, ["username", "app", "last_contact", "queued", "oldest_at", "lost", "id"])


@devices.command("revoke")
@click.argument("id_", metavar="ID")
@with_appcontext
def revoke_(id_: str) -> None:
    """A phone is lost or given away: it may hold no documents, and what it sends is held. Signs its user out."""
    if not revoke(id_, OPERATOR.id):
        stop(f"There is no device {id_}. `flask devices` lists them.")
    print("Revoked. It gives up its documents at its next contact; its user must sign in again.")


@devices.command("allow")
@click.argument("id_", metavar="ID")
@with_appcontext
def allow_(id_: str) -> None:
    """A phone that was revoked is found: it may hold documents again."""
    if not allow(id_):
        stop(f"There is no device {id_}. `flask devices` lists them.")
    print("Allowed. It fills itself again at its next contact.")


@click.command()
@click.option("--all", "everything", is_flag=True, help="Decided ones too.")
@as_json
@with_appcontext
def cases(everything: bool, as_json: bool) -> None:
    """What is held or refused, with the reason and what was tried."""
    with reading() as connection:
        rows = status.cases(connection, only_open=not everything)
    show(rows, as_json, ["label", "outcome", "code", "state", "at", "message"])


@click.command("retry-held")
@with_appcontext
def retry_held() -> None:
    """Once this program is newer: try again what an older one has held because it did not know it."""
    print(f"{len(try_again())} tried again.")


@click.command("tidy-photos")
@with_appcontext
def tidy_photos() -> None:
    """Remove photos that came more than 30 days ago and that no document and no operation names."""
    print(f"{forget_unnamed()} removed.")
