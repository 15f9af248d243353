"""What may be wiped, what is kept of it, and what may leave the house then. ``steps`` asks here.

A wipe is a fact: what is not allowed is held for a supervisor, and never lost. The machine itself is never
excused: a strict scan decides that, before anything here is asked.
"""

from fieldapp.documents import Check, Erasure, Machine, Named, Voided, WipingTerms
from fieldapp.operations.guards import object_unless_decided
from fieldapp.operations.machines.life import log_event
from fieldapp.operations.wiping.drives import drives_of
from fieldapp.operations.work.pictures import given
from fieldapp.operations.work.progress import advance, remark
from fieldapp.portable.natives import derive, epoch, iso

PORTABLE = True

HOUR = 3600000
DAY = 24 * HOUR
STRONG = ["purge", "destroy"]


def terms_at(job, world):
    """The contract's terms of wiping, as the job's site repeats them; the defaults where it says nothing."""
    site = world.document("site:" + job.site.id)
    terms = site.wiping if site is not None else None
    return terms if terms is not None else WipingTerms()


def acts(spec, parts):
    """Of a step without parts the step itself; otherwise those of its parts that are being done."""
    if len(spec.parts) == 0:
        return [spec]
    keys = [part.key for part in parts]
    return [part for part in spec.parts if part.key in keys]


def asset_in(job, role, world):
    machine = job.assets.get(role or "")
    return world.document("asset:" + machine.id) if machine is not None else None


# Before it is anyone's turn: whether it may be wiped at all.


def may_touch(job, step, spec, parts, op, world):
    """No legal hold, and a phone that would know of one. Asked before anything may wait for its turn."""
    roles = [act.wipes for act in acts(spec, parts) if act.wipes]
    doing = "wiped" if len(roles) > 0 else "reimaged"
    roles.extend([act.reimages for act in acts(spec, parts) if act.reimages])
    for role in roles:
        asset = asset_in(job, role, world)
        for hold in (asset.legal or []) if asset is not None else []:
            forbid(asset, hold, doing, world)
    if len(roles) > 0:
        know_enough(job, doing, world)


def forbid(asset, hold, doing, world):
    """What came first decides: a wipe before the hold was rightful, and is shown beside it."""
    if epoch(world.at) < epoch(hold.since):
        world.dispute(
            f"{asset.tag} was {doing} {moment(world.at)}, before the legal hold was set "
            f"{moment(hold.since)} ({hold.reason}). What was on it is gone."
        )
        return
    sentence = (
        f"{asset.tag} is under a legal hold, set {moment(hold.since)} by {hold.by.name}: "
        f"{hold.reason}. It must not be {doing}."
    )
    object_unless_decided(world, "disputed", sentence)


def moment(at):
    """``on 2026-11-22 at 10:41 UTC``."""
    return f"on {at[:10]} at {at[11:16]} UTC"


def know_enough(job, doing, world):
    """A hold travels with the feed. A phone that has not heard from the server for long may not have it."""
    hours = terms_at(job, world).stale_hours
    if world.heard is None or epoch(world.at) - epoch(world.heard) <= hours * HOUR:
        return
    ago = (epoch(world.at) - epoch(world.heard)) // HOUR
    known = f"{ago} hours" if ago < 24 * 365 else "a long time"
    sentence = (
        f"This phone has not heard from the server for {known}, and a legal hold may have been set since. "
        f"Nothing may be {doing} before it has: go where there is signal, and try again."
    )
    object_unless_decided(world, "disputed", sentence)


# When its turn has come: what the contract asks besides.


def may_proceed(job, step, spec, parts, op, world):
    """Data kept for as long as was agreed; checks by whom the contract says; nothing leaves that could be read."""
    for act in acts(spec, parts):
        if act.wipes and act.retained_from:
            wait_for_retention(job, act, world)
        if act.processes:
            may_leave(job, spec, act, parts, op, world)
    if spec.verifies:
        check_verifier(job, asset_in(job, spec.verifies, world), "verification", world)


def wait_for_retention(job, act, world):
    days = terms_at(job, world).grace_days
    since = next((one.at for one in job.steps if one.key == act.retained_from), None)
    if days > 0 and since is not None and epoch(world.at) < epoch(since) + days * DAY:
        until = iso(epoch(since) + days * DAY)
        sentence = (
            f"The data is kept for {days} days after the sign-off, until {until[:10]}. "
            "Leave the machine as it is until then."
        )
        object_unless_decided(world, "disputed", sentence)


def may_leave(job, spec, act, parts, op, world):
    """Where it goes decides what must be known of it."""
    destination = op.args.evidence.get("destination")
    asset = asset_in(job, act.processes, world)
    record = None if wipes_now(spec, parts) else record_of(job, asset, world)
    if asset is not None and destination != "store":
        for hold in asset.legal or []:
            sentence = (
                f"{asset.tag} is under a legal hold, set {moment(hold.since)}: {hold.reason}. "
                "It stays in the store until the hold is lifted."
            )
            object_unless_decided(world, "disputed", sentence)
    if destination in act.leaves:
        media_must_be_safe(job, record, spec, parts, op, world)
    wait_for_checks(job, record, destination in act.leaves, world)


def wipes_now(spec, parts):
    return any(act.wipes for act in acts(spec, parts))


def media_must_be_safe(job, record, spec, parts, op, world):
    """Cleared media could be read in a laboratory: they don't leave the client's control."""
    if wipes_now(spec, parts):
        methods = methods_in(op.args.evidence)
    elif record is not None:
        methods = [drive.method for drive in record.drives] or [record.method]
    else:
        methods = [told_method(job)]
    if any(method not in STRONG for method in methods):
        sentence = (
            "Media that leave the client's control must be purged or destroyed, and this was only cleared. "
            "Put it in the store, or wipe it again."
        )
        object_unless_decided(world, "disputed", sentence)


def methods_in(evidence):
    method = evidence.get("method") or ""
    drives = drives_of(evidence.get("drives"), method) if given(evidence.get("drives")) else []
    return [drive.method for drive in drives] or [method]


def told_method(job):
    """How it was wiped, where that was recorded before drives were."""
    told = [step.evidence.get("method") for step in job.steps if given(step.evidence.get("method"))]
    return told[-1] if len(told) > 0 else ""


def wait_for_checks(job, record, leaves, world):
    """Verification, validation and certificate, where the contract asks for them first."""
    terms = terms_at(job, world)
    asked = [
        ["verification", terms.verified_by, "a verification"],
        ["validation", terms.validated_by, "a validation"],
    ]
    for what, by, named in asked:
        if by and not has_passed(record, what):
            object_unless_decided(world, "waiting_for", f"Waits for {named} of the wipe.")
    if terms.certificate_first and leaves and (record is None or record.certificate is None):
        object_unless_decided(world, "waiting_for", "Waits for the certificate of the wipe.")


def has_passed(record, what):
    check = None
    if record is not None:
        check = record.verification if what == "verification" else record.validation
    return check is not None and check.result == "passed"


def check_verifier(job, asset, what, world):
    """Where the contract asks for it, someone else looks than who wiped."""
    terms = terms_at(job, world)
    asked = terms.verified_by if what == "verification" else terms.validated_by
    record = record_of(job, asset, world)
    if asked == "other" and record is not None and record.by.id == world.actor.id:
        sentence = f"The contract asks that someone else than {record.by.name}, who wiped it, does the {what}."
        object_unless_decided(world, "disputed", sentence)


# The record.


def record_of(job, asset, world):
    """The newest wipe of this machine on this job that holds good."""
    found = None
    for key in job.erasures or []:
        record = world.document("erasure:" + key)
        ours = record is not None and (asset is None or asset.id == "asset:" + record.asset.id)
        if ours and record.state == "done":
            found = record
    return found


def failed_drives(job, spec, parts, op, world):
    """Serials of the drives that could not be wiped, and are not destroyed yet: now, or when it was tried before."""
    drives = op.args.evidence.get("drives")
    if not wipes_now(spec, parts) or not given(drives):
        return []
    told = drives_of(drives, "")
    destroyed = [drive.serial for drive in told if drive.result == "destroyed"]
    failed = [drive.serial for drive in told if drive.result == "failed"]
    before = [one for one in failed_before(job, spec, parts, world) if one not in failed]
    return [*failed, *[one for one in before if one not in destroyed]]


def failed_before(job, spec, parts, world):
    """Serials that failed when this machine was last tried on this job, and are destroyed by nobody's word yet."""
    open_ones = []
    for act in acts(spec, parts):
        asset = asset_in(job, act.wipes, world) if act.wipes else None
        for key in job.erasures or []:
            record = world.document("erasure:" + key)
            if record is not None and asset is not None and asset.id == "asset:" + record.asset.id:
                done = [drive.serial for drive in record.drives if drive.result == "destroyed"]
                failed = [drive.serial for drive in record.drives if drive.result == "failed"]
                open_ones = [one for one in open_ones if one not in done and one not in failed]
                open_ones.extend(failed)
    return open_ones


def note_failure(job, step, spec, parts, op, world):
    """The wipe stays open until such a drive is destroyed. Answers the other parts, which count."""
    failed = failed_drives(job, spec, parts, op, world)
    wiped = [act for act in acts(spec, parts) if act.wipes]
    for act in wiped:
        keep_record(job, step, act, op, world).state = "failed"
    told = f"Could not be wiped: {', '.join(failed)}. A drive that failed must be destroyed; record it then."
    remark(job, op, world, told, step.key)
    keys = [act.key for act in wiped]
    left = [part.key for part in spec.parts if not any(key in part.after for key in keys)]
    return [part for part in parts if part.key in left and part.key not in keys]


def keep_wipe(job, step, spec, parts, op, world):
    """A step, or parts of it, have been done: keep what that says of drives and checks."""
    for act in acts(spec, parts):
        if act.wipes:
            kept = keep_record(job, step, act, op, world)
            asset = asset_in(job, act.wipes, world)
            if asset is not None:
                asset.erasure = kept.id.split(":")[1]
                mark_holds(asset, world)
    if spec.verifies:
        kept = record_of(job, asset_in(job, spec.verifies, world), world)
        if kept is not None:
            kept.verification = check_by(op, "passed", "", world)


def mark_holds(asset, world):
    """A hold says that the machine was wiped, and when: before it, or against it."""
    for hold in asset.legal or []:
        hold.erased_at = hold.erased_at or world.at


def keep_record(job, step, act, op, world):
    """The record of this wipe."""
    evidence = op.args.evidence
    machine = job.assets[act.wipes]
    method = evidence.get("method") or ""
    given_drives = evidence.get("drives")
    drives = drives_of(given_drives, method) if given(given_drives) else []
    logs = logs_about(job, drives)
    made = world.create(
        Erasure(
            id="erasure:" + derive(op.id, "erasure"),
            asset=Machine(
                id=machine.id, tag=machine.tag, serial=machine.serial, model=machine.model
            ),
            site=Named(id=job.site.id, name=job.site.name),
            job=job.id.split(":")[1],
            number=job.number,
            step=step.key,
            op=op.id,
            at=world.at,
            by=Named(id=world.actor.id, name=world.actor.name),
            method=method,
            tool=evidence.get("tool") or next((named_tool(log) for log in logs), ""),
            drives=drives,
            logs=[log.sha for log in logs],
        )
    )
    if job.erasures is None:
        job.erasures = []
    job.erasures.append(made.id.split(":")[1])
    return made


def logs_about(job, drives):
    """The logs of erasers that tell of one of these drives; a log that nobody could read tells of all."""
    serials = [drive.serial for drive in drives]
    return [
        log
        for log in job.eraser_logs or []
        if len(log.drives) == 0 or any(drive.serial in serials for drive in log.drives)
    ]


def named_tool(log):
    return f"{log.tool} {log.version}".strip()


def check_by(op, result, how, world):
    by = Named(id=world.actor.id, name=world.actor.name)
    return Check(by=by, at=world.at, op=op.id, result=result, how=how)


def after_stop(job, spec, op, world):
    """A verification that failed: the machine is wiped again."""
    kept = record_of(job, asset_in(job, spec.verifies, world), world) if spec.verifies else None
    if kept is not None:
        fail(job, kept, check_by(op, "failed", "", world), op, world)


def fail(job, kept, check, op, world):
    kept.verification = check
    kept.state = "failed"
    open_again(job, kept, world.document("asset:" + kept.asset.id), op, world)


def open_again(job, kept, asset, op, world):
    """What was wiped is to be wiped once more."""
    if asset is not None:
        if asset.erasure == kept.id.split(":")[1]:
            asset.erasure = None
        if asset.state == "wiped":
            asset.state = "collected"
    if job.state in ["closed", "cancelled"]:
        return
    for spec in world.workflow(job.kind).steps:
        for step in job.steps:
            if step.key == spec.key:
                reopen_step(job, step, spec, op)
    advance(job, op, world)


def reopen_step(job, step, spec, op):
    """The act that wiped, and those that check it, are to be done again; what was sent away stays away."""
    if (spec.wipes or spec.verifies) and step.state == "done":
        step.state = "todo"
        step.by = None
        step.at = None
        step.op = op.id
        step.evidence = {}
    for act in spec.parts:
        for part in step.parts:
            if act.wipes and part.key == act.key and part.state == "done" and step.state == "todo":
                part.state = "todo"
                part.by = None
                part.at = None
                part.op = op.id
                for need in step.needs:
                    if need.part == part.key and need.name in step.evidence:
                        del step.evidence[need.name]


def take_back_wipes(job, step, why, op, world):
    """The step is undone: its records prove nothing any more."""
    for key in job.erasures or []:
        kept = world.document("erasure:" + key)
        if kept is not None and kept.step == step.key and kept.void is None:
            make_void(kept, why, op, world)
            asset = world.document("asset:" + kept.asset.id)
            if asset is not None and asset.erasure == key:
                asset.erasure = None
    if job.accepted is not None and step.key == job.accepted.step:
        job.accepted = None


def take_back_check(job, step, spec, world):
    """A verification that was undone is none."""
    kept = record_of(job, asset_in(job, spec.verifies, world), world) if spec.verifies else None
    if kept is not None and kept.verification is not None and kept.verification.op == step.op:
        kept.verification = None


def make_void(kept, why, op, world):
    by = Named(id=world.actor.id, name=world.actor.name)
    kept.void = Voided(by=by, at=world.at, op=op.id, why=why)
    kept.state = "void"


def wipe_again(asset, why, op, world):
    """Nobody can say who had it since it was wiped: it must be wiped again. Whether that changed anything.

    Drives that were destroyed stay so. An open job has its wipe open again; where none is, a supervisor is told.
    An operation that calls this reads the asset, its job and its record (``reads_more`` of the asset).
    """
    kept = world.document("erasure:" + asset.erasure) if asset.erasure else None
    if kept is None or kept.state != "done" or is_destroyed(kept):
        return False
    make_void(kept, why, op, world)
    job = world.document("job:" + kept.job)
    if job is not None:
        open_again(job, kept, asset, op, world)
    asset.erasure = None
    log_event(asset, op, world, f"To be wiped again: {why}", None)
    if job is None or job.state in ["closed", "cancelled"]:
        world.dispute(f"{asset.tag} was wiped, and must be wiped again: {why}")
    return True


def is_destroyed(kept):
    return len(kept.drives) > 0 and all(drive.method == "destroy" for drive in kept.drives)
