"""The build bench: a machine is being imaged, wiped or updated, and how long that takes is kept as moments."""

from fieldapp.documents import BenchRun, Named
from fieldapp.operations.outcomes import Refused

PORTABLE = True

# How long each usually takes, in minutes.
USUAL = {"imaging": 90, "wiping": 180, "updating": 45}
LONGEST = 3 * 24 * 60
# A machine's last ones are enough.
KEPT = 10


def start(op, world):
    """It runs from now on, until the step that it is for is done. A fact."""
    asset = world.document(op.target)
    if asset is None or not op.target.startswith("asset:"):
        raise Refused("invalid", "Only a machine stands on the bench.")
    if op.args.what not in USUAL:
        raise Refused("invalid", f"Say what is done to it: {', '.join(USUAL)}.")
    minutes = op.args.minutes if op.args.minutes is not None else USUAL[op.args.what]
    if minutes < 1 or minutes > LONGEST:
        raise Refused("invalid", "It takes between one minute and three days.")
    job = world.document("job:" + asset.jobs[0]) if len(asset.jobs) > 0 else None
    run = BenchRun(
        op=op.id,
        at=world.at,
        by=Named(id=world.actor.id, name=world.actor.name),
        what=op.args.what,
        minutes=minutes,
        job=asset.jobs[0] if job is not None else None,
        step=step_for(op.args.what, job, world),
    )
    # A phone may hold the machine from before there was such a list.
    runs = [one for one in asset.runs or [] if one.at <= world.at]
    later = [one for one in asset.runs or [] if one.at > world.at]
    asset.runs = [*runs, run, *later][-KEPT:]


def step_for(what, job, world):
    """The step, or part of one, whose end ends it: of a wipe the one that wipes, else the job's current one."""
    if job is None:
        return None
    workflow = world.workflow(job.kind)
    for spec in workflow.steps if what == "wiping" and workflow is not None else []:
        if spec.wipes is not None:
            return spec.key
        for part in spec.parts:
            if part.wipes is not None:
                return part.key
    return job.current_step
