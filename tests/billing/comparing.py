"""One month in both ledgers: where they differ, in words."""

from collections import defaultdict
from collections.abc import Iterator
from decimal import Decimal

import structlog

from fieldapp.billing.entries import Entry, live
from tests.billing.months import made, played, trace
from tests.billing.naive import Books, recompute


def differences(seed: int) -> list[str]:
    """What is not the same to the cent in the ledger of the month of that seed; nothing, where all is well."""
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(50))
    month = made(seed)
    rows, merge = played(month)
    return [*unlike(rows, merge.charges, recompute(rows))]


def told(seed: int) -> str:
    """The trace of the month, with both ledgers, for whoever looks for the difference."""
    month = made(seed)
    rows, merge = played(month)
    entries = [
        f"{one.at} {one.period} {one.kind} {one.rule} {one.skill or ''} {one.cost_centre or ''} {one.units} {one.money} {one.why}"
        for one in merge.charges
    ]
    return "\n".join(
        [*trace(month, rows), "", *entries, "", *map(str, recompute(rows).totals().items())]
    )


def unlike(rows: list[dict], entries: list[Entry], books: Books) -> Iterator[str]:
    failed = [row["id"] for row in rows if row["code"] == "failed"]
    if failed:
        yield f"operations failed: {failed}"
    if len({(one.rule, one.fact) for one in entries}) != len(entries):
        yield "a (rule, fact) was charged twice"
    if books.unheard_of:
        yield f"disputed, and no charge by hand: {books.unheard_of}"
    yield from _compared("month", _sums(entries), books.totals())
    standing = defaultdict(list)
    for one in live(entries):
        if one.job:
            standing[f"job:{one.job}"].append(one)
    by_hand = books.standing_by_job
    for job in sorted({*standing, *by_hand}):
        mine: dict[tuple, Decimal] = defaultdict(Decimal)
        for what, amount in _sums(standing[job]).items():
            mine[what[2:]] += amount
        yield from _compared(job, mine, by_hand.get(job, {}))
    unpriced = {
        (f"job:{one.job}", *_lacking(one)) for one in live(entries) if one.kind == "exception"
    }
    for job, *what in sorted(unpriced ^ books.unpriced):
        where = "only here" if (job, *what) in unpriced else "only by hand"
        yield f"{job}: an exception about {what} {where}"


def _lacking(one: Entry) -> tuple[str, str]:
    """What an exception is about: the type without terms, the skill without a rate."""
    about = one.rule.partition(":")[0]
    return about, {"transactions": _type(one), "time": one.skill or ""}.get(about, "")


def _type(one: Entry) -> str:
    return one.type or (one.rule.partition(":")[2] if one.rule.startswith("transactions:") else "")


def _sums(entries: list[Entry]) -> dict[tuple, Decimal]:
    sums: dict[tuple, Decimal] = defaultdict(Decimal)
    for one in entries:
        if one.kind != "exception":
            type_ = _type(one) if one.kind == "transactions" else ""
            what = (
                one.contract,
                one.period,
                one.kind,
                type_,
                one.skill or "",
                one.cost_centre or "",
            )
            sums[what] += (one.units if one.money is None else one.money) or Decimal(0)
    return {what: amount for what, amount in sums.items() if amount}


def _compared(where: str, ours: dict, by_hand: dict) -> Iterator[str]:
    for what in sorted({*ours, *by_hand}, key=str):
        if ours.get(what, 0) != by_hand.get(what, 0):
            yield f"{where} {what}: the ledger has {ours.get(what, 0)}, by hand it is {by_hand.get(what, 0)}"
