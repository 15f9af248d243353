"""Entries of the ledger: how each is named, and how it is taken back. Nothing is ever edited."""

from decimal import Decimal
from uuid import NAMESPACE_URL, uuid5

import msgspec

# The rule of an entry that takes back a disputed charge. The job's own rules leave it alone.
DISPUTE = "dispute"


class Entry(msgspec.Struct, kw_only=True):
    """A ledger entry. ``units`` are transactions (of ``type``), ``money`` is in the contract's currency, seen from the bill: what the
    client owes is positive; a penalty, a buy-back and what is taken back are negative. So a bill's total is a sum.

    ``kind`` is transactions, time, penalty, purchase, overage, buy_back or adjustment; an entry of kind ``exception`` has no amount and says that no
    term prices the work. ``why`` tells rule, terms and facts. ``rate`` is what it was reckoned by, so that it is corrected by the same: of
    time ``hourly/round_minutes/minimum_minutes``, of transactions the term in words of its own. ``minutes``
    are those that it was reckoned from: of time, all that the job had of the skill then.

    ``period`` is the month (``2026-10``) whose invoice it is on, ``terms`` the day from which on the terms held that priced it. ``job`` is a
    job's key, or empty where it is about the contract."""

    id: str
    rule: str
    fact: str
    kind: str
    job: str
    contract: str | None = None
    cost_centre: str | None = None
    skill: str | None = None
    period: str | None = None
    type: str | None = None
    terms: str | None = None
    units: Decimal | None = None
    money: Decimal | None = None
    minutes: int | None = None
    rate: str | None = None
    at: str
    reverses: str | None = None
    op: str
    why: str


def entry_id(rule: str, fact: str) -> str:
    """The same for the same (rule, fact), so that no charge is entered twice."""
    return str(uuid5(NAMESPACE_URL, f"fieldapp:{rule}|{fact}"))


def entry(rule: str, fact: str, kind: str, job: str, op: str, at: str, why: str, **more) -> Entry:
    """A new entry, named by its rule and fact."""
    id_ = entry_id(rule, fact)
    return Entry(id=id_, rule=rule, fact=fact, kind=kind, job=job, op=op, at=at, why=why, **more)


def reversal(entry: Entry, why: str, op: str, at: str) -> Entry:
    """The entry that takes ``entry`` back. Its fact is the entry, so there is never a second one."""
    return msgspec.structs.replace(
        entry,
        id=entry_id(entry.rule, f"entry:{entry.id}"),
        fact=f"entry:{entry.id}",
        units=None if entry.units is None else -entry.units,
        money=None if entry.money is None else -entry.money,
        at=at,
        period=None,
        reverses=entry.id,
        op=op,
        why=f"Reverses {entry.fact}: {why}",
    )


def taken_back_by(one: Entry) -> str | None:
    """The id of the entry that this one takes back: by reversing it, or because it was conceded in a dispute."""
    return one.reverses or (one.fact.removeprefix("entry:") if one.rule == DISPUTE else None)


def live(entries: list[Entry]) -> list[Entry]:
    """Those that stand: neither reversed nor a reversal."""
    reversed_ones = {one.reverses for one in entries}
    return [one for one in entries if one.id not in reversed_ones and one.reverses is None]
