"""Rules of the money, each taken out in turn: the second ledger must notice every one of them."""

import json
import subprocess
import sys
from importlib.machinery import SourceFileLoader
from pathlib import Path
from typing import NamedTuple

ROOT = Path(__file__).absolute().parent.parent.parent
# Before so many months a missing rule must be noticed.
SOON = 250


class Cut(NamedTuple):
    """In ``file``, ``old`` (which must be there, once) becomes ``new``."""

    file: str
    old: str
    new: str


MUTATIONS: dict[str, Cut] = {
    "minutes are rounded up": Cut(
        "fieldapp/billing/hours.py",
        "steps = -(-max(Fraction(minutes), Fraction(rate.minimum_minutes)) // rate.round_minutes)",
        "steps = max(Fraction(minutes), Fraction(rate.minimum_minutes)) // rate.round_minutes",
    ),
    "the least that is billed": Cut(
        "fieldapp/billing/hours.py",
        "max(Fraction(minutes), Fraction(rate.minimum_minutes))",
        "Fraction(minutes)",
    ),
    "shared time is halved": Cut(
        "fieldapp/billing/hours.py", "Fraction(time.minutes, len(roles))", "Fraction(time.minutes)"
    ),
    "halves are not rounded before the sum": Cut(
        "fieldapp/billing/hours.py",
        "Fraction(time.minutes, len(roles))",
        "Fraction(-(-time.minutes // len(roles)))",
    ),
    "only the difference is charged for late time": Cut(
        "fieldapp/billing/hours.py",
        "(Decimal(0) if for_free else price(minutes, rate)) - charged",
        "(Decimal(0) if for_free else price(minutes, rate))",
    ),
    "void time does not count": Cut(
        "fieldapp/billing/hours.py", "[] if time.voided else list(", "list("
    ),
    "late time pays the rate of the first charge": Cut(
        "fieldapp/billing/hours.py",
        "rate_from(first.rate) if first and first.rate else rate_of(terms, skill)",
        "rate_of(terms, skill)",
    ),
    "late time pays from the cost centre of the first charge": Cut(
        "fieldapp/billing/hours.py",
        "first.cost_centre if first else _centre(work.job, role)",
        "_centre(work.job, role)",
    ),
    "a job that is open again earns nothing": Cut(
        "fieldapp/billing/entries.py",
        "units=None if entry.units is None else -entry.units,",
        "units=entry.units,",
    ),
    "an amendment holds from its day on": Cut(
        "fieldapp/billing/terms.py",
        "held = [one for one in contract.amendments if one.from_ <= day]",
        "held = [*contract.amendments]",
    ),
    "the contract's zone says which day it is": Cut(
        "fieldapp/billing/terms.py",
        "zone_parts(epoch(at), contract.zone)",
        'zone_parts(epoch(at), "UTC")',
    ),
    "what is issued is closed": Cut(
        "fieldapp/billing/terms.py",
        "return max(month, month_after(contract.issued_through))",
        "return month",
    ),
    "each item counts": Cut(
        "fieldapp/billing/quantities.py", "return term.quantity * items", "return term.quantity"
    ),
    "a type fits only its kinds of work": Cut(
        "fieldapp/billing/transactions.py",
        "return not term.kinds or kind in term.kinds",
        "return True",
    ),
    "work that is called off earns by its furthest step": Cut(
        "fieldapp/billing/cancelling.py", "amounts[done[-1].key]", "amounts[done[0].key]"
    ),
}


def cut(name: str) -> None:
    """From now on modules are loaded without that rule."""
    file, old, new = MUTATIONS[name]
    whole = SourceFileLoader.get_code

    def get_code(self, fullname):
        path = self.get_filename(fullname)
        if path != str(ROOT / file):
            return whole(self, fullname)
        text = Path(path).read_text()
        assert text.count(old) == 1, f"{file} has this {text.count(old)} times: {old}"
        return compile(text.replace(old, new), path, "exec", dont_inherit=True)

    SourceFileLoader.get_code = get_code


def first_difference(name: str) -> dict | None:
    """The first month in which the rule is missed; None where all end well."""
    command = [sys.executable, "-m", "tests.billing", str(SOON), "--json", "--without", name]
    told = subprocess.run(command, cwd=ROOT, stdout=subprocess.PIPE, text=True)
    months = [json.loads(line) for line in told.stdout.splitlines()]
    if not months:
        raise RuntimeError("the months themselves have failed")
    return next((month for month in months if month["differences"]), None)
