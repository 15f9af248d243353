"""A box is what its scans and the decisions about it say together, whichever came first."""

from fieldapp.documents import Counted
from fieldapp.operations.receiving.counting import recount

PORTABLE = True


def settle(box, world):
    """Work out what the box is, and count it in its order, out of the one that it was in before."""
    before = box.order
    live = alive(box)
    first = live[0] if len(live) > 0 else None
    match = box.matched
    box.order = match.order if match is not None else first_order(live)
    box.line = match.line if match is not None else line_said(live, box.order)
    box.model = next((one.model for one in live if one.model), None)
    box.code = next((one.code for one in live if one.code), None)
    box.elsewhere = next((one.elsewhere for one in live if one.elsewhere), None)
    box.condition = "damaged" if any(one.condition == "damaged" for one in live) else "good"
    box.pieces = first.pieces if first is not None else 1
    if first is not None:
        box.at = first.at
        box.by = first.by
    if before is not None and before != box.order:
        take_out(box, before, world)
    order = world.document("order:" + box.order) if box.order is not None else None
    box.order_number = order.number if order is not None else None
    if order is not None and order.site.id != box.site.id:
        box.elsewhere = order.site.name
    box.state = state_of(box, len(live) > 0)
    if order is not None:
        put_in(box, order)


def alive(box):
    """The scans that nobody took back, the earliest first."""
    live = [one for one in box.scans if not one.voided]
    return sorted(live, key=lambda one: f"{one.at} {one.op}")


def first_order(live):
    return next((one.order for one in live if one.order is not None), None)


def line_said(live, order):
    """The line that was named together with the order."""
    return next((one.line for one in live if one.order == order and one.line is not None), None)


def state_of(box, is_there):
    """The one word for what it is; the gravest first."""
    if not is_there:
        return "void"
    if box.returned is not None:
        return "returned"
    if box.dead is not None:
        return "dead"
    if box.elsewhere is not None:
        return "elsewhere"
    if box.order is None:
        return "unexpected"
    return "damaged" if box.condition == "damaged" and box.accepted is None else "here"


def take_out(box, order_key, world):
    key = box.id.split(":")[1]
    order = world.document("order:" + order_key)
    if order is not None:
        order.boxes = [one for one in order.boxes if one.id != key]
        recount(order)


def put_in(box, order):
    """As the order repeats it. What a step bound to it stays; a box at another site counts for nothing."""
    key = box.id.split(":")[1]
    known = next((one for one in order.boxes if one.id == key), None)
    others = [one for one in order.boxes if one.id != key]
    if box.state not in ["void", "elsewhere"] and order.site.id == box.site.id:
        others.append(counted(box, key, known))
    order.boxes = sorted(others, key=lambda one: f"{one.at} {one.id}")
    recount(order)


def counted(box, key, known):
    one = Counted(
        id=key,
        at=box.at,
        line=box.line,
        model=box.model,
        serial=box.serial,
        code=box.code,
        tag=box.tag,
        asset=box.asset,
        condition=box.condition,
        pieces=box.pieces,
        accepted=box.accepted is not None,
        dead=box.dead is not None,
        gone=box.returned is not None,
    )
    if known is not None and known.bound_by is not None and box.asset is None:
        one.tag = known.tag
        one.asset = known.asset
        one.bound_by = known.bound_by
        if known.named:
            one.serial = known.serial
            one.named = True
    return one
