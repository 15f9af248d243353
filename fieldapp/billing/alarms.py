"""What a burn-down warns of, both ways: running out, and paying back. In sentences."""

from collections.abc import Callable
from decimal import Decimal

from fieldapp.billing.burndown import BurnDown
from fieldapp.billing.said import amount, money
from fieldapp.documents import Contract

# Below so much of what was bought nobody need hear that it is paid back.
SHARE = Decimal("0.05")


Say = Callable[[str], str]


def alarms(one: BurnDown, terms: Contract, say: Say) -> list[str]:
    """Of an allotment that runs; ``say`` puts a date into words."""
    if not one.starts <= one.today <= one.ends:
        return []
    return [*_running_out(one, terms, say), *_reserved(one), *_paying_back(one, terms, say)]


def _beyond(terms: Contract) -> str:
    price = terms.overage_price
    if price is None:
        return "The terms name no price for what is beyond it."
    return f"What is beyond it costs {money(price, terms.currency)} each."


def _running_out(one: BurnDown, terms: Contract, say: Say) -> list[str]:
    if one.left < 0:
        return [f"{amount(-one.left)} more were used than bought. {_beyond(terms)}"]
    ahead = one.forecast
    if ahead is None or ahead.out_early is None:
        return []
    if ahead.out is None:
        return [f"The allotment may run out, on {say(ahead.out_early)} at the earliest. {_beyond(terms)}"]
    until = f"{say(ahead.out_late)} at the latest" if ahead.out_late else "perhaps not at all"
    told = f"The allotment runs out on {say(ahead.out)} as it is going: {say(ahead.out_early or ahead.out)} at the earliest, {until}."
    return [f"{told} {_beyond(terms)}"]


def _reserved(one: BurnDown) -> list[str]:
    if one.left < 0 or one.reserved <= one.left:
        return []
    return [f"Open jobs have {amount(one.reserved)} reserved, and {amount(one.left)} are left."]


def _paying_back(one: BurnDown, terms: Contract, say: Say) -> list[str]:
    """Where even the forecast leaves more than a little."""
    if one.likely_buy_back is None or one.forecast is None or not one.buy_back_price:
        return []
    left = one.bought - one.forecast.ahead[-1].likely
    if left <= one.bought * SHARE:
        return []
    likely, low, high = one.likely_buy_back
    paid = f"{money(likely, terms.currency)} are paid back ({low:,.2f} to {high:,.2f})"
    return [f"{amount(left)} will be left on {say(one.ends)} as it is going, and {paid}."]
