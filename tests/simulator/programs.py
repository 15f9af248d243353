"""Versions of the server's program: today's, an older one that knows less, and the next one, which knows more."""

from typing import Any

import msgspec

from fieldapp.operations import KINDS, Kind
from fieldapp.operations.arguments import Arguments, NoteAdd
from fieldapp.operations.work import notes

TODAY = dict(KINDS)
# What the older one does not know.
YOUNG = ("asset.scan", "hold.set")


class NoteOfTomorrow(Arguments, kw_only=True):
    """The text has another name, as after a change of mind."""

    words: str
    photos: list[str] = []


class DroneSend(Arguments, kw_only=True):
    height: int


def _note(op, world):
    return notes.add_note(_with(op, NoteAdd(text=op.args.words, photos=op.args.photos)), world)


def _drone(op, world):
    return notes.add_note(_with(op, NoteAdd(text=f"The drone was at {op.args.height}")), world)


def _with(op, args):
    return msgspec.structs.replace(op, args=args)


def _to_tomorrow(args: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in args.items() if name != "text"} | {"words": args["text"]}


_KNOWN = KINDS["note.add"]
NEXT = TODAY | {
    "note.add": Kind(
        _note, NoteOfTomorrow, fact=True, roles=_KNOWN.roles, v=2, converters={1: _to_tomorrow}
    ),
    "drone.send": Kind(_drone, DroneSend, fact=True),
}
PROGRAMS = {
    "older": {name: kind for name, kind in TODAY.items() if name not in YOUNG},
    "today": TODAY,
    "next": NEXT,
}


def run(program: str) -> None:
    """From now on the server runs that one."""
    KINDS.clear()
    KINDS.update(PROGRAMS[program])
