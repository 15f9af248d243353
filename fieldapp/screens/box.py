"""One box: what it is, who scanned it, and what can be done about it."""

from fieldapp.screens.box_words import box_row, entry_of, live_scans, today_at
from fieldapp.screens.delivery import due_first, line_choice, order_choice
from fieldapp.screens.marks import kept
from fieldapp.screens.problem import problem_view
from fieldapp.screens.words import key_of

PORTABLE = True


def page(found, here):
    box = found["box"]
    if box is None:
        return None
    orders = {key_of(order): order for order in found["orders"]}
    order = orders.get(box["order"] or "")
    row = box_row(box, order, here)
    entry = entry_of(box, order)
    site = {"id": "site:" + box["site"]["id"]}
    is_live = box["state"] not in ["void", "returned"]
    counts = entry["counts_as"] if entry is not None else ""
    return {
        "title": row["name"],
        "box": box,
        "row": row,
        "key": row["id"],
        "order_key": box["order"] if order is not None else "",
        "line": line_words(order, entry),
        "asset": box["asset"] or (entry["asset"] if entry is not None else None) or "",
        "day": today_at(here),
        "scans": [scan_line(scan, here) for scan in ordered(box)],
        "advice": advice(box, counts),
        "lines": which_line(order, counts),
        "choices": [order_choice(one, "", here) for one in due_first(found["orders"], site)],
        "can_match": is_live and box["dead"] is None,
        "can_accept": is_live and may_accept(box, counts),
        "can_label": is_live
        and box["identity"] != "made"
        and not box["tag"]
        and box["dead"] is None,
        "can_die": is_live and box["dead"] is None,
        "can_go": is_live,
        "said": said_lines(box),
        "problem": problem_view(None, {}, here),
    }


def line_words(order, entry):
    wanted = entry["counts_for"] if entry is not None else None
    lines = order["lines"] if order is not None else []
    return next((f"{one['quantity']} × {one['model']}" for one in lines if one["id"] == wanted), "")


def which_line(order, counts):
    """The lines to choose from, where what is in the box was not said and several models are awaited."""
    if order is None or counts != "unmatched":
        return []
    return [line_choice(line, "") for line in order["lines"]]


def may_accept(box, counts):
    odd = box["condition"] == "damaged" or counts in ["over", "substituted"]
    return odd and box["accepted"] is None and box["dead"] is None and box["order"] is not None


def ordered(box):
    live = live_scans(box)
    return [*live, *[one for one in box["scans"] if one["voided"]]]


def scan_line(scan, here):
    said = [
        scan["model"] or "",
        scan["tag"] or "",
        "Damaged" if scan["condition"] == "damaged" else "",
    ]
    return {
        "op": scan["op"],
        "by": scan["by"]["name"],
        "at": scan["at"],
        "said": " · ".join([one for one in [*said, scan["remark"] or ""] if one]),
        "photos": scan["photos"],
        "voided": scan["voided"],
        "kept": kept(scan["op"], here),
        "mine": scan["by"]["id"] == here["user"]["id"] or "supervisor" in here["user"]["roles"],
    }


def advice(box, counts):
    """What happened, what is safe, and the way on."""
    if box["state"] == "unexpected":
        return "No order is known for it. Match it to one, or send it back. It is safe: nothing else counts it."
    if box["state"] == "elsewhere":
        return "It came to the wrong place, and counts for nothing here. Send it on."
    if box["state"] == "damaged":
        return "It does not count, and another is awaited. Use it as it is, or send it back."
    if box["state"] == "dead":
        return "It does not count, and another is awaited on the same line. Send it back."
    if box["state"] == "here" and box["accepted"] is None:
        if counts == "substituted":
            return "Another model than was ordered. It counts once someone takes it as it is; or send it back."
        if counts == "over":
            return "One more came than was ordered. Keep it, send it back, or take back a scan that was of another box."
        if counts == "unmatched":
            return "What is in it was not said, or stands on no line. Say for which line it came, or which order it is of. It counts once you do."
    return ""


def said_lines(box):
    """What was decided about it."""
    told = [
        [box["matched"], "Matched to its order"],
        [box["accepted"], "Taken as it is"],
        [box["dead"], "Dead on arrival"],
        [box["returned"], "Sent back"],
    ]
    return [
        {
            "what": what if one["to"] is None else "Sent to " + one["to"],
            "by": one["by"]["name"],
            "at": one["at"],
            "reason": one["reason"],
            "photos": one["photos"],
        }
        for one, what in told
        if one is not None
    ]
