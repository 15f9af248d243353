"""Rules of the money, each taken out in turn: the second ledger must notice every one of them."""

from collections.abc import Iterator
from contextlib import contextmanager
from importlib import import_module
from pathlib import Path
from types import FunctionType
from typing import NamedTuple

from tests.billing.comparing import differences

ROOT = Path(__file__).absolute().parent.parent.parent
# Before so many months a missing rule must be noticed.
SOON = 600


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
    "of several penalties the dearest is asked": Cut(
        "fieldapp/billing/penalties.py", "return max(found,", "return min(found,"
    ),
    "a clock that was kept after all costs nothing": Cut(
        "fieldapp/billing/penalties.py",
        "stays = len(others) < len(missed)",
        "stays = True",
    ),
    "a reopened incident keeps what it earned": Cut(
        "fieldapp/billing/rules.py", "if work.is_reopened:", "if False:"
    ),
    "holds that the terms name let completion wait": Cut(
        "fieldapp/sla/promises.py", "if one.stops is not False]", "if False]"
    ),
    "other holds let nothing wait": Cut(
        "fieldapp/sla/promises.py", "if one.stops is not False]", "]"
    ),
    "a hold lasts to its day at most": Cut(
        "fieldapp/sla/promises.py", "in [pause.to, pause.until] if", "in [pause.to] if"
    ),
    "what is stricter from now on counts from now": Cut(
        "fieldapp/sla/promises.py", "made.since = since", "pass"
    ),
    "terms that are to come are known at once": Cut(
        "fieldapp/sla/targets.py", "if begins(one) > epoch(at):", "if False:"
    ),
    "a line of business has hours of its own": Cut(
        "fieldapp/sla/targets.py", 'return terms["lines"].get(line or "") or ""', 'return ""'
    ),
    "nothing counts while a site is closed": Cut(
        "fieldapp/sla/calendars.py",
        "return minus(within(found, low, high), closures_of(calendar))",
        "return within(found, low, high)",
    ),
    "completion does not count the time in which a job was closed": Cut(
        "fieldapp/sla/clocks.py", "Pause(from_=clock.stopped_at, to=at,", "Pause(from_=at, to=at,"
    ),
    "who is called after a reopening that is heard late was answered": Cut(
        "fieldapp/sla/clocks.py",
        'if name == "response":\n        # Of a reopening',
        "if False:\n        # Of a reopening",
    ),
    "an attempt that is taken back answers nobody": Cut(
        "fieldapp/operations/work/notes.py", "unanswer(job, entry.op)", "pass"
    ),
    "a child's clocks count where the terms say so": Cut(
        "fieldapp/billing/penalties.py", "if not follows(job, one) or", "if True or"
    ),
    "what was missed before it followed counts": Cut(
        "fieldapp/billing/penalties.py",
        "return ended is None or job.followed_at is None or ended >= job.followed_at",
        "return True",
    ),
    "who becomes a VIP later was none": Cut(
        "fieldapp/billing/penalties.py", "clock.due_at < one.until", "False"
    ),
    "a child is charged where the terms say so": Cut(
        "fieldapp/billing/transactions.py",
        'if job.parent is not None and "charges" not in children(terms):',
        "if False:",
    ),
    "rework earns nothing": Cut(
        "fieldapp/billing/transactions.py", "if job.rework is not None:", "if False:"
    ),
    "a month's penalties are capped": Cut(
        "fieldapp/billing/month_penalties.py", "max(Decimal(0), total - cap)", "Decimal(0)"
    ),
    "of several targets of a month the dearest": Cut(
        "fieldapp/billing/month_penalties.py", "dearest = max(missed", "dearest = min(missed"
    ),
    "a month's target is asked for where it was missed": Cut(
        "fieldapp/billing/month_penalties.py",
        "return Decimal(kept) * 100 < (penalty.target or Decimal(0)) * ended",
        "return False",
    ),
    "what is beyond an allotment is charged": Cut(
        "fieldapp/billing/month_transactions.py",
        "left = max(Decimal(0), used(month, one) - one.bought)",
        "left = Decimal(0)",
    ),
    "what is left is bought back at the price of the last day": Cut(
        "fieldapp/billing/month_transactions.py",
        "price = month.terms(one.ends).buy_back_price",
        "price = month.terms(one.starts).buy_back_price",
    ),
    "what is left is bought back once": Cut(
        "fieldapp/billing/month_transactions.py",
        "if one.ends > last_day(month.period):",
        "if False:",
    ),
    "work that is called off earns by its furthest step": Cut(
        "fieldapp/billing/cancelling.py", "amounts[done[-1].key]", "amounts[done[0].key]"
    ),
}


@contextmanager
def without(name: str) -> Iterator[None]:
    """The functions of that file run as if the rule were not in it."""
    file, old, new = MUTATIONS[name]
    text = (ROOT / file).read_text()
    assert text.count(old) == 1, f"{file} has this {text.count(old)} times: {old}"
    module = import_module(file.removesuffix(".py").replace("/", "."))
    changed: dict = {"__name__": module.__name__}
    exec(compile(text.replace(old, new), file, "exec", dont_inherit=True), changed)
    functions = {key: one for key, one in vars(module).items() if isinstance(one, FunctionType)}
    own = {key: one for key, one in functions.items() if one.__module__ == module.__name__}
    before = {key: one.__code__ for key, one in own.items()}
    for key, one in own.items():
        one.__code__ = changed[key].__code__
    try:
        yield
    finally:
        for key, code in before.items():
            own[key].__code__ = code


def first_difference(name: str) -> list[str]:
    """How the first month differs in which the rule is missed; empty where all end well."""
    with without(name):
        return next((found for seed in range(SOON) if (found := differences(seed))), [])
