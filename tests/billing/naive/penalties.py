"""Penalties by hand: for each job the dearest of the clocks that it missed, as far as anybody knows by then."""

from decimal import Decimal

from tests.billing.naive.books import NOTHING, Books
from tests.billing.naive.clocks import ASKED, due, ended
from tests.billing.naive.days import service_at, terms_at


def settle_penalty(books: Books, job: dict, contract: dict, at: str) -> None:
    """One for a job. What was charged for a clock stays as it was charged, unless that clock was kept or another is dearer."""
    known = max([at, *(one.at for one in books.charges if one.job == job["id"] and one.kind == "penalty")])
    standing = next(iter(books.standing(job, "penalty")), None)
    missed = {_name(clock): _price(books, job, contract, clock) for clock in job["clocks"] if _is_missed(books, job, clock, known)}
    charged = standing.about if standing else None
    others = {name: amount for name, amount in missed.items() if name != charged and amount}
    dearest = max(others, key=lambda name: others[name], default=None)
    if charged in missed and (dearest is None or others[dearest] <= -standing.amount):
        return
    if standing is not None:
        books.take_back(standing, at)
    if dearest is not None:
        books.enter(job, "penalty", dearest, -others[dearest], at)


def _name(clock: dict) -> tuple:
    return clock["name"], clock["began"]


def _is_missed(books: Books, job: dict, clock: dict, known: str) -> bool:
    promised = due(books, job, clock)
    return promised is not None and (ended(job, clock) or known) > promised and counts(books, job, clock)


def counts(books: Books, job: dict, clock: dict) -> bool:
    """A child's clocks count where the terms say so; what was kept or missed before it followed counts in any case."""
    promised, stopped = due(books, job, clock), ended(job, clock)
    over = min([one for one in (promised, stopped) if one], default="9999")
    if job["parent"] is None or over < job["followed_at"]:
        return True
    contract = books.contracts.get(job["contract"])
    return "clocks" in service_at(contract, promised or job["followed_at"]).get("children", [])


def was(books: Books, job: dict, promised: str) -> dict:
    """What the job was when the clock became due."""
    before = [one for until, one in job["formerly"] if promised < until]
    return {**(before[0] if before else job), "priority": job["priority"]}


def is_about(term: dict, clock: dict, then: dict) -> bool:
    """Whether a penalty is about such a clock of such a job."""
    return term["clock"] == clock["name"] and all(term.get(what) in (None, then[what]) for what in ASKED)


def _price(books: Books, job: dict, contract: dict, clock: dict) -> Decimal:
    promised = due(books, job, clock)
    terms = terms_at(contract, promised) or {}
    asked = [
        Decimal(str(one["amount"]))
        for one in terms.get("penalties", [])
        if one.get("per", "breach") == "breach" and is_about(one, clock, was(books, job, promised))
    ]
    return max(asked, default=NOTHING)
