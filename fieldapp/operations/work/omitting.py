"""Steps that an answer makes needless: left out with it, and wanted again when it is taken back."""

from fieldapp.documents import Named

PORTABLE = True


def leave_out(job, op, world):
    """The answers say that some later step is not needed."""
    for spec in world.workflow(job.kind).steps:
        for step in job.steps:
            if step.key == spec.key and step.state == "todo" and is_needless(spec, op):
                step.state = "skipped"
                step.by = Named(id=world.actor.id, name=world.actor.name)
                step.at = world.at
                step.op = op.id


def is_needless(spec, op):
    rules = spec.unless or {}
    return any(op.args.evidence.get(name) in answers for name, answers in rules.items())


def want_again(job, left_by, op):
    """The operation ``left_by`` counts no longer, and with it what it left out."""
    for step in job.steps:
        if step.state == "skipped" and left_by is not None and step.op == left_by:
            step.state = "todo"
            step.by = None
            step.at = None
            step.op = op.id
