"""Orders made by hand or from a file, what the supplier sends later, and what is not awaited any more."""

from fieldapp.documents import Later, Line, Named, Order, Short
from fieldapp.operations.guards import is_date, step_of, words
from fieldapp.operations.outcomes import Held, Refused
from fieldapp.operations.receiving.counting import left, recount
from fieldapp.operations.receiving.following import finish, follow, spec_for
from fieldapp.portable.natives import derive

PORTABLE = True

MOST_LINES = 200
MOST_PIECES = 10000


def create(op, world):
    """An order with lines, for a job or for stock. The job's step for ordering is done by it. A decision."""
    if op.target != "order:" + derive(op.id, "order"):
        raise Refused("invalid", "A new order's id is derived from the operation that makes it.")
    job = job_named(op.args.job, world)
    site_key = job.site.id if job is not None else op.args.site or ""
    site = world.document("site:" + site_key) if site_key in world.actor.sites else None
    if site is None:
        raise Held("unknown_target", "This is not known here, or not yet.")
    if op.args.due and not is_date(op.args.due):
        raise Refused("invalid", "Give the day when it is due as a date, like 2026-11-22.")
    lines = lines_of(op)
    order = world.create(blank(op, job, site, site_key, lines, world))
    if job is not None:
        job.order = order.id.split(":")[1]
        spec = spec_for(job, "place", world)
        step = step_of(job, spec.key) if spec is not None else None
        if step is not None and step.state == "todo":
            finish(job, step, spec, op, world)


def job_named(key, world):
    """The job that the order is for: one that goes on, and has no order yet."""
    if not key:
        return None
    job = world.document("job:" + key)
    if job is None or job.site.id not in world.actor.sites:
        raise Held("unknown_target", "This is not known here, or not yet.")
    if job.state not in ["open", "held"]:
        raise Refused("not_allowed", f"{job.number} is {job.state}; nothing was ordered.")
    if job.order is not None:
        raise Refused("not_allowed", f"{job.number} has an order already.")
    return job


def lines_of(op):
    """Lines as data, and those that were typed as text, one in a row: ``2 × Latitude 7450``."""
    told = [*op.args.lines]
    for row in op.args.text.split("\n"):
        if row.strip():
            told.append(line_in(row.strip()))
    if len(told) == 0 or len(told) > MOST_LINES:
        raise Refused("invalid", f"Say what is ordered: between 1 and {MOST_LINES} lines.")
    return [line_from(one, derive(op.id, f"line {at}")) for at, one in enumerate(told)]


def line_in(row):
    """The number at its beginning, and the model."""
    first, _, rest = row.partition(" ")
    many = first.removesuffix("×").removesuffix("x")
    model = rest.strip().removeprefix("×").removeprefix("x ").strip()
    if many.isascii() and many.isdigit() and len(many) < 6 and model:
        return {"model": model, "quantity": int(many)}
    return {"model": row, "quantity": 1}


def line_from(told, key):
    model, quantity = told.get("model"), told.get("quantity")
    if quantity is None:
        quantity = 1
    if not isinstance(model, str) or not model.strip() or len(model) > 200:
        raise Refused("invalid", "Each line names a model, with at most 200 characters.")
    if isinstance(quantity, bool) or not isinstance(quantity, int):
        raise Refused("invalid", f"{model.strip()}: give a whole number.")
    if quantity < 1 or quantity > MOST_PIECES:
        raise Refused("invalid", f"{model.strip()}: between 1 and {MOST_PIECES} pieces.")
    return Line(id=key, model=model.strip(), quantity=quantity)


def blank(op, job, site, site_key, lines, world):
    """The order before anything of it came."""
    person = job.person if job is not None else None
    return Order(
        id=op.target,
        number=world.number("P"),
        site=Named(id=site_key, name=site.name),
        lines=lines,
        job=op.args.job or None,
        job_number=job.number if job is not None else None,
        person=Named(id=person.id, name=person.name) if person is not None else None,
        vip=job.vip if job is not None else False,
        due=op.args.due or (job.due if job is not None else None),
        supplier=(op.args.supplier or "").strip() or None,
        reference=(op.args.reference or "").strip() or None,
        tracking=(op.args.tracking or "").strip().upper() or None,
        placed_at=world.at,
    )


def live_order(op, world):
    order = world.document(op.target)
    if order is None or not op.target.startswith("order:"):
        raise Refused("invalid", "This can only be done to an order.")
    if order.cancelled:
        raise Refused(
            "not_allowed", f"{order.number or 'The order'} is cancelled; nothing was changed."
        )
    return order


def line_named(order, key):
    for line in order.lines:
        if line.id == key:
            return line
    raise Refused("invalid", "The order has no such line.")


def backorder(op, world):
    """The supplier sends the rest of a line later. A decision; nothing waits for less because of it."""
    order = live_order(op, world)
    line = line_named(order, op.args.line)
    if op.args.until and not is_date(op.args.until):
        raise Refused("invalid", "Give the day when it comes as a date, like 2026-11-22.")
    quantity = op.args.quantity if op.args.quantity is not None else left(line)
    if quantity < 1 or quantity > left(line):
        raise Refused("not_allowed", f"Of {line.model}, {left(line)} are still to come.")
    line.later = Later(
        quantity=quantity,
        op=op.id,
        by=Named(id=world.actor.id, name=world.actor.name),
        at=world.at,
        until=op.args.until or None,
        reason=(op.args.reason or "").strip(),
    )
    recount(order)


def close_line(op, world):
    """What is still to come of a line is not awaited any more. A decision, with a reason."""
    order = live_order(op, world)
    line = line_named(order, op.args.line)
    reason = words(op.args.reason, "Say why it is not awaited any more.")
    if left(line) == 0:
        return "Nothing of this line is still to come."
    by = Named(id=world.actor.id, name=world.actor.name)
    line.shorts.append(Short(quantity=left(line), op=op.id, by=by, at=world.at, reason=reason))
    recount(order)
    follow(order, op, world)
    return None
