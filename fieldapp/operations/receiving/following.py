"""What boxes do to the job that they are for: a step completes by itself, or opens again.

The same verb as for a person's own tap does it; it is called only where it would go well.
"""

from fieldapp.documents import Following, StepDone
from fieldapp.operations.guards import acts_for, settled, spec_of, step_of
from fieldapp.operations.work.progress import advance, remark
from fieldapp.operations.work.steps import complete, take_back

PORTABLE = True


def job_of(order, world):
    """The order's job, where it still goes on."""
    job = world.document("job:" + order.job) if order is not None and order.job else None
    return job if job is not None and job.state in ["open", "held"] else None


def spec_for(job, what, world):
    """The workflow's step that does ``what`` to the order."""
    for spec in world.workflow(job.kind).steps:
        if spec.order == what and any(step.key == spec.key for step in job.steps):
            return spec
    return None


def follow(order, op, world):
    """The order is all here: the job's step for that is done. The order is not any more: it is open again."""
    job = job_of(order, world)
    spec = spec_for(job, "receive", world) if job is not None else None
    if spec is None:
        return
    step = step_of(job, spec.key)
    if order.state == "received" and step.state == "todo":
        finish(job, step, spec, op, world)
    elif order.state in ["placed", "partly"] and step.state == "done":
        if not rested_on(job, spec.key, world):
            take_back(job, step, spec, op, world)
            advance(job, op, world)


def rested_on(job, key, world):
    """Whether a later step that needs this one is behind us."""
    specs = world.workflow(job.kind).steps
    return any(key in later.after and settled(job, later.key) for later in specs)


def finish(job, step, spec, op, world):
    """Complete the step, where its turn has come, the actor does such work, and nothing else need be known."""
    proof = answers(step)
    is_known = all(need.name in proof or not need.required for need in step.needs)
    if is_known and len(step.parts) == 0 and all(settled(job, key) for key in spec.after):
        if acts_for(world, step.role, job.site.id):
            args = StepDone(step=step.key, evidence=proof)
            complete(Following(id=op.id, target=job.id, args=args), world)


def answers(step):
    """The answer that lets a step proceed, for what has choices."""
    return {
        need.name: need.choices[0]
        for need in step.needs
        if need.kind == "choice" and need.required and len(need.choices) > 0
    }


def start_again(job, what, reason, op, world):
    """The machine is of no use: all that rests on its having come is open again, the last first."""
    first = spec_for(job, what, world)
    if first is None:
        # An order may be for a job that has no step for it.
        return
    resting = [first.key]
    specs = world.workflow(job.kind).steps
    for spec in specs:
        if any(key in resting for key in spec.after) and spec.key not in resting:
            resting.append(spec.key)
    for spec in reversed(specs):
        step = next((one for one in job.steps if one.key == spec.key), None)
        if spec.key in resting and step is not None and step.state == "done":
            take_back(job, step, spec_of(job, step.key, world), op, world)
    remark(job, op, world, reason, first.key)
    advance(job, op, world)
