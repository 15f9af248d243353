"""What the second ledger has in hand: contracts, sites, people, jobs; and charges, which are entered and taken back."""

from collections import defaultdict
from dataclasses import dataclass, field
from decimal import Decimal

from tests.billing.naive.days import open_month

NOTHING = Decimal(0)


@dataclass(eq=False)
class Charge:
    """``amount`` is in transactions where ``units`` says so, and in money otherwise. ``of`` is the moment that it belongs to; ``about`` tells charges of
    one job and kind apart, ``told`` is what it was reckoned by. What takes a charge back is another one, for as much less."""

    contract: str | None
    job: str
    kind: str
    about: tuple
    amount: Decimal
    at: str
    of: str
    month: str
    units: bool
    type: str = ""
    skill: str = ""
    centre: str = ""
    told: object = None
    takes_back: "Charge | None" = None
    taken_by: "Charge | None" = None
    conceded_by: "Charge | None" = None

    @property
    def stands(self) -> bool:
        return self.takes_back is None and self.taken_by is None

    def stood(self, month: str) -> bool:
        """Whether it counted by what the bills up to that month had."""
        is_gone = self.taken_by is not None and self.taken_by.month <= month
        return self.takes_back is None and self.month <= month and not is_gone


@dataclass
class Books:
    """``unpriced_by_month`` are what the bills lack a price for; jobs have their own. ``orders`` say for which job each is.
    ``unheard_of`` are charges that were disputed, and are none by this ledger."""

    charges: list[Charge] = field(default_factory=list)
    jobs: dict[str, dict] = field(default_factory=dict)
    contracts: dict[str, dict] = field(default_factory=dict)
    sites: dict[str, dict] = field(default_factory=dict)
    people: dict[str, dict] = field(default_factory=dict)
    workflows: dict[str, dict] = field(default_factory=dict)
    rows: dict[str, dict] = field(default_factory=dict)
    disputed: dict[str, dict] = field(default_factory=dict)
    unheard_of: list[dict] = field(default_factory=list)
    orders: dict[str, str] = field(default_factory=dict)
    unpriced_by_month: dict[tuple, Decimal] = field(default_factory=dict)

    def enter(self, job: dict, kind: str, about: tuple, amount: Decimal, at: str, **more) -> Charge:
        """A charge for a job."""
        contract = self.contracts.get(job["contract"])
        told = {"of": at, "units": kind == "transactions", "month": open_month(contract, at)} | more
        charge = Charge(job["contract"], job["id"], kind, about, amount, at, **told)
        self.charges.append(charge)
        job["charges"].append(charge)
        return charge

    def enter_by_month(self, contract: str, kind: str, about: tuple, amount: Decimal, at: str, month: str, **more) -> Charge:
        """What is asked by a month's bill, for no job."""
        told = {"of": at, "units": False} | more
        charge = Charge(contract, "", kind, about, amount, at, month=month, **told)
        self.charges.append(charge)
        return charge

    def take_back(self, charge: Charge, at: str, month: str | None = None) -> None:
        """With what was conceded of it: together they come to nothing."""
        conceded = charge.conceded_by
        for one in [charge, *([conceded] if conceded and conceded.stands else [])]:
            back = Charge(
                one.contract, one.job, one.kind, one.about, -one.amount, at, of=one.of, units=one.units, type=one.type, skill=one.skill,
                centre=one.centre, month=month or open_month(self.contracts.get(one.contract or ""), at), takes_back=one,
            )  # fmt: skip
            one.taken_by = back
            self.charges.append(back)

    def standing(self, job: dict, kind: str) -> list[Charge]:
        return [one for one in job["charges"] if one.kind == kind and one.stands]

    # What it all comes to.

    def totals(self) -> dict[tuple, Decimal]:
        """(contract, month, kind, type, skill, cost centre) to a sum of transactions or money."""
        sums: dict[tuple, Decimal] = defaultdict(Decimal)
        for one in self.charges:
            sums[(one.contract, one.month, *_what(one))] += one.amount
        return _without_zeros(sums)

    @property
    def standing_by_job(self) -> dict[str, dict[tuple, Decimal]]:
        """What counts of each job at the end."""
        found: dict[str, dict[tuple, Decimal]] = defaultdict(lambda: defaultdict(Decimal))
        for one in self.charges:
            if one.job and one.stands:
                found[one.job][_what(one)] += one.amount
        return {job: sums for job, one in found.items() if (sums := _without_zeros(one))}

    @property
    def unpriced(self) -> set[tuple]:
        """(job, what) for which an exception must stand."""
        by_job = {(key, *what) for key, job in self.jobs.items() for what in job["unpriced"]}
        return by_job | {("job:", "overage", "") for units in self.unpriced_by_month.values() if units}


def _what(one: Charge) -> tuple:
    return one.kind, one.type if one.kind == "transactions" else "", one.skill, one.centre


def _without_zeros(sums: dict) -> dict:
    return {what: amount for what, amount in sums.items() if amount}
