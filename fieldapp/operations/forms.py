"""From the fields of a form to an operation. A field's name says where its value goes, and as what.

``args.step``, ``args.evidence.outgoing``; after a colon ``int``, ``yes`` (a ticked box), ``no`` (a choice of ``yes`` and ``no``), ``null``
(empty means null), ``list`` (one more item of a list: of ``after`` or of an argument) or ``local`` (a ``datetime-local`` of the zone in the
field ``zone``). Other empty fields are left out.
"""

from fieldapp.operations.receiving.boxes import target_of
from fieldapp.portable.natives import from_local, normal

PORTABLE = True

PARTS = ["args", "expect", "after"]
DEEPEST = 8


def fields_to_operation(kind, fields, made_at):
    """``[[name, value], …]`` → the operation, without its ``seq``: the outbox gives that."""
    plain = {name: value for name, value in fields}
    op = {
        "id": plain.get("op"),
        "kind": kind,
        "v": 1,
        "target": plain.get("target") or "",
        "args": {},
        "expect": {},
        "after": [],
        "at": made_at,
    }
    for name, value in fields:
        path, _, cast = partition(name, ":")
        place = path.split(".")
        if place[0] in PARTS and fits(place, cast):
            put(op, place, convert(value, cast, plain.get("zone") or "UTC"), cast)
    if not op["target"]:
        op["target"] = target_of(kind, op["args"], op["id"])
    return op


def fits(place, cast):
    """``after`` is a list; of arguments and expectations a field names one, or one more item."""
    if place[0] == "after":
        return len(place) == 1 and cast == "list"
    return 1 < len(place) <= DEEPEST


def partition(text, mark):
    """The text before and after the first ``mark``."""
    pieces = text.split(mark)
    return [pieces[0], mark, pieces[1] if len(pieces) > 1 else ""]


def convert(value, cast, zone):
    """The value as the operation wants it; what can't be converted stays text, for the rules to judge."""
    said = normal(value).strip()
    if cast == "int":
        return int(said) if said.isdigit() and len(said) < 10 else said
    if cast == "yes":
        return True if said in ["yes", "on", "true", "1"] else ""
    if cast == "no":
        return {"yes": True, "no": False}.get(said, said)
    if cast == "local":
        return from_local(said, zone) or said
    if cast == "null":
        return said or None
    return said


def add(place, name, value):
    """One more item, where a list is or nothing yet."""
    if name not in place:
        place[name] = []
    if isinstance(place[name], list):
        place[name].append(value)


def put(op, path, value, cast):
    """Put the value where the path says, making the maps on the way."""
    if value == "":
        return
    place = op
    for step in path[:-1]:
        if step not in place:
            place[step] = {}
        place = place[step]
        if not isinstance(place, dict):
            return
    if cast == "list":
        add(place, path[-1], value)
    else:
        place[path[-1]] = value
