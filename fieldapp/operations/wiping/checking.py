"""A wipe is checked, apart from who did it; or a supervisor takes something else for it."""

from fieldapp.documents import Accepted, Link, Named
from fieldapp.operations.custody.chain import add_link
from fieldapp.operations.guards import live_job, target_job, words
from fieldapp.operations.machines.assets import remember
from fieldapp.operations.machines.life import log_event
from fieldapp.operations.outcomes import Held, Refused
from fieldapp.operations.wiping.wipes import check_by, check_verifier, fail, record_of
from fieldapp.operations.work.progress import advance, remark

PORTABLE = True

CHECKS = ["verification", "validation"]
RESULTS = ["passed", "failed"]
INSTEAD = {
    "legal_custody": "Kept in legal custody",
    "lost": "Lost",
    "unrecoverable": "Can't be recovered",
}


def check_wipe(op, world):
    """The newest wipe of the job was verified, or its record validated. A fact."""
    job = target_job(op, world)
    if op.args.what not in CHECKS or op.args.result not in RESULTS:
        raise Refused("invalid", "Say what was checked, and whether it passed or failed.")
    how = (op.args.how or "").strip()
    kept = record_of(job, None, world)
    if kept is None:
        raise Held("waiting_for", "Waits for the wipe to be recorded.")
    if "erasure" in op.expect and op.expect["erasure"] != kept.id:
        raise Held(
            "disputed", "It was wiped again after you last saw it. Was the new wipe checked?"
        )
    check_verifier(job, world.document("asset:" + kept.asset.id), op.args.what, world)
    check = check_by(op, op.args.result, how, world)
    if op.args.result == "failed":
        remark(job, op, world, said(op.args.what, "failed", how), "wipe.check")
        return fail_check(job, kept, check, op, world)
    known = kept.verification if op.args.what == "verification" else kept.validation
    remark(job, op, world, said(op.args.what, "passed", how), "wipe.check")
    if known is not None and known.result == "passed":
        return f"{known.by.name} has done the {op.args.what} already; yours was kept as a note."
    if op.args.what == "verification":
        kept.verification = check
    else:
        kept.validation = check
    return None


def fail_check(job, kept, check, op, world):
    """Whichever failed: the machine must be wiped again."""
    if op.args.what == "validation":
        kept.validation = check
        check = kept.verification
    fail(job, kept, check, op, world)
    if job.state in ["closed", "cancelled"]:
        world.dispute(
            f"{kept.asset.tag} was wiped, and a check has failed since: it must be wiped again."
        )
    return None


def said(what, result, how):
    told = f"The {what} {result}."
    return f"{told} {how}" if how else told


def accept_instead(op, world):
    """The machine will not be wiped: it is in legal custody, lost, or can't be recovered. A supervisor's decision."""
    job = live_job(op, world)
    if op.args.instead not in INSTEAD:
        raise Refused("invalid", "Choose what became of the machine.")
    reason = words(op.args.reason, "Say what is known of it, and who said so.")
    specs = [spec for spec in world.workflow(job.kind).steps if spec.instead]
    open_ones = [step for step in job.steps if is_among(step, specs) and step.state == "todo"]
    if len(open_ones) == 0:
        raise Refused("not_allowed", "There is nothing left here that this could stand for.")
    if any(step.state == "todo" and not is_among(step, specs) for step in job.steps):
        raise Refused("not_allowed", "Earlier steps are still to do. Do or skip them first.")
    for step in open_ones:
        step.state = "skipped"
        step.by = Named(id=world.actor.id, name=world.actor.name)
        step.at = world.at
        step.op = op.id
    last = open_ones[len(open_ones) - 1]
    job.accepted = Accepted(
        instead=op.args.instead,
        step=last.key,
        reason=reason,
        by=Named(id=world.actor.id, name=world.actor.name),
        at=world.at,
        op=op.id,
    )
    move_away(job, last, specs, op, world)
    remark(job, op, world, f"{INSTEAD[op.args.instead]}: {reason}", last.key)
    advance(job, op, world)


def is_among(step, specs):
    return any(spec.key == step.key for spec in specs)


def move_away(job, step, specs, op, world):
    """The machine's state says what became of it; in legal custody it stays with whoever has it."""
    roles = [spec.wipes for spec in specs if spec.wipes]
    for spec in specs:
        roles.extend([part.wipes for part in spec.parts if part.wipes])
    for role in roles:
        machine = job.assets.get(role)
        asset = world.document("asset:" + machine.id) if machine is not None else None
        if asset is not None:
            remember(step, asset, op)
            asset.state = op.args.instead
            if op.args.instead == "lost":
                gone = Link(op=op.id, at=world.at, type="gone", name="gone", how="step")
                gone.by = Named(id=world.actor.id, name=world.actor.name)
                gone.job = job.id.split(":")[1]
                gone.step = step.key
                add_link(asset, gone)
            log_event(asset, op, world, INSTEAD[op.args.instead], job.id.split(":")[1])
