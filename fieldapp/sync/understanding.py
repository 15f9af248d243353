"""From what came in to what a verb gets: the kind, and arguments that are what the kind says."""

from uuid import UUID

import msgspec

from fieldapp.operations import KINDS, Held, Kind, Refused
from fieldapp.operations.arguments import complaint
from fieldapp.sync.incoming import Deed, Incoming, has_nul
from fieldapp.sync.messages import OPERATION_LIMIT, Operation


def understand(incoming: Incoming, made: Deed | None = None) -> tuple[Kind, Deed]:
    """The kind, and the operation with typed arguments of its newest version; ``made`` where that was done."""
    operation = incoming.operation
    if operation.kind == "raw":
        raise Held("invalid", "This could not be read as an operation; it is kept as it came.")
    kind = KINDS.get(operation.kind)
    if kind is None:
        raise Held("unknown_kind", f"This server does not know “{operation.kind}” yet.")
    if operation.v > kind.v:
        raise Held("unknown_version", "This comes from a newer version of the app.")
    by_phone = incoming.device is not None or incoming.file is not None
    if by_phone and len(incoming.payload.encode()) > OPERATION_LIMIT:
        raise Refused("invalid", "This is too large: an operation has at most 64 KiB.")
    if has_nul(incoming.payload):
        raise Refused("invalid", "It has a NUL in it, which is no character of any text.")
    return kind, made or _deed(operation, kind)


def _deed(operation: Operation, kind: Kind) -> Deed:
    args = operation.args or {}
    try:
        UUID(operation.id)
        for version in range(operation.v, kind.v):
            args = kind.converters[version](args)
        typed = msgspec.convert(_without_nulls(args), kind.args, strict=True, str_keys=True)
    except (ValueError, KeyError) as error:
        said = complaint(error) or f"This is no “{operation.kind}”: {error}"
        raise Refused("invalid", said) from error
    return Deed(
        id=operation.id,
        kind=operation.kind,
        v=kind.v,
        target=operation.target,
        args=typed,
        expect=operation.expect or {},
        after=operation.after or [],
        at=operation.at,
    )


def _without_nulls(args: dict) -> dict:
    return {name: value for name, value in args.items() if value is not None}


def rough(incoming: Incoming) -> Deed:
    """Enough of the operation to see what it reads, before it is known whether it is one."""
    operation = incoming.operation
    kind = None if has_nul(incoming.payload) else KINDS.get(operation.kind)
    try:
        return _deed(operation, kind) if kind else bare(operation)
    except Refused:
        return bare(operation)


def bare(operation: Operation) -> Deed:
    """What it is about, and nothing else of it."""
    return Deed(
        id=operation.id,
        kind="",
        v=1,
        target=operation.target,
        args=None,
        expect={},
        after=[],
        at=None,
    )
