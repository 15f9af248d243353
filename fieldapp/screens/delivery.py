"""Boxes of one delivery, scanned one after the other: a form above, the running list below."""

from fieldapp.operations.receiving.boxes import CARRIER, delivery_key
from fieldapp.portable.natives import epoch_or_none
from fieldapp.screens.box_words import (
    awaited,
    box_row,
    delivery_row,
    left,
    live_scans,
    today_at,
)
from fieldapp.screens.filters import clock, short_day
from fieldapp.screens.problem import problem_view, value_of
from fieldapp.screens.words import key_of

PORTABLE = True

OPEN = ["placed", "partly"]


def page(found, here):
    """``/deliveries/<id>``, or what the query names: ``carrier``, ``tracking``, ``day``, ``site``."""
    named = delivery_named(found["deliveries"], here)
    if named is None and here["params"].get("id"):
        return None
    site = site_for(named, found["sites"], here)
    if site is None:
        return None
    about = about_delivery(named or going_on(found, site, here), site, here)
    delivery = found_by_key(found["deliveries"], about["key"])
    orders = {key_of(order): order for order in found["orders"]}
    boxes = [box for box in found["boxes"] if box["delivery"] == about["key"]]
    rows = [box_row(box, orders.get(box["order"] or ""), here) for box in newest_first(boxes)]
    return {
        "title": "Scan boxes in",
        "about": about,
        "delivery": delivery_row(delivery, here) if delivery is not None else None,
        "list": rows,
        "count": len([row for row in rows if not row["gone"]]),
        "wrong": len([row for row in rows if row["wrong"]]),
        "sites": [place_row(one, site) for one in found["sites"]]
        if len(found["sites"]) > 1
        else [],
        "others": [delivery_row(one, here) for one in todays(found["deliveries"], about, here)],
        "form": form(found, boxes, site, here),
        "told": told(found["boxes"], orders, here),
        "problem": problem_view(None, {}, here),
    }


def delivery_named(deliveries, here):
    key = here["params"].get("id")
    return found_by_key(deliveries, key) if key else None


def found_by_key(deliveries, key):
    return next((one for one in deliveries if key_of(one) == key), None)


def site_for(delivery, sites, here):
    """The delivery's, the one that was chosen, or the only one."""
    wanted = delivery["site"]["id"] if delivery is not None else here["query"].get("site")
    chosen = next((one for one in sites if key_of(one) == wanted), None)
    return chosen or (sites[0] if len(sites) > 0 and not wanted else None)


def going_on(found, site, here):
    """Where no delivery is named: the one of today in which this person scanned last."""
    if "carrier" in here["query"] or "tracking" in here["query"] or "day" in here["query"]:
        return None
    mine = [box for box in newest_first(found["boxes"]) if box["by"]["id"] == here["user"]["id"]]
    last = found_by_key(found["deliveries"], mine[0]["delivery"]) if len(mine) > 0 else None
    is_now = last is not None and last["day"] == today_at(here)
    return last if is_now and last["site"]["id"] == key_of(site) else None


def place_row(site, chosen):
    return {"id": key_of(site), "name": site["name"], "chosen": site["id"] == chosen["id"]}


def about_delivery(delivery, site, here):
    """What names it: fields of the form, and the address of this page."""
    query = here["query"]
    carrier = delivery["carrier"] if delivery is not None else query.get("carrier") or ""
    carrier = "" if carrier == CARRIER else carrier
    tracking = (delivery["tracking"] or "") if delivery is not None else query.get("tracking") or ""
    day = delivery["day"] if delivery is not None else query.get("day") or today_at(here)
    if not is_day(day):
        day = today_at(here)
    key = delivery_key(key_of(site), carrier, tracking, day)
    return {
        "key": key,
        "name": " ".join([one for one in [carrier or CARRIER, tracking] if one]),
        "is_plain": carrier == "" and tracking == "",
        "carrier": carrier,
        "tracking": tracking,
        "day": day,
        "day_words": short_day(day, here["now"], here["zone"]),
        "site": key_of(site),
        "site_name": site["name"],
    }


def is_day(day):
    return len(day) == 10 and epoch_or_none(day + "T00:00:00.000Z") is not None


def newest_first(boxes):
    return sorted(boxes, key=lambda box: f"{box['at']} {box['id']}", reverse=True)


def todays(deliveries, about, here):
    """Others of this day at this site, to go on with."""
    return [
        one
        for one in newest_first(deliveries)
        if one["day"] == about["day"]
        and one["site"]["id"] == about["site"]
        and key_of(one) != about["key"]
    ]


def form(found, boxes, site, here):
    """What the form offers, and what stands in it already."""
    chosen = chosen_order(found, boxes, here)
    order = next((one for one in found["orders"] if key_of(one) == chosen["order"]), None)
    lines = order["lines"] if order is not None else []
    return {
        "serial": typed(here, "serial"),
        "tag": typed(here, "tag"),
        "code": typed(here, "code"),
        "model": typed(here, "model"),
        "line": chosen["line"],
        "orders": [
            order_choice(one, chosen["order"], here) for one in due_first(found["orders"], site)
        ],
        "order_words": choice_words(order) if order is not None else "",
        "elsewhere": order["site"]["name"]
        if order is not None and order["site"]["id"] != key_of(site)
        else "",
        "lines": [line_choice(line, chosen["line"]) for line in lines] if len(lines) > 1 else [],
        "focus": here["problem"] is None,
    }


def typed(here, name):
    """What was typed before something was wrong with it, or came with the address (from the scanner)."""
    problem = here["problem"]
    if problem is not None:
        return value_of(problem["fields"], "args." + name)
    return here["query"].get(name) or ""


def chosen_order(found, boxes, here):
    """As asked for; or as with the box before, for boxes of an order come together."""
    if here["query"].get("order"):
        return {"order": here["query"].get("order"), "line": here["query"].get("line") or ""}
    mine = [box for box in newest_first(boxes) if box["by"]["id"] == here["user"]["id"]]
    last = mine[0]["order"] if len(mine) > 0 else None
    for order in found["orders"]:
        if key_of(order) == last and awaited(order) > 0:
            return {"order": last, "line": ""}
    return {"order": "", "line": ""}


def due_first(orders, site):
    """Those that something is awaited of: this site's first, by when they are due."""
    going = [order for order in orders if order["state"] in OPEN]
    here = key_of(site)
    return sorted(
        going,
        key=lambda one: (
            f"{'0' if one['site']['id'] == here else '1'}{one['due'] or '9999'}{one['number']}"
        ),
    )


def order_choice(order, chosen, here):
    return {"id": key_of(order), "words": choice_words(order), "chosen": key_of(order) == chosen}


def choice_words(order):
    """``P-7 · for Jo Bell (VIP) · 2 of 3 to come``"""
    parts = [order["number"] or "New order"]
    if order["reference"] and order["reference"] != order["number"]:
        parts.append(order["reference"])
    if order["person"] is not None:
        parts.append("for " + order["person"]["name"] + (" (VIP)" if order["vip"] else ""))
    what = [f"{left(line)} × {line['model']}" for line in order["lines"] if left(line) > 0]
    return " · ".join([*parts, ", ".join(what)])


def line_choice(line, chosen):
    return {
        "id": line["id"],
        "words": f"{line['model']} ({left(line)} of {line['quantity']} to come)",
        "chosen": line["id"] == chosen,
    }


def told(boxes, orders, here):
    """What became of the scan just now: counted; or somebody was first; or what is the matter with it."""
    done = here["done"]
    if done is None or done["kind"] != "box.receive":
        return None
    box = next(
        (one for one in boxes if any(scan["op"] == done["op"] for scan in one["scans"])), None
    )
    if box is None:
        return None
    row = box_row(box, orders.get(box["order"] or ""), here)
    scans = live_scans(box)
    if len(scans) > 1 and scans[0]["op"] != done["op"]:
        first = scans[0]
        words = f"{first['by']['name']} scanned {row['name']} at {clock(first['at'], here['zone'])}. It counts once."
        return {"wrong": False, "again": True, "words": words}
    words = f"{row['name']}: {row['problem'] or row['state']}" + (
        f" · {row['order']}" if row["order"] else ""
    )
    return {"wrong": row["wrong"], "again": False, "words": words}
