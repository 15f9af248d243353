"""What an entry of the ledger is for, in words."""

from fieldapp.workflows import WORKFLOWS

# Entries that are about no single kind of work.
SAID = {
    "penalty:breach": "Penalty: a clock was missed",
    "penalty:month": "Penalty: a month below its target",
    "penalty:cap": "Penalties beyond the month's cap",
    "overage": "Beyond the allotment",
    "buy_back": "Buy-back",
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
