"""Steps of free jobs, picked from the workflow's catalogue as the work goes. A fact: somebody has begun it."""

from fieldapp.documents import Part, Step
from fieldapp.operations.guards import is_of, object_unless_decided, target_job
from fieldapp.operations.outcomes import Refused
from fieldapp.operations.work.progress import advance

PORTABLE = True


def pick(op, world):
    """One more step. ``key`` is the name by which the picker's own phone knows it; two who picked the same, apart, share it."""
    job = target_job(op, world)
    workflow = world.workflow(job.kind)
    spec = next((one for one in workflow.catalogue or [] if one.key == op.args.step), None)
    if spec is None:
        raise Refused("invalid", f"A {workflow.title} has no step called “{op.args.step}”.")
    key = op.args.key or next_key(job, spec)
    if not is_of(key, spec.key):
        raise Refused("invalid", f"“{key}” is no name for “{spec.title}”.")
    if job.state == "cancelled":
        sentence = f"{job.number} was cancelled before “{spec.title}” was begun."
        object_unless_decided(world, "disputed", sentence)
    if any(step.key == key for step in job.steps):
        return f"“{spec.title}” is on the job already."
    needs_machine(job, spec)
    for other in workflow.catalogue:
        if other.key in spec.after and not any(is_of(one.key, other.key) for one in job.steps):
            job.steps.append(step_from(other, other.key))
    job.steps.append(step_from(spec, key))
    advance(job, op, world)


def next_key(job, spec):
    """``repair``, then ``repair-2``, ``repair-3`` …"""
    return next_key_of([step.key for step in job.steps], spec.key)


def next_key_of(taken, picked):
    key, number = picked, 2
    while key in taken:
        key = f"{picked}-{number}"
        number += 1
    return key


def needs_machine(job, spec):
    for need in spec.needs:
        if need.kind == "scan" and need.required and need.asset not in job.assets:
            raise Refused(
                "not_allowed", f"“{spec.title}” is done to a machine: say first which one it is."
            )


def step_from(spec, key):
    parts = [Part(key=part.key, title=part.title) for part in spec.parts]
    return Step(key=key, title=spec.title, role=spec.role, needs=spec.needs, parts=parts)
