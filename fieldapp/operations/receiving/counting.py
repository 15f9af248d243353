"""What of an order is here: worked out from its boxes each time, in an order that does not hang on who came first.

Boxes for a named line go first, then the others by when they were scanned; receiving's bare word (``stand_in``)
goes last and only fills what no box does.
"""

PORTABLE = True


def recount(order):
    """Lines, and the order's state, from what was scanned and decided."""
    for line in order.lines:
        clear(line)
    for box in sorted(order.boxes, key=turn):
        place(order, box)
    for line in order.lines:
        line.backordered = min(line.later.quantity, left(line)) if line.later is not None else 0
        line.serials = serials_of(order, line)
    order.state = state_of(order)
    order.received_at = since(order) if order.state in ["received", "prepared"] else None


def clear(line):
    line.received = 0
    line.damaged = 0
    line.doa = 0
    line.substituted = 0
    line.over = 0


def turn(box):
    """Where a box stands in the row: nothing of it may hang on the order of arrival."""
    rank = "2" if box.stand_in else "0" if box.line is not None else "1"
    return f"{rank} {box.at} {box.id}"


def short(line):
    """How many are not awaited any more."""
    return sum([one.quantity for one in line.shorts])


def left(line):
    """How many are still to come."""
    return max(0, line.quantity - short(line) - line.received)


def same_model(one, other):
    return one.strip().lower() == other.strip().lower()


def line_for(order, box):
    """The line that a box counts for: the one that was named; or one of its model, with room first; or the only one.

    What is in a box that names neither is not guessed where several models are awaited: someone says it."""
    for line in order.lines:
        if line.id == box.line:
            return line
    if box.model is None and not box.stand_in and len(models_awaited(order)) > 1:
        return None
    fitting = [
        line for line in order.lines if box.model is None or same_model(box.model, line.model)
    ]
    for line in fitting:
        if left(line) > 0:
            return line
    if len(fitting) > 0:
        return fitting[0]
    return order.lines[0] if len(order.lines) == 1 else None


def models_awaited(order):
    """The models, in small letters, that the order was placed for."""
    return {line.model.strip().lower() for line in order.lines if line.quantity > short(line)}


def place(order, box):
    """Count one box."""
    line = line_for(order, box)
    box.counts_for = line.id if line is not None else None
    if line is None:
        box.counts_as = "unmatched"
    elif box.dead:
        box.counts_as = "doa"
        line.doa += box.pieces
    elif box.gone:
        box.counts_as = "returned"
    elif box.condition == "damaged" and not box.accepted:
        box.counts_as = "damaged"
        line.damaged += box.pieces
    elif is_other(box, line) and not box.accepted:
        box.counts_as = "substituted"
        line.substituted += box.pieces
    else:
        fill(line, box)


def is_other(box, line):
    return box.model is not None and not same_model(box.model, line.model)


def fill(line, box):
    """As many as there is room for; what is more is over, but for a mere word."""
    taken = min(box.pieces, left(line))
    line.received += taken
    if box.stand_in:
        box.counts_as = "received" if taken > 0 else "nothing"
    else:
        line.over += box.pieces - taken
        box.counts_as = "received" if taken == box.pieces else "over"


def serials_of(order, line):
    found = [
        box.serial
        for box in order.boxes
        if box.counts_for == line.id and box.counts_as == "received" and box.serial is not None
    ]
    return sorted(found)


def awaited(order):
    """How many pieces are still to come."""
    return sum([left(line) for line in order.lines])


def state_of(order):
    """*Received* is said only when nothing is awaited any more."""
    if order.cancelled:
        return "cancelled"
    came = sum([line.received for line in order.lines])
    if awaited(order) > 0:
        return "partly" if came > 0 or any(is_here(box) for box in order.boxes) else "placed"
    if came == 0:
        return "cancelled"
    return "prepared" if order.prepared_op is not None else "received"


def is_here(box):
    """Whether it is in the house, of use or not."""
    return box.counts_as in ["damaged", "substituted", "over", "unmatched"]


def since(order):
    """When the last of it came, or the last that did not was given up."""
    moments = [box.at for box in order.boxes if box.counts_as == "received"]
    for line in order.lines:
        moments.extend([one.at for one in line.shorts])
    return max(moments) if len(moments) > 0 else None


def what_is_left(order):
    """``2 × Dock, 1 × Latitude 7450``, of what is still to come."""
    return ", ".join([f"{left(line)} × {line.model}" for line in order.lines if left(line) > 0])
