"""The machine that is there is another than the job says, and a supervisor puts the right one on it; or the job named none when it
was made, and now it is known. Decisions."""

from fieldapp.documents import Custody, Link
from fieldapp.operations.custody.chain import add_link, settle
from fieldapp.operations.guards import live_job, words
from fieldapp.operations.jobs.engaging import engage
from fieldapp.operations.jobs.making import machine
from fieldapp.operations.machines.assets import log_event, remember
from fieldapp.operations.outcomes import Held, Refused
from fieldapp.operations.wiping.wipes import record_of
from fieldapp.operations.work.evidence import named
from fieldapp.operations.work.progress import remark

PORTABLE = True


def change_machine(op, world):
    """What was done to the one in the books is undone there, and true of the right one."""
    job = live_job(op, world)
    if op.args.role not in job.assets:
        return name_machine(job, op, world)
    if "supervisor" not in world.actor.roles and not world.insists:
        raise Refused("forbidden", "Only a supervisor can put another machine on a job.")
    reason = words(op.args.reason, "Say how it came that the books were wrong.")
    role = world.workflow(job.kind).assets.get(op.args.role)
    if role is None or not role.given:
        raise Refused("invalid", "This job has no such machine to change.")
    old = world.document("asset:" + job.assets[op.args.role].id)
    new = machine_called(op.args.code, world)
    same_site(new, job)
    if old is not None and old.id == new.id:
        return f"{new.tag} is the machine of this job already."
    if old is None or record_of(job, old, world) is not None:
        raise Refused("not_allowed", "It has been wiped, or is not here. Undo that step first.")
    if len(new.jobs) > 0:
        raise Refused("not_allowed", f"{new.tag} is part of another open job.")
    told = f"{named(new)} instead of {named(old)}: {reason}"
    booked = machine(new)
    trade_places(job, old, new, op, world)
    job.assets[op.args.role] = booked
    remark(job, op, world, told, "machine")
    for asset in [old, new]:
        log_event(asset, op, world, told, job.id.split(":")[1])


def name_machine(job, op, world):
    """The machine that nobody could name when the job was made, where its kind can do without."""
    role = world.workflow(job.kind).assets.get(op.args.role)
    if role is None or not role.given or not role.optional:
        raise Refused("invalid", "This job has no such machine to change.")
    new = machine_called(op.args.code, world)
    same_site(new, job)
    job.assets[op.args.role] = machine(new)
    engage(job, world)
    told = f"{named(new)}: {words(op.args.reason, 'Say how it is known.')}"
    remark(job, op, world, told, "named")
    log_event(new, op, world, told, job.id.split(":")[1])


def same_site(asset, job):
    if asset.site.id != job.site.id:
        raise Refused("not_allowed", f"{named(asset)} is at another site than {job.number}. Move it in the books first.")


def machine_called(code, world):
    """By tag or serial, at one of the actor's sites."""
    name = code.strip().upper()
    id_ = world.find("tag:" + name) or world.find("serial:" + name)
    asset = world.document(id_) if id_ is not None else None
    if asset is None or asset.site.id not in world.actor.sites:
        raise Held("unknown_target", f"No machine called {name} is known here, or not yet.")
    return asset


def trade_places(job, old, new, op, world):
    """State, holder and what happened on this job go to the other; the first is what it was before the job. A
    legal hold on the person was meant for what they really had."""
    key = job.id.split(":")[1]
    if key in old.jobs:
        old.jobs.remove(key)
    new.jobs.append(key)
    old_key = old.id.split(":")[1]
    first = None
    for step in job.steps:
        mine = [was for was in step.before if was.asset == old_key]
        if len(mine) > 0:
            first = first or mine[0]
            step.before = [was for was in step.before if was.asset != old_key]
            for was in mine:
                # By the operation that did it: undoing the step looks for what that one did.
                remember(step, new, op)
                step.before[len(step.before) - 1].op = was.op
    new.events.extend([event for event in old.events if event.job == key])
    taken = [link for link in old.chain or [] if link.job == key and not link.void]
    if first is not None:
        new.state = old.state
        if len(taken) > 0:
            for link in taken:
                add_link(new, same_link(link))
                link.void = True
            settle(old)
            old.state = first.state
            old.person = first.person
        else:
            new.custody = old.custody
            new.person = old.person
            restore(old, first)
    if new.legal is None:
        new.legal = []
    known = [hold.id for hold in new.legal]
    theirs = [hold for hold in old.legal or [] if hold.person is not None]
    new.legal.extend([hold for hold in theirs if hold.id not in known])


def same_link(link):
    """The hand-over as it was, for the chain of the machine that was really handed over."""
    return Link(
        op=link.op, at=link.at, type=link.type, id=link.id, name=link.name, how=link.how, by=link.by,
        job=link.job, step=link.step, owner=link.owner, note=link.note, signature=link.signature,
    )  # fmt: skip


def restore(asset, was):
    held = was.holder
    asset.state = was.state
    asset.person = was.person
    asset.custody = Custody(
        type=held["type"],
        id=held["id"],
        name=held["name"],
        since=held["since"],
        op=held["op"],
    )
