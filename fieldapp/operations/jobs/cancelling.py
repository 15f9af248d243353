"""A job is called off: what becomes of its order and of its machines is decided with it. What it earns, the contract says.

Who holds a machine is a fact, and stays as it is: a decision says what it is for now, and whoever has it brings it there.
"""

from fieldapp.documents import Named, Short
from fieldapp.operations.guards import live_job, words
from fieldapp.operations.incidents.family import free_children
from fieldapp.operations.jobs.engaging import release
from fieldapp.operations.machines.life import log_event
from fieldapp.operations.outcomes import Refused
from fieldapp.operations.receiving.counting import left, recount
from fieldapp.operations.receiving.orders import set_free
from fieldapp.operations.work.progress import remark
from fieldapp.sla.clocks import finish

PORTABLE = True

ORDERS = ["cancel", "stock", "return"]
# Of a machine: free for the next job, back to whose it was, back to the supplier, or as it is.
STATES = {"stock": "in_stock", "person": "going_back", "supplier": "to_supplier", "keep": ""}
TOLD = {
    "in_stock": "Free for the next job",
    "going_back": "To be given back to its user",
    "to_supplier": "To go back to the supplier",
}
# A machine that the job brought in, and that its person does not have yet.
ON_ITS_WAY = ["received", "prepared", "in_build"]


def cancel(op, world):
    """The work is called off. A decision."""
    job = live_job(op, world)
    reason = words(op.args.reason, "Say why the job is cancelled.")
    check_choices(job, op)
    order = world.document("order:" + job.order) if job.order is not None else None
    settle_machines(job, order, op, world)
    job.state = "cancelled"
    job.hold = None
    job.current_step = None
    job.closed_at = world.at
    job.summary = reason
    finish(job, world.at, op.id)
    free_children(job, op, world)
    remark(job, op, world, reason, "cancel")
    release(job, world)
    if order is not None:
        settle_order(order, op.args.order or "cancel", reason, op, world)


def check_choices(job, op):
    """What is decided of the order and of machines is something that can be done to them."""
    if op.args.order and op.args.order not in ORDERS:
        raise Refused("invalid", f"What becomes of the order: {', '.join(ORDERS)}.")
    for role, choice in op.args.machines.items():
        if role not in job.assets:
            raise Refused("invalid", f"This job has no “{role}” machine.")
        if choice not in STATES:
            raise Refused("invalid", f"What becomes of a machine: {', '.join(sorted(STATES))}.")


def settle_machines(job, order, op, world):
    """Each machine of the job by what was chosen for it."""
    roles = world.workflow(job.kind).assets
    for role, machine in job.assets.items():
        asset = world.document("asset:" + machine.id)
        is_new = role in roles and not roles[role].given
        usual = "stock" if is_new and asset is not None and asset.state in ON_ITS_WAY else "keep"
        if is_new and usual == "stock" and op.args.order == "return":
            usual = "supplier"
        choice = op.args.machines.get(role) or usual
        if asset is not None and STATES[choice]:
            send(asset, STATES[choice], job, op, world)


def send(asset, state, job, op, world):
    """What it is for now. What its user has in their hands is nobody's to take by a word."""
    if asset.state == "deployed":
        sentence = f"{asset.tag} is in use. Collect it first, or leave it as it is."
        raise Refused("not_allowed", sentence)
    asset.state = state
    if state == "in_stock":
        asset.order = None
    log_event(asset, op, world, f"{job.number} cancelled: {TOLD[state]}", job.id.split(":")[1])


def settle_order(order, choice, reason, op, world):
    """What has not come is not awaited any more, or is for stock; what came is in stock, or goes back."""
    if choice == "stock":
        order.job = None
        order.job_number = None
        order.person = None
        order.vip = False
    elif order.state == "placed":
        order.cancelled = True
        order.state = "cancelled"
    else:
        close_rest(order, reason, op, world)
    if choice == "return":
        order.returning = reason
    else:
        set_free(order, world)


def close_rest(order, reason, op, world):
    by = Named(id=world.actor.id, name=world.actor.name)
    for line in order.lines:
        if left(line) > 0:
            line.shorts.append(
                Short(quantity=left(line), op=op.id, by=by, at=world.at, reason=reason)
            )
    recount(order)
