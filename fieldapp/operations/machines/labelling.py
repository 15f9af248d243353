"""A blank label goes on a box: the machine in it is in the books from then on. And serials that were wrong."""

from fieldapp.documents import Asset, Custody, Named
from fieldapp.labels.tags import clean_tag
from fieldapp.operations.guards import words
from fieldapp.operations.machines.labels import tell_jobs
from fieldapp.operations.machines.life import log_event
from fieldapp.operations.outcomes import Refused
from fieldapp.operations.receiving.following import job_of
from fieldapp.operations.work.evidence import is_tag
from fieldapp.portable.natives import derive

PORTABLE = True

ASSETS = "a55e7000-3f0c-4d8f-8f6b-2b9c7f6d1e44"


def label(box, op, world):
    """Bind the tag that was scanned with the box; and see whether the books know its serial already.

    The box counts whatever comes of this: ``problem`` says what is in the way, and a supervisor hears of it.
    """
    box.problem = None
    tag = clean_tag(op.args.tag or "")
    known = world.find("serial:" + box.serial) if box.serial is not None else None
    own = "asset:" + (box.asset or derive(ASSETS, box.id))
    if known is not None and known != own:
        take_known(box, world.document(known), tag, world)
    elif tag and box.tag is not None and box.tag != tag and not bears(world.document(own), tag):
        trouble(box, f"It bears the label {box.tag} already; {tag} was not bound to it.", world)
    elif tag and box.tag is None:
        bind(box, tag, own, op, world)


def bears(asset, tag):
    """Whether it goes by that label since, beside or instead of the one that it came with."""
    live = [one.tag for one in (asset.labels or []) if one.state == "live"] if asset is not None else []
    return asset is not None and (asset.tag == tag or tag in live)


def trouble(box, sentence, world):
    box.problem = sentence
    world.dispute(sentence)


def take_known(box, asset, tag, world):
    """The serial is in the books. One that waits in stock at this site may be the machine itself."""
    is_free = asset is not None and asset.site.id == box.site.id and len(asset.jobs) == 0
    if (
        is_free
        and asset.state in ["in_stock", "ordered"]
        and asset.person is None
        and tag in ["", asset.tag]
    ):
        box.asset = asset.id.split(":")[1]
        box.tag = asset.tag
    elif asset is not None and asset.site.id in world.actor.sites:
        trouble(
            box,
            f"The serial {box.serial} is in the books already: {asset.tag}, {asset.state.replace('_', ' ')}. Read it"
            " again from the machine itself; where the books are wrong, correct the serial there.",
            world,
        )
    else:
        trouble(box, f"The serial {box.serial} is in the books already, at another site.", world)


def bind(box, tag, own, op, world):
    """A machine of its own for the label, or the one in stock that bears it and has no serial yet."""
    holder = world.find("tag:" + tag)
    if holder is not None and holder != own:
        trouble(
            box, f"The label {tag} is on another machine. Put a fresh label on this box.", world
        )
        return
    if not is_tag(tag) or box.pieces > 1:
        trouble(box, f"{tag} was not bound: a label is for one machine.", world)
        return
    asset = world.document(own)
    if asset is None:
        asset = world.create(machine_in(box, tag, own, op, world))
    asset.tag = tag
    tell_jobs(asset, world)
    box.asset = own.split(":")[1]
    box.tag = tag
    log_event(asset, op, world, "Received and labelled", None)


def keep_up(box, world):
    """A machine that no work has had yet is for whatever its box is for: a job's order, or stock."""
    asset = world.document("asset:" + box.asset) if box.asset is not None else None
    if asset is None or len(asset.jobs) > 0 or asset.state not in ["in_stock", "received"]:
        return
    order = world.document("order:" + box.order) if box.order is not None else None
    job = job_of(order, world)
    is_wanted = job is not None and job.order == box.order
    is_for_job = is_wanted and box.state in ["here", "damaged"]
    asset.state = "received" if is_for_job else "in_stock"
    asset.order = box.order if is_for_job else None


def machine_in(box, tag, own, op, world):
    """A machine that was in no book before."""
    order = world.document("order:" + box.order) if box.order is not None else None
    line = (
        next((one for one in order.lines if one.id == box.line), None)
        if order is not None
        else None
    )
    if line is None and order is not None and len(order.lines) == 1:
        line = order.lines[0]
    return Asset(
        id=own,
        tag=tag,
        serial=box.serial,
        model=box.model or (line.model if line is not None else None),
        state="in_stock",
        custody=Custody(type="receiving", name="receiving", since=world.at, op=op.id),
        site=Named(id=box.site.id, name=box.site.name),
    )


def correct_serial(op, world):
    """The machine's own serial (its BIOS) is not the one in the books. A decision, with a reason; the box keeps
    what was read from it."""
    asset = world.document(op.target)
    if asset is None or not op.target.startswith("asset:"):
        raise Refused("invalid", "Only a machine's serial can be corrected.")
    reason = words(op.args.reason, "Say where the serial was read, and why it differs.")
    serial = words(op.args.serial, "Give the serial as the machine itself says it.").upper()
    if asset.serial == serial:
        return "It has that serial in the books already."
    holder = world.find("serial:" + serial)
    if holder is not None and holder != asset.id:
        other = world.document(holder)
        where = (
            other.tag
            if other is not None and other.site.id in world.actor.sites
            else "another machine"
        )
        raise Refused(
            "not_allowed",
            f"{serial} is the serial of {where} in the books. Correct that one first.",
        )
    was = asset.serial or "no serial"
    asset.serial = serial
    for key in asset.jobs:
        repeat(world.document("job:" + key), asset)
    log_event(asset, op, world, f"Serial corrected from {was} to {serial}: {reason}", None)
    return None


def repeat(job, asset):
    """What the job repeats of its machine follows."""
    for machine in job.assets.values() if job is not None else []:
        if machine.id == asset.id.split(":")[1]:
            machine.serial = asset.serial
