"""The terms of a day, and the month that an entry belongs to. Both by the contract's zone."""

from functools import lru_cache
from typing import Any, get_type_hints

import msgspec

from fieldapp.documents import Contract, Invoice
from fieldapp.portable.natives import epoch, zone_parts


def day_of(contract: Contract | Invoice, at: str) -> str:
    """The date (``2026-11-22``) of a moment, in the contract's zone, which its invoices repeat."""
    year, month, day, *_ = zone_parts(epoch(at), contract.zone)
    return f"{year:04d}-{month:02d}-{day:02d}"


# What a contract is from its first day to its last. All else is terms, and changed from a day on.
LASTING = (
    "id",
    "client",
    "name",
    "starts",
    "ends",
    "zone",
    "currency",
    "amendments",
    "issued_through",
)
AMENDABLE = [name for name in Contract.__struct_fields__ if name not in LASTING]
_hints = get_type_hints(Contract)
Changes = msgspec.defstruct(
    "Changes",
    [(name, _hints[name] | msgspec.UnsetType, msgspec.UNSET) for name in AMENDABLE],
    kw_only=True,
    forbid_unknown_fields=True,
)


def terms_on(contract: Contract, day: str) -> Contract:
    """The contract as its amendments have it on that day; itself where it has none. For reading only."""
    held = [one for one in contract.amendments if one.from_ <= day]
    if not held:
        return contract
    changes: dict[str, Any] = {}
    for one in in_order(held):
        changes |= _typed(msgspec.json.encode(one.changes))
    return msgspec.structs.replace(contract, **changes)


@lru_cache(maxsize=512)
def _typed(changes: bytes) -> dict[str, Any]:
    """An amendment's changes as fields of a contract. Kept, for every charge asks."""
    told = msgspec.json.decode(changes, type=Changes)
    return {
        name: value for name in AMENDABLE if (value := getattr(told, name)) is not msgspec.UNSET
    }


def local(contract: Contract | None, at: str) -> str:
    """A moment as the contract's clocks show it: ``2026-11-22 10:05``."""
    year, month, day, hour, minute, *_ = zone_parts(epoch(at), contract.zone if contract else "UTC")
    return f"{year:04d}-{month:02d}-{day:02d} {hour:02d}:{minute:02d}"


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
