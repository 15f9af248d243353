"""Contracts: made once, then changed by amendments, each from its day on. What was earned stays priced as it was.

On the server only: phones have no contracts. What sites repeat of the terms is shared from here.
"""

from typing import Any

import msgspec

from fieldapp.billing.said import month_words, span_words
from fieldapp.billing.terms import AMENDABLE, Changes, day_of, terms_on
from fieldapp.documents import Amendment, Contract, Named, key_of
from fieldapp.operations.books.records import converted, wanted_document
from fieldapp.operations.clocks.sharing import share_service
from fieldapp.operations.guards import is_date, words
from fieldapp.operations.money.terms import check_contract, unknown_name
from fieldapp.operations.outcomes import Refused
from fieldapp.screens.filters import date_words

LASTING_WORDS = {
    "starts": "its first day",
    "ends": "its last day",
    "zone": "its time zone",
    "currency": "its currency",
}


def target_contract(op, world) -> Contract:
    """The contract that ``op`` is about."""
    contract = world.document(op.target)
    if contract is None or not op.target.startswith("contract:"):
        raise Refused("invalid", "There is no such contract.")
    return contract


def record(op, world):
    """Make it; or change what it is called and who pays. Its terms are changed by amendments."""
    found = wanted_document(op, world, "contract", f"contract-name:{op.args.name.strip().lower()}")
    told = {
        name: value for name, value in msgspec.to_builtins(op.args).items() if value is not None
    }
    wanted = converted(told | {"id": op.target}, Contract, "The contract")
    if found is not None:
        _same_terms(wanted, told, found, world)
        found.name, found.client = wanted.name, wanted.client
        return
    _known(told, wanted)
    check_contract(wanted, told, world)
    _share(world.create(wanted), world, op)


def _same_terms(wanted: Contract, told: dict[str, Any], found: Contract, world) -> None:
    """Nothing that prices work is overwritten."""
    for name, words_ in LASTING_WORDS.items():
        if getattr(wanted, name) != getattr(found, name):
            message = f"A contract keeps {words_}. Make another contract for what comes after."
            raise Refused("not_allowed", message)
    now = terms_on(found, day_of(found, world.at))
    for name in AMENDABLE:
        if name in told and getattr(wanted, name) != getattr(now, name):
            message = f"“{name}” would change. Terms are changed by an amendment, from a day on."
            raise Refused("not_allowed", message)


def amend(op, world):
    """From a day on, these terms are others. The days before it, and what is invoiced, stay as they are."""
    contract = target_contract(op, world)
    reason = words(op.args.reason, "Say why the contract is amended.")
    day = op.args.from_
    _may_begin(contract, day)
    _as_seen(contract, op)
    changes = _differing(contract, day, _read(op.args.changes))
    if not changes:
        return f"Nothing differs from the terms that hold on {date_words(day)}."
    if "wiping" in changes and day > day_of(contract, world.at):
        message = "Phones know one version of the terms of wiping. Amend them on the day from which they are to hold."
        raise Refused("invalid", message)
    by = Named(id=world.actor.id, name=world.actor.name)
    contract.amendments.append(
        Amendment(from_=day, changes=changes, reason=reason, op=op.id, at=world.at, by=by)
    )
    check_contract(terms_on(contract, day), op.args.changes, world)
    _share(contract, world, op)


def as_amended(contract: Contract, day: str, changes: dict[str, Any]) -> Contract:
    """The terms of that day with these changes, as :func:`amend` reads them. For looking at what an amendment comes to."""
    return msgspec.structs.replace(terms_on(contract, day), **_typed(_read(changes)))


def _typed(changes: dict[str, Any]) -> dict[str, Any]:
    kept = msgspec.convert(changes, Changes)
    return {name: getattr(kept, name) for name in changes}


def _may_begin(contract: Contract, day: str) -> None:
    if not is_date(day):
        raise Refused("invalid", f"“{day}” is no date. One is 2026-11-22.")
    if not contract.starts <= day <= contract.ends:
        message = f"The contract runs from {span_words(contract.starts, contract.ends)}: choose a day of that span."
        raise Refused("invalid", message)
    if contract.issued_through is not None and day[:7] <= contract.issued_through:
        message = (
            f"{month_words(contract.issued_through)} is invoiced, and what is invoiced never changes."
            " Amend from a later month on; what was charged is corrected by an adjustment."
        )
        raise Refused("not_allowed", message)


def newest(contract: Contract) -> str:
    """The operation that amended it last; nothing where it holds as it was made."""
    return contract.amendments[-1].op if contract.amendments else ""


def _as_seen(contract: Contract, op) -> None:
    """Whoever looked at the terms before another amended them has seen another change than this would be by now."""
    if op.expect.get("amended", newest(contract)) != newest(contract):
        message = f"{contract.amendments[-1].by.name} has amended the contract meanwhile. Look again at what changes."
        raise Refused("not_allowed", message)


def _read(changes: dict[str, Any]) -> dict[str, Any]:
    """The changes as an amendment keeps them; a mistyped name is not passed over where money hangs on it."""
    for name in changes:
        if name not in AMENDABLE:
            told = LASTING_WORDS.get(name)
            message = f"A contract keeps {told}." if told else f"There is no term called “{name}”."
            raise Refused("invalid", f"{message} Terms are: {', '.join(AMENDABLE)}.")
    kept = converted(changes, Changes, "The amendment")
    _known(changes, kept)
    return msgspec.to_builtins(kept)


def _known(told: dict[str, Any], kept: msgspec.Struct) -> None:
    strange = unknown_name(told, msgspec.to_builtins(kept))
    if strange is not None:
        raise Refused("invalid", f"There is no term called “{strange}”.")


def _differing(contract: Contract, day: str, changes: dict[str, Any]) -> dict[str, Any]:
    """Those that would be other than they are on that day."""
    before = msgspec.to_builtins(terms_on(contract, day))
    return {name: value for name, value in changes.items() if before[name] != value}


def _share(contract: Contract, world, op) -> None:
    """Sites repeat the terms of wiping and those about time, for the phones have no contracts."""
    wiping = terms_on(contract, day_of(contract, world.at)).wiping
    for place in world.all("site"):
        if place.contract == key_of(contract.id) and place.wiping != wiping:
            world.document(place.id).wiping = wiping
    share_service(contract, world, op)
