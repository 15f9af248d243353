"""Which box is meant: the same words on two phones lead to the same id, and so to one box."""

from fieldapp.operations.guards import is_date
from fieldapp.operations.outcomes import Refused
from fieldapp.portable.natives import bare_code, derive

PORTABLE = True

# The namespaces in which boxes and deliveries are named (UUIDv5).
BOXES = "0b0e5a52-6c1d-4f0e-9d7a-3f5d1c0a7e11"
DELIVERIES = "d1e11e5a-52f3-4b7e-8a41-6a0c5b9e2f33"
CARRIER = "No carrier named"


def identity_of(serial, code):
    """``serial``, ``code`` or ``made``: the first that says something."""
    if bare_code(serial or "") != "":
        return "serial"
    return "code" if bare_code(code or "") != "" else "made"


def box_key(site, serial, code, op_id):
    """The key of the box that was scanned at a site. One without a serial or code is the operation's own."""
    identity = identity_of(serial, code)
    if identity == "made":
        return derive(op_id, "box")
    said = serial if identity == "serial" else code
    return derive(BOXES, f"{site} {identity} {bare_code(said)}")


def delivery_key(site, carrier, tracking, day):
    """By carrier and tracking; or by carrier and day where there is no tracking."""
    brought = (carrier or "").strip().upper()
    code = bare_code(tracking or "")
    return derive(DELIVERIES, f"{site} {brought} {code or day}")


def check_delivery(args):
    """What a delivery is named by."""
    if not is_date(args.day):
        raise Refused("invalid", "Give the day of the delivery as a date, like 2026-11-22.")


def target_of(kind, args, op_id):
    """The target of an operation whose form can't know it: it follows from what was typed. ``args`` as they travel."""
    said = {name: value for name, value in args.items() if isinstance(value, str)}
    site = said.get("site") or ""
    if kind == "box.receive":
        return "box:" + box_key(site, said.get("serial"), said.get("code"), op_id)
    if kind == "delivery.open":
        day = said.get("day") or ""
        return "delivery:" + delivery_key(site, said.get("carrier"), said.get("tracking"), day)
    return ""
