"""Adjustments: what no rule gives and two people have agreed on, entered with its reason."""

from decimal import Decimal

from fieldapp.billing.entries import entry
from fieldapp.documents import key_of
from fieldapp.operations.guards import words
from fieldapp.operations.money.contracts import target_contract
from fieldapp.operations.outcomes import Refused


def add(op, world):
    """So many transactions, or so much money, for the contract; perhaps about one job, or on one cost centre's statement."""
    contract = target_contract(op, world)
    reason = words(op.args.reason, "Say why it is adjusted.")
    units, money = op.args.units, op.args.money
    if (units is None) == (money is None):
        raise Refused("invalid", "Give either transactions or an amount of money.")
    _amount(units, "0.0001")
    _amount(money, "0.01")
    job = _job_of(op, contract, world)
    key = key_of(contract.id)
    more = {"units": units, "money": money, "cost_centre": op.args.cost_centre}
    agreed = (op.args.agreed_with or "").strip()
    why = f"{world.actor.name}: {reason}" + (f" (agreed with {agreed})" if agreed else "")
    new = entry("adjustment", op.id, "adjustment", job, op.id, world.at, why, contract=key, **more)
    world.charges.append(new)


def _amount(amount: Decimal | None, step: str) -> None:
    """Something, either sign, that the ledger can hold exactly."""
    if amount is None:
        return
    whole = amount.is_finite() and abs(amount) < 10**9 and amount % Decimal(step) == 0
    if not whole or not amount:
        raise Refused(
            "invalid", f"{amount} is no amount to adjust by: not zero, in steps of {step}."
        )


def _job_of(op, contract, world) -> str:
    if not op.args.job:
        return ""
    job = world.document(f"job:{op.args.job}")
    if job is None or job.contract != key_of(contract.id):
        raise Refused("invalid", "There is no such job under this contract.")
    return op.args.job
