"""Labels on machines: put on, found on another, taken out of use. A tag is never used again."""

from fieldapp.documents import Label, Named
from fieldapp.labels.tags import NONE, clean_tag
from fieldapp.operations.guards import words
from fieldapp.operations.machines.assets import not_retired
from fieldapp.operations.machines.life import log_event
from fieldapp.operations.outcomes import Held, Refused
from fieldapp.operations.work.evidence import TAG, check_letters, is_tag, named
from fieldapp.portable.natives import derive

PORTABLE = True

WHY = "Say why: whoever looks for the other machine reads it."
MOST = 20


def bind(op, world):
    """A label is on the machine, beside those that it has. A fact."""
    asset = the_machine(op, world)
    tag = the_tag(op, world)
    if is_on(asset, tag):
        return f"{asset.tag} bears {tag} already."
    other = bearer(tag, world)
    if other is not None:
        if not world.insists:
            told = f"The label {tag} is on {named(other)}."
            raise Held("disputed", f"{told} If it is on {named(asset)} now, say that it was moved.")
        take_off(other, asset, tag, "decided", op, world)
    put_on(asset, tag, op, world)


def move(op, world):
    """The label of another machine is on this one. A fact: the other keeps its life, and this one the label."""
    asset = the_machine(op, world)
    tag = the_tag(op, world)
    reason = words(op.args.reason, WHY)
    if is_on(asset, tag):
        return f"{asset.tag} bears {tag} already."
    other = bearer(tag, world)
    if other is not None:
        take_off(other, asset, tag, reason, op, world)
    put_on(asset, tag, op, world)


def retire(op, world):
    """The label is out of use, for a reason. Scanned again it tells what it was on. A decision."""
    asset = the_machine(op, world)
    tag = clean_tag(op.args.tag)
    reason = words(op.args.reason, "Say why the label is taken out of use.")
    if tag in [label.tag for label in asset.labels or [] if label.state == "retired"]:
        return f"{tag} is retired already."
    if not is_on(asset, tag):
        raise Refused("not_allowed", f"{tag} is no label of {asset.tag}; nothing was changed.")
    without(asset, tag, op)
    by = Named(id=world.actor.id, name=world.actor.name)
    asset.labels.append(
        Label(tag=tag, state="retired", at=world.at, op=op.id, by=by, reason=reason)
    )
    log_event(asset, op, world, f"Label {tag} retired: {reason}", None)
    tell_jobs(asset, world)


def the_machine(op, world):
    """The machine that the operation is about."""
    asset = world.document(op.target)
    if asset is None or not op.target.startswith("asset:"):
        raise Refused("invalid", "Only a machine bears labels.")
    # A phone may hold it from before machines had labels beside their first.
    asset.labels = asset.labels or []
    return asset


def the_tag(op, world):
    """The tag that was read, where a label can bear it."""
    if not is_tag(op.args.tag) or op.args.tag.strip().upper().startswith(NONE):
        raise Refused("invalid", TAG)
    check_letters(op.args.tag, world)
    return clean_tag(op.args.tag)


def is_on(asset, tag):
    """Whether the label is on it and in use. One that is out of use is never put on again."""
    not_retired(asset, tag)
    return asset.tag == tag or any(label.tag == tag for label in asset.labels or [])


def bearer(tag, world):
    """The machine that the books have the label on, or None. What it is at another site is not told, and not even a
    supervisor takes it from there who has no say in it."""
    key = world.find("tag:" + tag)
    other = world.document(key) if key is not None else None
    if other is not None and other.site.id not in world.sites:
        raise Held("disputed", f"The label {tag} belongs to a machine elsewhere.")
    if other is not None:
        not_retired(other, tag)
    return other


def put_on(asset, tag, op, world):
    """The label is one more, or the first of a machine that has none."""
    if asset.tag.startswith(NONE):
        asset.tag = tag
    elif len(asset.labels) >= MOST:
        raise Held("disputed", f"{asset.tag} has {MOST} labels already. Is it the right machine?")
    else:
        by = Named(id=world.actor.id, name=world.actor.name)
        asset.labels.append(Label(tag=tag, at=world.at, op=op.id, by=by))
    log_event(asset, op, world, f"Label {tag} put on", None)
    tell_jobs(asset, world)


def take_off(other, asset, tag, reason, op, world):
    """The label is on another machine: this one goes by what it still has."""
    without(other, tag, op)
    log_event(other, op, world, f"Label {tag} is on {named(asset)} now: {reason}", None)
    tell_jobs(other, world)


def without(asset, tag, op):
    """Let the label go. Where it was the one that names the machine, the next does; or none."""
    asset.labels = [label for label in asset.labels or [] if label.tag != tag]
    if asset.tag == tag:
        live = [label.tag for label in asset.labels or [] if label.state == "live"]
        asset.tag = live[0] if len(live) > 0 else NONE + derive(op.id, tag)[:8].upper()
        asset.labels = [label for label in asset.labels or [] if label.tag != asset.tag]


def tell_jobs(asset, world):
    """The open jobs that it is part of name it by its tag."""
    for key in asset.jobs:
        job = world.document("job:" + key)
        for machine in job.assets.values() if job is not None else []:
            if machine.id == asset.id.split(":")[1]:
                machine.tag = asset.tag
