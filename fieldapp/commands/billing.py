"""``flask bill CONTRACT 2026-10``: what a month comes to and what is open; with ``--issue`` it is issued."""

import click
import sqlalchemy as sa
from flask.cli import with_appcontext

from fieldapp.billing.months import is_month
from fieldapp.billing.paper import KINDS
from fieldapp.commands.output import as_json, show, stop
from fieldapp.documents import Contract, decode
from fieldapp.models import document, reading
from fieldapp.sync.months import Preview, issuing, look, preview
from fieldapp.sync.submit import submit


@click.command()
@click.argument("contract")
@click.argument("month")
@click.option("--issue", is_flag=True, help="Issue it. What is issued does not change any more.")
@click.option("--dry-run", is_flag=True, help="Only show it, whatever else is asked.")
@click.option("--acknowledge", type=int, default=0, metavar="N", help="That N things are open has been looked at.")
@as_json
@with_appcontext
def bill(contract: str, month: str, issue: bool, dry_run: bool, acknowledge: int, as_json: bool) -> None:
    """What a MONTH (2026-10) of a CONTRACT (its name, or its client's) comes to, and what is open before it is issued."""
    if not is_month(month):
        stop(f"“{month}” is no month. One is 2026-10.")
    with reading() as connection:
        found = _named(connection, contract)
    if issue and not dry_run:
        look(found, month)
    with reading() as connection:
        shown = preview(connection, found, month)
    number = _issue(found, shown, acknowledge) if issue and not dry_run else None
    _tell(found, shown, number, as_json)


def _named(connection, name: str) -> Contract:
    """The contract of that name, or the only one of that client."""
    bodies = connection.scalars(sa.select(document.c.body).where(document.c.type == "contract"))
    found = [decode("contract:", body) for body in bodies]
    wanted = name.strip().lower()
    mine = [one for one in found if one.name.lower() == wanted] or [one for one in found if one.client.lower() == wanted]
    if len(mine) == 1:
        return mine[0]
    names = ", ".join(sorted(f"“{one.name}”" for one in mine or found)) or "none"
    stop(f"Name one contract. There {'are' if len(mine or found) != 1 else 'is'}: {names}.")
    raise AssertionError


def _issue(found: Contract, shown: Preview, acknowledged: int) -> str:
    if shown.problem:
        stop(shown.problem)
    if len(shown.findings) != acknowledged:
        for one in shown.findings:
            click.echo(f"- {one.words} {one.todo}", err=True)
        stop(f"{len(shown.findings)} open. Look at them, then say --acknowledge {len(shown.findings)}.")
    (result,) = submit([issuing(found, shown)])
    if result.outcome != "applied":
        stop(result.message or "It was not issued.")
    return result.id


def _tell(found: Contract, shown: Preview, op: str | None, as_json: bool) -> None:
    rows = [{"for": KINDS.get(one.kind, one.kind), "lines": one.lines, "transactions": one.units, "money": one.money} for one in shown.totals]
    if as_json:
        told = {
            "contract": found.name, "month": shown.period, "due": shown.money, "currency": found.currency, "issued": op is not None,
            "totals": rows, "open": [{"words": one.words, "todo": one.todo, "job": one.job, "case": one.case, "entry": one.entry} for one in shown.findings],
            "problem": shown.problem,
        }  # fmt: skip
        show(told, True)
        return
    show(rows, False)
    print(f"Due: {shown.money} {found.currency}.{' Issued.' if op else ''}")
    if op is None:
        for one in shown.findings:
            print(f"- {one.words} {one.todo}")
        print(shown.problem or f"{len(shown.findings)} open. --issue issues it.")
