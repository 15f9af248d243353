"""What an entry of the ledger is for, and by which rule and fact it came, in words."""

import re
from urllib.parse import unquote

from fieldapp.billing.said import month_words, prose
from fieldapp.screens.filters import date_words
from fieldapp.workflows import WORKFLOWS

UUID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")

# Entries that are about no single kind of work.
SAID = {
    "penalty:breach": "Penalty: a clock was missed",
    "penalty:month": "Penalty: a month below its target",
    "penalty:cap": "Penalties beyond the month's cap",
    "overage": "Beyond the allotment",
    "buy_back": "Buy-back",
    "purchase": "Bought in advance",
    "adjustment": "Adjustment",
    "dispute": "A disputed charge, taken back",
    "transactions:": "Closed without a transaction type",
}
FORMS = {"transactions": "{} closed", "cancel": "{} cancelled", "time": "Time on {}"}


def rule_words(rule: str, kind: str) -> str:
    """``Tech refresh closed``, ``Time on Cascade to a new user``, ``Wipe cancelled: no price``."""
    what, _, about = rule.partition(":")
    own = about.removeprefix("x-").partition("@")[0].replace("-", " ").capitalize()
    title = WORKFLOWS[about].title if about in WORKFLOWS else own if "@" in about else about.replace("_", " ").capitalize()
    words = SAID.get(rule) or FORMS.get(what, "{}").format(title)
    return f"{words}: no price" if kind == "exception" else words


# What each rule says, as a sentence; ``{}`` is what it is about.
RULES = {
    "transactions": "Closed work takes transactions of the type “{}”",
    "cancel": "Work that is called off ({}) earns by its furthest step",
    "time": "Time and materials of {}: minutes by skill and cost centre",
    "penalty:breach": "A missed clock costs a penalty, the dearest that fits",
    "penalty:month": "A month below its target costs a penalty",
    "penalty:cap": "A month's penalties are capped",
    "overage": "What is used beyond an allotment is paid for",
    "purchase": "What is bought is paid in advance",
    "buy_back": "What is left of an allotment is bought back",
    "adjustment": "People agreed on it",
    "dispute": "A disputed charge was taken back by decision",
    "transactions:": "Closed work takes transactions",
}


def rule_told(rule: str) -> str:
    """The rule itself, as a sentence."""
    what, _, about = rule.partition(":")
    named = WORKFLOWS[about].title if about in WORKFLOWS and what != "transactions" else about
    return RULES.get(rule) or RULES.get(what, "{}").format(named)


def fact_told(fact: str, number: str) -> str:
    """What the rule looked at, ``number`` being that of the entry's job."""
    about, *more = fact.split("/")
    kind = about.partition(":")[0]
    if kind == "job":
        return _of_job(number or "the job", more)
    if kind == "contract":
        return _of_contract(more)
    return "an earlier entry, which this one takes back" if kind == "entry" else "what was agreed on"


def _of_job(number: str, more: list[str]) -> str:
    what, *rest = more or [""]
    if what == "close":
        times = rest[0] if rest else "1"
        again = "" if times == "1" else f", for the {_ordinal(times)} time"
        skill = unquote(rest[1]) if _is_skill(rest[1:]) else ""
        return f"{number} was closed{again}" + (f": its minutes of “{skill}”" if skill else "")
    if what == "cancel":
        return f"{number} was called off"
    begun = prose(rest[0].replace("T", " ")[:16]) if rest else ""
    return f"{number}: its {what} clock that began {begun} (UTC)"


def _is_skill(rest: list[str]) -> bool:
    """What stands last may be the operation that brought a second charge: that is nothing for people."""
    return bool(rest and rest[0]) and not UUID.fullmatch(rest[0])


def _ordinal(number: str) -> str:
    return {"2": "second", "3": "third"}.get(number, f"{number}th")


def _of_contract(more: list[str]) -> str:
    what, *rest = more
    if what == "cap":
        return f"the penalties of {month_words(rest[0])}"
    if what in ("overage", "buy_back", "purchase"):
        told = f"the allotment from {date_words(rest[0])}"
        return f"{told}, in {month_words(rest[1])}" if what != "buy_back" else told
    scope = [one for one in rest[1:] if one]
    return f"the {rest[0]} clocks of {month_words(what)}" + (f": {', '.join(scope)}" if scope else "")
