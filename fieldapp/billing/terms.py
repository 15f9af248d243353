"""The terms of a day, and the month that an entry belongs to. Both by the contract's zone."""

import msgspec

from fieldapp.documents import Contract
from fieldapp.portable.natives import epoch, zone_parts


def day_of(contract: Contract, at: str) -> str:
    """The date (``2026-11-22``) of a moment, in the contract's zone."""
    year, month, day, *_ = zone_parts(epoch(at), contract.zone)
    return f"{year:04d}-{month:02d}-{day:02d}"


def terms_on(contract: Contract, day: str) -> Contract:
    """The contract as its amendments have it on that day."""
    held = [one for one in contract.amendments if one.from_ <= day]
    if not held:
        return contract
    changes = {name: value for one in in_order(held) for name, value in one.changes.items()}
    return msgspec.convert(msgspec.to_builtins(contract) | changes, Contract, strict=False)


def terms_since(contract: Contract, day: str) -> str:
    """The day from which on the terms of ``day`` hold: the contract's first, or an amendment's."""
    return max([contract.starts, *(one.from_ for one in contract.amendments if one.from_ <= day)])


def in_order(amendments: list) -> list:
    """As they take effect; of those of one day, the last that was made is the last."""
    return sorted(amendments, key=lambda one: one.from_)


def period_of(contract: Contract | None, at: str) -> str:
    """The month (``2026-10``) whose invoice an entry of that moment is on: its own, or the first that is still open."""
    month = day_of(contract, at)[:7] if contract else at[:7]
    if contract is None or contract.issued_through is None:
        return month
    return max(month, month_after(contract.issued_through))


def month_after(month: str) -> str:
    """``2026-12`` → ``2027-01``."""
    year, number = int(month[:4]), int(month[5:])
    return f"{year + number // 12:04d}-{number % 12 + 1:02d}"
