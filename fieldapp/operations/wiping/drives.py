"""The drives of a machine, as evidence tells them: each with its serial, how it was wiped, and what came of it."""

from fieldapp.documents import Drive
from fieldapp.operations.outcomes import Refused

PORTABLE = True

MOST = 24
RESULTS = ["ok", "failed", "destroyed"]
METHODS = ["clear", "purge", "destroy"]
# Fields of a drive that are words; the serial is asked for by itself.
WORDS = ["model", "tool", "version"]


def rows_of(value):
    """``[{serial, …}]``: a form sends a map by number, a program may send a list. Rows without a serial and
    without a word are none."""
    if isinstance(value, dict):
        keys = [key for key in value if key.isascii() and key.isdigit() and len(key) < 4]
        if len(keys) != len(value):
            raise Refused("invalid", "Its drives: list them.")
        value = [value[key] for key in sorted(keys, key=lambda key: int(key))]
    if not isinstance(value, list):
        raise Refused("invalid", "Its drives: list them.")
    for row in value:
        if not isinstance(row, dict):
            raise Refused("invalid", "Its drives: give each its serial.")
    return [row for row in value if not is_blank(row)]


def is_blank(row):
    """A row that nobody filled in: its result and method are chosen before anyone touches it."""
    return not any(row.get(name) for name in ["serial", "model"])


def check_drives(title, value):
    """Judge the list: there is one, each has a serial of its own, and all words are words."""
    rows = rows_of(value)
    if len(rows) == 0:
        raise Refused("invalid", f"{title}: scan or type the serial of each drive.")
    if len(rows) > MOST:
        raise Refused("invalid", f"{title}: at most {MOST} at once.")
    serials = set()
    for row in rows:
        check_row(title, row)
        serial = row.get("serial").strip().upper()
        if serial in serials:
            raise Refused("invalid", f"{title}: {serial} is in the list twice.")
        serials.add(serial)


def check_row(title, row):
    serial = row.get("serial")
    if not isinstance(serial, str) or not serial.strip() or len(serial) > 100:
        raise Refused("invalid", f"{title}: scan or type the serial of each drive.")
    if (row.get("result") or "ok") not in RESULTS:
        raise Refused("invalid", f"{title}: the result is one of {', '.join(RESULTS)}.")
    if row.get("method") and row.get("method") not in METHODS:
        raise Refused("invalid", f"{title}: the method is one of {', '.join(METHODS)}.")
    for name in WORDS:
        one = row.get(name)
        if one is not None and (not isinstance(one, str) or len(one) > 200):
            raise Refused("invalid", f"{title}: the {name} is a text of at most 200 characters.")


def drives_of(value, method):
    """The list as documents hold it, ``method`` being the one for those that name none."""
    return [drive_of(row, method) for row in rows_of(value)]


def drive_of(row, method):
    result = row.get("result") or "ok"
    return Drive(
        serial=row.get("serial").strip().upper(),
        method="destroy" if result == "destroyed" else (row.get("method") or method),
        result=result,
        model=(row.get("model") or "").strip(),
        tool=(row.get("tool") or "").strip(),
        version=(row.get("version") or "").strip(),
    )
