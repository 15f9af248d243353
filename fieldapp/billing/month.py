"""A contract's month while it is reckoned up: what the rules of the billing run ask, and the one way in which they write.

Each rule says what should stand for a fact by now. Where that is not what stands, what stands is taken back and the new amount entered,
both in the month that is being issued: issued months never change, and running a rule twice enters nothing.
"""

from decimal import Decimal
from typing import Protocol

from fieldapp.billing.entries import DISPUTE, Entry, entry, live, reversal
from fieldapp.billing.months import last_day, month_bounds
from fieldapp.billing.terms import day_of, terms_on, terms_since
from fieldapp.documents import Contract, Penalty, key_of
from fieldapp.portable.natives import epoch, iso

CENT = Decimal("0.01")


class Books(Protocol):
    """What a run reads: the ledger and the clocks, with what the same merge has changed."""

    def entries(self, contract: str, period: str | None, kinds: list[str] | None) -> list[Entry]: ...
    def units(self, contract: str, since: str, until: str, through: str) -> Decimal: ...
    def first_period(self, contract: str) -> str | None: ...
    def first_clock(self, contract: str) -> str | None: ...
    def clocks(
        self, contract: str, penalty: Penalty, span: tuple[str, str], children: bool
    ) -> tuple[int, int]: ...


# What the run itself enters, or corrects; of adjustments, what was given back of it in a dispute.
OWN_KINDS = ["purchase", "penalty", "overage", "buy_back", "exception", "adjustment"]


class Month:
    """``entered`` are the entries that the run makes for the month ``period`` of the contract, by the operation ``op``."""

    def __init__(self, contract: Contract, period: str, books: Books, op: str):
        self.contract, self.period, self.books, self.op = contract, period, books, op
        self.key = key_of(contract.id)
        self.entered: list[Entry] = []
        kept = books.entries(self.key, None, OWN_KINDS)
        self.known = [one for one in kept if (one.period or "") <= period]

    def terms(self, day: str) -> Contract:
        return terms_on(self.contract, day)

    def of(self, rule: str) -> list[Entry]:
        """The entries under that rule, those of this run too."""
        return [one for one in [*self.known, *self.entered] if one.rule == rule]

    def standing(self, kind: str) -> list[Entry]:
        """Those of a kind that count."""
        return [one for one in live([*self.known, *self.entered]) if one.kind == kind]

    def last_moment(self, month: str) -> str:
        """Of the month, in milliseconds."""
        return iso(epoch(month_bounds(self.contract, month)[1]) - 1)

    def month_of(self, one: Entry) -> str:
        """The month that a charge is about."""
        return day_of(self.contract, one.at)[:7]

    def settle(
        self, rule: str, fact: str, month: str, wanted: dict | None, why: str, back: str
    ) -> None:
        """Have one entry stand for the fact, with what is ``wanted`` of it, or none. ``month`` is the one it is about; ``why`` tells of a new
        entry, ``back`` of what is taken back."""
        mine = self.of_fact(rule, fact)
        standing = live(mine)
        if [_amounts(one) for one in standing] == ([] if wanted is None else [_told(wanted)]):
            return
        self.take_back(standing, back)
        if wanted is not None:
            reversals = sum(one.reverses is not None for one in self.of_fact(rule, fact))
            name = f"{fact}/{reversals}" if any(one.fact == fact for one in mine) else fact
            self.enter(rule, name, month, why, wanted)

    def of_fact(self, rule: str, fact: str) -> list[Entry]:
        """The charges for a fact, first and again, and what took them back."""
        told = [one for one in self.of(rule) if one.reverses is None]
        mine = {one.id for one in told if one.fact == fact or one.fact.startswith(f"{fact}/")}
        return [one for one in self.of(rule) if one.id in mine or one.reverses in mine]

    def take_back(self, entries: list[Entry], why: str) -> None:
        facts = {f"entry:{one.id}" for one in entries}
        given = [one for one in live(self.of(DISPUTE)) if one.fact in facts]
        for one in [*entries, *given]:
            taken = reversal(one, why, self.op, self.last_moment(self.period))
            taken.period = self.period
            self.entered.append(taken)

    def enter(self, rule: str, fact: str, month: str, why: str, wanted: dict) -> None:
        kind = wanted["kind"]
        more = {
            "contract": self.key,
            "period": self.period,
            "terms": terms_since(self.contract, last_day(month)),
            **{name: value for name, value in wanted.items() if name != "kind"},
        }
        at = self.last_moment(month)
        self.entered.append(entry(rule, fact, kind, "", self.op, at, why, **more))


def _amounts(one: Entry) -> tuple:
    return one.kind, one.units, one.money, one.rate


def _told(wanted: dict) -> tuple:
    return wanted["kind"], wanted.get("units"), wanted.get("money"), wanted.get("rate")


def exact(value: Decimal) -> Decimal:
    """The number in one form, whatever road it came by: from the ledger, or from a sum."""
    return value.normalize() + 0


def plain(value: Decimal) -> str:
    """``1.5``, ``1200``: as few digits as say it."""
    return f"{value.normalize():f}"
