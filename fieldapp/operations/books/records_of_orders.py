"""Orders as a file of the purchasing system has them: made, or brought up to date. On the server only."""

from fieldapp.documents import Named, Order, key_of
from fieldapp.operations.guards import is_date, step_of
from fieldapp.operations.outcomes import Refused
from fieldapp.operations.receiving.counting import recount, same_model, short
from fieldapp.operations.receiving.following import finish, follow, spec_for
from fieldapp.operations.receiving.purchasing import MOST_LINES, line_from
from fieldapp.portable.natives import derive


def order(op, world):
    """The target as the file says. What came is left alone: a line is never less than what is here of it."""
    args = op.args
    if not op.target.startswith("order:") or not args.number.strip():
        raise Refused("invalid", "An order needs a number.")
    for day in (args.due, args.placed):
        if day and not is_date(day):
            raise Refused("invalid", f"“{day}” is no date. One is 2026-11-22.")
    holder = world.find(f"order:{args.number.strip().upper()}")
    if holder not in (None, op.target):
        raise Refused("not_allowed", f"{args.number.strip()} is in the books already.")
    site = world.document(f"site:{args.site}")
    if site is None:
        raise Refused("invalid", "There is no such site.")
    if not 0 < len(args.lines) <= MOST_LINES:
        raise Refused("invalid", f"An order has between 1 and {MOST_LINES} lines.")
    found = world.document(op.target)
    one = found or world.create(_blank(op, site, world))
    _lines(one, op)
    one.due, one.supplier = args.due or one.due, args.supplier or one.supplier
    one.tracking = (args.tracking or "").strip().upper() or one.tracking
    if args.job and one.job is None:
        _for_job(one, op, world)
    if not one.cancelled:
        recount(one)
        follow(one, op, world)


def _blank(op, site, world) -> Order:
    number = op.args.number.strip()
    return Order(
        id=op.target,
        number=number,
        outside=number,
        reference=number,
        site=Named(id=op.args.site, name=site.name),
        placed_at=f"{op.args.placed}T00:00:00.000Z" if op.args.placed else world.at,
    )


def _lines(one: Order, op) -> None:
    """By model; a line that the file leaves out stays, for boxes may name it."""
    for at, told in enumerate(op.args.lines):
        wanted = line_from(told, derive(op.id, f"line {at}"))
        known = next((line for line in one.lines if same_model(line.model, wanted.model)), None)
        if known is None:
            one.lines.append(wanted)
        else:
            known.quantity = max(wanted.quantity, known.received + short(known))


def _for_job(one: Order, op, world) -> None:
    """The job that the file names waits for this order, and its step for ordering is done."""
    job = world.document(f"job:{op.args.job}")
    if job is None or job.site.id != op.args.site:
        raise Refused("invalid", "There is no such job at this site.")
    if job.state not in ("open", "held"):
        raise Refused("not_allowed", f"{job.number} is {job.state}.")
    if job.order not in (None, key_of(one.id)):
        raise Refused("not_allowed", f"{job.number} has an order already.")
    one.job, one.job_number, one.vip = key_of(job.id), job.number, job.vip
    one.person = Named(id=job.person.id, name=job.person.name) if job.person else None
    one.due = one.due or job.due
    job.order = key_of(one.id)
    spec = spec_for(job, "place", world)
    step = step_of(job, spec.key) if spec else None
    if step is not None and step.state == "todo":
        finish(job, step, spec, op, world)
