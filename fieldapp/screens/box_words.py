"""Boxes, lines and deliveries in the words that receiving uses."""

from fieldapp.portable.natives import epoch, zone_parts
from fieldapp.screens.filters import clock, plural, short_day
from fieldapp.screens.marks import kept

PORTABLE = True

STATES = {
    "here": "Here",
    "unexpected": "No order known",
    "elsewhere": "For another site",
    "damaged": "Damaged: does not count",
    "dead": "Dead on arrival",
    "returned": "Sent back",
    "void": "Taken back",
}
COUNTED = {
    "over": "One more than was ordered",
    "substituted": "Another model: waits for a yes",
    "unmatched": "Nothing like it was ordered",
}
WRONG = ["unexpected", "elsewhere", "damaged", "dead"]


def today_at(here):
    """The day there, as forms send it: ``2026-11-26``."""
    parts = zone_parts(epoch(here["now"]), here["zone"])
    return f"{parts[0]}-{parts[1]:02d}-{parts[2]:02d}"


def box_name(box):
    """What stands on it."""
    return box["serial"] or box["code"] or "Box without a code"


def live_scans(box):
    """Those that nobody took back, the earliest first."""
    scans = [one for one in box["scans"] if not one["voided"]]
    return sorted(scans, key=lambda one: f"{one['at']} {one['op']}")


def state_words(box, order):
    """The state, or what the order makes of it where it is simply here."""
    if box["state"] == "elsewhere":
        return "Not for here: it belongs to " + (box["elsewhere"] or "another site")
    entry = entry_of(box, order)
    counted = COUNTED.get(entry["counts_as"]) if entry is not None else None
    if box["state"] == "here" and counted is not None:
        return counted + (" (kept)" if box["accepted"] is not None else "")
    return STATES.get(box["state"]) or box["state"]


def entry_of(box, order):
    key = box["id"].split(":")[1]
    entries = order["boxes"] if order is not None else []
    return next((one for one in entries if one["id"] == key), None)


def is_wrong(box, order):
    """Whether someone must still say what becomes of it."""
    entry = entry_of(box, order)
    if box["state"] == "here":
        odd = entry is not None and entry["counts_as"] in ["over", "substituted", "unmatched"]
        return odd and box["accepted"] is None or box["problem"] is not None
    return box["state"] in WRONG


def box_row(box, order, here):
    """A box as one line of a list."""
    scans = live_scans(box)
    return {
        "id": box["id"].split(":")[1],
        "name": box_name(box),
        "model": box["model"] or "",
        "pieces": plural(box["pieces"], "piece", "pieces") if box["pieces"] > 1 else "",
        "state": state_words(box, order),
        "wrong": is_wrong(box, order),
        "gone": box["state"] in ["void", "returned"],
        "order": box["order_number"] or ("a new order" if box["order"] is not None else ""),
        "who": order["person"]["name"] if order is not None and order["person"] is not None else "",
        "vip": order["vip"] if order is not None else False,
        "tag": box["tag"] or "",
        "problem": box["problem"] or "",
        "by": box["by"]["name"],
        "at": box["at"],
        "twice": twice(scans, here),
        "kept": any(kept(one["op"], here) for one in scans),
    }


def twice(scans, here):
    """``Also scanned by Ben at 10:35. It counts once.`` Putting a label on it is no second scan."""
    others = [one for one in scans[1:] if not one["tag"]]
    if len(others) == 0:
        return ""
    told = [f"{one['by']['name']} at {clock(one['at'], here['zone'])}" for one in others]
    return f"Also scanned by {', '.join(told)}. It counts once."


def left(line):
    """How many of a line are still to come."""
    gone = sum([one["quantity"] for one in line["shorts"]])
    return max(0, line["quantity"] - gone - line["received"])


def awaited(order):
    return sum([left(line) for line in order["lines"]])


def line_row(line, here):
    """A line of an order: what came, and what is the matter with the rest."""
    told = [f"{line['received']} of {line['quantity']} received"]
    for many, words in [
        [line["damaged"], "damaged"],
        [line["doa"], "dead on arrival"],
        [line["substituted"], "of another model"],
        [line["over"], "more than ordered"],
    ]:
        if many > 0:
            told.append(f"{many} {words}")
    for one in line["shorts"]:
        told.append(f"{one['quantity']} not awaited any more ({one['reason']})")
    return {
        "id": line["id"],
        "words": f"{line['quantity']} × {line['model']}",
        "told": " · ".join(told),
        "later": later_words(line, here),
        "left": left(line),
        "serials": ", ".join(line["serials"]),
        "model": line["model"],
    }


def later_words(line, here):
    if line["backordered"] == 0 or line["later"] is None:
        return ""
    until = line["later"]["until"]
    day = short_day(until, here["now"], here["zone"]) if until else "no day named"
    return f"{line['backordered']} on backorder, {day}"


def delivery_name(delivery):
    """``UPS 1Z999``"""
    return " ".join([one for one in [delivery["carrier"], delivery["tracking"]] if one])


def delivery_row(delivery, here):
    many = len(delivery["boxes"])
    scanned = plural(many, "box", "boxes") + " scanned"
    announced = f" of {delivery['announced']}" if delivery["announced"] is not None else ""
    return {
        "id": delivery["id"].split(":")[1],
        "name": delivery_name(delivery),
        "day": short_day(delivery["day"], here["now"], here["zone"]),
        "scanned": scanned + announced,
        "by": delivery["by"]["name"],
        "at": delivery["at"],
    }
