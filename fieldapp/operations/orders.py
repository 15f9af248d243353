"""What a job's steps do to its order: placed, received, prepared, and back again."""

from fieldapp.documents import Line, Named, Order
from fieldapp.operations.outcomes import Held
from fieldapp.portable.natives import derive

PORTABLE = True

BACK = {"place": "cancelled", "receive": "placed", "prepare": "received"}


def move_order(what, job, op, world):
    """Do to the job's order what the step says. A job from stock has none to move."""
    if what == "place":
        place(job, op, world)
    elif job.order is not None:
        order = the_order(job, world)
        order.state = "received" if what == "receive" else "prepared"
        if what == "receive":
            order.received_at = world.at
        for line in order.lines:
            line.received = line.quantity
            note_serial(line, what, job)


def note_serial(line, what, job):
    """The serial of the machine that was prepared stands on its line."""
    machine = job.assets.get("incoming")
    if what == "prepare" and machine is not None and machine.serial is not None:
        if machine.serial not in line.serials:
            line.serials.append(machine.serial)


def the_order(job, world):
    order = world.document("order:" + job.order)
    if order is None:
        raise Held("disputed", "The job's order is not in the books.")
    return order


def place(job, op, world):
    """One machine like the old one, for this job."""
    key = derive(op.id, "order")
    old = job.assets.get("outgoing")
    model = (old.model if old is not None else None) or "Like the old machine"
    person = job.person
    world.create(
        Order(
            id="order:" + key,
            number=world.number("P"),
            site=Named(id=job.site.id, name=job.site.name),
            lines=[Line(id=derive(op.id, "line"), model=model)],
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


def move_back(what, job, world):
    """Undo :func:`move_order`."""
    if job.order is None:
        return
    order = the_order(job, world)
    order.state = BACK[what]
    if what == "place":
        job.order = None
    if what == "receive":
        order.received_at = None
        for line in order.lines:
            line.received = 0
    if what == "prepare":
        for line in order.lines:
            line.serials = []
