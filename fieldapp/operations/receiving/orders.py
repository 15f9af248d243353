"""What a job's steps do to its order: placed, received, prepared, and back again."""

from fieldapp.documents import Counted, Line, Named, Order
from fieldapp.operations.guards import object_unless_decided
from fieldapp.operations.outcomes import Held
from fieldapp.operations.receiving.counting import awaited, left, recount, what_is_left
from fieldapp.portable.natives import derive

PORTABLE = True


def move_order(what, job, op, world):
    """Do to the job's order what the step says. A job from stock has none to move."""
    if what == "place":
        if job.order is None:
            place(job, op, world)
    elif job.order is not None:
        order = the_order(job, world)
        if what == "receive":
            take_in(order, op, world)
        else:
            prepare(order, job, op, world)
        recount(order)


def the_order(job, world):
    order = world.document("order:" + job.order)
    if order is None:
        raise Held("disputed", "The job's order is not in the books.")
    return order


def place(job, op, world):
    """What the job is for; a machine like the old one, where nothing else is said."""
    key = derive(op.id, "order")
    person = job.person
    world.create(
        Order(
            id="order:" + key,
            number=world.number("P"),
            site=Named(id=job.site.id, name=job.site.name),
            lines=[Line(id=derive(op.id, "line"), model=wanted(job, op), quantity=job.quantity or 1)],
            job=job.id.split(":")[1],
            job_number=job.number,
            person=Named(id=person.id, name=person.name) if person is not None else None,
            vip=job.vip,
            due=job.due,
            reference=op.args.evidence.get("reference"),
            placed_at=world.at,
        )
    )
    job.order = key


def wanted(job, op):
    """What is ordered, in a line: what the step says, or the job; or else what the old machine is."""
    old = job.assets.get("outgoing")
    said = (op.args.evidence.get("model") or "").strip() or job.category
    return said or (old.model if old is not None else None) or "Like the old machine"


def take_in(order, op, world):
    """Receiving says that it is all here. Where one piece was ordered, that is one tap; of more, boxes tell."""
    if awaited(order) == 0:
        return
    if not is_simple(order):
        came = sum([line.received for line in order.lines])
        sentence = (
            f"{order.number or 'The order'} is not all here: {came} came, {what_is_left(order)} still to come."
            " Scan the boxes that are here on the order's page. What never comes is closed there, with a reason;"
            " then this step completes by itself."
        )
        object_unless_decided(world, "disputed", sentence)
    for line in order.lines:
        if left(line) > 0:
            key = derive(op.id, "box " + line.id)
            word = Counted(id=key, at=world.at, line=line.id, pieces=left(line), stand_in=True)
            order.boxes.append(word)


def is_simple(order):
    """One piece, and no box of it was scanned: there is nothing that could be forgotten."""
    return len(order.lines) == 1 and order.lines[0].quantity == 1 and len(order.boxes) == 0


def prepare(order, job, op, world):
    """The machine that was prepared came in one of the boxes."""
    if is_simple(order):
        take_in(order, op, world)
    order.prepared_op = op.id
    machine = job.assets.get("incoming")
    recount(order)
    box = box_of(order, machine) if machine is not None else None
    if box is not None and box.asset is None:
        box.tag = machine.tag
        box.asset = machine.id
        box.bound_by = op.id
        if box.serial is None:
            box.serial = machine.serial
            box.named = True


def box_of(order, machine):
    """The box with that label or serial; or else one that nothing is known of."""
    here = [box for box in order.boxes if box.counts_as == "received"]
    for box in here:
        if box.asset == machine.id or box.serial is not None and box.serial == machine.serial:
            return box
    return next((box for box in here if box.serial is None and box.asset is None), None)


def move_back(what, job, world):
    """Undo :func:`move_order`."""
    if job.order is None:
        return
    order = the_order(job, world)
    if what == "place":
        order.cancelled = True
        job.order = None
        set_free(order, world)
    if what == "receive":
        order.boxes = [box for box in order.boxes if not box.stand_in]
    if what == "prepare":
        for box in order.boxes:
            let_go(box, order.prepared_op)
        order.prepared_op = None
    recount(order)


def set_free(order, world):
    """What came of an order whose job does not go on waits in stock, for any other."""
    key = order.id.split(":")[1]
    for box in order.boxes:
        asset = world.document("asset:" + box.asset) if box.asset is not None else None
        if asset is not None and asset.state == "received" and asset.order == key:
            if len(asset.jobs) == 0:
                asset.state = "in_stock"
                asset.order = None


def let_go(box, op):
    """The box no longer holds the machine that the step brought in. A serial that was scanned stays."""
    if box.bound_by is not None and box.bound_by == op:
        if box.named:
            box.serial = None
            box.named = False
        box.tag = None
        box.asset = None
        box.bound_by = None
