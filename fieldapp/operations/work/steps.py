"""Steps: completed, skipped, undone. The order and the proof are the workflow's, the rules are here."""

from fieldapp.documents import Named
from fieldapp.operations.guards import (
    acts_for,
    is_free,
    live_job,
    object_unless_decided,
    settled,
    spec_of,
    specs_on,
    step_name,
    step_of,
    target_job,
    words,
)
from fieldapp.operations.machines.assets import apply_effects, bring_in, put_back
from fieldapp.operations.outcomes import Held, Refused
from fieldapp.operations.receiving.orders import move_back, move_order
from fieldapp.operations.software.likeness import like_for_like
from fieldapp.operations.wiping.wipes import (
    after_stop,
    failed_drives,
    keep_wipe,
    may_proceed,
    may_touch,
    note_failure,
    take_back_check,
    take_back_wipes,
)
from fieldapp.operations.work.evidence import (
    asked,
    check,
    is_label_of,
    is_picture,
    named,
    same_asset,
)
from fieldapp.operations.work.omitting import leave_out, want_again
from fieldapp.operations.work.pictures import given, picture_of
from fieldapp.operations.work.progress import advance, remark

PORTABLE = True


def complete(op, world):
    """A step, or the parts of it that the evidence carries, has been done. A fact."""
    job = target_job(op, world)
    step = step_of(job, op.args.step)
    spec = spec_of(job, step.key, world)
    know_names(step, op.args.evidence)
    if job.state == "cancelled":
        sentence = f"{job.number} was cancelled before this was recorded."
        object_unless_decided(world, "disputed", sentence)
    parts = carried(step, op.args.evidence)
    if step.state == "skipped":
        sentence = f"{step.by.name} skipped “{step.title}”. Was it done all the same?"
        object_unless_decided(world, "disputed", sentence)
    if is_done(step, parts):
        return keep_evidence(job, step, op, world)
    judge(job, step, spec, parts, op, world)
    may_touch(job, step, spec, parts, op, world)
    wait_for_turn(job, step, spec, parts, world)
    may_proceed(job, step, spec, parts, op, world)
    like_for_like(job, step, world)
    if stopped(spec, op.args.evidence):
        remark(job, op, world, answers(step, op.args.evidence), step.key)
        job.notes[-1].photos = pictures(step, op.args.evidence)
        after_stop(job, spec, op, world)
    elif len(failed_drives(job, spec, parts, op, world)) > 0:
        left = note_failure(job, step, spec, parts, op, world)
        if len(left) > 0:
            record(job, step, spec, left, op, world)
        advance(job, op, world)
    else:
        record(job, step, spec, parts, op, world)
        leave_out(job, op, world)
        advance(job, op, world)


def know_names(step, evidence):
    """Evidence that the step does not ask for is a mistake, not something to drop in silence."""
    names = [need.name for need in step.needs]
    for name in evidence:
        if name not in names:
            raise Refused("invalid", f"“{step.title}” does not ask for “{name}”.")


def carried(step, evidence):
    """The parts of the step that the evidence has something for."""
    with_proof = [need.part for need in step.needs if given(evidence.get(need.name))]
    return [part for part in step.parts if part.key in with_proof]


def is_done(step, parts):
    """Whether there is nothing left that this could bring about."""
    if step.state == "done":
        return True
    return len(parts) > 0 and all(part.state == "done" for part in parts)


def keep_evidence(job, step, op, world):
    """Someone was first: what this one adds is kept beside it, where it proves what it should."""
    for need in step.needs:
        value = op.args.evidence.get(need.name)
        if given(value):
            check(job, need, value, op.args.here.get(need.name), world)
            if need.name not in step.evidence:
                step.evidence[need.name] = value
    by = first_by(step)
    return (
        f"{by} has finished this step already; what you recorded was kept."
        if by
        else "Done already."
    )


def first_by(step):
    """Who did the step, or the part of it that is done."""
    if step.by is not None:
        return step.by.name
    return next((part.by.name for part in step.parts if part.by is not None), None)


def judge(job, step, spec, parts, op, world):
    """Who, on what view of the step, and with what proof; an answer that stops the step needs no other."""
    if "op" in op.expect and op.expect["op"] != step.op:
        sentence = f"“{step.title}” was undone after you last saw it. Was it done again?"
        object_unless_decided(world, "disputed", sentence)
    if not acts_for(world, step.role, job.site.id):
        sentence = f"“{step.title}” is done by {step.role}, not by {world.actor.name}."
        object_unless_decided(world, "disputed", sentence)
    if len(step.parts) > 0 and len(parts) == 0:
        raise Held("disputed", f"Say what was done: {titles(step.parts)}.")
    keys = [part.key for part in parts]
    for need in step.needs:
        if need.part is None or need.part in keys:
            answer = op.args.evidence.get(need.name)
            if given(answer):
                check(job, need, answer, op.args.here.get(need.name), world)
            elif (
                need.required
                and asked(need, op.args.evidence)
                and not stopped(spec, op.args.evidence)
            ):
                sentence = f"{need.title}: this is needed to complete the step."
                object_unless_decided(world, "disputed", sentence)


def titles(things):
    return ", ".join([one.title for one in things])


def wait_for_turn(job, step, spec, parts, world):
    """What must come first may still be on another phone: then this waits for it."""
    if len(step.parts) == 0:
        wait_for(job, spec.after, world)
    carried_keys = [part.key for part in parts]
    for part in spec.parts:
        if part.key in carried_keys:
            wait_for(job, [key for key in part.after if key not in carried_keys], world)
    left = [
        part.key for part in step.parts if part.state == "todo" and part.key not in carried_keys
    ]
    if len(left) == 0:
        wait_for_assets(job, spec, world)


def wait_for(job, keys, world):
    for key in keys:
        if not settled(job, key):
            object_unless_decided(world, "waiting_for", f"Waits for {missing_name(job, key)}.")


def missing_name(job, key):
    """The step, or the part of a step, as a sentence names it."""
    for step in job.steps:
        for part in step.parts:
            if part.key == key:
                return f"“{part.title}”"
    return step_name(job, key)


def wait_for_assets(job, spec, world):
    """Some steps end only when a machine is where it should be."""
    for role, state in spec.requires.items():
        machine = job.assets.get(role)
        asset = world.document("asset:" + machine.id) if machine is not None else None
        if asset is None or asset.state != state:
            raise Held("waiting_for", f"Waits for the {role} machine to be {state}.")


def stopped(spec, evidence):
    """Whether an answer is one that leaves the step open."""
    return any(evidence.get(name) in stops for name, stops in spec.stops.items())


def answers(step, evidence):
    """The answers in words: ``The person's answer: declined``."""
    told = [
        f"{need.title}: {evidence.get(need.name)}"
        for need in step.needs
        if isinstance(evidence.get(need.name), str) and not is_picture(need)
    ]
    return f"{step.title}. " + "; ".join(told)


def pictures(step, evidence):
    """What was photographed or signed."""
    given_to = [need.name for need in step.needs if is_picture(need)]
    found = [picture_of(evidence.get(name)) for name in given_to]
    return [one for one in found if one is not None]


def record(job, step, spec, parts, op, world):
    """The step's evidence, what it does to machines and order, and who and when."""
    for name, value in op.args.evidence.items():
        if given(value):
            step.evidence[name] = value
    say_which(job, step, op, world)
    for need in step.needs:
        if need.kind == "new_asset" and given(op.args.evidence.get(need.name)):
            bring_in(need, op.args.evidence[need.name], job, op, world)
    apply_effects(spec.effects, job, step, op, world)
    for part in spec.parts:
        finish_part(part, job, step, parts, op, world)
    if spec.order is not None:
        move_order(spec.order, job, op, world)
    keep_wipe(job, step, spec, parts, op, world)
    if spec.schedules is not None:
        job.scheduled_at = op.args.evidence[spec.schedules]
        job.schedule_op = op.id
    if all(part.state == "done" for part in step.parts):
        mark(step, "done", op, world)


def say_which(job, step, op, world):
    """Where another machine than the booked one was used, the history says which, and why."""
    for need in step.needs:
        value, machine = op.args.evidence.get(need.name), job.assets.get(need.asset or "")
        reason = (op.args.here.get(need.name) or "").strip()
        if need.kind == "scan" and machine is not None and reason and isinstance(value, str):
            asset = world.document("asset:" + machine.id)
            if not same_asset(machine, value) and not is_label_of(asset, value):
                told = f"{value.strip().upper()} instead of {named(machine)}: {reason}"
                remark(job, op, world, told, step.key)


def finish_part(spec, job, step, parts, op, world):
    """One part: once only, whoever brings it."""
    for part in parts:
        if part.key == spec.key and part.state == "todo":
            part.state = "done"
            part.by = Named(id=world.actor.id, name=world.actor.name)
            part.at = world.at
            part.op = op.id
            apply_effects(spec.effects, job, step, op, world)


def mark(step, state, op, world):
    step.state = state
    step.by = Named(id=world.actor.id, name=world.actor.name)
    step.at = world.at
    step.op = op.id


def skip(op, world):
    """A step is left out, for a reason. A decision."""
    job = live_job(op, world)
    step = step_of(job, op.args.step)
    spec = spec_of(job, step.key, world)
    reason = words(op.args.reason, "Say why the step is skipped.")
    if step.state == "skipped":
        return f"{step.by.name} skipped this step already."
    decide(job, step, op, world)
    if step.state != "todo":
        raise Refused("not_allowed", f"“{step.title}” is done already, by {step.by.name}.")
    if not spec.skippable:
        raise Refused("not_allowed", f"“{step.title}” can't be skipped: the job rests on it.")
    mark(step, "skipped", op, world)
    remark(job, op, world, reason, step.key)
    advance(job, op, world)


def decide(job, step, op, world):
    """A decision is made by those who act for the step, on the step as it is."""
    if not acts_for(world, step.role, job.site.id):
        raise Refused("forbidden", f"“{step.title}” is decided by {step.role} or a supervisor.")
    if "op" in op.expect and op.expect["op"] != step.op and not world.insists:
        raise Refused("not_allowed", f"“{step.title}” has changed since you saw it. Look again.")


def undo(op, world):
    """A step recorded by mistake is open again, and its machines are what they were. A decision."""
    job = target_job(op, world)
    step = step_of(job, op.args.step)
    spec = spec_of(job, step.key, world)
    reason = words(op.args.reason, "Say why the step is undone.")
    if job.state == "cancelled":
        raise Refused("not_allowed", f"{job.number} is cancelled; nothing was changed.")
    if job.state == "closed" and is_free(job, world):
        raise Refused("not_allowed", f"{job.number} is closed: open it again first.")
    if step.state == "todo" and all(part.state == "todo" for part in step.parts):
        return "The step is open already."
    decide(job, step, op, world)
    nothing_rests_on(job, step, world)
    nothing_moved_on(job, step, world)
    take_back_check(job, step, spec, world)
    take_back(job, step, spec, op, world)
    take_back_wipes(job, step, reason, op, world)
    remark(job, op, world, reason, step.key)
    advance(job, op, world)


def nothing_rests_on(job, step, world):
    """Later steps are undone first, so that machines come back the way they went."""
    keys = [step.key, *[part.key for part in step.parts]]
    for spec in specs_on(job, world):
        if spec.key != step.key and rests_on(job, spec, keys, step.op):
            sentence = f"Undo {step_name(job, spec.key)} first: it rests on this."
            raise Refused("not_allowed", sentence)


def rests_on(job, spec, keys, op):
    """Whether that step, or a part of it, came after one of ``keys``. What its answer left out goes back with it."""
    is_left_out = any(one.key == spec.key and one.state == "skipped" and one.op == op for one in job.steps)
    if any(key in spec.after for key in keys) and settled(job, spec.key) and not is_left_out:
        return True
    return any(
        any(key in part.after for key in keys) and settled(job, part.key) for part in spec.parts
    )


def nothing_moved_on(job, step, world):
    """What another job has done to a machine since is not undone with this one."""
    key = job.id.split(":")[1]
    for was in step.before:
        asset = world.document("asset:" + was.asset)
        seen = False
        for event in asset.events if asset is not None else []:
            seen = seen or event.op == was.op
            if seen and event.job is not None and event.job != key:
                raise Refused(
                    "not_allowed", f"{asset.tag} has been part of another job since; look there."
                )


def take_back(job, step, spec, op, world):
    """All that :func:`record` did."""
    want_again(job, step.op, op)
    if step.state == "done" and spec.order is not None:
        move_back(spec.order, job, world)
    put_back(step, world)
    for need in step.needs:
        if need.kind == "new_asset" and need.asset in job.assets:
            unbind(need.asset, job, world)
    if spec.schedules is not None:
        job.scheduled_at = None
        job.schedule_op = op.id
    for part in step.parts:
        part.state = "todo"
        part.by = None
        part.at = None
        part.op = op.id
    step.state = "todo"
    step.by = None
    step.at = None
    step.op = op.id
    step.evidence = {}


def unbind(role, job, world):
    """The machine that the step brought in stays in the books, in stock and free."""
    asset = world.document("asset:" + job.assets[role].id)
    key = job.id.split(":")[1]
    if asset is not None:
        if asset.state != "received":
            asset.state = "in_stock"
        if key in asset.jobs:
            asset.jobs.remove(key)
    del job.assets[role]


def unfinished(job):
    """Titles of the steps that are still to do."""
    return ", ".join([step.title for step in job.steps if step.state == "todo"])


def close(op, world):
    """The last step closes a job; saying so again changes nothing. A decision."""
    job = target_job(op, world)
    if job.state == "closed":
        if not job.summary:
            job.summary = op.args.summary
        return "The job was closed already, by its last step."
    if job.state == "cancelled":
        raise Refused("not_allowed", f"{job.number} is cancelled; it can't be closed.")
    raise Refused("not_allowed", f"Still to do: {unfinished(job)}. The last step closes the job.")
